using System.ComponentModel.DataAnnotations;

namespace SmsBridge.Partners.Notices;

/// <summary>How partners are told: how soon, how often, how patiently. Sources: standard-webhooks.md 3 to 5, fineract-core-api.md 7.</summary>
internal sealed class NoticeOptions
{
    public const string Section = "Notices";

    /// <summary>False: nobody is told anything, and what happens meanwhile is told later. For maintenance.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How often to look for work when nothing rings; also how soon a new event is seen.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Most transactions of one tenant that its core is asked about at once.</summary>
    [Range(1, 100)]
    public int TenantConcurrency { get; set; } = 4;

    /// <summary>Wait before a core is asked again about a transaction; doubles with each try, with jitter.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan ConfirmDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest such wait. A core that is down is asked for ever: a transaction is never told failed because nobody could ask.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan MaxConfirmDelay { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long after its event a transaction the core does not know is asked for again: it may not have committed. Then it is ER104.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan NotFoundPatience { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Failure events without a marker (Fineract 1.9 and later) are told as ER102. Off where payments need a checker's approval in the core:
    /// from 1.10 on it reports one that waits just like one it rejected (fineract-hooks.md 5.1, 5.3).
    /// </summary>
    public bool TellUnmarkedFailures { get; set; } = true;

    /// <summary>Most subscriptions that are being posted to at once, each one notification at a time. Slow and failing ones get half of them,
    /// those of one partner an eighth, but at least two.</summary>
    [Range(2, 4_096)]
    public int Concurrency { get; set; } = 64;

    /// <summary>How long a receiver has for its whole answer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A subscription with nothing but failures for this long is disabled.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "90.00:00:00")]
    public TimeSpan DisableAfter { get; set; } = TimeSpan.FromDays(5);

    /// <summary>
    /// Where operators are told of a disabled subscription besides the log: a POST of a small JSON object, no retries. Empty: nowhere. The
    /// operator's own address, so it is not held to the rules for callbacks.
    /// </summary>
    public string AlarmUrl { get; set; } = "";

    public static bool IsAlarmUrl(NoticeOptions options) =>
        options.AlarmUrl.Length == 0 || (Uri.TryCreate(options.AlarmUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https");
}
