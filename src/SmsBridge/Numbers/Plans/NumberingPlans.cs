using System.Collections.Concurrent;
using System.Globalization;
using PhoneNumbers;

namespace SmsBridge.Numbers.Plans;

/// <summary>The world's numbering plans, as libphonenumber has them. Sees digits only: what else is written is judged before.</summary>
internal static class NumberingPlans
{
    private const int LongestDigits = 20; // a country code and 17, the most that libphonenumber takes
    private const string NoRegion = "ZZ";
    private const string NonGeographic = "001";

    /// <summary>Known without loading the plans, which takes a tenth of a second: settings are checked at start. A test compares them.</summary>
    private const string Regions =
        "AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR "
        + "CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU "
        + "ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
        + "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE "
        + "SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT "
        + "ZA ZM ZW";

    private static readonly Lazy<PhoneNumberUtil> Library = new(PhoneNumberUtil.GetInstance);
    private static readonly ConcurrentDictionary<int, MobileLengths> Lengths = new();

    public static IReadOnlyList<string> KnownRegions { get; } = Regions.Split(' ');

    private static readonly System.Collections.Frozen.FrozenDictionary<string, string> Known =
        System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(KnownRegions, region => region, StringComparer.OrdinalIgnoreCase);

    /// <summary>Upper case, as the library wants it; null: there is none.</summary>
    public static string? FindRegion(string? region) => region is null ? null : Known.GetValueOrDefault(region);

    /// <summary>The country code of a region, as digits.</summary>
    public static string CallingCodeOf(string region) => Library.Value.GetCountryCodeForRegion(region).ToString(CultureInfo.InvariantCulture);

    /// <summary>How many digits after a plus are the country code; 0: there is no such country.</summary>
    public static int CallingCodeLength(string digits)
    {
        for (var (code, length) = (0, 1); length <= Math.Min(3, digits.Length); length++)
        {
            code = (code * 10) + digits[length - 1] - '0';
            if (Library.Value.GetRegionCodeForCountryCode(code) != NoRegion)
            {
                return length;
            }
        }

        return 0;
    }

