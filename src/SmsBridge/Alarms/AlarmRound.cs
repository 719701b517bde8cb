using Microsoft.Extensions.Options;
using SmsBridge.Insight.Statistics;
using SmsBridge.Operators;

namespace SmsBridge.Alarms;

/// <summary>
/// One look at what needs attention, and telling of it. To be run under a work lease. What reached somebody is stored after it did: a process that dies in
/// between tells it again, and nothing is left untold.
/// </summary>
internal sealed class AlarmRound(Attention attention, AlarmStore store, AlarmSending sending, IOptions<AlarmOptions> options, TimeProvider time)
{
    /// <summary>Nobody's session: sees all there is, in the words for an admin.</summary>
    private static readonly SignedInOperator Everything = new(0, "alarms", OperatorRole.Admin, TenantScope.All, Stamp: "", TimeZone: null);

    private readonly AlarmOptions _options = options.Value;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var receivers = AlarmReceiver.Of(_options);
        if (receivers.Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        var present = StandingAlarm.Of(await attention.ListAsync(Everything, cancellationToken), now);
        var record = await store.ReadAsync(cancellationToken);
        var changed = Changes(record.Alarms, present, now);
        var names = receivers.Select(receiver => receiver.Name).ToList();
        if (changed.Count > 0 || record.Receivers.Keys.Except(names, StringComparer.Ordinal).Any())
        {
            await store.KeepAsync(changed, names, now);
        }

        var alarms = record.Alarms.Values.Where(alarm => !changed.Any(other => other.Key == alarm.Key)).Concat(changed).OrderByDescending(alarm => alarm.IsUrgent).ToList();
        await Task.WhenAll(receivers.Select(receiver => TellAsync(receiver, alarms, record, now, cancellationToken)));
    }

    /// <summary>What is new, gone, back, or of another size. That words count otherwise by now is no change: nobody is told of it.</summary>
    internal IReadOnlyList<StandingAlarm> Changes(
        IReadOnlyDictionary<(string Kind, string Tenant), StandingAlarm> known, IReadOnlyList<StandingAlarm> present, DateTimeOffset now)
    {
        var keys = present.Select(alarm => alarm.Key).ToHashSet();
        return
        [
            .. known.Values.Where(alarm => alarm.GoneAt is null && !keys.Contains(alarm.Key)).Select(alarm => alarm with { GoneAt = now }),
            .. present.Select(alarm => (Present: alarm, Known: known.GetValueOrDefault(alarm.Key))).Where(pair => IsChanged(pair.Present, pair.Known))
                .Select(pair => pair.Known is { } before && (before.GoneAt is not { } gone || now - gone < _options.ClearAfter) ? pair.Present with { Since = before.Since } : pair.Present),
        ];
    }

    private static bool IsChanged(StandingAlarm present, StandingAlarm? known) =>
        known is null || known.GoneAt is not null || known.Items != present.Items || known.IsUrgent != present.IsUrgent;

    private async Task TellAsync(AlarmReceiver receiver, IReadOnlyList<StandingAlarm> alarms, AlarmRecord record, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var state = record.Receivers.GetValueOrDefault(receiver.Name);
        if (state?.TryAt > now || (receiver.Options is not null && now - state?.ToldAt < _options.Together))
        {
            return;
        }

        var lines = new List<AlarmLine>();
        foreach (var alarm in alarms.Where(alarm => alarm.Kind != Attention.AlarmFailing || state?.FailingSince is null)) // it knows, or will see, that it was not reached
        {
            if (AlarmPolicy.Decide(alarm, record.Told.GetValueOrDefault((receiver.Name, alarm.Kind, alarm.Tenant)), receiver, _options, now) is { } news)
            {
                lines.Add(new AlarmLine(news, alarm));
            }
        }

        if (lines.Count > 0)
        {
            await sending.SendAsync(receiver, lines, cancellationToken);
        }
    }
}
