namespace SmsBridge.Gateways;

/// <summary>The forms of a sender that most providers take.</summary>
internal static class SenderForm
{
    private const int LongestName = 11;

    /// <summary>Digits with or without a plus, or a name.</summary>
    public static bool IsNumberOrName(string sender, int longestNumber) =>
        (sender.TrimStart('+') is { Length: > 0 } digits && digits.Length <= longestNumber && !digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
        || (sender.Length is > 0 and <= LongestName && sender.Any(char.IsAsciiLetter));

    /// <summary>Whether an address that a client wrote to is this sender: a name in any case, a number with or without its plus.</summary>
    public static bool IsSame(string sender, string address) =>
        sender.Length > 0 && string.Equals(sender.TrimStart('+'), address.TrimStart('+'), StringComparison.OrdinalIgnoreCase);
}
