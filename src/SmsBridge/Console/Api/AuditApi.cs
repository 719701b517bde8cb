using SmsBridge.Console.Pages.Audit;
using SmsBridge.Operators;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>GET /api/audit</c>, for tenant admins and admins.</summary>
internal static class AuditApi
{
    public static void MapAuditApi(this IEndpointRouteBuilder routes) =>
        routes.MapOperatorApi("audit").WithTags("Audit").RequireAuthorization(Policies.TenantAdmin)
            .MapGet("", ListAsync).WithName("listAudit").Refuses(404).Produces<AuditPageView>().WithSummary("Who did what, newest first.");

    private static async Task<IResult> ListAsync(
        string? @operator, string? action, string? tenant, long? before, int? limit, HttpContext context, AuditPages pages, CancellationToken cancellationToken)
    {
        var asked = AuditQuery.Parse(context.Request.Query, out var problem);
        if (problem is { } fault)
        {
            return Problems.BadRequest(fault.Field, fault.Detail);
        }

        var page = await pages.ListAsync(asked, context.Operator(), "/api/audit", cancellationToken);
        return page is null ? Problems.NoSuchTenant(asked.Tenant!) : TypedResults.Json(page, ConsoleApiJson.Readable.AuditPageView);
    }
}
