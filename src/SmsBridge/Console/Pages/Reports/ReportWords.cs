using System.Globalization;
using SmsBridge.Console.Parts;
using SmsBridge.Insight.Statistics;
using SmsBridge.Messages;

namespace SmsBridge.Console.Pages.Reports;

/// <summary>What a line of a report is called.</summary>
internal static class ReportWords
{
    /// <summary>As the tables stand on the page.</summary>
    public static IReadOnlyList<(ReportDimension Dimension, string Title, string Column)> Tables { get; } =
    [
        (ReportDimension.Tenant, "By tenant", "Tenant"), (ReportDimension.Office, "By office", "Office"), (ReportDimension.Event, "By event", "Event"),
        (ReportDimension.Reason, "Why clients were not told", "Reason"), (ReportDimension.Code, "By the provider’s code", "Code"), (ReportDimension.Route, "By route", "Route"),
    ];

    /// <summary>What a cost is made of, beside what providers told.</summary>
    public static string OfCost(ReportCost cost) => string.Join("; ", new[]
    {
        cost.ToldSms > 0 ? $"told by the provider of {Number(cost.ToldSms)} SMS" : "",
        cost.EstimatedSms > 0 ? $"about {cost.EstimatedWords} of {Number(cost.EstimatedSms)} more, estimated" : "",
        cost.UnknownSms > 0 ? $"{Number(cost.UnknownSms)} without a price" : "",
    }.Where(words => words.Length > 0));

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Of(ReportDimension dimension, string name) =>
        name.Length == 0 ? dimension == ReportDimension.Route ? "did not leave" : "not known"
        : dimension switch
        {
            ReportDimension.Event => EventWords.Of(name),
            ReportDimension.Reason => Reasons.Explain(name).Meaning,
            _ => name,
        };
}
