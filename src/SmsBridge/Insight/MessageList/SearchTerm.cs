using System.Globalization;
using System.Text.RegularExpressions;
using SmsBridge.Numbers;
using SmsBridge.Numbers.Plans;

namespace SmsBridge.Insight.MessageList;

/// <summary>
/// What somebody typed or pasted into the search box, in every sense it can have: <c>31</c> may be an event, a client or a loan; <c>5678</c> also the
/// end of a number. <c>client:31</c> and <c>client 31</c> say which. Whatever the pages show is found again: a masked number too.
/// </summary>
internal sealed partial record SearchTerm
{
    private const int LeastSuffix = 3;
    private const int EndKept = 4; // of a number, in its index
    private const int AccountDigits = 9; // of an account number of the core: the id with zeros before it
    private const int LongestPrefix = 10;
    private const int LeastNumber = 7;
    private const int LongestNumber = 15;

    public long? EventId { get; private init; }

    public long? ClientId { get; private init; }

    public long? LoanId { get; private init; }

    /// <summary>Whole numbers, E.164: one for each region in which the text is a number.</summary>
    public IReadOnlyList<string> Numbers { get; private init; } = [];

    /// <summary>The last digits of a number: four, or three and more for who may see all of them.</summary>
    public string? Suffix { get; private init; }

    /// <summary>A number as the pages mask it; its last digits are the suffix. Found by everybody, for it tells no more than they see.</summary>
    public string? Mask { get; private init; }

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
        row.Recipient is { } to && (Numbers.Contains(to, StringComparer.Ordinal) || (Mask is null ? Suffix is not null && to.EndsWith(Suffix, StringComparison.Ordinal) : Mask == Msisdn.Mask(to)));

    private IEnumerable<string> SensesOf(MessageRow row)
    {
        if (IsByNumber(row))
        {
            yield return Numbers.Contains(row.Recipient!, StringComparer.Ordinal) ? "number" : Mask is null ? $"number ends {Suffix}" : $"number {Mask}";
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
        var (kind, value) = Split(Plain(text));
        return kind switch
        {
            "CLIENT" => new SearchTerm { ClientId = Id(value) ?? AccountWithPrefix(value) },
            "LOAN" => new SearchTerm { LoanId = Id(value) ?? AccountWithPrefix(value) },
            "EVENT" or "MESSAGE" => new SearchTerm { EventId = Id(value) },
            "SID" => new SearchTerm { ProviderId = value },
            _ => Guess(value, regions, anySuffix),
        };
    }

    /// <summary>Without signs nobody sees, which come along when a number is copied, and without quotes around it.</summary>
    private static string Plain(string text) =>
        NumberLabels.Trim(string.Concat(text.Where(character => char.GetUnicodeCategory(character) != UnicodeCategory.Format))).ToString();

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

        if (Masked().Match(text) is { Success: true } masked)
        {
            return new SearchTerm { Mask = "+" + text.TrimStart('+'), Suffix = masked.Groups["end"].Value };
        }

        var numbers = regions.Append("").Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(region => NumberOf(text, region)).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var id = Id(text); // also with zeros before it: a telephone number here may be an account number there
        return new SearchTerm { EventId = id, ClientId = id, LoanId = id, Numbers = numbers, Suffix = EndOf(text, numbers.Count > 0, anySuffix) };
    }

    /// <summary>A number as a core's field may hold it: with a label, a word in brackets, whatever stands between its digits.</summary>
    private static string? NumberOf(string text, string region) =>
        NumberParser.TryParse(text, region, out var number, out _) ? number.Value
        : text.Count(char.IsAsciiDigit) >= LeastNumber && NumberParser.Read(text, region) is NumberReading.Valid read ? read.Number.Value
        : null;

    /// <summary>Also of what is a whole number here: the same digits may be a number of another country.</summary>
    private static string? EndOf(string text, bool isNumber, bool anySuffix)
    {
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        var isPlain = digits.Length > 0 && text.All(character => char.IsAsciiDigit(character) || char.IsWhiteSpace(character) || "+-.()/".Contains(character, StringComparison.Ordinal));
        return !isPlain || (isNumber && text.StartsWith('+')) || (digits.Length != EndKept && !anySuffix) ? null : SuffixOf(digits);
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
        Named().Match(text) is { Success: true } named ? (named.Groups["kind"].Value.ToUpperInvariant(), named.Groups["value"].Value)
        : text.IndexOf(':', StringComparison.Ordinal) is var colon && colon > 0 ? (null, text[(colon + 1)..].Trim())
        : text.StartsWith('#') ? ("EVENT", text[1..].Trim())
        : (null, text);

    /// <summary>An account number is the id with zeros before it, unless the core was told otherwise.</summary>
    private static long? Id(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;

    /// <summary>As the pages write it, and as people do: <c>client 42</c>, <c>Loan account: 000000031</c>, <c>Message #5</c>.</summary>
    [GeneratedRegex(
        @"\A(?<kind>client|loan|event|message|sid)(?:\s+(?:account|id|no|nr|number))*[\s:#=.]+(?<value>\S.*)\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Named();

    /// <summary>The form of <see cref="Msisdn.Masked"/>, and no other: other stars would tell more than is shown.</summary>
    [GeneratedRegex(@"\A\+?[1-9][0-9]{4}\*{1,7}(?<end>[0-9]{3})\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Masked();
}
