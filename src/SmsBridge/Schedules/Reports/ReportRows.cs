using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SmsBridge.Core.Reports;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Texts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Schedules.Reports;

/// <summary>What one row of a report comes to: one of the two.</summary>
/// <param name="Event">To be entered.</param>
/// <param name="Problem">Why nobody is told, in words.</param>
internal readonly record struct ReportRow(NewEvent? Event, string? Problem);

/// <summary>
/// From rows to events. Those of an instalment have its key, so that an external event or the loan's schedule makes no second SMS; a text of the report's own has the key of its row
/// and day. Pure.
/// </summary>
internal static class ReportRows
{
    /// <param name="day">The day it is where the tenant is: a row is told once a day.</param>
    public static ReportRow Of(ReportSchedule schedule, CoreReport report, IReadOnlyList<ReportCell> row, DateOnly day, long now, TextFormat format)
    {
        var (loan, client) = (Cell(schedule.LoanColumn).Id, Cell(schedule.ClientColumn).Id);
        if ((schedule.LoanColumn is not null && loan is null) || (schedule.ClientColumn is not null && client is null))
        {
            return loan is null && schedule.LoanColumn is { } ofLoan ? Left(ofLoan, "names no loan") : Left(schedule.ClientColumn!, "names no client");
        }

        var made = new NewEvent
        {
            TenantId = schedule.TenantId, Type = schedule.Kind.Type, Verdict = Verdict.Accepted, ReceivedAt = now, Dialect = Dialect.Report, ClientId = client, LoanId = loan,
            Source = "report", Detail = KeptWords.Detail($"Report {schedule.Report}, by the schedule {schedule.Name}."),
        };
        if (schedule.Kind.Key == EventKey.Instalment)
        {
            return OfInstalment(schedule, made, Cell(schedule.DayColumn).Day);
        }

        if (ReportText.Render(schedule.Text!, report, row, format, isMasked: false, out var problem) is not { } body)
        {
            return new ReportRow(null, problem);
        }

        var key = Words(Cell(schedule.KeyColumn));
        return schedule.KeyColumn is { } column && key.Length == 0 ? Left(column, "is empty") : new ReportRow(made with { Text = body, Digest = KeyOf(schedule, day, made, key) }, null);

        ReportCell Cell(string? name) => name is not null && report.PlaceOf(name) is >= 0 and var place ? row[place] : default;
    }

    private static ReportRow OfInstalment(ReportSchedule schedule, NewEvent made, DateOnly? due) =>
        due is { } day
            ? new ReportRow(made with { SubResourceId = EventDay.Number(day), Digest = InstalmentKey.Of(made.Type, made.LoanId, day) }, null)
            : Left(schedule.DayColumn!, "is no day");

    private static byte[] KeyOf(ReportSchedule schedule, DateOnly day, NewEvent made, string key) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"report\n{schedule.Name}\n{day:yyyy-MM-dd}\n{made.LoanId}\n{made.ClientId}\n{key}")));

    private static string Words(ReportCell cell) =>
        cell.Number?.ToString(CultureInfo.InvariantCulture) ?? cell.Date?.ToString("O", CultureInfo.InvariantCulture) ?? cell.Text?.Trim() ?? "";

    private static ReportRow Left(string column, string what) => new(null, $"{column} {what}");
}
