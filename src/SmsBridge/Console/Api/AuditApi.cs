using System.Globalization;
using SmsBridge.Console.Pages.Audit;
using SmsBridge.Console.Shell;
using SmsBridge.Insight.AuditList;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>GET /api/audit</c> and <c>GET /api/audit.csv</c>, for tenant admins and admins.</summary>
internal static class AuditApi
{
    private const string Header = "Time (UTC),Who,From where,What,Act,On what,Tenant,Why,Before,After\r\n";

    public static void MapAuditApi(this IEndpointRouteBuilder routes)
    {
        TakesFilter(routes.MapOperatorApi("audit").WithTags("Audit").RequireAuthorization(Policies.TenantAdmin)
            .MapGet("", ListAsync).WithName("listAudit").Refuses(400, 404))
            .TakesQuery("before", "Only rows older than this one.").TakesQuery("limit", $"At most so many; {AuditFilter.DefaultLimit} where it is absent, and {AuditFilter.LargestLimit} at most.")
            .Produces<AuditPageView>().WithSummary("Who did what, newest first.");
        TakesFilter(routes.MapOperatorApi("audit.csv").WithTags("Audit").RequireAuthorization(Policies.TenantAdmin)
            .MapGet("", WriteAsync).AddEndpointFilter(ExportPlaces.FilterAsync).WithName("exportAudit").Refuses(400, 404, 429))
            .Produces<string>(StatusCodes.Status200OK, "text/csv").WithSummary("All of it that a filter matches, in words, newest first. Goes on the audit itself.");
    }

    private static RouteHandlerBuilder TakesFilter(RouteHandlerBuilder route) =>
        route.TakesQuery("operator", "Name of who did it.").TakesQuery("action", "What was done, as the rows have it in `action`.").TakesQuery("tenant", "The tenant's identifier in the core.")
            .TakesQuery("from", "The first day, as 2026-11-01, in the operator's time zone.").TakesQuery("to", "The last day, which is in it.");

    private static async Task<IResult> ListAsync(HttpContext context, ConsoleRequest consoleRequest, AuditPages pages, CancellationToken cancellationToken)
    {
        var asked = AuditQuery.Parse(context.Request.Query, out var problem);
        if (problem is { } fault)
        {
            return Problems.BadRequest(fault.Field, fault.Detail);
        }

        var page = await pages.ListAsync(asked, context.Operator(), consoleRequest.ZoneOrUtc, "/api/audit", cancellationToken);
        return page is null ? Problems.NoSuchTenant(asked.Tenant!) : TypedResults.Json(page, ConsoleJson.Readable.AuditPageView);
    }

    private static async Task<IResult> WriteAsync(HttpContext context, ConsoleRequest consoleRequest, AuditPages pages, AuditLog audit, CsvExports exports, CancellationToken cancellationToken)
    {
        var asked = AuditQuery.Parse(context.Request.Query, out var problem);
        if (problem is { } fault)
        {
            return Problems.BadRequest(fault.Field, fault.Detail);
        }

        if (await consoleRequest.IsNoTenantAsync(asked.Tenant, cancellationToken))
        {
            return Problems.NoSuchTenant(asked.Tenant!);
        }

        await audit.RecordAsync(context.Actor().Did(AuditActions.Export, "audit", after: asked.ToQuery() is { Length: > 0 } filter ? filter : "all"));
        var (who, zone) = (context.Operator(), consoleRequest.ZoneOrUtc);
        return exports.Answer(context, new CsvFile<AuditView>("audit", Header, await PageAsync(asked.Before), before => PageAsync(before), Line));

        async Task<(IReadOnlyList<AuditView>, long?)> PageAsync(long? before) =>
            await pages.ListAsync(asked with { Before = before, Limit = AuditFilter.LargestLimit }, who, zone, "", cancellationToken) is { } page ? (page.Entries, page.Older) : ([], null);
    }

    private static string Line(AuditView entry)
    {
        string?[] fields =
        [
            entry.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), entry.Actor, entry.Source, AuditWords.Of(entry.Action), entry.Action, entry.Subject, entry.Tenant,
            entry.Reason, entry.Before, entry.After,
        ];
        return string.Join(',', fields.Select(CsvField.Of)) + "\r\n";
    }
}
