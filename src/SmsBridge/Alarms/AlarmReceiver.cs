namespace SmsBridge.Alarms;

/// <summary>One who is told: the log, or a receiver of the settings.</summary>
/// <param name="Options">Null: the log.</param>
internal sealed record AlarmReceiver(string Name, AlarmReceiverOptions? Options)
{
    public const string LogName = "log";

    /// <summary>Only what still needs attention after so long.</summary>
    public TimeSpan After => Options?.After ?? TimeSpan.Zero;

    /// <summary><c>log</c>, <c>mail</c>, <c>webhook</c> or <c>slack</c>.</summary>
    public string Kind => Options is null ? LogName : Options.Kind.ToString().ToLowerInvariant();

    /// <summary>The log and who is named, by name.</summary>
    public static IReadOnlyList<AlarmReceiver> Of(AlarmOptions options) =>
    [
        .. options.Log ? [new AlarmReceiver(LogName, Options: null)] : Array.Empty<AlarmReceiver>(),
        .. options.Receivers.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new AlarmReceiver(pair.Key.ToLowerInvariant(), pair.Value)),
    ];

    /// <summary>Whether such a thing is for this one at all. What belongs to no tenant is for who hears of all.</summary>
    public bool Hears(StandingAlarm alarm) =>
        Options is null
        || ((alarm.IsUrgent || !Options.UrgentOnly) && (Options.OnlyTenants.Count == 0 || Options.OnlyTenants.Contains(alarm.Tenant, StringComparer.Ordinal)));
}
