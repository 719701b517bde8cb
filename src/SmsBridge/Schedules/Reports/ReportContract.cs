using System.Text.Json.Serialization;

namespace SmsBridge.Schedules.Reports;

/// <summary>A report of the core at set times, and what is told of each row. What is absent stays as it is. A column is named by its letters and digits, in any case.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CoreReportRequest
{
    /// <summary>At the set times; false: only when somebody says so.</summary>
    public bool? Enabled { get; init; }

    /// <summary>From when it is run, HH:mm by the tenant's clock.</summary>
    public string? Begins { get; init; }

    /// <summary>The tenant's clock, as in Africa/Nairobi.</summary>
    public string? TimeZone { get; init; }

    /// <summary>mon, tue and so on; none: every day.</summary>
    public IReadOnlyList<string>? Days { get; init; }

    /// <summary>The report's name in the core.</summary>
    public string? Report { get; init; }

    /// <summary>Its parameters, with or without R_ before their names. {{today}}, {{today+3}} and {{today-30}} stand for a day.</summary>
    public Dictionary<string, string>? Parameters { get; init; }

    /// <summary>LOAN_REPAYMENTDUE or LOAN_REPAYMENTOVERDUE: the tenant's text of it; arrears, service or promotion: text, in the quiet hours of that class.</summary>
    public string? Tells { get; init; }

    /// <summary>With arrears, service and promotion: the words, with columns as variables, as in {{firstname}}.</summary>
    public string? Text { get; init; }

    /// <summary>The column that names the loan, which must be active when it is sent; its client is written to. Empty: none.</summary>
    public string? LoanColumn { get; init; }

    /// <summary>The column that names the client, which must be active when it is sent. Empty: none.</summary>
    public string? ClientColumn { get; init; }

    /// <summary>With LOAN_REPAYMENTDUE and LOAN_REPAYMENTOVERDUE: the column of the day the instalment is due.</summary>
    public string? DayColumn { get; init; }

    /// <summary>What tells rows of one loan or client apart; none: one of them is told a day.</summary>
    public string? KeyColumn { get; init; }
}

/// <summary>A tenant's reports at set times.</summary>
/// <param name="Timetable">This installation runs them; false: it runs none, whatever is set (<c>Schedules:Enabled</c>).</param>
internal sealed record CoreReportListView(string TenantId, bool Timetable, IReadOnlyList<CoreReportView> Reports);

/// <summary>A report at set times, and its runs.</summary>
/// <param name="Days">Empty: every day.</param>
/// <param name="Text">Null: the tenant's text of what it tells.</param>
/// <param name="Runs">The newest first, at most 10. <c>listed</c> are rows, <c>asked</c> those that could be told, <c>known</c> those of which somebody was told before, <c>repeated</c> those of the same loan or client as an earlier row, <c>unread</c> those that were left out.</param>
internal sealed record CoreReportView(
    string Name, bool Enabled, string Begins, string TimeZone, IReadOnlyList<string> Days, string Report, IReadOnlyDictionary<string, string> Parameters, string Tells, string? Text,
    string? LoanColumn, string? ClientColumn, string? DayColumn, string? KeyColumn, IReadOnlyList<RunView> Runs)
{
    [JsonIgnore]
    public string WhenWords => Enabled ? $"from {Begins} ({TimeZone}) {(Days.Count == 0 ? "every day" : $"on {string.Join(", ", Days)}")}" : "only when somebody says so";

    public static CoreReportView Of(ReportSchedule it, IEnumerable<ScheduleRun> runs) => new(
        it.Name, it.Enabled, it.Begins, it.TimeZone, it.Days.Length == 0 ? [] : it.Days.Split(','), it.Report, it.ParametersOf(), ReportKinds.NameOf(it.Kind), it.Text,
        it.LoanColumn, it.ClientColumn, it.DayColumn, it.KeyColumn, [.. runs.Select(RunView.Of)]);
}

/// <summary>What a run would tell now. Nothing was sent. Whether clients have a number and did not opt out is not asked.</summary>
/// <param name="Day">By the tenant's clock.</param>
/// <param name="Columns">As texts can name them.</param>
/// <param name="Rows">Of the report.</param>
/// <param name="LeftOut">Rows that lack something.</param>
/// <param name="Known">Rows that were told that day already; of an instalment, by whatever way.</param>
/// <param name="Repeated">Rows of the same loan or client as an earlier one, of which one is told.</param>
/// <param name="Examples">Of the first rows, at most 20.</param>
internal sealed record CoreReportPreviewView(
    string TenantId, string Name, DateOnly Day, IReadOnlyList<string> Columns, int Rows, int LeftOut, int Known, int Repeated, IReadOnlyList<CoreReportExample> Examples);

/// <summary>One row.</summary>
/// <param name="Row">Its number, from 1.</param>
/// <param name="Body">With names and numbers masked; null: nobody would be told.</param>
/// <param name="Problem">Why not.</param>
internal sealed record CoreReportExample(int Row, long? LoanId, long? ClientId, DateOnly? DueOn, string? Body, string? Problem);
