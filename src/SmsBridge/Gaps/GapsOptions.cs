using System.ComponentModel.DataAnnotations;

namespace SmsBridge.Gaps;

/// <summary>
/// How the core's audit trail is compared with what came in. It takes a core's user with <c>READ_AUDIT</c>: of a tenant whose user lacks it nothing is compared, and its
/// page says so.
/// </summary>
internal sealed class GapsOptions
{
    public const string Section = "Gaps";

    /// <summary>What it means that <see cref="Enabled"/> is false.</summary>
    public const string OffWords = "this installation compares nothing by itself (Gaps:Enabled is false)";

    /// <summary>False: nothing is compared by the timetable; it can still be asked for.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How often each tenant's core is asked: a request for each kind of event that its clients are told of.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How far back the first comparison of a tenant goes, but not behind its registration, nor behind the day an event was switched on.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan FirstLookBack { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long an act is left to its hook, before it counts as not told. Entries that become visible late are waited for as long, too.</summary>
    [Range(typeof(TimeSpan), "00:02:00", "06:00:00")]
    public TimeSpan Settling { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Most entries of one kind that one comparison reads; what lies behind them is left out, and said.</summary>
    [Range(1_000, 10_000_000)]
    public int MostEntries { get; set; } = 200_000;

    /// <summary>Most missing acts that one comparison looks up in the core, to tell what is gone or undone there. The others are looked up by the next one, and before an SMS goes out in any case.</summary>
    [Range(0, 100_000)]
    public int MostLookUps { get; set; } = 500;

    /// <summary>How long it is kept what was missing, explained or made up.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(90);
}
