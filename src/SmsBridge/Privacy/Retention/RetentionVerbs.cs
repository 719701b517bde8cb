using System.Globalization;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Privacy.Retention;

/// <summary>How long data are kept: shown to who sees the tenant, set and run by admins of the console.</summary>
internal sealed class RetentionVerbs(RetentionRules rules, RetentionStore store, RetentionRun run, RetentionApart apart, AuditLog audit, TimeProvider time)
{
    /// <param name="identifier">Null: of all tenants the caller sees, and of nobody.</param>
    /// <param name="isCounted">Also how many a run would look at now.</param>
    public async Task<Outcome> ShowAsync(Caller caller, string? identifier, bool isCounted, CancellationToken cancellationToken)
    {
        var registered = await SeenAsync(caller, identifier, cancellationToken);
        if (identifier is not null && registered.Count == 0)
        {
            return new Outcome.NotFound("There is no such tenant.");
        }

        var rule = await rules.ReadAsync(cancellationToken);
        var views = new List<RetentionView>();
        foreach (var tenant in registered.GroupBy(it => it.Identifier, StringComparer.Ordinal))
        {
            views.Add(await ViewAsync(tenant.Key, [.. tenant.Select(it => it.Id)], rule(tenant.Key), isCounted, cancellationToken));
        }

        return new RetentionShown(string.Join(' ', views.Select(Sentence)), views);
    }

    /// <summary>A tenant's own rule. Nothing is taken out by it before the next run.</summary>
    public async Task<Outcome> SetAsync(Caller caller, string identifier, RetentionRequest? request, CancellationToken cancellationToken)
    {
        if ((await SeenAsync(caller, identifier, cancellationToken)) is not [.., var latest])
        {
            return new Outcome.NotFound("There is no such tenant.");
        }

        if (!caller.MayDo(OperatorRole.Admin))
        {
            return new Outcome.NotAllowed();
        }

        if (request is null)
        {
            return new Outcome.Refused("Give hooks, texts, notices, records, audit or parked in days.");
        }

        var own = new RetentionRule { Identifier = identifier, Hooks = request.Hooks, Texts = request.Texts, Notices = request.Notices, Records = request.Records, Audit = request.Audit, Parked = request.Parked };
        var after = own.Over(rules.Settings);
        if (after.Problem(kind => own.Of(kind) is null ? $"{RetentionOptions.Section}:{kind}" : RetentionWords.Name(kind)) is { } problem)
        {
            return new Outcome.Refused(problem.Words, RetentionWords.Name(problem.Kind));
        }

        var before = (await rules.ReadAsync(cancellationToken))(identifier).Periods;
        await store.SetRuleAsync(own, caller.Actor.Name, time.GetUtcNow(), session => audit.Record(
            session, caller.Actor.Did(AuditActions.RetentionRule, $"tenant {identifier}", latest.Id, before: Words(before), after: Words(after))));
        return new Outcome.Done($"Of {identifier} are kept: {Words(after)}. What is older goes with the next run, within the hour.");
    }

    /// <param name="identifier">Null: everything.</param>
    public async Task<Outcome> RunAsync(Caller caller, string? identifier, CancellationToken cancellationToken)
    {
        if (!caller.MayDo(OperatorRole.Admin) || (identifier is null && !caller.Scope.IsAll))
        {
            return new Outcome.NotAllowed();
        }

        if (identifier is not null && (await SeenAsync(caller, identifier, cancellationToken)).Count == 0)
        {
            return new Outcome.NotFound("There is no such tenant.");
        }

        return await run.RunAsync(caller.Actor, identifier, cancellationToken) is { } counts
            ? new RetentionRan(counts.Count == 0 ? "Nothing was old enough." : $"Taken out: {RetentionRun.Words(counts)}.", counts)
            : new Outcome.NotNow("The service is at it, or was a moment ago. Nothing was done by this: try again in two minutes.");
    }

    private async Task<IReadOnlyList<RetainedTenant>> SeenAsync(Caller caller, string? identifier, CancellationToken cancellationToken) =>
        [.. (await store.TenantsAsync(identifier, cancellationToken)).Where(tenant => tenant.Id == 0 ? caller.Scope.IsAll : caller.Scope.Covers(tenant.Identifier))];

    private async Task<RetentionView> ViewAsync(
        string identifier, IReadOnlyList<long> tenantIds, (RetentionPeriods Periods, RetentionRule? Own) rule, bool isCounted, CancellationToken cancellationToken)
    {
        var past = await store.PastAsync(tenantIds, cancellationToken);
        var kinds = new List<RetentionKindView>();
        foreach (var kind in RetentionPeriods.Kinds)
        {
            var due = isCounted ? await DueAsync(kind, identifier, tenantIds, rule.Periods.Of(kind), cancellationToken) : default(long?);
            kinds.Add(new RetentionKindView(
                RetentionWords.Name(kind), RetentionWords.Of(kind), rule.Periods.Of(kind), rule.Own?.Of(kind) is not null, past.Removed.GetValueOrDefault(kind), due));
        }

        return new RetentionView(identifier, kinds, past.RanAt, past.Waits, past.OverdueAt);
    }

    private async Task<long> DueAsync(RetentionKind kind, string identifier, IReadOnlyList<long> tenantIds, int days, CancellationToken cancellationToken)
    {
        var due = 0L;
        foreach (var tenantId in days == 0 ? [] : kind == RetentionKind.Parked ? tenantIds.Take(1) : tenantIds) // what could not be read is the tenant's by its name
        {
            due += await apart.CountAsync(kind, new DataOwner(tenantId, identifier), time.GetUtcNow() - TimeSpan.FromDays(days), cancellationToken) ?? 0;
        }

        foreach (var lane in days == 0 ? [] : RetentionLane.All.Where(lane => lane.Kind == kind))
        {
            foreach (var tenantId in tenantIds)
            {
                due += await store.CountAsync(await store.ReachAsync(lane, tenantId, time.GetUtcNow() - TimeSpan.FromDays(days), cancellationToken), cancellationToken);
            }
        }

        return due;
    }

    private static string Words(RetentionPeriods periods) =>
        string.Join(", ", RetentionPeriods.Kinds.Select(kind => $"{RetentionWords.Of(kind)} {RetentionWords.Of(periods.Of(kind))}"));

    private static string Sentence(RetentionView view) => string.Create(
        CultureInfo.InvariantCulture, $"Of {(view.TenantId.Length == 0 ? "no tenant" : view.TenantId)} are kept: {string.Join(", ", view.Kinds.Select(kind => $"{kind.Words} {RetentionWords.Of(kind.Days)}"))}.");
}
