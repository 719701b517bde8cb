using System.Buffers;

namespace SmsBridge.Simulator.Twilio;

/// <summary>How many SMS parts a text takes (twilio.md 8).</summary>
internal static class StandInSegments
{
    private const string Extension = "\f^{}\\[~]|€";

    private static readonly SearchValues<char> Basic = SearchValues.Create(
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");

    private static readonly SearchValues<char> Gsm = SearchValues.Create(
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà" + Extension);

    public static int Count(string text)
    {
        var isGsm = !text.AsSpan().ContainsAnyExcept(Gsm);
        var (single, part) = isGsm ? (160, 153) : (70, 67);

        if (text.Length * (isGsm ? 2 : 1) <= single || Units(text, isGsm) <= single)
        {
            return 1;
        }

        var parts = 1;
        var used = 0;
        for (var index = 0; index < text.Length; index++)
        {
            // Neither an escaped pair nor a surrogate pair is split across parts.
            var isPair = !isGsm && char.IsHighSurrogate(text[index]) && index + 1 < text.Length;
            var units = isPair || (isGsm && !Basic.Contains(text[index])) ? 2 : 1;
            index += isPair ? 1 : 0;

            if (used + units > part)
            {
                parts++;
                used = 0;
            }

            used += units;
        }

        return parts;
    }

    private static int Units(string text, bool isGsm) =>
        isGsm ? text.Length + text.Count(character => !Basic.Contains(character)) : text.Length;
}
