using System.Globalization;
using SmsBridge.Console.Shell;
using SmsBridge.Insight.Search;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>GET /api/clients-without-number.csv</c>: who can not be told anything until the number is mended in the core, to hand to the branches.</summary>
internal static class NumbersApi
{
    private const string Header = "Tenant,Office,Client,Account,Name,Number as typed,What is wrong,Not told of message,On (UTC)\r\n";

    public static void MapNumbersApi(this IEndpointRouteBuilder routes) =>
        routes.MapOperatorApi("clients-without-number.csv").WithTags("Messages").RequireAuthorization(Policies.Support).MapGet("", WriteAsync)
            .AddEndpointFilter(ExportPlaces.FilterAsync).WithName("exportClientsWithoutNumber").Refuses(400, 404, 429).TakesQuery("tenant", "The tenant's identifier in the core; absent: all that may be seen.")
            .Produces<string>(StatusCodes.Status200OK, "text/csv").WithSummary("Clients whose number could not be used, each once, with what was typed. Goes on the audit.");

    private static async Task<IResult> WriteAsync(
        HttpContext context, ConsoleRequest consoleRequest, NumberTroubles queries, CsvExports exports, CancellationToken cancellationToken)
    {
        var filter = NumberTroubleFilter.Parse(context.Request.Query, out var problem);
        if (problem is { } fault)
        {
            return Problems.BadRequest(fault.Field, fault.Detail);
        }

        if (await consoleRequest.IsNoTenantAsync(filter.Tenant, cancellationToken))
        {
            return Problems.NoSuchTenant(filter.Tenant!);
        }

        var tenants = await consoleRequest.TenantsAsync(cancellationToken);
        var names = tenants.ToDictionary(tenant => tenant.Id, tenant => tenant.Identifier);
        var shown = exports.AuditOf(context, "clients without a usable number", "names, and numbers as typed");
        var first = await queries.ListAsync(filter with { After = null }, tenants, cancellationToken);
        await shown.ShowsAsync(first.Rows.Select(row => row.TenantId));
        return exports.Answer(context, new CsvFile<NumberTrouble>("clients-without-number", Header, (first.Rows, first.Older), OlderAsync, row => Line(row, names[row.TenantId])));

        async Task<(IReadOnlyList<NumberTrouble>, long?)> OlderAsync(long before)
        {
            var page = await queries.ListAsync(filter with { Before = before, After = null }, tenants, cancellationToken);
            await shown.ShowsAsync(page.Rows.Select(row => row.TenantId));
            return (page.Rows, page.Older);
        }
    }

    private static string Line(NumberTrouble row, string tenant)
    {
        string?[] fields =
        [
            tenant, row.Office, row.ClientId.ToString(CultureInfo.InvariantCulture), row.Account, row.Name, row.MobileNo, row.Matter,
            row.EventId.ToString(CultureInfo.InvariantCulture), row.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        ];
        return string.Join(',', fields.Select(CsvField.Of)) + "\r\n";
    }
}
