using SmsBridge.Core;
using SmsBridge.Core.EventsAdmin;
using SmsBridge.Intake.Events;
using SmsBridge.Messages;
using SmsBridge.Schedules;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Doctor;

/// <summary>
/// External events between the core, its broker and the bridge: whether the broker can be reached and how much waits there, what could not be read, and for
/// each tenant which kinds a text waits for that its core does not publish.
/// </summary>
internal sealed class EventsDoctor(EventStandings standings, CoreDoctor core, CoreEventsClient events, TextDirectory texts, TenantDirectory directory, RemindedKinds reminders)
{
    /// <summary>Cores asked at a time: one that is away takes seconds to say so.</summary>
    private const int AtOnce = 8;

    private const int MostParked = 100;

    /// <summary>Asks all brokers and cores now.</summary>
    public async Task<EventsView> ExamineAsync(CancellationToken cancellationToken)
    {
        var brokers = await standings.BrokersAsync();
        var parked = await standings.CountParkedAsync();
        List<CheckView> checks = [.. brokers.Select(Of), Parked(parked)];
        await texts.RefreshAsync(cancellationToken); // a command has read none
        var reminded = await reminders.ReadAsync(cancellationToken);
        var asked = directory.All.Select(tenant => (Tenant: tenant, Waiting: WaitingOf(tenant, reminded))).Where(each => brokers.Length > 0 || each.Waiting.Count > 0)
            .OrderBy(each => each.Tenant.Identifier, StringComparer.Ordinal).ToList();
        var found = new CheckView[asked.Count];
        await Parallel.ForAsync(0, asked.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (index, cancelled) =>
            found[index] = await OfAsync(asked[index].Tenant, asked[index].Waiting, cancelled));
        checks.AddRange(found);
        if (brokers.Length == 0)
        {
            checks.Insert(0, NoBroker(asked));
        }

        return new EventsView(
            [.. brokers.Select(BrokerView.Of)], parked, checks, [.. checks.Select(check => check.Remedy).OfType<string>()]);
    }

    /// <summary>Asks one tenant's core now what it publishes.</summary>
    public async Task<CheckView> ExamineAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        await texts.RefreshAsync(cancellationToken);
        return await OfAsync(tenant, WaitingOf(tenant, await reminders.ReadAsync(cancellationToken)), cancellationToken);
    }

    /// <summary>Without a broker it matters to nobody else what a core publishes.</summary>
    private List<EventKind> WaitingOf(Tenant tenant, IReadOnlySet<(long TenantId, EventType Type)> reminded) =>
        [.. EventsEnabling.WantedOf(texts, tenant).Where(kind => (standings.HasBrokers || kind.IsEventOnly) && !reminded.Contains((tenant.Id, kind.Type)))];

    private CheckView NoBroker(List<(Tenant Tenant, List<EventKind> Waiting)> asked) =>
        asked.Count == 0
            ? new CheckView("brokers", CheckOutcome.Warning, "No broker is named: external events are off, and no text waits for what only they tell.")
            : new CheckView(
                "brokers", CheckOutcome.Failed,
                $"No broker is named: external events are off, but texts of {string.Join(", ", asked.Select(each => each.Tenant.Identifier))} wait for what only they tell: "
                + $"{string.Join(", ", asked.SelectMany(each => each.Waiting).Select(kind => kind.Name).Distinct(StringComparer.Ordinal))}.",
                $"Set ExternalEvents:Brokers, and start the service anew; or have the loans gone through: {DoctorWords.Program} schedule set{(reminders.IsOn ? "" : ", with Schedules:Enabled true")}");

    /// <returns>The latest messages that were set aside, the latest first.</returns>
    public async Task<ParkedListView> ParkedAsync() =>
        new([.. (await standings.ParkedAsync(MostParked)).Select(row => new ParkedView(row.Id, StoredTime.At(row.ParkedAt), row.Broker, row.Place, row.Tenant, row.Problem))]);

    private static CheckView Of(BrokerStanding standing)
    {
        var (name, broker) = ($"broker {standing.Name}", standing.Broker);
        return standing switch
        {
            { Problem: { } problem } => new CheckView(
                name, CheckOutcome.Failed, $"{broker.Servers} can not be asked: {problem.TrimEnd('.')}.", $"Mend the way to {broker.Servers}, or ExternalEvents:Brokers:{standing.Name}."),
            { Lag: { } lag } => new CheckView(
                name, CheckOutcome.Passed,
                $"{broker.Servers}, topic {broker.Topic} with {standing.Partitions} partitions, group {broker.Group}: {(lag == 0 ? "nothing waits" : $"{lag} messages wait")}."),
            _ => new CheckView(
                name, CheckOutcome.Passed,
                $"{broker.Servers} by AMQP, {(broker.Queue is { } queue ? $"queue {queue}" : $"topic {broker.Topic}, subscription {broker.Group}")}: it lets the bridge in. How many messages wait AMQP does not tell: the broker's own console does."),
        };
    }

    private static CheckView Parked(long parked) =>
        parked == 0
            ? new CheckView("parked", CheckOutcome.Passed, "All that came could be read.")
            : new CheckView("parked", CheckOutcome.Warning, $"{parked} messages were set aside, and are kept.", $"Look at them: {DoctorWords.Program} events parked") { OnPage = "They are listed below." };

    private async Task<CheckView> OfAsync(Tenant tenant, List<EventKind> waiting, CancellationToken cancellationToken)
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

        var missing = waiting.FindAll(kind => !switches.GetValueOrDefault(EventsEnabling.TypeOf(kind)));
        var only = missing.FindAll(kind => kind.IsEventOnly);
        return missing.Count == 0
            ? new CheckView(name, CheckOutcome.Passed, $"The core publishes all that a text waits for; {last}.")
            : Missing(
                tenant, new CheckView(name, only.Count > 0 ? CheckOutcome.Failed : CheckOutcome.Warning, $"The core does not publish {Types(missing)}, which texts wait for; {last}. {Brought(missing, only)}"),
                missing.FindAll(kind => !switches.ContainsKey(EventsEnabling.TypeOf(kind))), missing.Count);
    }

    /// <summary>What is off can be switched on; what this core does not have, nobody can.</summary>
    private static CheckView Missing(Tenant tenant, CheckView found, List<EventKind> unknown, int missing)
    {
        var without = unknown.Count == 0 ? "" : $"This core has no {Types(unknown)}: have {(unknown.Count == 1 ? "it" : "them")} told by a hook or a schedule, or switch {(unknown.Count == 1 ? "its text" : "their texts")} off.";
        return unknown.Count == missing
            ? found with { Remedy = without }
            : found with
            {
                Remedy = $"Switch them on: {DoctorWords.Program} events enable {tenant.Identifier}{(without.Length == 0 ? "" : $". {without}")}",
                OnPage = $"Switch them on: its page, Core. {without}".TrimEnd(),
            };
    }

    private static string Brought(List<EventKind> off, List<EventKind> only) =>
        only.Count == off.Count ? "No hook brings them."
        : only.Count == 0 ? "Clients hear of it only where a hook brings them."
        : $"No hook brings {Types(only)}.";

    private static string Types(IEnumerable<EventKind> kinds) => string.Join(", ", kinds.Select(EventsEnabling.TypeOf));
}
