using System.Globalization;
using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Core.Reports;

namespace SmsBridge.Schedules.Reports;

/// <summary>What a report came to: one of the two.</summary>
/// <param name="Problem">Why nobody can be told of it, in words.</param>
/// <param name="IsOther">The core answered, and not with what the schedule was made for: asking again would change nothing.</param>
internal readonly record struct ReportAnswer(CoreReport? Report, string? Problem, bool IsOther);

/// <summary>Runs a schedule's report in the tenant's core, and judges whether it is still the one that the schedule was made for.</summary>
internal sealed class ReportProbe(CoreReportsClient reports, IOptions<SchedulesOptions> options)
{
    public async Task<ReportAnswer> AskAsync(CoreAccess access, ReportSchedule schedule, DateOnly today, CancellationToken cancellationToken)
    {
        var bounds = new CoreBounds(options.Value.ReportTimeout, options.Value.MaxReportBytes);
        return await reports.RunAsync(access, schedule.Report, ReportParameters.For(today, schedule.ParametersOf()), bounds, cancellationToken) switch
        {
            CoreResult<CoreReport>.Found { Value: var report } => WhyNot(schedule, report) is { } why ? new ReportAnswer(null, why, IsOther: true) : new ReportAnswer(report, null, IsOther: false),
            CoreResult<CoreReport>.NotFound => new ReportAnswer(null, $"The core has no report {schedule.Report}, or does not show it to this user.", IsOther: false),
            CoreResult<CoreReport>.Failure failure => new ReportAnswer(null, failure.Detail, IsOther: false),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private string? WhyNot(ReportSchedule schedule, CoreReport report) =>
        schedule.WhyNot(report)
        ?? (report.Rows.Count <= options.Value.MostRows ? null
            : string.Create(CultureInfo.InvariantCulture, $"The report has {report.Rows.Count} rows, and Schedules:MostRows is {options.Value.MostRows}: narrow it by its parameters, or raise that."));
}
