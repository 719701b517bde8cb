using SmsBridge.Console.Pages.Reports;
using SmsBridge.Console.Shell;
using SmsBridge.Insight.Statistics;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>GET /api/costs</c>: what the SMS of a time cost, as the report has it.</summary>
internal static class CostsApi
{
    public static void MapCostsApi(this IEndpointRouteBuilder routes) =>
        routes.MapOperatorApi("costs").WithTags("Statistics").MapGet("", ShowAsync).WithName("showCosts").Refuses(400, 404)
            .TakesQuery("month", "A calendar month of the operator's time zone, as 2026-11; absent, with from and to: this one.").TakesQuery("from", "The first day, as 2026-11-01.")
            .TakesQuery("to", "The last day, which is in it.").TakesQuery("tenant", "The tenant's identifier in the core; absent: all that may be seen.")
            .Produces<CostsView>().WithSummary("What the SMS of a time cost, by tenant, office, event and route, each currency for itself.");

    private static async Task<IResult> ShowAsync(
        HttpContext context, ConsoleRequest consoleRequest, OperatorTenants scope, ReportQueries queries, CancellationToken cancellationToken)
    {
        var filter = ReportFilter.Parse(context.Request.Query, out var problem);
        if (problem is { } fault)
        {
            return Problems.BadRequest(fault.Field, fault.Detail);
        }

        if (await scope.VisibleAsync(context.Operator(), filter.Tenant, cancellationToken) is not { } visible)
        {
            return Problems.NoSuchTenant(filter.Tenant!);
        }

        var zone = consoleRequest.ZoneOrUtc;
        var view = await queries.ReadAsync(filter.Days(ZoneDay.Of(consoleRequest.Now, zone)), zone, visible, cancellationToken);
        var lines = new[] { ReportDimension.Tenant, ReportDimension.Office, ReportDimension.Event, ReportDimension.Route }
            .SelectMany(dimension => view.By[dimension].Where(line => line.Cost.Sms > 0)
                .Select(line => new CostLineView(dimension.ToString().ToLowerInvariant(), ReportWords.Of(dimension, line.Name), Of(line.Cost))));
        return TypedResults.Json(new CostsView(view.First, view.Last, Of(view.Cost), [.. lines], view.Uncounted), ConsoleJson.Readable.CostsView);
    }

    private static SpentView Of(ReportCost cost) => new(
        [.. cost.Currencies.Select(each => new CurrencySpentView(each.Currency, Price.AmountText(each.Told), Price.AmountText(each.Estimated)))],
        cost.ToldSms, cost.EstimatedSms, cost.UnknownSms);
}

/// <summary>What the SMS of a time cost.</summary>
/// <param name="Last">It is in it.</param>
/// <param name="Total">Of all.</param>
/// <param name="UncountedHours">Hours of that time that are not counted anew yet, of whatever tenant: what came or changed in them may be missing. A few are usual, and counted within a minute or two.</param>
internal sealed record CostsView(DateOnly First, DateOnly Last, SpentView Total, IReadOnlyList<CostLineView> Lines, int UncountedHours);

/// <summary>One tenant's share, or an office's, an event's, a route's.</summary>
/// <param name="By"><c>tenant</c>, <c>office</c>, <c>event</c> or <c>route</c>; the lines of each are all of the total.</param>
internal sealed record CostLineView(string By, string Name, SpentView Cost);

/// <summary>What SMS cost.</summary>
/// <param name="Currencies">Each for itself: nothing is converted.</param>
/// <param name="ToldSms">SMS whose price their provider told.</param>
/// <param name="EstimatedSms">SMS that are estimated by the prices of the settings.</param>
/// <param name="UnknownSms">SMS without a price; they are in no amount.</param>
internal sealed record SpentView(IReadOnlyList<CurrencySpentView> Currencies, long ToldSms, long EstimatedSms, long UnknownSms);

/// <param name="Currency">Three letters.</param>
/// <param name="Told">As a text, exact: <c>12.0075</c>.</param>
/// <param name="Estimated">Likewise; not part of what was told.</param>
internal sealed record CurrencySpentView(string Currency, string Told, string Estimated);