    /// <summary>Of a number in international form; null: it is in no plan, or in one of no country.</summary>
    public static string? RegionOf(string e164)
    {
        if (CallingCodeLength(e164[1..]) == 0) // the library would throw, which takes long
        {
            return null;
        }

        try
        {
            return FindRegion(Library.Value.GetRegionCodeForNumber(Library.Value.Parse(e164, NoRegion)));
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    /// <summary>Digits as they are dialled in a region, or internationally.</summary>
    /// <param name="region">Of <see cref="FindRegion"/>.</param>
    public static ParsedNumber Resolve(string digits, bool hasPlus, string? region, NumberRules rules)
    {
        if (!hasPlus && region is null)
        {
            return ParsedNumber.Failed(NumberFault.NoDefaultRegion);
        }

        if (digits.Length is < 2 or > LongestDigits)
        {
            return ParsedNumber.Failed(digits.Length < 2 ? NumberFault.TooShort : NumberFault.TooLong);
        }

        if (hasPlus && CallingCodeLength(digits) == 0) // the library would throw, which takes long
        {
            return ParsedNumber.Failed(NumberFault.UnknownCountryCode);
        }

        try
        {
            return Judge(Library.Value.Parse(hasPlus ? string.Concat("+", digits) : digits, region ?? NoRegion), rules);
        }
        catch (NumberParseException exception)
        {
            return ParsedNumber.Failed(exception.ErrorType switch
            {
                ErrorType.INVALID_COUNTRY_CODE => NumberFault.UnknownCountryCode,
                ErrorType.TOO_LONG => NumberFault.TooLong,
                ErrorType.TOO_SHORT_NSN or ErrorType.TOO_SHORT_AFTER_IDD => NumberFault.TooShort,
                _ => NumberFault.NotANumber,
            });
        }
    }

    /// <summary>Which lengths mobile numbers of a country code have.</summary>
    public static MobileLengths LengthsOf(int callingCode) => Lengths.GetOrAdd(callingCode, static code => MobileLengths.Of(Library.Value, code));

    private static ParsedNumber Judge(PhoneNumber number, NumberRules rules)
    {
        var library = Library.Value;
        var e164 = library.Format(number, PhoneNumberFormat.E164);
        var kind = TypeOf(library.GetNumberType(number));
        if (kind == NumberType.Unknown
            && (rules != NumberRules.Lenient || library.IsPossibleNumberForTypeWithReason(number, PhoneNumberType.MOBILE) != PhoneNumberUtil.ValidationResult.IS_POSSIBLE))
        {
            return ParsedNumber.Failed(FaultOf(library.IsPossibleNumberWithReason(number)));
        }

        if (!Msisdn.IsE164(e164))
        {
            return ParsedNumber.Failed(e164.Length > 16 ? NumberFault.TooLong : NumberFault.TooShort);
        }

        var code = number.CountryCode;
        return new ParsedNumber(
            Msisdn.FromE164(e164), kind, library.GetRegionCodeForCountryCode(code) != NonGeographic, Fault: null,
            e164.Length - 1 - (code < 10 ? 1 : code < 100 ? 2 : 3), code);
    }

    private static NumberFault FaultOf(PhoneNumberUtil.ValidationResult result) => result switch
    {
        PhoneNumberUtil.ValidationResult.TOO_SHORT or PhoneNumberUtil.ValidationResult.IS_POSSIBLE_LOCAL_ONLY => NumberFault.TooShort,
        PhoneNumberUtil.ValidationResult.TOO_LONG => NumberFault.TooLong,
        _ => NumberFault.NotInPlan,
    };

    private static NumberType TypeOf(PhoneNumberType type) => type switch
    {
        PhoneNumberType.MOBILE => NumberType.Mobile,
        PhoneNumberType.FIXED_LINE => NumberType.FixedLine,
        PhoneNumberType.FIXED_LINE_OR_MOBILE => NumberType.FixedLineOrMobile,
        PhoneNumberType.PERSONAL_NUMBER => NumberType.PersonalNumber,
        PhoneNumberType.PAGER => NumberType.Pager,
        PhoneNumberType.VOIP => NumberType.Voip,
        PhoneNumberType.TOLL_FREE => NumberType.TollFree,
        PhoneNumberType.PREMIUM_RATE => NumberType.PremiumRate,
        PhoneNumberType.SHARED_COST => NumberType.SharedCost,
        PhoneNumberType.UAN => NumberType.Uan,
        PhoneNumberType.VOICEMAIL => NumberType.Voicemail,
        _ => NumberType.Unknown,
    };
}

/// <summary>Lengths of a country's mobile numbers, without country code and trunk prefix.</summary>
/// <param name="Mask">Bit n: there are some of n digits.</param>
/// <param name="Usual">Of the plan's example.</param>
internal readonly record struct MobileLengths(int Mask, int Usual)
{
    public bool Contains(int length) => length is > 0 and < 31 && (Mask & (1 << length)) != 0;

    public static MobileLengths Of(PhoneNumberUtil library, int callingCode)
    {
        var mask = 0;
        foreach (var region in library.GetRegionCodesForCountryCode(callingCode) ?? [])
        {
            // A type without lengths of its own has those of the whole plan.
            var plan = library.GetMetadataForRegion(region);
            var lengths = plan?.Mobile?.PossibleLengthList is { Count: > 0 } own ? own : plan?.GeneralDesc?.PossibleLengthList ?? [];
            mask = lengths.Where(length => length > 0).Aggregate(mask, (sum, length) => sum | (1 << length));
        }

        var example = library.GetExampleNumberForType(library.GetRegionCodeForCountryCode(callingCode), PhoneNumberType.MOBILE);
        return new MobileLengths(mask, example is null ? 0 : library.GetNationalSignificantNumber(example).Length);
    }
}
