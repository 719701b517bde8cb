using SmsBridge.Core;
using SmsBridge.Core.Reports;
using SmsBridge.Messages;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Schedules.Reports;

/// <summary>What a run would tell now of the first rows, masked, and how many of all it would not. An instalment is looked up in the core as for its SMS. Changes nothing.</summary>
internal sealed class ReportPreview(SchedulePreview reminders, ReportFinder finder, TextDirectory texts)
{
    private const int MostExamples = 20;

    public async Task<CoreReportPreviewView> OfAsync(Tenant tenant, CoreAccess access, ReportSchedule schedule, CoreReport report, DateOnly day, CancellationToken cancellationToken)
    {
        await texts.RefreshAsync(cancellationToken); // a command has read none
        var looks = new List<ReportLook>();
        await foreach (var some in finder.LookAsync(schedule, report, day, cancellationToken))
        {
            looks.AddRange(some);
        }

        var examples = new List<CoreReportExample>();
        foreach (var look in looks.Take(MostExamples))
        {
            var made = look.Row.Event;
            var example = new CoreReportExample(look.Number, made?.LoanId, made?.ClientId, EventDay.Of(made?.SubResourceId), Body: null, ReportWords.WhyNot(schedule, look));
            examples.Add(
                look.Fate != RowFate.New ? example
                : schedule.Text is { } text ? example with { Body = ReportText.Render(text, report, report.Rows[look.Number - 1], texts.FormatOf(texts.LanguageOf(tenant.Id)), isMasked: true, out _) }
                : await ReadAsync(example, tenant, access, schedule.Kind, cancellationToken));
        }

        return new CoreReportPreviewView(
            tenant.Identifier, schedule.Name, day, [.. report.Columns.Select(CoreReport.PlainOf)], looks.Count, Count(RowFate.LeftOut), Count(RowFate.Known), Count(RowFate.Repeat), examples);

        int Count(RowFate fate) => looks.Count(look => look.Fate == fate);
    }

    private async Task<CoreReportExample> ReadAsync(CoreReportExample example, Tenant tenant, CoreAccess access, EventKind kind, CancellationToken cancellationToken)
    {
        var read = await reminders.OfAsync(tenant.Id, access, example.LoanId!.Value, new Reminder(kind.Type, example.DueOn!.Value), cancellationToken);
        return example with { Body = read.Body, Problem = read.Reason is { } reason ? $"{Reasons.Explain(reason).Meaning} {read.Detail}".TrimEnd() : null };
    }
}
