using System.ComponentModel.DataAnnotations;
using SmsBridge.Web;

namespace SmsBridge.Relay;

/// <summary>How events become SMS: how many at once, how patient, how long.</summary>
internal sealed class RelayOptions
{
    public const string Section = "Relay";

    /// <summary>False: hooks are taken in and wait. For maintenance.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Most SMS in work at once; fewer where the system lets the bridge open few files (1024: 76).</summary>
    [Range(1, 4_096)]
    public int Concurrency { get; set; } = 256;

    /// <summary>Most messages of one tenant in work at once; Twilio suggests at most 10 per account (twilio.md 6).</summary>
    [Range(1, 4_096)]
    public int TenantConcurrency { get; set; } = 10;

    /// <summary>
    /// What is in work for longer is slow. For a minute all SMS of its tenant, and of the other slow ones together, have three quarters of
    /// <see cref="Concurrency"/>: however many cores are slow, those that are not have room.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan SlowAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Most messages a second of each sender (a tenant's number); 0: as many as the provider takes. Whatever it is, a sender that the provider asks
    /// to slow down goes at half its speed and gains it back within minutes; other senders do not notice (twilio.md 6).
    /// </summary>
    [AppliedOnReload]
    [Range(0.0, 10_000.0)]
    public double SenderRate { get; set; }

    /// <summary>After so many failures in a row (no connection, no answer, in trouble) a core endpoint, or a provider account, is left alone.</summary>
    [Range(1, 1_000)]
    public int CircuitFailures { get; set; } = 5;

    /// <summary>How long it is left alone before one message tries whether it is back.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan CircuitBreak { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a message in work is reserved; at least twice <c>Core:Timeout</c> and 5 s, and four thirds of (the longest <c>Timeout</c> of any provider, of an SMSC three times it, and 5 s).
    /// Less than six times <c>Core:Timeout</c> and 5 s is warned of: so often may a group's loan with data tables have the core asked.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:30", "00:30:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often to look for work when nothing rings.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Most calls to the provider for one message before it is given up; each resend starts anew. Calls that never reached it, or that it put off
    /// because of the sender's speed, do not count: those end with <see cref="Expiry"/>. With the waits below the default outlasts an outage of
    /// three hours: an SMS that is still in time is not given up because its provider is away.
    /// </summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 50;

    /// <summary>Wait before the second try; doubles with each one, with full jitter.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait between tries.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an SMS waits for a route whose provider puts it off, before it goes on to the tenant's next one. Without another one it waits on.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "06:00:00")]
    public TimeSpan RoutePatience { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a client or transaction the core does not know (yet) is asked for again: it may not have committed.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:30:00")]
    public TimeSpan NotFoundPatience { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long to wait before trying again what somebody has to mend: refused credentials, a wrong endpoint.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan MendDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long after an attempt without an answer the provider's list is trusted to be complete; only then may the message be sent
    /// again (twilio.md 9).
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan DoubtPeriod { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How old a message may get, per event type (<c>CLIENT CREATE</c>): older ones are closed as too late, never sent. Counted from
    /// the hook, or from the last resend.
    /// </summary>
    /// <value>those events; more than 0</value>
    public Dictionary<string, TimeSpan> Expiry { get; set; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CLIENT CREATE"] = TimeSpan.FromHours(72),
        ["LOAN REPAYMENT"] = TimeSpan.FromHours(24),
        ["SMS SEND"] = TimeSpan.FromHours(24),
        ["SMS CAMPAIGN"] = TimeSpan.FromHours(72),
        ["SMS TRIGGER"] = TimeSpan.FromHours(24),
    };

    /// <summary>
    /// What was queued before this time is closed (<c>closed_after_restore</c>), whatever its kind and whatever it waits for: after a backup was put back, so that
    /// nothing goes out twice. It may stay: what is queued or resent later is not touched, nor external events that come later. Absent: no such time.
    /// </summary>
    /// <value>a time that is past, such as 2026-11-21T08:00:00Z</value>
    public DateTimeOffset? CloseQueuedBefore { get; set; }

    /// <summary>How long a stop waits for messages in work.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(25);
}
