using System.Globalization;
using SmsBridge.Messages;
using SmsBridge.Texts.Catalogue;

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

    /// <param name="first">The first of them.</param>
    public static string? OfLeftOut(ReportLook first) =>
        KeptWords.Detail(string.Create(CultureInfo.InvariantCulture, $"Rows were left out; the first is row {first.Number}: {first.Row.Problem}."));

    /// <summary>Where several rows are of one loan or client, only one of them is told, and why that is so is not to be seen in the core.</summary>
    /// <returns>Null: there are none.</returns>
    public static string? OfRepeats(ReportSchedule it, long repeated) =>
        repeated == 0 ? null
        : string.Create(CultureInfo.InvariantCulture, $"{repeated} row{(repeated == 1 ? " is" : "s are")} of {OfSame(it)} as an earlier one, of which one is told{Remedy(it)}.");

    /// <summary>Why nobody would be told of a row; null: somebody would.</summary>
    public static string? WhyNot(ReportSchedule it, ReportLook look) =>
        look.Fate switch
        {
            RowFate.LeftOut => look.Row.Problem,
            RowFate.Known => IsOfInstalment(it) ? "There is an event of this instalment already." : "It was told that day already.",
            RowFate.Repeat => $"It is of {OfSame(it)} as an earlier row, of which one is told.",
            _ => null,
        };

    public static string OfPreview(ReportSchedule it, CoreReportPreviewView view)
    {
        var told = view.Rows - view.LeftOut - view.Known - view.Repeated;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{view.Rows} row{(view.Rows == 1 ? "" : "s")} for {view.Day:yyyy-MM-dd}: {view.LeftOut} would be left out, of {view.Known} somebody was told before, {view.Repeated} are of {OfSame(it)} as an earlier row{(view.Repeated == 0 ? "" : Remedy(it))}; "
            + $"{told} would be told, as far as the core confirms them and clients have a number and did not opt out. Nothing was sent.");
    }

    private static bool IsOfInstalment(ReportSchedule it) => it.Kind.Key == EventKey.Instalment;

    private static string OfSame(ReportSchedule it) =>
        IsOfInstalment(it) ? "the same instalment"
        : $"the same {(it.LoanColumn is null ? "client" : it.ClientColumn is null ? "loan" : "loan and client")}{(it.KeyColumn is { } key ? $" and {key}" : "")}";

    private static string Remedy(ReportSchedule it) =>
        IsOfInstalment(it) || it.KeyColumn is not null ? "" : ": a column that tells them apart can be named (--key, keyColumn)";

    public static string ColumnsOf(CoreReportView it) =>
        string.Join(", ", new[] { ("loan", it.LoanColumn), ("client", it.ClientColumn), ("day", it.DayColumn), ("told apart by", it.KeyColumn) }
            .Where(each => each.Item2 is not null).Select(each => $"{each.Item1}: {each.Item2}"));
}
