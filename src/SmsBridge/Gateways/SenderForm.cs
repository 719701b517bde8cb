namespace SmsBridge.Gateways;

/// <summary>The forms of a sender that most providers take.</summary>
internal static class SenderForm
{
    private const int LongestName = 11;

    /// <summary>Digits with or without a plus, or a name.</summary>
    public static bool IsNumberOrName(string sender, int longestNumber) =>
        (sender.TrimStart('+') is { Length: > 0 } digits && digits.Length <= longestNumber && !digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
        || (sender.Length is > 0 and <= LongestName && sender.Any(char.IsAsciiLetter));
}
