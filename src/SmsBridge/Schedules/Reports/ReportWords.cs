using System.Globalization;

namespace SmsBridge.Schedules.Reports;

/// <summary>What is said of a report on the timetable. Pure.</summary>
internal static class ReportWords
{
    /// <summary>What is run when, in a sentence.</summary>
    public static string Of(ReportSchedule it)
    {
        var view = CoreReportView.Of(it, []);
        return $"{it.Name}: the report {it.Report} is run {view.WhenWords}; each row is told {(it.Text is null ? $"by the text of {it.Kind.Name}" : $"as {view.Tells} by a text of its own")}.";
    }

    /// <summary>All that is set, for the audit: also what clients are told, and whom the rows are taken to be about.</summary>
    public static string WholeOf(ReportSchedule it)
    {
        var view = CoreReportView.Of(it, []);
        var times = it.Enabled ? "" : $" Its times: {(view with { Enabled = true }).WhenWords}.";
        var parameters = view.Parameters.Count == 0 ? "none" : string.Join(", ", view.Parameters.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key}={each.Value}"));
        return $"{Of(it)}{times} Parameters: {parameters}. Columns: {ColumnsOf(view)}.{(it.Text is { } text ? $" Text: {text}" : "")}";
    }

    /// <param name="isOn">This installation runs reports.</param>
    public static string OfBegun(string name, RunStart start, bool isOn) =>
        string.Create(CultureInfo.InvariantCulture, $"A run of {name} for {start.Day:yyyy-MM-dd} ")
        + (!isOn ? "is entered, and waits."
            : start.Waits is { } until ? $"is entered; it waits {until} and is then run for that day."
            : "is begun; the service runs it within a minute or two.");

    public static string ColumnsOf(CoreReportView it) =>
        string.Join(", ", new[] { ("loan", it.LoanColumn), ("client", it.ClientColumn), ("day", it.DayColumn), ("told apart by", it.KeyColumn) }
            .Where(each => each.Item2 is not null).Select(each => $"{each.Item1}: {each.Item2}"));
}
