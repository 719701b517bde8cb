namespace SmsBridge.Operators;

/// <summary>How long to wait after so many failures: nothing at first, then doubling up to a limit. Pure.</summary>
internal static class GrowingWait
{
    private const int MostDoublings = 30; // beyond that any first wait has passed the limit

    public static TimeSpan After(int failures, int free, TimeSpan first, TimeSpan longest)
    {
        if (failures <= free)
        {
            return TimeSpan.Zero;
        }

        var doublings = Math.Min(failures - free - 1, MostDoublings);
        var wait = first.TotalMilliseconds * (1L << doublings);
        return wait < longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(wait) : longest;
    }
}
