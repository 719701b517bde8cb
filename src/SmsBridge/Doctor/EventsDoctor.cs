using SmsBridge.Core;
using SmsBridge.Core.EventsAdmin;
using SmsBridge.Intake.Events;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Doctor;

/// <summary>What <c>events doctor</c> found.</summary>
/// <param name="Next">What to do; empty when all is well.</param>
internal sealed record EventsView(IReadOnlyList<BrokerView> Brokers, long Parked, IReadOnlyList<CheckView> Checks, IReadOnlyList<string> Next);

/// <summary>Where a broker stands.</summary>
/// <param name="Lag">Messages that wait there.</param>
/// <param name="Problem">Why it can not be asked.</param>
internal sealed record BrokerView(string Name, string Servers, string Topic, string Group, int Partitions, long Lag, string? Problem);

/// <summary>A message that could not be read.</summary>
/// <param name="Place">Topic, partition and offset.</param>
/// <param name="Tenant">Empty: not even that could be read.</param>
internal sealed record ParkedView(long Id, DateTimeOffset ParkedAt, string Broker, string Place, string Tenant, string Problem);

/// <summary>
/// External events between the core, its broker and the bridge: whether the broker can be reached and how much waits there, what could not be read, and for
/// each tenant which kinds a text waits for that its core does not publish.
/// </summary>
internal sealed class EventsDoctor(EventStandings standings, CoreDoctor core, CoreEventsClient events, TextDirectory texts, TenantDirectory directory, TenantAccess tenants, AuditLog audit)
{
    public async Task<EventsView> ExamineAsync(CancellationToken cancellationToken)
    {
        var brokers = await standings.BrokersAsync();
        var parked = await standings.CountParkedAsync();
        List<CheckView> checks = [.. brokers.Select(Of), Parked(parked)];
        await texts.RefreshAsync(cancellationToken); // a command has read none
        var reminded = await standings.RemindedAsync();
        var asked = directory.All.Where(tenant => brokers.Length > 0 || (!reminded.Contains(tenant.Id) && Wanted(tenant).Any(kind => kind.IsEventOnly))).OrderBy(tenant => tenant.Identifier, StringComparer.Ordinal).ToList();
        foreach (var tenant in asked) // without a broker it matters to nobody else what a core publishes
        {
            checks.Add(await OfAsync(tenant, reminded.Contains(tenant.Id), cancellationToken));
        }

        if (brokers.Length == 0)
        {
            var waiting = asked.ConvertAll(tenant => tenant.Identifier);
            checks.Insert(0, waiting.Count == 0
                ? new CheckView("brokers", CheckOutcome.Warning, "No broker is named: external events are off, and no text waits for what only they tell.")
                : new CheckView(
                    "brokers", CheckOutcome.Failed, $"No broker is named: external events are off, but texts of {string.Join(", ", waiting)} wait for what only they tell.",
                    "Set ExternalEvents:Brokers, and start the service anew."));
        }

        return new EventsView(
            [.. brokers.Select(broker => new BrokerView(broker.Name, broker.Servers, broker.Topic, broker.Group, broker.Partitions, broker.Lag, broker.Problem))], parked, checks, [.. checks.Select(check => check.Remedy).OfType<string>()]);
    }

