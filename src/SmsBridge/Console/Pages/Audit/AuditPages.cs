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
    private const int LongestName = 200;

    public static AuditQuery None { get; } = new(null, null, null, null);

    /// <inheritdoc cref="ListAddress.Read"/>
    public static AuditQuery Parse(IQueryCollection query, out (string Field, string Detail)? problem) => ListAddress.Read(query, None, Read, Remedy, out problem);

    public string ToQuery() => ListAddress.Query(
        ("operator", Operator), ("action", Action), ("tenant", Tenant), ("before", ListAddress.Of(Before)), ("limit", Limit == AuditFilter.DefaultLimit ? null : ListAddress.Of(Limit)));

    private static AuditQuery? Read(AuditQuery asked, string name, string value) =>
        name switch
        {
            "OPERATOR" when value.Length <= LongestName => asked with { Operator = value },
            "ACTION" when AuditWords.All.Any(known => known.Key == value) => asked with { Action = value },
            "TENANT" when value.Length <= LongestName => asked with { Tenant = value },
            "BEFORE" when ListAddress.Id(value) is { } before => asked with { Before = before },
            "LIMIT" when ListAddress.Id(value) is > 0 and <= AuditFilter.LargestLimit and var limit => asked with { Limit = (int)limit },
            _ => null,
        };

    private static string Remedy(string name) =>
        name switch
        {
            "OPERATOR" or "TENANT" => $"{name.ToLowerInvariant()} must be at most {LongestName} characters.",
            "ACTION" => $"action must be one of {string.Join(", ", AuditWords.All.Select(known => known.Key).Order(StringComparer.Ordinal))}.",
            "BEFORE" => "before must be the number of a row.",
            "LIMIT" => $"limit must be a number from 1 to {AuditFilter.LargestLimit}.",
            _ => "Known parameters: operator, action, tenant, before, limit.",
        };
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

        var filter = new AuditFilter(query.Operator, query.Action, tenant?.Ids, query.Before, query.Limit);
        var page = await queries.ListAsync(filter, who, visible, cancellationToken);
        var names = (await tenants.ListAsync(cancellationToken)).ToDictionary(named => named.Id, named => named.Identifier);
        return new AuditPageView([.. page.Rows.Select(row => View(row, names))], page.Older is { } older ? address + (query with { Before = older }).ToQuery() : null);
    }

    private static AuditView View(AuditRow row, Dictionary<long, string> names) => new(
        row.Id, StoredTime.At(row.At), row.Actor, row.Source, row.Action,
        row.TenantId is { } id ? names.GetValueOrDefault(id) : null, row.Subject, row.Reason, row.Before, row.After);
}
