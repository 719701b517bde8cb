namespace SmsBridge.Numbers.Plans;

/// <summary>A number found in the plan, or (<see cref="Fault"/> set) why there is none.</summary>
/// <param name="IsGeographic">False for the country codes that belong to no country (800, 882 …).</param>
/// <param name="NationalLength">Its digits without the country code.</param>
/// <param name="Note">What was done to it, for the record: an old form that was converted.</param>
internal readonly record struct ParsedNumber(
    Msisdn Number, NumberType Type, bool IsGeographic, NumberFault? Fault, int NationalLength = 0, int CallingCode = 0, string? Note = null)
{
    public bool IsMobile => Fault is null && Type is NumberType.Mobile or NumberType.FixedLineOrMobile;

    public static ParsedNumber Failed(NumberFault fault) => new(default, NumberType.Unknown, IsGeographic: false, fault);
}