    /// <summary>Switches on, in the tenant's core, the kinds that its texts wait for.</summary>
    public Task<Outcome> EnableAsync(Caller caller, string identifier, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            await texts.RefreshAsync(cancellationToken);
            if (core.Access(tenant) is not CoreAccessReading.Ready { Access: var access })
            {
                return new Outcome.Refused(((CoreAccessReading.Refused)core.Access(tenant)).Detail);
            }

            var listed = await events.ListAsync(access, cancellationToken);
            if (listed is not CoreResult<IReadOnlyDictionary<string, bool>>.Found { Value: var switches })
            {
                return new Outcome.Refused(((CoreResult<IReadOnlyDictionary<string, bool>>.Failure)listed).Detail);
            }

            var off = Wanted(tenant).Where(kind => switches.TryGetValue(TypeOf(kind), out var isOn) && !isOn).Select(TypeOf).ToList();
            if (off.Count == 0)
            {
                return new Outcome.Unchanged($"The core of {identifier} publishes all that its texts wait for, as far as it knows them.");
            }

            var enabled = await events.EnableAsync(access, off, cancellationToken);
            if (enabled is not CoreResult<IReadOnlyDictionary<string, bool>>.Found)
            {
                return new Outcome.Refused(((CoreResult<IReadOnlyDictionary<string, bool>>.Failure)enabled).Detail);
            }

            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.EventsEnable, after: string.Join(", ", off)));
            return new Outcome.Done($"The core of {identifier} publishes from now on: {string.Join(", ", off)}.");
        });

    /// <returns>Messages that could not be read, the latest first.</returns>
    public async Task<IReadOnlyList<ParkedView>> ParkedAsync(int most) =>
        [.. (await standings.ParkedAsync(most)).Select(row => new ParkedView(row.Id, StoredTime.At(row.ParkedAt), row.Broker, row.Place, row.Tenant, row.Problem))];

    private static CheckView Of(BrokerStanding broker) =>
        broker.Problem is { } problem
            ? new CheckView($"broker {broker.Name}", CheckOutcome.Failed, $"{broker.Servers} can not be asked: {problem}.", $"Mend the way to {broker.Servers}, or ExternalEvents:Brokers:{broker.Name}.")
            : new CheckView(
                $"broker {broker.Name}", CheckOutcome.Passed,
                $"{broker.Servers}, topic {broker.Topic} with {broker.Partitions} partitions, group {broker.Group}: {(broker.Lag == 0 ? "nothing waits" : $"{broker.Lag} messages wait")}.");

    private static CheckView Parked(long parked) =>
        parked == 0
            ? new CheckView("parked", CheckOutcome.Passed, "All that came could be read.")
            : new CheckView("parked", CheckOutcome.Warning, $"{parked} messages could not be read, and are kept.", $"Look at them: {DoctorWords.Program} events parked");

    private async Task<CheckView> OfAsync(Tenant tenant, bool isReminded, CancellationToken cancellationToken)
    {
        var name = $"tenant {tenant.Identifier}";
        var last = await standings.LastRaisedAsync(tenant.Id) is { } at ? $"its latest event was raised at {DoctorWords.At(at)}" : "no event of it has come yet";
        if (core.Access(tenant) is not CoreAccessReading.Ready { Access: var access })
        {
            return new CheckView(name, CheckOutcome.Unknown, $"The core can not be asked what it publishes; {last}.");
        }

        var listed = await events.ListAsync(access, cancellationToken);
        if (listed is not CoreResult<IReadOnlyDictionary<string, bool>>.Found { Value: var switches })
        {
            return new CheckView(name, CheckOutcome.Unknown, $"What the core publishes is not known: {((CoreResult<IReadOnlyDictionary<string, bool>>.Failure)listed).Detail} ({last})");
        }

        var off = Wanted(tenant).Where(kind => !switches.GetValueOrDefault(TypeOf(kind))).ToList();
        return off.Count == 0
            ? new CheckView(name, CheckOutcome.Passed, $"The core publishes all that a text waits for; {last}.")
            : new CheckView(
                name, !isReminded && off.Exists(kind => kind.IsEventOnly) ? CheckOutcome.Failed : CheckOutcome.Warning,
                $"The core does not publish {string.Join(", ", off.Select(TypeOf))}, which texts wait for; {last}.", $"Switch them on: {DoctorWords.Program} events enable {tenant.Identifier}");
    }

    private IEnumerable<EventKind> Wanted(Tenant tenant) => EventCatalogue.All.Where(kind => kind.ExternalEvent is not null && texts.IsOn(tenant.Id, kind.Type));

    private static string TypeOf(EventKind kind) => $"{kind.ExternalEvent}BusinessEvent";
}
