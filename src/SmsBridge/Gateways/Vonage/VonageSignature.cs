using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.Vonage;

/// <summary>The JWT that a report comes with: HS256 over the account's signature secret, with a hash of the body inside (vonage.md 4).</summary>
internal static class VonageSignature
{
    private const string Scheme = "Bearer ";
    private const int Longest = 8 * 1024;

    /// <summary>A report that is repeated for a day may carry the token it was made with, and clocks differ.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromHours(25);

    /// <param name="authorization">The header of the request.</param>
    /// <param name="secret">Not empty: an empty one would let anybody sign.</param>
    /// <param name="now">What has run out by then, or is not valid yet, is not believed; what says nothing of it is.</param>
    public static bool Verify(string? authorization, ReadOnlySpan<byte> body, string secret, DateTimeOffset now)
    {
        if (secret.Length == 0 || authorization is null || authorization.Length > Longest || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || authorization[Scheme.Length..].Trim().Split('.') is not [var head, var payload, var signature])
        {
            return false;
        }

        // The algorithm is ours to choose, not the token's: only the one it must be is looked for.
        return Read(head)?.TextAt("alg") == "HS256"
            && Decode(signature) is { } given
            && CryptographicOperations.FixedTimeEquals(given, HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes($"{head}.{payload}")))
            && Read(payload) is { } claims && IsInTime(claims, now)
            && claims.TextAt("payload_hash") is { } hash
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash.ToLowerInvariant()), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(body))));
    }

    private static bool IsInTime(JsonElement claims, DateTimeOffset now) =>
        claims.ValueKind == JsonValueKind.Object && !(Seconds(claims, "exp") + Grace.TotalSeconds < now.ToUnixTimeSeconds()) && !(Seconds(claims, "nbf") - Grace.TotalSeconds > now.ToUnixTimeSeconds());

    /// <returns>Null: it does not say.</returns>
    private static double? Seconds(JsonElement claims, string name) => claims.TryGetProperty(name, out var at) && at.ValueKind == JsonValueKind.Number && at.TryGetDouble(out var seconds) ? seconds : null;

    private static JsonElement? Read(string part) => Decode(part) is { } bytes ? ForeignJson.Parse(bytes) : null;

    private static byte[]? Decode(string part)
    {
        try
        {
            return Base64Url.DecodeFromChars(part);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
