namespace SmsBridge.Numbers;

/// <summary>What a numbering plan says a number is for. Names follow libphonenumber's.</summary>
internal enum NumberType
{
    /// <summary>No pattern of the plan matches; only <see cref="NumberRules.Lenient"/> lets such a number through.</summary>
    Unknown,
    Mobile,
    FixedLine,

    /// <summary>The plan cannot tell the two apart (most of +1).</summary>
    FixedLineOrMobile,
    PersonalNumber,
    Pager,
    Voip,
    TollFree,
    PremiumRate,
    SharedCost,

    /// <summary>A company's "universal access number".</summary>
    Uan,
    Voicemail,
}

/// <summary>How much of the numbering plan a number must satisfy.</summary>
internal enum NumberRules
{
    /// <summary>A pattern of the plan must match.</summary>
    Strict,

    /// <summary>
    /// A length that the country's mobile numbers have is enough where no pattern matches: for numbers handed out after the
    /// plan data was made.
    /// </summary>
    Lenient,
}

/// <summary>Why a text is no usable number.</summary>
internal enum NumberFault
{
    /// <summary>Letters or signs that no phone number has.</summary>
    NotANumber,
    TooShort,
    TooLong,

    /// <summary>A plus (or an international dialling prefix) followed by a country code nobody has.</summary>
    UnknownCountryCode,

    /// <summary>Written without a country code, and no default region is set.</summary>
    NoDefaultRegion,

    /// <summary>The country has numbers of this length, but not this one.</summary>
    NotInPlan,

    /// <summary>A part of the text is a number and so is the whole: nobody can tell whose it is.</summary>
    Ambiguous,
}

internal static class NumberTypes
{
    /// <summary>
    /// Whether an SMS can be expected to arrive (e164.md 4). Sending to the others costs money and ends in Twilio's
    /// 21614 or 30006.
    /// </summary>
    public static bool IsTextable(this NumberType type) =>
        type is NumberType.Unknown or NumberType.Mobile or NumberType.FixedLineOrMobile
            or NumberType.PersonalNumber or NumberType.Pager or NumberType.Voip;

    /// <summary>In plain words, for support staff: <c>landline</c>.</summary>
    public static string Describe(this NumberType type) => type switch
    {
        NumberType.Mobile => "mobile number",
        NumberType.FixedLine => "landline",
        NumberType.FixedLineOrMobile => "landline or mobile number",
        NumberType.PersonalNumber => "personal number",
        NumberType.Pager => "pager",
        NumberType.Voip => "internet phone",
        NumberType.TollFree => "toll-free number",
        NumberType.PremiumRate => "premium-rate number",
        NumberType.SharedCost => "shared-cost number",
        NumberType.Uan => "company access number",
        NumberType.Voicemail => "voicemail number",
        _ => "number of unknown type",
    };
}
