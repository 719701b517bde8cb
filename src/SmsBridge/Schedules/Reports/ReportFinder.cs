using System.Runtime.CompilerServices;
using SmsBridge.Core.Reports;
using SmsBridge.Ledger;
using SmsBridge.TenantTexts;

namespace SmsBridge.Schedules.Reports;

/// <summary>What becomes of a row.</summary>
internal enum RowFate
{
    /// <summary>It is to be told.</summary>
    New,

    /// <summary>It was told before: that day, or the instalment by another way.</summary>
    Known,

    /// <summary>An earlier row of the report is of the same loan, client or instalment.</summary>
    Repeat,

    /// <summary>It lacks something.</summary>
    LeftOut,
}

/// <summary>A row, and what becomes of it.</summary>
/// <param name="Number">From 1.</param>
internal sealed record ReportLook(int Number, ReportRow Row, RowFate Fate);

/// <summary>Goes through a report's rows, so many at a time, and finds which are to be told: for a run and for a preview alike.</summary>
internal sealed class ReportFinder(EventsByKey events, TextDirectory texts, TimeProvider time)
{
    /// <summary>In one commit, which hooks wait for.</summary>
    private const int Chunk = 100;

    /// <param name="day">Whose run it is.</param>
    public async IAsyncEnumerable<IReadOnlyList<ReportLook>> LookAsync(ReportSchedule schedule, CoreReport report, DateOnly day, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var format = texts.FormatOf(texts.LanguageOf(schedule.TenantId));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var first = 0; first < report.Rows.Count; first += Chunk)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var rows = report.Rows.Skip(first).Take(Chunk).Select(row => ReportRows.Of(schedule, report, row, day, now, format)).ToList();
            var fates = rows.ConvertAll(row => row.Event is not { } made ? RowFate.LeftOut : seen.Add(Convert.ToHexString(made.Digest!)) ? RowFate.New : RowFate.Repeat);
            var asked = Enumerable.Range(0, rows.Count).Where(place => fates[place] == RowFate.New).ToList();
            foreach (var known in await events.AcceptedAsync(schedule.TenantId, asked.ConvertAll(place => rows[place].Event!.Value.Digest!), cancellationToken))
            {
                fates[asked[known]] = RowFate.Known;
            }

            var number = first + 1;
            yield return [.. rows.Select((row, place) => new ReportLook(number + place, row, fates[place]))];
        }
    }
}
