namespace SmsBridge.Messages;

/// <summary>Somebody else's words on their way to the store: as long as they help a support person, and no longer.</summary>
internal static class KeptWords
{
    /// <summary>Characters of a detail, whoever said it.</summary>
    public const int LongestDetail = 500;

    /// <summary>Characters of a provider's or a core's code.</summary>
    public const int LongestCode = 40;

    public static string? Detail(string? text) => Cut(text, LongestDetail);

    public static string? Code(string? text) => Cut(text, LongestCode);

    /// <summary>What was cut says so, and how much came.</summary>
    public static string? Cut(string? text, int longest)
    {
        if (text is null || text.Length <= longest)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest;
        return $"{text.AsSpan(0, end)}… (cut: {text.Length} characters came)";
    }
}
