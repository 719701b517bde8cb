using System.Globalization;
using System.Text.RegularExpressions;
using SmsBridge.Insight.Search;
using SmsBridge.Numbers;
using SmsBridge.Numbers.Plans;

namespace SmsBridge.Insight.MessageList;

/// <summary>How what was typed is read.</summary>
internal sealed partial record SearchTerm
{
    private const int LeastSuffix = 3;
    private const int AccountDigits = 9; // of an account number of the core: the id with zeros before it
    private const int LongestPrefix = 10;
    private const int LeastProvidersId = 10;
    private const int LeastText = 3;
    public const int LeastPrefix = 3; // of a name
    private const string WebhookMark = "msg_";
    private const int LeastNumber = 7;
    private const int LongestNumber = 15;

    /// <param name="regions">For numbers without country code.</param>
    /// <param name="anySuffix">
    /// Ends of numbers may have other than four digits. Only for those who may see a whole number anyway: others could guess one digit by digit.
    /// </param>
    public static SearchTerm Parse(string text, IEnumerable<string> regions, bool anySuffix)
    {
        var (kind, value) = Split(Plain(text));
        return kind switch
        {
            "CLIENT" when Id(value) is null => new SearchTerm { ClientId = AccountWithPrefix(value), Keys = KeysOf(value), NameWords = NameOf(value), IsLastBeginning = anySuffix },
            "CLIENT" => new SearchTerm { ClientId = Id(value) },
            "LOAN" => new SearchTerm { LoanId = Id(value) ?? AccountWithPrefix(value), Keys = Id(value) is null ? KeysOf(value) : [] },
            "NAME" => new SearchTerm { NameWords = NameOf(value), IsLastBeginning = anySuffix },
            "ACCOUNT" => new SearchTerm { ClientId = Id(value) ?? AccountWithPrefix(value), LoanId = Id(value) ?? AccountWithPrefix(value), Keys = KeysOf(value) },
            "RECEIPT" or "TRANSACTION" => new SearchTerm { ResourceId = Id(value), Keys = KeysOf(value) },
            "TEXT" when value.Length >= LeastText => new SearchTerm { Text = value },
            "TEXT" => new SearchTerm(),
            "EVENT" or "MESSAGE" => new SearchTerm { EventId = Id(value) },
            "SID" => new SearchTerm { ProviderId = value },
            _ => Guess(value, regions, anySuffix),
        };
    }

    /// <summary>Without signs nobody sees, which come along when a number is copied, and without quotes around it. Other signs of control are no more than a space.</summary>
    private static string Plain(string text) => NumberLabels.Trim(string.Concat(text
        .Where(character => char.GetUnicodeCategory(character) != UnicodeCategory.Format).Select(character => char.IsControl(character) ? ' ' : character))).ToString();

    private static SearchTerm Guess(string text, IEnumerable<string> regions, bool anySuffix)
    {
        if (text.StartsWith(WebhookMark, StringComparison.OrdinalIgnoreCase))
        {
            return new SearchTerm { WebhookId = text.ToLowerInvariant() };
        }

        var account = AccountWithPrefix(text);
        if (text.Any(char.IsLetter))
        {
            var name = NameOf(text);
            return new SearchTerm
            {
                ProviderId = IsProvidersId(text) ? text : null, ClientId = account, LoanId = account, Keys = KeysOf(text), NameWords = name, IsLastBeginning = anySuffix,
                Numbers = NumbersOf(text, regions), Text = text.Length >= LeastText && account is null && (name.Count > 0 || text.Any(char.IsWhiteSpace)) ? text : null,
            };
        }

        if (Masked().Match(text) is { Success: true } masked)
        {
            return new SearchTerm { Mask = "+" + text.TrimStart('+'), Suffix = masked.Groups["end"].Value };
        }

        var numbers = NumbersOf(text, regions);
        var id = Id(text); // also with zeros before it: a telephone number here may be an account number there
        return new SearchTerm
        {
            EventId = id, ClientId = id, LoanId = id, ResourceId = id, Keys = KeysOf(text), Numbers = numbers, Suffix = EndOf(text, numbers.Count > 0, anySuffix),
        };
    }

    private static List<string> NumbersOf(string text, IEnumerable<string> regions) =>
        [.. regions.Append("").Distinct(StringComparer.OrdinalIgnoreCase).Select(region => NumberOf(text, region)).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>Stars are a number somebody masked, and no part of an account.</summary>
    private static IReadOnlyList<string> KeysOf(string text) => text.Contains('*', StringComparison.Ordinal) ? [] : [.. SearchWords.OfKey(text)];

    /// <summary>What has figures in it is no name.</summary>
    private static IReadOnlyList<string> NameOf(string text) => text.Any(char.IsDigit) ? [] : SearchWords.OfName(text);

    /// <summary>A provider's id is one long word: a SID, a UUID; without a figure it is a word like any other.</summary>
    private static bool IsProvidersId(string text) =>
        text.Length >= LeastProvidersId && text.Any(char.IsAsciiLetter) && text.Any(char.IsAsciiDigit) && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

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
        @"\A(?<kind>client|loan|event|message|sid|name|account|receipt|transaction|text)(?:\s+(?:account|id|no|nr|number))*[\s:#=.]+(?<value>\S.*)\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Named();

    /// <summary>The form of <see cref="Msisdn.Masked"/>, and no other: other stars would tell more than is shown.</summary>
    [GeneratedRegex(@"\A\+?[1-9][0-9]{4}\*{1,7}(?<end>[0-9]{3})\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Masked();
}
