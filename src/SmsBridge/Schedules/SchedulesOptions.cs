using System.ComponentModel.DataAnnotations;

namespace SmsBridge.Schedules;

/// <summary>How what is told because it is time is looked for in the cores. What a tenant wants told, and when, is the tenant's own setting.</summary>
internal sealed class SchedulesOptions
{
    public const string Section = "Schedules";

    /// <summary>What it means that <see cref="Enabled"/> is false.</summary>
    public const string OffWords = "This installation goes through no loans (Schedules:Enabled is false): nothing is begun, and what is under way waits.";

    /// <summary>False: no loans are gone through and no reports run; nothing is begun, and what is under way waits.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The same, of reports.</summary>
    public const string OffWordsOfReports = "This installation runs no reports (Schedules:Enabled is false): nothing is begun, and what is under way waits.";

    /// <summary>Most questions to one tenant's core in a minute, so that its loans are gone through beside its work, and the SMS of the day are not held up.</summary>
    [Range(2, 6_000)]
    public int CallsPerMinute { get; set; } = 120;

    /// <summary>How long what a loan's schedule said is believed while nothing in it is near: a schedule that was changed meanwhile is noticed after that time.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "30.00:00:00")]
    public TimeSpan Reread { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Most loans whose schedule a preview asks for.</summary>
    [Range(1, 1_000)]
    public int MostPreviewed { get; set; } = 50;

    /// <summary>How long a core may take for a report.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ReportTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Most bytes of a report's answer.</summary>
    [Range(65_536, 67_108_864)]
    public int MaxReportBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Most rows of a report: of one with more nobody is told.</summary>
    [Range(1, 100_000)]
    public int MostRows { get; set; } = 10_000;

    /// <summary>How long runs stay on the record.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(90);
}
