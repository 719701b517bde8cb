using SmsBridge.Numbers.Plans;

namespace SmsBridge.Numbers;

/// <summary>Which country a number belongs to.</summary>
internal static class NumberRegion
{
    /// <summary>ISO 3166-1, upper case; null: none (a satellite phone, a number of no plan).</summary>
    public static string? Of(Msisdn number) => NumberingPlans.RegionOf(number.Value);
}
