using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Options;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Routes;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Insight.Statistics;

/// <summary>"Needs attention": what keeps SMS from going out or may soon, of the tenants somebody may see. Most urgent first.</summary>
internal sealed class Attention(
    Database database, OperatorTenants scope, HookAttention hooks, InstallationAttention installation, PendingRegistrations pending, IOptions<StatisticsOptions> options, TimeProvider time)
{
    /// <summary>The kind of what says that somebody can not be told.</summary>
    public const string AlarmFailing = "alarm_failing";

    /// <summary>So long it is shown that a receiver was gone: it ended its subscription by itself, and nobody may have noticed.</summary>
    private static readonly TimeSpan GoneShown = TimeSpan.FromDays(7);

    public async Task<IReadOnlyList<AttentionItem>> ListAsync(SignedInOperator who, CancellationToken cancellationToken)
    {
        var tenants = scope.Of(who);
        var visible = await scope.VisibleAsync(who, cancellationToken);
        var waiting = await PendingAsync(who, cancellationToken);
        var ofHooks = await hooks.ListAsync(tenants, cancellationToken);
        await using var connection = await database.OpenReadAsync(cancellationToken); // nothing else may be read or waited for from here on
        var caps = await SpendCaps.ListAsync(connection, tenants, time.GetUtcNow(), cancellationToken);
        IReadOnlyList<HeldSurge> held = [.. await HeldSurges.ListAsync(connection, tenants, cancellationToken), .. caps];
        var items = waiting
            .Concat(ofHooks.Refused)
            .Concat(tenants.Where(tenant => tenant.Pause is not null).Select(Paused))
            .Concat(held.Select(surge => surge.Item))
            .Concat(await WaitingAsync(connection, tenants, visible, held, cancellationToken))
            .Concat(await LeftOutAsync(connection, tenants, cancellationToken))
            .Concat(await WeakRoutes.ItemsAsync(connection, tenants, cancellationToken))
            .Concat(await HeldSurges.PausesAsync(connection, tenants, time.GetUtcNow(), cancellationToken))
            .Concat(await ParkedReports.ItemsAsync(connection, tenants, cancellationToken))
            .Concat(await ClosedTenants.ItemsAsync(connection, tenants, cancellationToken))
            .Concat(await RetentionLag.ItemsAsync(connection, tenants, time.GetUtcNow(), cancellationToken))
            .Concat(await GapCounts.ItemsAsync(connection, tenants, cancellationToken))
            .Concat(await GapCounts.AdoptedAsync(connection, tenants, time.GetUtcNow(), cancellationToken))
            .Concat(ofHooks.OldKeys)
            .Concat(await PartnersAsync(connection, who.Scope, time.GetUtcNow(), cancellationToken))
            .Concat(who.MayDo(OperatorRole.Admin) ? await installation.ListAsync(connection, cancellationToken) : [])
            .Concat(tenants.Where(tenant => tenant is { Pause: null, Unverified: not null }).Select(Unverified))
            .Concat(ofHooks.Silent);
        return [.. items.OrderByDescending(item => item.IsUrgent)];
    }

    /// <summary>Somebody may be about to take a tenant over, or a core can not get its key: either way a person has to look.</summary>
    private async Task<IEnumerable<AttentionItem>> PendingAsync(SignedInOperator who, CancellationToken cancellationToken) =>
        from it in await pending.ListAsync(cancellationToken)
        where it.ApprovedAt is null && who.Scope.Covers(it.Identifier)
        select new AttentionItem(
            "registration_pending", IsUrgent: true, null,
            $"A registration of {it.Identifier} with {it.Provider} account {it.AccountId} waits for a yes: it proved no more than a login at the core.",
            who.MayDo(OperatorRole.TenantAdmin)
                ? "Look at it under Registrations: approve it when the tenant really changed its account, else refuse it."
                : "Tell a tenant admin, or an admin of the console: they decide it under Registrations.",
            it.FirstAt);

    private static AttentionItem Paused(Tenant tenant)
    {
        var reason = Reasons.Explain(tenant.Pause!.Reason);
        return new AttentionItem(
            "paused", IsUrgent: true, tenant.Identifier, $"{tenant.Identifier} is paused: {reason.Meaning} {tenant.Pause.Detail}".TrimEnd(), reason.Remedy, tenant.Pause.Since);
    }

    private static AttentionItem Unverified(Tenant tenant) => new(
        "unverified", IsUrgent: false, tenant.Identifier, $"{tenant.Identifier} is not verified yet: {tenant.Unverified}",
        "The bridge checks again by itself; verify it to see now.", tenant.RegisteredAt);

    private async Task<IEnumerable<AttentionItem>> WaitingAsync(
        DbConnection connection, IReadOnlyList<Tenant> tenants, VisibleTenants visible, IReadOnlyList<HeldSurge> held, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var tooOld = (now - options.Value.WaitingTooLong).ToUnixTimeMilliseconds();
        var waiting = await WaitingQuery.RunAsync(connection, visible, now, cancellationToken);
        return from it in waiting
               where it.OldestAt < tooOld
               let tenant = tenants.FirstOrDefault(tenant => tenant.Id == it.TenantId)
               where tenant is { Pause: null } // a pause says it all
               where it.Count > held.Where(surge => surge.TenantId == it.TenantId).Sum(surge => surge.Count) // and so does a surge or a cap, where nothing else waits
               select new AttentionItem(
                   "waiting", IsUrgent: true, tenant.Identifier, $"{tenant.Identifier} has {it.Count} messages waiting, the oldest for too long.",
                   "See why in the list of its waiting messages.", StoredTime.At(it.OldestAt));
    }

    /// <summary>Accounts and routes that nothing goes by, while the tenant's others do. What a person switched off needs nobody.</summary>
    private static async Task<IEnumerable<AttentionItem>> LeftOutAsync(DbConnection connection, IReadOnlyList<Tenant> tenants, CancellationToken cancellationToken) =>
        from it in await connection.QueryAsync<(long TenantId, string Subject, string Reason, string? Detail, long HeldAt)>(new CommandDefinition(
            "SELECT tenant_id, subject, reason, detail, held_at FROM route_hold WHERE reason <> @RouteOff ORDER BY held_at", new { Reasons.RouteOff }, cancellationToken: cancellationToken))
        let tenant = tenants.FirstOrDefault(tenant => tenant.Id == it.TenantId)
        where tenant is { Pause: null } && !RoutePlan.IsOver(tenant, it.Subject, StoredTime.At(it.HeldAt)) // a pause says it all
        let reason = Reasons.Explain(it.Reason)
        select new AttentionItem(
            "route_left_out", IsUrgent: false, tenant.Identifier, $"{tenant.Identifier} sends nothing by {it.Subject}; its other routes are used. {OfOne(reason.Meaning)} {it.Detail}".TrimEnd(), reason.Remedy,
            StoredTime.At(it.HeldAt));

    /// <summary>A reason's words are of an SMS, which waits where there is no other way.</summary>
    private static string OfOne(string meaning) => meaning.Replace("; the SMS waits.", ".", StringComparison.Ordinal);

    /// <summary>Only of partners all of whose tenants are in the scope, as everywhere in the console; those without tenants for who sees all.</summary>
    private static async Task<IEnumerable<AttentionItem>> PartnersAsync(DbConnection connection, TenantScope scope, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var disabled = await connection.QueryAsync<DisabledRow>(new CommandDefinition("""
            SELECT subscription.id AS Id, partner.code AS Code, COALESCE(partner.name, partner.code) AS Name, subscription.reference AS Reference,
                subscription.disabled_reason AS Reason, subscription.disabled_at AS At, partner_tenant.identifier AS Tenant
            FROM subscription JOIN partner ON partner.id = subscription.partner_id
            LEFT JOIN partner_tenant ON partner_tenant.partner_id = partner.id
            WHERE subscription.disabled_at IS NOT NULL AND partner.deleted_at IS NULL AND (subscription.deleted_at IS NULL OR (
                subscription.disabled_reason = 'gone' AND subscription.disabled_at >= @goneSince AND NOT EXISTS (
                    SELECT 1 FROM subscription AS next WHERE next.partner_id = subscription.partner_id AND next.deleted_at IS NULL AND next.logged_at >= subscription.disabled_at)))
            ORDER BY subscription.id
            """, new { goneSince = (now - GoneShown).ToUnixTimeMilliseconds() }, cancellationToken: cancellationToken));
        return from it in disabled.GroupBy(row => row.Id)
               where scope.IsAll || it.All(row => row.Tenant is { } tenant && scope.Covers(tenant))
               let row = it.First()
               select new AttentionItem(
                   "partner_disabled", IsUrgent: false, null, $"{row.Name} is not told anything by subscription {row.Reference} any more: {WhyDisabled(row.Reason)}.",
                   row.Reason == "by_operator" ? "Enable it when the partner is ready." : row.Reason == "gone" ? "Ask the partner to subscribe anew, if it is to be told on." : "Ask the partner to mend its callback, then enable the subscription and recover what was missed.",
                   StoredTime.At(row.At), row.Code);
    }

    private static string WhyDisabled(string? reason) =>
        reason switch
        {
            "failing" => "its callback failed for days",
            "by_operator" => "an operator disabled it",
            "gone" => "its receiver answered that it is gone (410), which ended it",
            _ => $"it is disabled ({reason})",
        };

    /// <summary>A disabled subscription, once for each of its partner's tenants.</summary>
    private sealed record DisabledRow
    {
        public long Id { get; init; }

        public string Code { get; init; } = "";

        public string Name { get; init; } = "";

        public string Reference { get; init; } = "";

        public string? Reason { get; init; }

        public long At { get; init; }

        public string? Tenant { get; init; }
    }
}
