using Microsoft.Extensions.Options;
using SmsBridge.Ledger;
using SmsBridge.Numbers;
using SmsBridge.Tenants;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Insight.EventLog;

/// <summary>
/// The record, for the tenant's own eyes: <c>GET /modules/sms/events/{tenantId}</c>, <c>GET …/{eventId}</c>, <c>POST …/_resend</c>, all with the
/// tenant's API key. 401 for a wrong key and for a tenant that does not exist alike.
/// </summary>
internal static class EventLogEndpoints
{
    public static void MapEventLog(this IEndpointRouteBuilder routes)
    {
        var events = routes.MapGroup("/modules/sms/events/{tenantId}").RequireTenantKey().DescribeLog();
        events.MapGet("", ListAsync).DescribeList();
        events.MapGet("{eventId:long}", FindAsync).Describe("findTenantEvent", "One event with all that happened to it, oldest first.").Produces<EventDetail>().Refuses(404);
        events.MapPost("_resend", ResendAsync).DescribeResend();
    }

    private static async Task<IResult> ListAsync(
        string tenantId, HttpContext context, EventQueries queries, IOptions<NumberOptions> numbers, CancellationToken cancellationToken)
    {
        var tenant = TenantKeyFilter.TenantOf(context);
        var filter = EventFilter.Parse(tenant.Id, context.Request.Query, tenant.DefaultRegion ?? numbers.Value.DefaultRegion, out var problem);
        if (filter is null)
        {
            return Problems.BadRequest(problem!.Value.Field, problem.Value.Detail);
        }

        var page = await queries.ListAsync(filter, cancellationToken);
        var next = page.Before is { } before ? $"/modules/sms/events/{Uri.EscapeDataString(tenantId)}{filter.NextQuery(before)}" : null;
        return TypedResults.Json(new EventPage([.. page.Rows.Select(EventViews.Of)], next), EventLogJson.Readable.EventPage);
    }

    private static async Task<IResult> FindAsync(long eventId, HttpContext context, EventQueries queries, SmsCosts costs, CancellationToken cancellationToken)
    {
        var history = await queries.FindAsync(TenantKeyFilter.TenantOf(context).Id, eventId, cancellationToken);
        return history is null
            ? Problems.NotFound($"This tenant has no event {eventId}.")
            : TypedResults.Json(history.ToDetail(costs.Of(history)), EventLogJson.Readable.EventDetail);
    }

    private static async Task<IResult> ResendAsync(HttpContext context, MessageResend resend, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, EventLogJson.Default.ResendRequest, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var tenant = TenantKeyFilter.TenantOf(context);
        if (request?.EventIds is { Count: > MessageResend.Limit })
        {
            return Problems.BadRequest("eventIds", $"At most {MessageResend.Limit} at a time.");
        }

        var outcome = request?.EventIds is { } eventIds
            ? await resend.ResendAsync(tenant.Id, eventIds, request.Force, Sources.Api)
            : await resend.ResendFailedAsync(tenant.Id, Sources.Api);
        return TypedResults.Json(
            new ResendAnswer(outcome.Requeued, [.. outcome.Left.Select(left => new ResendLeft(left.EventId, left.Why))]),
            EventLogJson.Readable.ResendAnswer);
    }
}
