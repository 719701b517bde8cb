namespace SmsBridge.Messages.Numbering;

/// <summary>A number found in the plan, or (<see cref="Fault"/> set) why there is none.</summary>
/// <param name="IsGeographic">False for the country codes that belong to no country (800, 882 …).</param>
internal readonly record struct ParsedNumber(Msisdn Number, NumberType Type, bool IsGeographic, NumberFault? Fault)
{
    public static ParsedNumber Failed(NumberFault fault) => new(default, NumberType.Unknown, IsGeographic: false, fault);
}
