using System.Globalization;
using System.Numerics;

namespace SmsBridge.Gateways.Smpp;

/// <summary>
/// How an SMSC may write in a receipt the id that it answered with (smpp.md 4): in the other case, with zeros before it, or in decimal what was in hex and
/// the other way. Pure.
/// </summary>
internal static class SmppMessageIds
{
    /// <summary>Another SMSC may give the same id.</summary>
    public static string Stored(string provider, string id) => $"{provider}:{id}";

    /// <summary><see cref="Others"/>, as stored.</summary>
    public static IReadOnlyList<string> StoredOthers(string provider, string id) => [.. Others(id).Select(other => Stored(provider, other))];

    /// <summary>Every other spelling of an id that it may have been answered with; without the one given.</summary>
    public static IReadOnlyList<string> Others(string id)
    {
        var bare = id.TrimStart('0') is { Length: > 0 } rest ? rest : "0";
        var spellings = new HashSet<string>(StringComparer.Ordinal);
        AddHex(spellings, bare);
        if (bare.All(char.IsAsciiDigit))
        {
            AddPadded(spellings, bare);
            AddHex(spellings, Hex(BigInteger.Parse(bare, NumberStyles.None, CultureInfo.InvariantCulture)));
        }

        if (bare.All(char.IsAsciiHexDigit))
        {
            AddPadded(spellings, BigInteger.Parse("0" + bare, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
        }

        spellings.Remove(id);
        return [.. spellings];
    }

    private static string Hex(BigInteger value) => value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0') is { Length: > 0 } hex ? hex : "0";

    private static void AddHex(HashSet<string> spellings, string text)
    {
        AddPadded(spellings, text.ToUpperInvariant());
        AddPadded(spellings, text.ToLowerInvariant());
        spellings.Add(text);
    }

    /// <summary>As SMSC write numbers of 32 and 64 bits.</summary>
    private static void AddPadded(HashSet<string> spellings, string text)
    {
        foreach (var width in (ReadOnlySpan<int>)[0, 8, 10, 16])
        {
            spellings.Add(text.PadLeft(width, '0'));
        }
    }
}
