using System.ComponentModel.DataAnnotations;

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

    /// <summary>After that time: <c>Rotate</c> or <c>Refuse</c>.</summary>
    public RepeatedRegistration Repeat { get; set; } = RepeatedRegistration.Rotate;

    /// <summary>How long the key before a rotation still works. Zero: it ends at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan PreviousKeyGrace { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often tenants that are unverified, or paused for refused credentials, are checked again.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan VerifyInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a registration waits for its turn to be checked; then it is answered 503.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Most wrong keys a minute from one network for one tenant; more are answered 429. Right keys are always served.</summary>
    [Range(1, 10_000)]
    public int MaxWrongKeysPerMinute { get; set; } = 20;

    /// <summary>How often changes made by the command line are looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan DirectoryPoll { get; set; } = TimeSpan.FromSeconds(1);
}
