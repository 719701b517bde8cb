using System.Globalization;
using SmsBridge.Messages;

namespace SmsBridge.Console.Pages.MessageList;

/// <summary>
/// What somebody typed into the search box, in every sense it can have: <c>31</c> may be an event, a client or a loan; <c>5678</c> also the
/// end of a number. <c>client:31</c> says which.
/// </summary>
internal sealed record SearchTerm
{
    private const int LeastSuffix = 4;
    private const int LongestNumber = 15;

    public long? EventId { get; private init; }

    public long? ClientId { get; private init; }

    public long? LoanId { get; private init; }

    /// <summary>Whole numbers, E.164: one for each region in which the text is a number.</summary>
    public IReadOnlyList<string> Numbers { get; private init; } = [];

    /// <summary>The last digits of a number: four, or more for who may see all of them.</summary>
    public string? Suffix { get; private init; }

    /// <summary>The provider's id of a message or attempt.</summary>
    public string? ProviderId { get; private init; }

    /// <summary>It can not be any of these.</summary>
    public bool IsNothing => EventId is null && ClientId is null && LoanId is null && Numbers.Count == 0 && Suffix is null && ProviderId is null;

    /// <param name="regions">For numbers without country code.</param>
    /// <param name="anySuffix">
    /// Ends of numbers may have more than four digits. Only for those who may see a whole number anyway: others could guess one digit by digit.
    /// </param>
    public static SearchTerm Parse(string text, IEnumerable<string> regions, bool anySuffix)
    {
        var (kind, value) = Split(text.Trim());
        return kind switch
        {
            "CLIENT" => new SearchTerm { ClientId = Id(value) },
            "LOAN" => new SearchTerm { LoanId = Id(value) },
            "EVENT" or "MESSAGE" => new SearchTerm { EventId = Id(value) },
            "SID" => new SearchTerm { ProviderId = value },
            _ => Guess(value, regions, anySuffix),
        };
    }

    private static SearchTerm Guess(string text, IEnumerable<string> regions, bool anySuffix)
    {
        if (text.Length >= 10 && text.Any(char.IsAsciiLetter) && text.All(char.IsAsciiLetterOrDigit))
        {
            return new SearchTerm { ProviderId = text };
        }

        var digits = new string([.. text.Where(char.IsAsciiDigit)]);
        if (digits.Length == 0 || text.Any(character => !char.IsAsciiDigit(character) && !" +-.()/\u00a0".Contains(character, StringComparison.Ordinal)))
        {
            return new SearchTerm();
        }

        var numbers = regions.Append("").Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(region => NumberParser.TryParse(text, region, out var number, out _) ? number.Value : null)
            .OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var isWritten = text.StartsWith('+') || (text.StartsWith('0') && digits.Length >= 9); // surely a telephone number, and no id
        var id = isWritten ? null : Id(text);
        var suffix = numbers.Count > 0 || (digits.Length > LeastSuffix && !anySuffix) ? null : SuffixOf(digits);
        return new SearchTerm { EventId = id, ClientId = id, LoanId = id, Numbers = numbers, Suffix = suffix };
    }

    /// <summary>Without the zeros that only stand for the country; what is longer than any number is none.</summary>
    private static string? SuffixOf(string digits) =>
        digits.TrimStart('0') is var end && digits.Length >= LeastSuffix && digits.Length <= LongestNumber
            ? digits.Length <= 6 ? digits : end.Length >= LeastSuffix ? end : null
            : null;

    private static (string? Kind, string Value) Split(string text) =>
        text.IndexOf(':', StringComparison.Ordinal) is var colon && colon > 0 ? (text[..colon].Trim().ToUpperInvariant(), text[(colon + 1)..].Trim())
        : text.StartsWith('#') ? ("EVENT", text[1..])
        : (null, text);

    /// <summary>An account number is the id with zeros before it, unless the core was told otherwise.</summary>
    private static long? Id(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;
}
