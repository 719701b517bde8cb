using System.Security.Cryptography;
using System.Text;

namespace SmsBridge.Tests.Partners;

/// <summary>The receiver of docs/partners.md in C#; a test sees to it that they stay the same.</summary>
internal static class ReceiverSample
{
    private const string Secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

#pragma warning disable MA0011, CA1305 // as short as it can be for readers; digits are the same in all cultures
    public static bool IsGenuine(string id, string timestamp, string signatures, byte[] body, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, out var seconds) || Math.Abs(now.ToUnixTimeSeconds() - seconds) > 300)
        {
            return false;
        }

        var key = Convert.FromBase64String(Secret["whsec_".Length..]);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var expected = Encoding.UTF8.GetBytes("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed)));
        return signatures.Split(' ').Any(given => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), expected));
    }
#pragma warning restore MA0011, CA1305
}
