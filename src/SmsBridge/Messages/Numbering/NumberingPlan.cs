namespace SmsBridge.Messages.Numbering;

/// <summary>The world's numbering plans, read from the embedded data when the first number is parsed.</summary>
internal sealed class NumberingPlan
{
    private const int LongestCallingCode = 3;
    private const int ShortestNational = 2;
    private const int LongestNational = 17;

    private static readonly Lazy<NumberingPlan> Loaded = new(() => new NumberingPlan(NumberingData.Load()));

    private readonly Dictionary<string, RegionPlan> _regions;
    private readonly Dictionary<string, RegionPlan[]> _byCallingCode;
    private readonly HashSet<string> _nonGeographic;

    private NumberingPlan(NumberingData data)
    {
        _regions = data.Regions.ToDictionary(region => region.Region, region => new RegionPlan(region), StringComparer.OrdinalIgnoreCase);
        _byCallingCode = data.CallingCodes.ToDictionary(
            code => code.Key, code => code.Value.Select(region => _regions[region]).ToArray(), StringComparer.Ordinal);
        _nonGeographic = data.NonGeographic.Select(region => region.CallingCode).ToHashSet(StringComparer.Ordinal);
        foreach (var region in data.NonGeographic)
        {
            _byCallingCode.Add(region.CallingCode, [new RegionPlan(region)]);
        }
    }

    public static NumberingPlan Instance => Loaded.Value;

    /// <param name="region">ISO 3166-1 alpha-2, any case.</param>
    public RegionPlan? FindRegion(string? region) => region is null ? null : _regions.GetValueOrDefault(region);

    /// <summary>Steps 4 to 8 of e164.md section 3.</summary>
    /// <param name="digits">ASCII digits, at least two.</param>
    public ParsedNumber Resolve(string digits, bool hasPlus, string? defaultRegion, NumberRules rules)
    {
        if (hasPlus)
        {
            return ResolveInternational(digits, rules);
        }

        if (FindRegion(defaultRegion) is not { } region)
        {
            return ParsedNumber.Failed(NumberFault.NoDefaultRegion);
        }

        return region.TryStripInternationalPrefix(digits, out var international)
            ? ResolveInternational(international, rules)
            : Find(region.CallingCode, NationalPart(digits, region), rules);
    }

    private ParsedNumber ResolveInternational(string digits, NumberRules rules)
    {
        for (var length = 1; length <= Math.Min(LongestCallingCode, digits.Length); length++)
        {
            if (_byCallingCode.TryGetValue(digits[..length], out var regions))
            {
                // People write the trunk prefix after the country code too: +44 (0)20 …
                var national = IsPossible(digits[length..]) ? regions[0].StripNationalPrefix(digits[length..]) : digits[length..];
                return Find(digits[..length], national, rules);
            }
        }

        return ParsedNumber.Failed(NumberFault.UnknownCountryCode);
    }

    /// <summary>A number without plus may still start with its country code: <c>254712345678</c>.</summary>
    private static string NationalPart(string digits, RegionPlan region)
    {
        var asWritten = region.StripNationalPrefix(digits);
        if (!digits.StartsWith(region.CallingCode, StringComparison.Ordinal))
        {
            return asWritten;
        }

        var withoutCode = region.StripNationalPrefix(digits[region.CallingCode.Length..]);
        return (!region.IsNational(asWritten) && region.IsNational(withoutCode)) || asWritten.Length > region.LongestLength
            ? withoutCode
            : asWritten;
    }

    private ParsedNumber Find(string callingCode, string national, NumberRules rules)
    {
        var regions = _byCallingCode[callingCode];
        var e164 = $"+{callingCode}{national}";
        if (!IsPossible(national) || !Msisdn.IsE164(e164))
        {
            return ParsedNumber.Failed(LengthFault(national, regions));
        }

        var type = regions.Select(region => region.TypeOf(national)).FirstOrDefault(found => found is not null);
        if (type is null && rules == NumberRules.Lenient && Array.Exists(regions, region => region.IsMobileLength(national.Length)))
        {
            type = NumberType.Unknown;
        }

        return type is { } known
            ? new ParsedNumber(Msisdn.FromE164(e164), known, !_nonGeographic.Contains(callingCode), Fault: null)
            : ParsedNumber.Failed(LengthFault(national, regions));
    }

    private static bool IsPossible(string national) => national.Length is >= ShortestNational and <= LongestNational;

    private static NumberFault LengthFault(string national, RegionPlan[] regions) =>
        national.Length < regions.Min(region => region.ShortestLength) ? NumberFault.TooShort
        : national.Length > regions.Max(region => region.LongestLength) ? NumberFault.TooLong
        : NumberFault.NotInPlan;
}
