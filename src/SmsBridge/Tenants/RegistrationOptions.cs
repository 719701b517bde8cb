using System.ComponentModel.DataAnnotations;
using SmsBridge.Web;

namespace SmsBridge.Tenants;

/// <summary>What a registration of a tenant that is known already does.</summary>
internal enum RepeatedRegistration
{
    /// <summary>A new key, when the registration proves itself; the previous one works on for a while.</summary>
    Rotate,

    /// <summary>409, as the original bridge did: an administrator has to delete the tenant first.</summary>
    Refuse,
}

/// <summary>How tenants register and keep their keys.</summary>
internal sealed class RegistrationOptions
{
    public const string Section = "Registration";

    /// <summary>
    /// Within this time after a successful registration another one for the same tenant is answered 409. Two racing first events of a core
    /// both register; if both succeeded the core would store two keys and fail on every event from then on (fineract-hooks.md 4.4).
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RaceWindow { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>A later one: <c>Rotate</c> gives a new key, <c>Refuse</c> answers 409.</summary>
    /// <value><c>Rotate</c>, <c>Refuse</c></value>
    public RepeatedRegistration Repeat { get; set; } = RepeatedRegistration.Rotate;

    /// <summary>How long the key before a rotation still works. Zero: it ends at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan PreviousKeyGrace { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// Most tenants taken on trust at a time, while core or provider can not be asked; only from an endpoint the operator named, path included.
    /// </summary>
    [Range(0, 1000)]
    public int MaxOnTrust { get; set; } = 5;

    /// <summary>How long a tenant taken on trust has to be proved; then it is deleted.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan TrustFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// Most events of a tenant on trust that are kept: whoever it is must not fill the disk. Its hooks are refused beyond, until it is proved; the
    /// tenants on trust of one <see cref="TrustFor"/> have together what <see cref="MaxOnTrust"/> of them have.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxEventsOnTrust { get; set; } = 1_000;

    /// <summary>Most of these in a minute.</summary>
    [AppliedOnReload]
    [Range(1, 100_000)]
    public int MaxEventsOnTrustPerMinute { get; set; } = 600;

    /// <summary>Most registrations that wait for an operator's yes; of one tenant at most eight.</summary>
    [Range(8, 10_000)]
    public int MaxPending { get; set; } = 100;

    /// <summary>How long a registration waits for it after it last came.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "90.00:00:00")]
    public TimeSpan PendingFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long after the yes the core may come for its key: it registers again with its next event.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan ApprovedFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often tenants that are unverified, or paused for refused credentials, are checked again.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan VerifyInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a registration waits for its turn to be checked; then it is answered 503.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Wrong keys (and refused registrations) a minute from one network (IPv4 address, IPv6 /64) for one tenant; more are answered 429 and not recorded.
    /// </summary>
    [AppliedOnReload]
    [Range(1, 10_000)]
    public int MaxWrongKeysPerMinute { get; set; } = 20;

    /// <summary>How often changes made by the command line are looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan DirectoryPoll { get; set; } = TimeSpan.FromSeconds(1);
}
