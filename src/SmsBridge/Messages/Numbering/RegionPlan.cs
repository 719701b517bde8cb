using System.Text.RegularExpressions;

namespace SmsBridge.Messages.Numbering;

/// <summary>One region's numbering plan, ready to match. Regexes are built when first needed: few regions ever are.</summary>
internal sealed class RegionPlan(RegionData data)
{
    // Patterns see at most 17 digits, so this only guards against a runaway pattern in future data.
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);

    private readonly Lazy<Regex> _national = new(() => Whole(data.NationalNumberPattern));
    private readonly Lazy<Regex?> _idd = new(() => Start(data.Idd));
    private readonly Lazy<Regex?> _prefix = new(() => Start(data.NationalPrefixForParsing));
    private readonly Lazy<TypePlan[]> _types = new(() => [.. data.Types.Select(TypePlan.From).OfType<TypePlan>()]);

    public string CallingCode => data.CallingCode;

    public int LongestLength { get; } = data.PossibleLengths.Max();

    public int ShortestLength { get; } = data.PossibleLengths.Min();

    public bool IsNational(string number) => _national.Value.IsMatch(number);

    /// <summary>
    /// Whether mobile numbers of this length exist. Narrower than "any number of this length exists", which would let through
    /// Kenyan mobile numbers that lost two digits, because Kenya has landlines of 7.
    /// </summary>
    public bool IsMobileLength(int length) =>
        (data.Types.TryGetValue("mobile", out var mobile) ? mobile.Lengths : data.PossibleLengths).Contains(length);

    /// <summary>Removes what is dialled before an international number, if <paramref name="digits"/> start with it.</summary>
    public bool TryStripInternationalPrefix(string digits, out string rest)
    {
        rest = string.Empty;
        if (_idd.Value?.Match(digits) is not { Success: true } match)
        {
            return false;
        }

        rest = digits[match.Length..];
        return !rest.StartsWith('0');
    }

    /// <summary>
    /// Removes the trunk prefix (and carrier codes, local short forms) from a national number, unless that spoils one that
    /// was right before: Italy and others keep their leading zeros.
    /// </summary>
    public string StripNationalPrefix(string number)
    {
        if (_prefix.Value?.Match(number) is not { Success: true } match)
        {
            return number;
        }

        var rest = number[match.Length..];
        var stripped = data.NationalPrefixTransformRule is { } rule && match.Groups.Count > 1 && match.Groups[^1].Success
            ? match.Result(rule) + rest
            : rest;
        return IsNational(number) && !IsNational(stripped) ? number : stripped;
    }

    /// <summary>What the number is for; null if the plan has no such number.</summary>
    public NumberType? TypeOf(string number)
    {
        if (!IsNational(number))
        {
            return null;
        }

        var types = _types.Value;
        if (Array.Exists(types, type => type.Type == NumberType.FixedLine && type.Matches(number)))
        {
            // Where mobiles have no pattern of their own, they hide among the landlines (e164.md section 5).
            var mobile = Array.Find(types, type => type.Type == NumberType.Mobile);
            return mobile is null || mobile.Matches(number) ? NumberType.FixedLineOrMobile : NumberType.FixedLine;
        }

        return Array.Find(types, type => type.Matches(number))?.Type;
    }

    // \A and \z, not ^ and $: those also match around a newline.
    private static Regex Whole(string pattern) => Build($@"\A(?:{pattern})\z");

    private static Regex? Start(string? pattern) => pattern is null ? null : Build($@"\A(?:{pattern})");

    private static Regex Build(string pattern) => new(pattern, RegexOptions.CultureInvariant, MatchTimeout);

    private sealed class TypePlan(NumberType type, TypeData data)
    {
        private readonly Lazy<Regex> _pattern = new(() => Whole(data.Pattern));

        public NumberType Type => type;

        public static TypePlan? From(KeyValuePair<string, TypeData> entry) =>
            entry.Value.Pattern.Length == 0 ? null : new TypePlan(Enum.Parse<NumberType>(entry.Key, ignoreCase: true), entry.Value);

        public bool Matches(string number) => data.Lengths.Contains(number.Length) && _pattern.Value.IsMatch(number);
    }
}
