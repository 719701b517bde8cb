namespace SmsBridge.Insight.Statistics;

/// <summary>How fine counts are. Stored by number.</summary>
internal enum Grain
{
    Minute = 1,
    Hour = 2,

    /// <summary>Of UTC.</summary>
    Day = 3,
}

internal static class Grains
{
    public static readonly IReadOnlyList<Grain> All = [Grain.Minute, Grain.Hour, Grain.Day];

    public static long LengthOf(Grain grain) =>
        grain switch
        {
            Grain.Minute => 60_000,
            Grain.Hour => 3_600_000,
            _ => 86_400_000,
        };

    public static long Floor(long at, long length) => at - (at % length);

    /// <summary>What is older is not kept this fine; null: kept for ever.</summary>
    public static TimeSpan? KeptFor(Grain grain) =>
        grain switch
        {
            Grain.Minute => TimeSpan.FromHours(50), // any zone's "today"
            Grain.Hour => TimeSpan.FromDays(40),
            _ => null,
        };
}

/// <summary>Slots of the time from hook to sent, in milliseconds. Stored by number: add at the end only, never renumber.</summary>
internal static class LatencySlots
{
    private static readonly long[] Bounds =
    [
        100, 250, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 7_500, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 900_000, 3_600_000, 21_600_000,
        86_400_000, 604_800_000,
    ];

    public static int SlotOf(long milliseconds)
    {
        var index = Array.BinarySearch(Bounds, milliseconds);
        return index >= 0 ? index : ~index;
    }

    /// <summary>The time below which a share of all are, interpolated within its slot; null: there are none.</summary>
    /// <param name="counts">By slot.</param>
    public static double? Percentile(IReadOnlyDictionary<int, long> counts, double share)
    {
        var wanted = counts.Values.Sum() * share;
        if (wanted <= 0)
        {
            return null;
        }

        double passed = 0;
        foreach (var (slot, count) in counts.OrderBy(pair => pair.Key))
        {
            if (passed + count >= wanted)
            {
                var low = slot == 0 ? 0 : Bounds[slot - 1];
                var high = slot < Bounds.Length ? Bounds[slot] : low;
                return low + ((high - low) * (wanted - passed) / count);
            }

            passed += count;
        }

        return Bounds[^1];
    }
}
