using System.Text.Json;
using SmsBridge.Web;

namespace SmsBridge.Operators.SingleSignOn;

/// <summary>What a provider says of somebody: in the token it signed, and beside it where that was asked for. The token goes first. Pure.</summary>
/// <param name="Token">The claims of the token.</param>
/// <param name="UserInfo">What the provider answered about the same subject; null: it was not asked.</param>
internal sealed record ProviderClaims(JsonElement Token, JsonElement? UserInfo)
{
    /// <summary>The values of a claim: one or several. A name with dots that no claim has is a way into one (<c>realm_access.roles</c>).</summary>
    public IReadOnlyList<string> Read(string name) => Find(Token, name) ?? (UserInfo is { } other ? Find(other, name) : null) ?? [];

    private static IReadOnlyList<string>? Find(JsonElement claims, string name)
    {
        if (claims.Member(name) is { } whole)
        {
            return ValuesOf(whole);
        }

        JsonElement? found = claims;
        foreach (var part in name.Split('.'))
        {
            found = found?.Member(part);
        }

        return found is { } inner ? ValuesOf(inner) : null;
    }

    private static IReadOnlyList<string> ValuesOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(TextOf).OfType<string>()] : TextOf(value) is { } text ? [text] : [];

    private static string? TextOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.AsText(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
}

/// <summary>Who the provider says somebody is.</summary>
/// <param name="Issuer">Of the token; with the subject it is the identity, for ever.</param>
internal sealed record ProviderPerson(string Issuer, string Subject, ProviderClaims Claims)
{
    private const int Longest = 255; // of a subject, by OpenID Connect Core 2

    public bool IsUsable => IsUsableText(Issuer, 500) && IsUsableText(Subject, Longest);

    /// <summary>For the audit.</summary>
    public override string ToString() => $"{Subject} of {Issuer}";

    private static bool IsUsableText(string text, int longest) => text.Length > 0 && text.Length <= longest && !text.Any(char.IsControl);
}
