using System.Globalization;
using System.Text.Json;
using SmsBridge.Core.Reports;
using SmsBridge.Operators;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Schedules.Reports;

/// <summary>From a request, and what is set already, to a schedule, or what is wrong with it. What only the core knows is not looked at here. Pure.</summary>
internal static class ReportCheck
{
    private const int LongestName = 40;
    private const int LongestReport = 100;
    private const int LongestColumn = 100;
    private const int MostParameters = 20;
    private const int LongestValue = 200;

    private static readonly string[] Days = [.. Enum.GetValues<DayOfWeek>().Select(ReportSchedule.ShortOf)];

    /// <param name="known">What is absent stays as there; null: there is none yet.</param>
    public static (ReportSchedule? Schedule, Outcome.Refused? Problem) Read(long tenantId, string name, CoreReportRequest request, ReportSchedule? known)
    {
        var tells = request.Tells?.Trim() ?? known?.Tells;
        var kind = ReportKinds.Find(tells);
        var schedule = new ReportSchedule
        {
            TenantId = tenantId, Name = name, Enabled = request.Enabled ?? known?.Enabled ?? true, Begins = request.Begins?.Trim() ?? known?.Begins ?? "",
            TimeZone = request.TimeZone?.Trim() ?? known?.TimeZone ?? "", Report = request.Report?.Trim() ?? known?.Report ?? "", Tells = kind?.Name ?? "",
            Days = request.Days is { } days ? string.Join(',', days.Select(DayOf).Distinct(StringComparer.Ordinal)) : known?.Days ?? "",
            Parameters = request.Parameters is { } parameters ? JsonSerializer.Serialize(parameters, SchedulesJson.Default.DictionaryStringString) : known?.Parameters ?? "{}",
            Text = kind?.LookUp == LookUp.Row ? request.Text?.Trim() ?? known?.Text : null, LoanColumn = Column(request.LoanColumn, known?.LoanColumn),
            ClientColumn = Column(request.ClientColumn, known?.ClientColumn), DayColumn = kind?.LookUp == LookUp.Row ? null : Column(request.DayColumn, known?.DayColumn),
            KeyColumn = kind?.LookUp == LookUp.Row ? Column(request.KeyColumn, known?.KeyColumn) : null,
        };
        return (WhyNotTimes(schedule) ?? WhyNotReport(schedule, request) ?? WhyNotTold(schedule, request, kind)) is { } problem ? (null, problem) : (schedule, null);
    }

    /// <summary>JSON may bring nothing for a day, which is none, and not every day.</summary>
    private static string DayOf(string? day) => string.IsNullOrWhiteSpace(day) ? "?" : day.Trim().ToLowerInvariant();

    /// <summary>A name without letters and digits takes the column away: none, or a hyphen where nothing can not be given.</summary>
    private static string? Column(string? asked, string? known) => asked is null ? known : CoreReport.PlainOf(asked) is { Length: > 0 } plain ? plain : null;

    private static bool IsName(string name) => name.Length is > 0 and <= LongestName && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');

    private static Outcome.Refused? WhyNotTimes(ReportSchedule it) =>
        !IsName(it.Name) ? new($"A schedule's name has small letters, digits and hyphens, at most {LongestName}.", "name")
        : !QuietHours.TryTime(it.Begins, out _) ? new("begins is a time of the day such as 09:00.", "begins")
        : it.TimeZone.Length == 0 ? new("Say whose clock it goes by: timeZone, as in Africa/Nairobi.", "timeZone")
        : !TimeZones.Knows(it.TimeZone) ? new($"There is no time zone {it.TimeZone}. Zones are named as in Africa/Nairobi.", "timeZone")
        : it.Days.Length > 0 && it.Days.Split(',').FirstOrDefault(day => !Days.Contains(day, StringComparer.Ordinal)) is { } wrong
            ? new($"There is no day {wrong}. There are: {string.Join(", ", Days)}.", "days")
        : null;

    private static Outcome.Refused? WhyNotReport(ReportSchedule it, CoreReportRequest request) =>
        it.Report.Length is 0 or > LongestReport || it.Report.All(character => character == '.') || it.Report.Any(char.IsControl)
            ? new($"Say which report of the core: report, its name, at most {LongestReport} characters.", "report")
        : (request.Parameters ?? []) is { Count: > MostParameters } || (request.Parameters ?? []).Any(each => each.Key.Length is 0 or > LongestReport || each.Value is not { Length: <= LongestValue })
            ? new(string.Create(CultureInfo.InvariantCulture, $"At most {MostParameters} parameters, each with a name and a value of at most {LongestValue} characters."), "parameters")
        : (request.Parameters ?? []).FirstOrDefault(each => ReportParameters.Fault(each.Value) is not null) is { Key: { } wrong, Value: var value }
            ? new($"{wrong}: {ReportParameters.Fault(value)}", "parameters")
        : new[] { request.LoanColumn, request.ClientColumn, request.DayColumn, request.KeyColumn }.Any(column => column?.Length > LongestColumn)
            ? new($"A column's name has at most {LongestColumn} characters.", "loanColumn")
        : null;

    private static Outcome.Refused? WhyNotTold(ReportSchedule it, CoreReportRequest request, EventKind? kind) =>
        kind is null ? new($"Say what a row is told as: tells. There are: {ReportKinds.Names}.", "tells")
        : kind.LookUp != LookUp.Row ? (
            request.Text is { Length: > 0 } ? new($"A row told as {ReportKinds.NameOf(kind)} has the tenant's text of it: change that, or tell it as arrears, service or promotion.", "text")
            : it.LoanColumn is null ? new("An instalment is known by its loan: loanColumn.", "loanColumn")
            : it.DayColumn is null ? new("An instalment is known by its day: dayColumn.", "dayColumn")
            : null)
        : ReportText.Fault(it.Text ?? "") is { } fault ? new(fault, "text")
        : it is { LoanColumn: null, ClientColumn: null } ? new("Say whom a row is about: loanColumn or clientColumn. The number is the core's.", "clientColumn")
        : kind.IsOfArrears && it.LoanColumn is null ? new("Whether something is overdue is known of a loan: loanColumn.", "loanColumn")
        : null;
}
