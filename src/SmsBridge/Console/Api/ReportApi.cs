using System.Globalization;
using System.Text;
using SmsBridge.Console.Pages.Reports;
using SmsBridge.Console.Shell;
using SmsBridge.Insight.Statistics;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>GET /api/report.csv</c>: the tables of the report, in words, for a spreadsheet.</summary>
internal static class ReportApi
{
    private const string Header = "By,Name,Messages,Delivered,Sent,Waiting,Failed,Parts,Cost told,SMS told,Cost estimated,SMS estimated,SMS without a price\r\n";

    public static void MapReportApi(this IEndpointRouteBuilder routes) =>
        routes.MapOperatorApi("report.csv").WithTags("Statistics").MapGet("", WriteAsync).WithName("exportReport").Refuses(400, 404)
            .TakesQuery("month", "A calendar month of the operator's time zone, as 2026-11; absent, with from and to: this one.").TakesQuery("from", "The first day, as 2026-11-01.")
            .TakesQuery("to", "The last day, which is in it.").TakesQuery("tenant", "The tenant's identifier in the core; absent: all that may be seen.")
            .Produces<string>(StatusCodes.Status200OK, "text/csv").WithSummary("Messages of a time by tenant, office, event, reason, provider's code and route.");

    private static async Task<IResult> WriteAsync(
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
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"report-{ReportFilter.Text(view.First)}-{ReportFilter.Text(view.Last)}.csv\"";
        return TypedResults.Text(Text(view), "text/csv", Encoding.UTF8);
    }

    private static string Text(ReportView view)
    {
        var text = new StringBuilder("\uFEFF").Append(Header).Append(Line("All", "", view.Counts, view.Parts, view.Cost));
        foreach (var (dimension, title, _) in ReportWords.Tables)
        {
            foreach (var line in view.By[dimension])
            {
                text.Append(Line(title, ReportWords.Of(dimension, line.Name), line.Counts, line.Parts, line.Cost));
            }
        }

        if (view.UncountedWords is { } uncounted)
        {
            text.Append(CsvField.Of(uncounted)).Append(",,,,,,,,,,,,\r\n");
        }

        return text.ToString();
    }

    private static string Line(string by, string name, OutcomeCounts counts, long parts, ReportCost cost)
    {
        string[] fields =
        [
            by, name, .. new[] { counts.Messages, counts.Delivered, counts.Sent, counts.Waiting + counts.Planned, counts.Failed, parts }.Select(Text),
            cost.ToldWords, Text(cost.ToldSms), cost.EstimatedWords, Text(cost.EstimatedSms), Text(cost.UnknownSms),
        ];
        return string.Join(',', fields.Select(CsvField.Of)) + "\r\n";
    }

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);
}
