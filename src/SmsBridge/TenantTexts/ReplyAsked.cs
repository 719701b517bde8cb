using System.Text.RegularExpressions;

namespace SmsBridge.TenantTexts;

/// <summary>A text that asks for a reply, from a sender that none can arrive at: a name is no number. Only warned of: a route may send from a number.</summary>
internal static partial class ReplyAsked
{
    private const int MessagingService = 34; // MG and 32 digits: what is behind it is not known here

    /// <summary>Null: it asks for none, or one can arrive.</summary>
    public static string? WhyInVain(string sender, string? text) =>
        text is not null && sender.Any(char.IsLetter) && !(sender.Length == MessagingService && sender.StartsWith("MG", StringComparison.Ordinal)) && Asks().IsMatch(text)
            ? $"The text asks for a reply, and none can arrive at {sender}, which is a name. Say a number to call in its place, unless the tenant's routes send it from a number."
            : null;

    /// <summary>The word of the carriers, which is the same in all languages; in small letters only where a reply is spoken of.</summary>
    [GeneratedRegex(@"\bSTOP\b|(?i:\b(reply|text|send|answer)\s+(with\s+)?[""'\u2018\u201C]?stop\b)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Asks();
}
