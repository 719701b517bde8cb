using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SmsBridge.Numbers;

/// <summary>GSM 03.38, the default alphabet and its extension table, one septet a byte as it travels to a message centre.</summary>
internal static class GsmAlphabet
{
    /// <summary>In the order of their codes, 0x00 to 0x7F; 0x1B leads to <see cref="Extension"/>.</summary>
    public const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
        "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    /// <summary>Characters of two septets.</summary>
    public const string Extension = "\f^{}\\[~]|€";

    private const byte Escape = 0x1B;

    private static readonly byte[] ExtensionCodes = [0x0A, 0x14, 0x28, 0x29, 0x2F, 0x3C, 0x3D, 0x3E, 0x40, 0x65];

    /// <summary>False when a character is in neither table.</summary>
    public static bool TryEncode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        var written = new List<byte>(text.Length + 8);
        foreach (var character in text)
        {
            if (Extension.IndexOf(character, StringComparison.Ordinal) is var extended and >= 0)
            {
                written.Add(Escape);
                written.Add(ExtensionCodes[extended]);
            }
            else if (character != (char)Escape && Basic.IndexOf(character, StringComparison.Ordinal) is var code and >= 0)
            {
                written.Add((byte)code);
            }
            else
            {
                bytes = null;
                return false;
            }
        }

        bytes = [.. written];
        return true;
    }

    /// <summary>What is no character of it becomes a blank, as the standard wants of an unknown extension.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        for (var index = 0; index < bytes.Length; index++)
        {
            if (bytes[index] == Escape)
            {
                index++;
                var extended = index < bytes.Length ? Array.IndexOf(ExtensionCodes, bytes[index]) : -1;
                text.Append(extended >= 0 ? Extension[extended] : ' ');
            }
            else
            {
                text.Append(bytes[index] < Basic.Length ? Basic[bytes[index]] : ' ');
            }
        }

        return text.ToString();
    }
}
