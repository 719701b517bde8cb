using System.Globalization;
using SmsBridge.Numbers;

namespace SmsBridge.Console.Pages.MessageList;

/// <summary>
/// What somebody typed into the search box, in every sense it can have: <c>31</c> may be an event, a client or a loan; <c>5678</c> also the
/// end of a number. <c>client:31</c> says which.
/// </summary>
internal sealed record SearchTerm
{
    private const int LeastSuffix = 3;
    private const int EndKept = 4; // of a number, in its index
    private const int AccountDigits = 9; // of an account number of the core: the id with zeros before it
    private const int LongestPrefix = 10;
    private const int LongestNumber = 15;

    public long? EventId { get; private init; }

    public long? ClientId { get; private init; }

    public long? LoanId { get; private init; }

    /// <summary>Whole numbers, E.164: one for each region in which the text is a number.</summary>
    public IReadOnlyList<string> Numbers { get; private init; } = [];

    /// <summary>The last digits of a number: four, or three and more for who may see all of them.</summary>
    public string? Suffix { get; private init; }

    /// <summary>The provider's id of a message or attempt.</summary>
    public string? ProviderId { get; private init; }

    /// <summary>It can not be any of these.</summary>
    public bool IsNothing => EventId is null && ClientId is null && LoanId is null && Numbers.Count == 0 && Suffix is null && ProviderId is null;

    /// <summary>The ends a number with this suffix can have in the index, which keeps four digits: one, or ten of three.</summary>
    public IEnumerable<string> SuffixEnds =>
        Suffix is null ? [] : Suffix.Length >= EndKept ? [Suffix[^EndKept..]] : Enumerable.Range(0, 10).Select(digit => string.Create(CultureInfo.InvariantCulture, $"{digit}{Suffix}"));

    /// <summary>In which senses a row is what was looked for, the number first; empty: it is not.</summary>
    public IReadOnlyList<string> Matches(MessageRow row) =>
        SensesOf(row).ToList() is { Count: > 0 } senses ? senses : ProviderId is null ? [] : ["provider's id"]; // also of an earlier attempt

    /// <summary>Whether the number is what was found: those rows come first, for that is what people mostly mean.</summary>
    public bool IsByNumber(MessageRow row) =>
        row.Recipient is { } to && (Numbers.Contains(to, StringComparer.Ordinal) || (Suffix is not null && to.EndsWith(Suffix, StringComparison.Ordinal)));

    private IEnumerable<string> SensesOf(MessageRow row)
    {
        if (IsByNumber(row))
        {
            yield return Numbers.Contains(row.Recipient!, StringComparer.Ordinal) ? "number" : $"number ends {Suffix}";
        }

        foreach (var (name, sought, own) in new[] { ("client", ClientId, row.ClientId), ("loan", LoanId, row.LoanId), ("event", EventId, (long?)row.EventId) })
        {
            if (sought is not null && sought == own)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{name} {sought}");
            }
        }
    }

    /// <param name="regions">For numbers without country code.</param>
    /// <param name="anySuffix">
    /// Ends of numbers may have other than four digits. Only for those who may see a whole number anyway: others could guess one digit by digit.
    /// </param>
    public static SearchTerm Parse(string text, IEnumerable<string> regions, bool anySuffix)
    {
        var (kind, value) = Split(text.Trim());
        return kind switch
        {
            "CLIENT" => new SearchTerm { ClientId = Id(value) ?? AccountWithPrefix(value) },
            "LOAN" => new SearchTerm { LoanId = Id(value) ?? AccountWithPrefix(value) },
            "EVENT" or "MESSAGE" => new SearchTerm { EventId = Id(value) },
            "SID" => new SearchTerm { ProviderId = value },
            _ => Guess(value, regions, anySuffix),
        };
    }

    private static SearchTerm Guess(string text, IEnumerable<string> regions, bool anySuffix)
    {
        var account = AccountWithPrefix(text);
        if (text.Length >= 10 && text.Any(char.IsAsciiLetter) && text.All(char.IsAsciiLetterOrDigit))
        {
            return new SearchTerm { ProviderId = text, ClientId = account, LoanId = account };
        }

        if (account is not null)
        {
            return new SearchTerm { ClientId = account, LoanId = account };
        }

        var digits = new string([.. text.Where(char.IsAsciiDigit)]);
        if (digits.Length == 0 || text.Any(character => !char.IsAsciiDigit(character) && !" +-.()/\u00a0".Contains(character, StringComparison.Ordinal)))
        {
            return new SearchTerm();
        }

        var numbers = regions.Append("").Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(region => NumberParser.TryParse(text, region, out var number, out _) ? number.Value : null)
            .OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var id = Id(text); // also with zeros before it: a telephone number here may be an account number there
        var suffix = numbers.Count > 0 || (digits.Length != EndKept && !anySuffix) ? null : SuffixOf(digits);
        return new SearchTerm { EventId = id, ClientId = id, LoanId = id, Numbers = numbers, Suffix = suffix };
    }

    /// <summary>Without the zeros that only stand for the country; what is longer than any number is none.</summary>
    private static string? SuffixOf(string digits) =>
        digits.TrimStart('0') is var end && digits.Length >= LeastSuffix && digits.Length <= LongestNumber
            ? digits.Length <= 6 ? digits : end.Length >= LeastSuffix ? end : null
            : null;

    /// <summary>
    /// The core may put letters before its account numbers, as in <c>LP000012678</c>: an office, a product. A provider's id is longer, and what is
    /// neither letters nor a number of nine digits is no account.
    /// </summary>
    private static long? AccountWithPrefix(string text) =>
        text.Length is > AccountDigits and <= AccountDigits + LongestPrefix && text[..^AccountDigits].Any(char.IsLetter)
        && text[..^AccountDigits].All(character => char.IsLetterOrDigit(character) || character is '-' or '/' or ' ')
            ? Id(text[^AccountDigits..])
            : null;

    private static (string? Kind, string Value) Split(string text) =>
        text.IndexOf(':', StringComparison.Ordinal) is var colon && colon > 0 ? (text[..colon].Trim().ToUpperInvariant(), text[(colon + 1)..].Trim())
        : text.StartsWith('#') ? ("EVENT", text[1..])
        : (null, text);

    /// <summary>An account number is the id with zeros before it, unless the core was told otherwise.</summary>
    private static long? Id(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;
}
