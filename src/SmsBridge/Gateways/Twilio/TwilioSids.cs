using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace SmsBridge.Gateways.Twilio;

/// <summary>The shape of Twilio's identifiers: two capital letters that name the kind, then 32 hex digits.</summary>
internal static class TwilioSids
{
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");

    public static bool IsAccount([NotNullWhen(true)] string? text) => IsSid("AC", text);

    public static bool IsMessage([NotNullWhen(true)] string? text) => IsSid("SM", text) || IsSid("MM", text);

    public static bool IsSid(string prefix, [NotNullWhen(true)] string? text) =>
        text is { Length: 34 } && text.StartsWith(prefix, StringComparison.Ordinal) && !text.AsSpan(2).ContainsAnyExcept(Hex);
}
