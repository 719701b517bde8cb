using Microsoft.Extensions.Options;
using SmsBridge.Operators;

namespace SmsBridge.Alarms;

/// <summary>One who is told, and how that goes.</summary>
/// <param name="Kind"><c>log</c>, <c>mail</c>, <c>webhook</c> or <c>slack</c>.</param>
/// <param name="Tenants">Of these alone; empty: of all, and of the installation.</param>
/// <param name="AfterSeconds">Only what still needs attention after so long; 0: at once.</param>
/// <param name="LastToldAt">When an alarm reached it last; null: none yet.</param>
/// <param name="FailingSince">Null: the latest try went well.</param>
/// <param name="Error">Why it fails; or who of several was not reached.</param>
internal sealed record AlarmReceiverView(
    string Name, string Kind, IReadOnlyList<string> Tenants, bool UrgentOnly, long AfterSeconds, DateTimeOffset? LastToldAt, DateTimeOffset? FailingSince, string? Error);

/// <summary>All who are told.</summary>
internal sealed record AlarmReceiversView(IReadOnlyList<AlarmReceiverView> Receivers);

/// <summary>What admins do with alarms, by page, API and command line. Who is told stands in the settings.</summary>
internal sealed class AlarmVerbs(AlarmStore store, AlarmSending sending, AuditLog audit, IOptions<AlarmOptions> options)
{
    /// <summary>Where they are told is never shown: an address of a chat is as good as a password.</summary>
    public async Task<AlarmReceiversView> ListAsync(CancellationToken cancellationToken)
    {
        var states = await store.ReceiversAsync(cancellationToken);
        return new AlarmReceiversView([.. AlarmReceiver.Of(options.Value).Select(receiver => ViewOf(receiver, states.GetValueOrDefault(receiver.Name)))]);
    }

    /// <summary>Tells somebody that this is a test.</summary>
    /// <param name="name">Of a receiver; null: all.</param>
    public async Task<Outcome> TestAsync(Caller caller, string? name, CancellationToken cancellationToken)
    {
        if (!caller.MayDo(OperatorRole.Admin))
        {
            return new Outcome.NotAllowed();
        }

        var receivers = AlarmReceiver.Of(options.Value).Where(receiver => name is null || receiver.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
        if (receivers.Count == 0)
        {
            return name is null
                ? new Outcome.Refused("Nobody is told: there is no receiver in Alarms:Receivers, and Alarms:Log is off.")
                : new Outcome.NotFound($"There is no receiver {name} in Alarms:Receivers.");
        }

        await audit.RecordAsync(caller.Actor.Did(AuditActions.AlarmTest, string.Join(", ", receivers.Select(receiver => receiver.Name))));
        var results = await Task.WhenAll(receivers.Select(async receiver => (receiver.Name, Error: await sending.SendAsync(receiver, [], cancellationToken))));
        return results.Where(result => result.Error is not null).Select(result => $"{result.Name}: {result.Error}").ToList() is { Count: > 0 } failures
            ? new Outcome.NotNow(string.Join(' ', failures))
            : new Outcome.Done($"A test went to {string.Join(", ", results.Select(result => result.Name))}: see whether it arrived.");
    }

    private static AlarmReceiverView ViewOf(AlarmReceiver receiver, ReceiverState? state) => new(
        receiver.Name, receiver.Kind, receiver.Options?.OnlyTenants ?? [], receiver.Options?.UrgentOnly ?? false, (long)receiver.After.TotalSeconds, state?.ToldAt,
        state?.FailingSince, state?.Error);
}
