using SmsBridge.Core;
using SmsBridge.Core.Reports;
using SmsBridge.Messages;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Schedules.Reports;

/// <summary>What a run would tell now of the first rows, masked. An instalment is looked up in the core as for its SMS. Changes nothing.</summary>
internal sealed class ReportPreview(SchedulePreview reminders, TextDirectory texts, TimeProvider time)
{
    private const int MostExamples = 20;

    public async Task<CoreReportPreviewView> OfAsync(Tenant tenant, CoreAccess access, ReportSchedule schedule, CoreReport report, DateOnly day, CancellationToken cancellationToken)
    {
        await texts.RefreshAsync(cancellationToken); // a command has read none
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var rows = report.Rows.Select(row => ReportRows.Of(schedule, report, row, day, now, texts.FormatDate)).ToList();
        var examples = new List<CoreReportExample>();
        for (var place = 0; place < Math.Min(rows.Count, MostExamples); place++)
        {
            var made = rows[place].Event;
            var example = new CoreReportExample(place + 1, made?.LoanId, made?.ClientId, EventDay.Of(made?.SubResourceId), Body: null, rows[place].Problem);
            examples.Add(
                made is null ? example
                : schedule.Text is { } text ? example with { Body = ReportText.Render(text, report, report.Rows[place], texts.FormatDate, isMasked: true, out _) }
                : await ReadAsync(example, tenant, access, schedule.Kind, cancellationToken));
        }

        return new CoreReportPreviewView(
            tenant.Identifier, schedule.Name, day, [.. report.Columns.Select(CoreReport.PlainOf)], rows.Count, rows.Count(row => row.Problem is not null), examples);
    }

    private async Task<CoreReportExample> ReadAsync(CoreReportExample example, Tenant tenant, CoreAccess access, EventKind kind, CancellationToken cancellationToken)
    {
        var read = await reminders.OfAsync(tenant.Id, access, example.LoanId!.Value, new Reminder(kind.Type, example.DueOn!.Value), cancellationToken);
        return example with { Body = read.Body, Problem = read.Reason is { } reason ? $"{Reasons.Explain(reason).Meaning} {read.Detail}".TrimEnd() : null };
    }
}
