using SmsBridge.Console.Api;
using SmsBridge.Insight.AuditList;
using SmsBridge.Insight.Lists;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Console.Pages.Audit;

/// <summary>What is asked for, as the address says it.</summary>
internal sealed record AuditQuery(string? Operator, string? Action, string? Tenant, long? Before, int Limit = AuditFilter.DefaultLimit)
{
    public string ToQuery() => ListAddress.Query(
        ("operator", Operator), ("action", Action), ("tenant", Tenant), ("before", ListAddress.Of(Before)), ("limit", Limit == AuditFilter.DefaultLimit ? null : ListAddress.Of(Limit)));
}

/// <summary>Pages of the audit within an operator's scope.</summary>
internal sealed class AuditPages(AuditQueries queries, OperatorTenants scope, ScopedTenantStore tenants)
{
    /// <summary>Null: there is no such tenant, or not for this operator.</summary>
    public async Task<AuditPageView?> ListAsync(AuditQuery query, SignedInOperator who, string address, CancellationToken cancellationToken)
    {
        var visible = await scope.VisibleAsync(who, cancellationToken);
        var tenant = string.IsNullOrEmpty(query.Tenant) ? null : await scope.VisibleAsync(who, query.Tenant, cancellationToken);
        if (tenant is null && !string.IsNullOrEmpty(query.Tenant))
        {
            return null;
        }

        var filter = new AuditFilter(Given(query.Operator), Given(query.Action), tenant?.Ids, query.Before, query.Limit);
        var page = await queries.ListAsync(filter, who, visible, cancellationToken);
        var names = (await tenants.ListAsync(cancellationToken)).ToDictionary(named => named.Id, named => named.Identifier);
        return new AuditPageView([.. page.Rows.Select(row => View(row, names))], page.Older is { } older ? address + (query with { Before = older }).ToQuery() : null);
    }

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static AuditView View(AuditRow row, Dictionary<long, string> names) => new(
        row.Id, StoredTime.At(row.At), row.Actor, row.Source, row.Action,
        row.TenantId is { } id ? names.GetValueOrDefault(id) : null, row.Subject, row.Reason, row.Before, row.After);
}
