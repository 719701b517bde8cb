using System.ComponentModel.DataAnnotations;

namespace SmsBridge.Privacy.Retention;

/// <summary>
/// How long data are kept, in whole days by when their event came in; 0: for ever, as an upgrade must not take out what nobody said may go. A tenant's own rule (retention set) goes before each.
/// What waits, is under way or in doubt, and what partners are still to be told, stays until it is settled.
/// </summary>
internal sealed class RetentionOptions
{
    public const string Section = "Retention";

    /// <summary>Hooks as they came, and what core and provider answered when something was wrong. 1 day at the least.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7320.00:00:00")]
    public TimeSpan Hooks { get; set; }

    /// <summary>Numbers and texts of SMS, names, notes, raw hooks, and by what a client is found. That an event came, and what became of it, stays. 7 days at the least.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7320.00:00:00")]
    public TimeSpan Texts { get; set; }

    /// <summary>What partners were told, with the tries, the reference and the amount. 7 days at the least.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7320.00:00:00")]
    public TimeSpan Notices { get; set; }

    /// <summary>Whole events with their messages, attempts and reports. Counts and reports stay, and of an accepted event what tells a repeat of it. 31 days at the least.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7320.00:00:00")]
    public TimeSpan Records { get; set; }

    /// <summary>The audit: who did, saw and changed what. By when it was done. 365 days at the least, which the database itself sees to.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7320.00:00:00")]
    public TimeSpan Audit { get; set; }

    /// <summary>External events that could not be read and are set aside with their bytes (<c>events parked</c>). By when they were. 7 days at the least.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7320.00:00:00")]
    public TimeSpan Parked { get; set; }
}
