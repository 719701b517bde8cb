using SmsBridge.Insight.EventLog;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Doctor;

/// <summary>What has passed through the bridge for a tenant, and what waits.</summary>
internal sealed class TrafficDoctor(EventQueries events, Database database, TimeProvider time)
{
    /// <summary>Of each kind; more are only "more".</summary>
    private const int MostCounted = 10_000;

    /// <summary>Hooks of the core among which two ways to the same text are looked for.</summary>
    private const int LookBack = 50;

    /// <summary>Unhindered, an SMS leaves within a second; what waits longer than this is held up by something.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    /// <summary>Acts that a core can send a text of by itself, too (message-gateway.md 7).</summary>
    private static readonly HashSet<string> Triggering = new(StringComparer.Ordinal)
    {
        "LOAN APPROVE", "LOAN REJECT", "LOAN REPAYMENT", "CLIENT ACTIVATE", "CLIENT REJECT",
        "SAVINGSACCOUNT ACTIVATE", "SAVINGSACCOUNT REJECT", "SAVINGSACCOUNT DEPOSIT", "SAVINGSACCOUNT WITHDRAWAL",
    };

    /// <summary>Whoever made them, newest first.</summary>
    public async Task<IReadOnlyList<EventView>> LastEventsAsync(Tenant tenant, int most, CancellationToken cancellationToken)
    {
        var page = await events.ListAsync(new EventFilter(tenant.Id, most, null, null, null, null, null, null), cancellationToken);
        return [.. page.Rows.Select(EventViews.Of)];
    }

    /// <summary>What the core sent, newest first: what the bridge did by itself says nothing of the core.</summary>
    public async Task<IReadOnlyList<EventView>> LastHooksAsync(Tenant tenant, int most, CancellationToken cancellationToken) =>
        [.. (await events.OfCoreAsync(tenant.Id, most, cancellationToken)).Select(EventViews.Of)];

    public async Task<EventView?> LastHookAsync(Tenant tenant, CancellationToken cancellationToken) => await LastHooksAsync(tenant, 1, cancellationToken) is [var last, ..] ? last : null;

    public CheckView Service() =>
        database.IsServed
            ? new CheckView("service", CheckOutcome.Passed, "The service is running.")
            : new CheckView("service", CheckOutcome.Warning, "The service is not running: hooks are lost, and nothing is sent.", "Start the service.");

    public static CheckView LastHook(Tenant tenant, EventView? last) =>
        last switch
        {
            null => new CheckView(
                "lastHook", CheckOutcome.Warning, "No hook has arrived yet.", $"Create it: {DoctorWords.Program} tenant connect {tenant.Identifier}") { OnPage = "Create it in the core; what to paste is on this page." },
            _ when last.Outcome == Words.Of(Verdict.Refused) => new CheckView(
                "lastHook", CheckOutcome.Warning, $"{Describe(last)}: {last.Explanation} {last.Detail}".TrimEnd(), last.Remedy),
            { Reason: not null } when last.Outcome == Words.Of(Verdict.Accepted) && last.Status != MessageStatus.Sent.Name() && last.Status != MessageStatus.Delivered.Name() => new CheckView(
                "lastHook", CheckOutcome.Warning, $"{Describe(last)}. {last.Explanation}".TrimEnd(), last.Remedy),
            _ => new CheckView("lastHook", CheckOutcome.Passed, $"{Describe(last)}. {last.Explanation}".TrimEnd()),
        };

    /// <summary>A triggered text names no transaction, so it can not be told that it is about the same act as a hook: only that there are both.</summary>
    public async Task<IReadOnlyList<CheckView>> TwiceAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var accepted = (await LastHooksAsync(tenant, LookBack, cancellationToken)).Where(it => it.Outcome == Words.Of(Verdict.Accepted)).Select(it => $"{it.Entity} {it.Action}").ToHashSet(StringComparer.Ordinal);
        var told = accepted.Where(Triggering.Contains).Order(StringComparer.Ordinal).ToList();
        return told.Count == 0 || !accepted.Contains(EventType.SmsTrigger.ToString()) ? []
            : [new CheckView(
                "twice", CheckOutcome.Warning, $"The core sends triggered texts by itself, and the bridge has texts for {string.Join(", ", told)}: where both are about the same act, the client gets two.",
                "Deactivate the core's campaign for that act, or switch the bridge's text of it off.")];
    }

    public async Task<CheckView> WaitingAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (count, oldest) = await events.WaitingAsync(tenant.Id, MostCounted, now, cancellationToken);
        if (count == 0)
        {
            return new CheckView("waiting", CheckOutcome.Passed, "Nothing waits.");
        }

        var age = now - oldest ?? TimeSpan.Zero;
        var words = $"{(count >= MostCounted ? "More than " : "")}{Math.Min(count, MostCounted)} waiting, {(oldest is null ? "all for the end of quiet hours" : $"the oldest for {Describe(age)}")}.";
        return tenant.Pause is not null ? new CheckView("waiting", CheckOutcome.Warning, $"{words} They go out when the tenant is resumed, if they are not too old by then.")
            : age < Long ? new CheckView("waiting", CheckOutcome.Passed, words)
            : new CheckView("waiting", CheckOutcome.Warning, words, $"See why: GET /modules/sms/events/{tenant.Identifier}?status=queued")
            {
                OnPage = "See why under Messages, with the status Waiting or under way.",
            };
    }

    public static string Describe(EventView it) =>
        $"{DoctorWords.At(it.ReceivedAt)} {it.Entity} {it.Action}".TrimEnd() + $", {(it.Status == it.Outcome ? it.Outcome : $"{it.Outcome}, {it.Status}")}";

    private static string Describe(TimeSpan age) =>
        age.TotalDays >= 2 ? $"{(int)age.TotalDays} days"
        : age.TotalHours >= 2 ? $"{(int)age.TotalHours} hours"
        : age.TotalMinutes >= 2 ? $"{(int)age.TotalMinutes} minutes"
        : $"{Math.Max(0, (int)age.TotalSeconds)} seconds";
}
