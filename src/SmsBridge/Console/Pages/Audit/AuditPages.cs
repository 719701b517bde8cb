using SmsBridge.Console.Api;
using SmsBridge.Insight.AuditList;
using SmsBridge.Insight.Lists;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Console.Pages.Audit;

/// <summary>What is asked for, as the address says it.</summary>
internal sealed record AuditQuery(string? Operator, string? Action, string? Tenant, long? Before, int Limit = AuditFilter.DefaultLimit)
{
    private const int LongestName = 200;

    /// <summary>The first day, where the reader is.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day, which is in it.</summary>
    public DateOnly? To { get; init; }

    public static AuditQuery None { get; } = new(null, null, null, null);

    /// <inheritdoc cref="ListAddress.Read"/>
    public static AuditQuery Parse(IQueryCollection query, out (string Field, string Detail)? problem)
    {
        var asked = ListAddress.Read(query, None, Read, Remedy, out problem);
        if (asked.To < asked.From)
        {
            problem ??= ("to", "to must be from or later.");
            return asked with { To = null };
        }

        return asked;
    }

    public string ToQuery() => ListAddress.Query(
        ("operator", Operator), ("action", Action), ("tenant", Tenant), ("from", ListAddress.Of(From)), ("to", ListAddress.Of(To)), ("before", ListAddress.Of(Before)), ("limit", Limit == AuditFilter.DefaultLimit ? null : ListAddress.Of(Limit)));

    private static AuditQuery? Read(AuditQuery asked, string name, string value) =>
        name switch
        {
            "OPERATOR" when value.Length <= LongestName => asked with { Operator = value },
            "ACTION" when AuditWords.All.Any(known => known.Key == value) => asked with { Action = value },
            "TENANT" when value.Length <= LongestName => asked with { Tenant = value },
            "FROM" when ListAddress.Day(value) is { } from => asked with { From = from },
            "TO" when ListAddress.Day(value) is { } to => asked with { To = to },
            "BEFORE" when ListAddress.Id(value) is { } before => asked with { Before = before },
            "LIMIT" when ListAddress.Id(value) is > 0 and <= AuditFilter.LargestLimit and var limit => asked with { Limit = (int)limit },
            _ => null,
        };

    private static string Remedy(string name) =>
        name switch
        {
            "OPERATOR" or "TENANT" => $"{name.ToLowerInvariant()} must be at most {LongestName} characters.",
            "ACTION" => $"action must be one of {string.Join(", ", AuditWords.All.Select(known => known.Key).Order(StringComparer.Ordinal))}.",
            "FROM" or "TO" => $"{name.ToLowerInvariant()} must be a day such as 2026-11-21.",
            "BEFORE" => "before must be the number of a row.",
            "LIMIT" => $"limit must be a number from 1 to {AuditFilter.LargestLimit}.",
            _ => "Known parameters: operator, action, tenant, from, to, before, limit.",
        };
}

/// <summary>Pages of the audit within an operator's scope.</summary>
internal sealed class AuditPages(AuditQueries queries, OperatorTenants scope, ScopedTenantStore tenants)
{
    /// <summary>Null: there is no such tenant, or not for this operator.</summary>
    /// <param name="zone">Whose days are meant.</param>
    public async Task<AuditPageView?> ListAsync(AuditQuery query, SignedInOperator who, TimeZoneInfo zone, string address, CancellationToken cancellationToken)
    {
        var visible = await scope.VisibleAsync(who, cancellationToken);
        var tenant = string.IsNullOrEmpty(query.Tenant) ? null : await scope.VisibleAsync(who, query.Tenant, cancellationToken);
        if (tenant is null && !string.IsNullOrEmpty(query.Tenant))
        {
            return null;
        }

        var filter = new AuditFilter(query.Operator, query.Action, tenant?.Ids, query.Before, query.Limit)
        {
            From = query.From is { } first ? ZoneDay.StartOf(first, zone) : null, Until = query.To is { } last ? ZoneDay.StartOf(last.AddDays(1), zone) : null,
        };
        var page = await queries.ListAsync(filter, who, visible, cancellationToken);
        var names = (await tenants.ListAsync(cancellationToken)).ToDictionary(named => named.Id, named => named.Identifier);
        return new AuditPageView([.. page.Rows.Select(row => View(row, names))], page.Older is { } older ? address + (query with { Before = older }).ToQuery() : null) { Older = page.Older };
    }

    private static AuditView View(AuditRow row, Dictionary<long, string> names) => new(
        row.Id, StoredTime.At(row.At), row.Actor, row.Source, row.Action,
        row.TenantId is { } id ? names.GetValueOrDefault(id) : null, row.Subject, row.Reason, row.Before, row.After);
}
