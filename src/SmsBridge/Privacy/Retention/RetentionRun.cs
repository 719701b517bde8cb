using System.Globalization;
using SmsBridge.Insight.Statistics;
using SmsBridge.Ledger;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Privacy.Retention;

/// <summary>
/// Takes out what is old, tenant after tenant, a little at a time, with the writer left to others in between. What it can not do now is done by the next run. One at a time, whoever asks for it:
/// under a work lease.
/// </summary>
internal sealed class RetentionRun(RetentionRules rules, RetentionStore store, WorkLeases leases, RetentionApart apart, RetentionEnd end, TimeProvider time, ILogger<RetentionRun> logger)
{
    /// <summary>For a command, which must not run beside the job.</summary>
    internal const string Lease = "retention";

    private readonly RetentionPace _pace = new();

    /// <param name="identifier">Of one name; null: all.</param>
    /// <returns>What was taken out; null: somebody else is at it.</returns>
    public async Task<IReadOnlyDictionary<RetentionKind, long>?> RunAsync(Actor actor, string? identifier, CancellationToken cancellationToken)
    {
        var total = new SortedDictionary<RetentionKind, long>();
        var mine = await leases.RunAsync(Lease, mayGoOn => RunAsync(actor, identifier, total, mayGoOn), cancellationToken);
        return mine ? total : null;
    }

    private async ValueTask RunAsync(Actor actor, string? identifier, SortedDictionary<RetentionKind, long> total, CancellationToken cancellationToken)
    {
        var (rule, now) = (await rules.ReadAsync(cancellationToken), time.GetUtcNow());
        var uncounted = new Lazy<Task<long>>(() => store.FirstOfAsync(now - RetentionStep.Rested, cancellationToken)); // the same for all, and asked for by none where all is kept
        foreach (var tenant in await store.TenantsAsync(identifier, cancellationToken))
        {
            var periods = rule(tenant.Identifier).Periods;
            if (periods.IsForEver)
            {
                await RestAsync(tenant);
                continue; // and where nothing was ever taken out, nothing is written either
            }

            foreach (var (kind, count) in await RunAsync(actor, tenant, periods, now, uncounted, cancellationToken))
            {
                total[kind] = total.GetValueOrDefault(kind) + count;
            }
        }
    }

    /// <param name="uncounted">The first event that may be so young that counts do not have it yet.</param>
    private async Task<IReadOnlyDictionary<RetentionKind, long>> RunAsync(
        Actor actor, RetainedTenant tenant, RetentionPeriods periods, DateTimeOffset now, Lazy<Task<long>> uncounted, CancellationToken cancellationToken)
    {
        DateTimeOffset? overdue = null;
        foreach (var lane in RetentionLane.All.Where(lane => periods.Of(lane.Kind) > 0))
        {
            var kept = TimeSpan.FromDays(periods.Of(lane.Kind));
            var reach = await store.ReachAsync(lane, tenant.Id, now - kept, cancellationToken);
            if (await MayGoAsync(reach, uncounted))
            {
                await GoThroughAsync(new RetentionStep(reach, now), cancellationToken);
            }

            overdue = Earlier(overdue, await store.OldestAsync(reach, cancellationToken) + kept);
        }

        await apart.RunAsync(tenant, periods, now, _pace, cancellationToken);
        return await end.NoteAsync(actor, tenant, now, overdue);
    }

    /// <summary>Counts and reports of days that lose something stay as they are, so everything must be in them before. From then on these days are not counted anew.</summary>
    private async Task<bool> MayGoAsync(RetentionReach reach, Lazy<Task<long>> uncounted)
    {
        if (reach.Lane.Kind is not (RetentionKind.Texts or RetentionKind.Records))
        {
            return true;
        }

        var (before, first) = (reach.Before.ToUnixTimeMilliseconds(), await uncounted.Value);
        var may = await store.WriteAsync(session =>
        {
            if (RollUpRetention.IsBehind(session, before, first))
            {
                return false;
            }

            RecordFloor.Raise(session, reach.TenantId, before, isRemoved: reach.Lane.Kind == RetentionKind.Records);
            return true;
        });
        if (!may)
        {
            logger.RetentionWaits(reach.TenantId);
        }

        return may;
    }

    private async Task GoThroughAsync(RetentionStep step, CancellationToken cancellationToken)
    {
        foreach (var isOfLeft in new[] { true, false })
        {
            StepResult result;
            int most;
            long after = 0;
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                (most, var from) = (_pace.Size, after);
                (result, var took) = await store.WriteAsync(session =>
                {
                    var start = time.GetTimestamp();
                    return (step.Execute(session, isOfLeft, from, most), time.GetElapsedTime(start));
                });
                after = result.Last;
                if (_pace.Took(took, result.Seen) is { Ticks: > 0 } rest)
                {
                    await Task.Delay(rest, time, cancellationToken);
                }
            }
            while (result.Seen == most);
        }
    }

    private Task RestAsync(RetainedTenant tenant) => tenant.HasRun ? store.RestAsync(tenant.Id) : Task.CompletedTask;

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;

    /// <summary>"raw hooks 12, records 3".</summary>
    internal static string Words(IReadOnlyDictionary<RetentionKind, long> counts) =>
        string.Join(", ", counts.OrderBy(pair => pair.Key).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{RetentionWords.Of(pair.Key)} {pair.Value}")));
}
