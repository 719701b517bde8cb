using System.ComponentModel.DataAnnotations;

namespace SmsBridge.Holding;

/// <summary>When events with a text are held for a person, or recorded without one: a bulk that nobody meant to send, an import of old records.</summary>
internal sealed class HoldingOptions
{
    public const string Section = "Holding";

    /// <summary>True: the surge gate is on for every tenant that has no rule of its own. A tenant's own rule (surge rule) goes before it.</summary>
    public bool SurgeGate { get; set; }

    /// <summary>So many events with a text in an hour pass, whatever is usual for the tenant.</summary>
    [Range(1, 10_000_000)]
    public int SurgeFloor { get; set; } = 500;

    /// <summary>Above the floor: so many times of what is usual for the tenant at that hour of the day pass.</summary>
    [Range(1, 1_000)]
    public int SurgeTimes { get; set; } = 3;

    /// <summary>
    /// What happened on a day longer ago than this, by the core, is told to nobody: spreadsheets of old records fire a hook for each row. 0: however long ago. Not what was undone, nor what support sends anew.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan OldestAct { get; set; } = TimeSpan.FromDays(31);

    /// <summary>True: promotional texts go only to who agreed to them, of every tenant that has no rule of its own (consent rule). False: to everybody who has not taken consent back.</summary>
    public bool PromotionalOptIn { get; set; }

    /// <summary>How often what another node or the command line decided is looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan DirectoryPoll { get; set; } = TimeSpan.FromSeconds(1);
}
