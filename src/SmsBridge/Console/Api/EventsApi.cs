using SmsBridge.Console.Shell;
using SmsBridge.Insight.EventList;
using SmsBridge.Insight.EventLog;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>GET /api/events</c>: everything that came in, refused and ignored too. One event is <c>/api/messages/{id}</c>.</summary>
internal static class EventsApi
{
    public static void MapEventsApi(this IEndpointRouteBuilder routes) =>
        routes.MapOperatorApi("events").WithTags("Events").MapGet("", ListAsync).WithName("listEvents").Refuses(404, 422).Produces<EventList>()
            .WithSummary("All hooks, newest first. Query: q (client, loan, account or event number), outcome, tenant, when, from, before, after.");

    private static async Task<IResult> ListAsync(
        string? q, string? outcome, string? tenant, string? when, string? from, long? before, long? after, HttpContext context, ConsoleRequest consoleRequest, EventListQueries queries,
        CancellationToken cancellationToken)
    {
        var filter = EventListFilter.Parse(context.Request.Query, out var problem);
        if (problem is { } fault)
        {
            return fault.Field.Equals(nameof(tenant), StringComparison.OrdinalIgnoreCase) ? Problems.Unprocessable(fault.Field, fault.Detail) : Problems.BadRequest(fault.Field, fault.Detail);
        }

        if (await consoleRequest.IsNoTenantAsync(filter.Tenant, cancellationToken))
        {
            return Problems.NoSuchTenant(filter.Tenant!);
        }

        var tenants = await consoleRequest.TenantsAsync(cancellationToken);
        var page = await queries.ListAsync(filter, tenants, consoleRequest.Operator?.Scope.IsAll == true, cancellationToken);
        var names = tenants.ToDictionary(known => known.Id, known => known.Identifier);
        return TypedResults.Json(
            new EventList(
                [.. page.Rows.Select(row => Item(row, names.GetValueOrDefault(row.TenantId)))],
                page.Older is { } older ? "/api/events" + (filter with { Before = older, After = null }).ToQuery() : null,
                await queries.NotKeptAsync(filter, tenants, cancellationToken)),
            ConsoleJson.Readable.EventList);
    }

    private static EventItem Item(EventListRow row, string? tenant)
    {
        var reason = row.Reason ?? row.MessageReason;
        return new EventItem(
            row.EventId, row.At, Words.Of(row.Verdict), row.Entity, row.Action, tenant, row.ClientId, row.LoanId, row.ResourceId, row.Source,
            row.Verdict == Verdict.Accepted ? (row.Status ?? MessageStatus.Queued).Name() : null, reason, reason is null ? null : Reasons.Explain(reason, row.Status).Meaning, row.TwinId);
    }
}
