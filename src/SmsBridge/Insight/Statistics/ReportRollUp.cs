using System.Data.Common;
using Dapper;
using SmsBridge.Ledger;
using SmsBridge.Store;

namespace SmsBridge.Insight.Statistics;

/// <summary>
/// Counts messages by office, route, code and whatever else a manager asks for. The roll-up says which hours have changed; those are counted anew from their
/// messages, on a reader's connection, and what is written is a few rows: exact, whatever became of a message since.
/// </summary>
internal sealed class ReportRollUp(Database database, ReportPrices prices, TimeProvider time, ILogger<ReportRollUp> logger)
{
    /// <summary>The hour that is now changes all the time.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>Events are numbered nearly as they came: nodes' clocks differ, and several write at once.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    private const int MostHours = 50;

    /// <summary>Days begin at a quarter of UTC's hour in India, Nepal and elsewhere.</summary>
    internal const long Quarter = 15 * 60_000;

    /// <summary>Outcomes of messages that left.</summary>
    private const string Left = "status IN (3, 4, 5, 6)";

    /// <summary>Where the next run goes on: an hour that changes all the time, takes long to count or can not be counted keeps no other one waiting.</summary>
    private long _below = long.MaxValue;

    private (long End, TimeSpan Took)? _last;

    /// <summary>Counts what is due, newest first and on from there the next time, unless it did a moment ago. Begins no further hour after the time that is given.</summary>
    public async Task RunSometimesAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        if (_last is { } last && time.GetElapsedTime(last.End) < WaitAfter(last.Took))
        {
            return;
        }

        var start = time.GetTimestamp();
        await RunAsync(longest, cancellationToken);
        _last = (time.GetTimestamp(), time.GetElapsedTime(start));
    }

    /// <summary>An hour of very many messages takes long to count: a twentieth of the time at most goes into that, and the report is further behind.</summary>
    internal static TimeSpan WaitAfter(TimeSpan took) => took * 20 > Every ? took * 20 : Every;

    /// <inheritdoc cref="RunSometimesAsync"/>
    public async Task RunAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var dues = await DueAsync(_below, cancellationToken);
        foreach (var due in dues)
        {
            if (time.GetElapsedTime(started) > longest)
            {
                return;
            }

            try
            {
                var (rows, costs) = await CountAsync(due.Start, cancellationToken);
                await database.WriteAsync(session => Write(session, due, rows, costs));
            }
#pragma warning disable CA1031 // One hour's trouble is not the others'; it stays due, and its turn comes again.
            catch (Exception exception) when (!exception.IsStopOf(cancellationToken) && !IsOfStore(exception))
#pragma warning restore CA1031
            {
                logger.HourNotCounted(exception, StoredTime.At(due.Start));
            }

            _below = due.Start;
        }

        _below = dues.Count < MostHours ? long.MaxValue : _below; // the next run begins with the newest
    }

    /// <summary>Then no hour can be counted.</summary>
    private static bool IsOfStore(Exception exception) => exception is DbException failure && StoreFailures.IsTrouble(failure);

    /// <summary>Marks hours whose messages have changed.</summary>
    public static void Mark(WriteSession session, IEnumerable<long> starts)
    {
        foreach (var start in starts)
        {
            session.Execute(
                "INSERT INTO roll_up_report_due (start, changes) VALUES (@start, 1) ON CONFLICT (start) DO UPDATE SET changes = roll_up_report_due.changes + 1", new { start });
        }
    }

    private async Task<IReadOnlyList<(long Start, long Changes)>> DueAsync(long below, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return (await connection.QueryAsync<(long, long)>(new CommandDefinition(
            "SELECT start, changes FROM roll_up_report_due WHERE start < @below ORDER BY start DESC LIMIT @MostHours", new { below, MostHours }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>An hour's messages lie together, by their ids; so do events the relay has not taken yet.</summary>
    private async Task<(IReadOnlyList<ReportRow> Rows, IReadOnlyList<PriceRow> Costs)> CountAsync(long start, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var end = start + Grains.LengthOf(Grain.Hour);
        var low = await EventIdAt.FirstAsync(connection, StoredTime.At(start) - Slack, cancellationToken);
        var high = await EventIdAt.FirstAsync(connection, StoredTime.At(end) + Slack, cancellationToken);
        var hour = new { low, high, start, end, now = time.GetUtcNow().ToUnixTimeMilliseconds() };
        var rows = (await connection.QueryAsync<ReportRow>(new CommandDefinition($"""
            SELECT Start, TenantId, TypeId, Office, Route, Reason, Code, Outcome, COUNT(*) AS Count, SUM(Parts) AS Parts FROM (
                SELECT received_at - received_at % {Quarter} AS Start, tenant_id AS TenantId, type_id AS TypeId, COALESCE({database.Dialect.JsonText("about", "office")}, '') AS Office,
                    COALESCE((SELECT route FROM attempt WHERE attempt.event_id = message.event_id AND attempt.number = message.attempts), provider, '') AS Route,
                    CASE WHEN status IN (5, 6, 7) THEN COALESCE(reason, '') ELSE '' END AS Reason, CASE WHEN status IN (5, 6, 7) THEN COALESCE(error_code, '') ELSE '' END AS Code,
                    {Outcomes.OfMessageSql} AS Outcome, CASE WHEN {Left} THEN COALESCE(segments, 0) ELSE 0 END AS Parts
                FROM message WHERE event_id >= @low AND event_id < @high AND received_at >= @start AND received_at < @end
                UNION ALL
                SELECT received_at - received_at % {Quarter}, tenant_id, type_id, '', '', '', '', 1, 0 FROM waiting_event WHERE id >= @low AND id < @high AND received_at >= @start AND received_at < @end) AS hour
            GROUP BY Start, TenantId, TypeId, Office, Route, Reason, Code, Outcome
            """, hour, cancellationToken: cancellationToken))).AsList();
        return (rows, await prices.CountAsync(connection, hour, cancellationToken));
    }

    private static void Write(WriteSession session, (long Start, long Changes) due, IReadOnlyList<ReportRow> rows, IReadOnlyList<PriceRow> costs)
    {
        var end = due.Start + Grains.LengthOf(Grain.Hour);
        var settled = RecordFloor.Above(session, due.Start); // whose messages of that hour are not all there any more: their counts stay as they are
        session.Execute($"DELETE FROM roll_up_report WHERE {RecordFloor.CountsAnew} AND start >= @Start AND start < @end", new { due.Start, end });
        ReportPrices.Write(session, due.Start, end, settled.Count == 0 ? costs : [.. costs.Where(cost => !settled.Contains(cost.TenantId))]);
        session.Statements(static session => new ReportStatements(session)).Add(settled.Count == 0 ? rows : [.. rows.Where(row => !settled.Contains(row.TenantId))]);
        session.Execute("DELETE FROM roll_up_report_due WHERE start = @Start AND changes = @Changes", new { due.Start, due.Changes });
    }
}

/// <summary>So many messages of a quarter of an hour that have all this in common.</summary>
internal sealed record ReportRow
{
    /// <summary>Of the quarter.</summary>
    public long Start { get; init; }

    public long TenantId { get; init; }

    public long TypeId { get; init; }

    public string Office { get; init; } = "";

    public string Route { get; init; } = "";

    public string Reason { get; init; } = "";

    public string Code { get; init; } = "";

    public int Outcome { get; init; }

    public long Count { get; init; }

    public long Parts { get; init; }
}

/// <summary>Prepared statements of <see cref="ReportRollUp"/>.</summary>
internal sealed class ReportStatements(WriteSession session) : IDisposable
{
    private readonly ManyRows _rows = new(
        session, "roll_up_report", "tenant_id, start, type_id, office, route, reason, code, outcome, count, parts",
        "ON CONFLICT (tenant_id, start, type_id, office, route, reason, code, outcome) DO UPDATE SET count = excluded.count, parts = excluded.parts");

    public void Add(IReadOnlyList<ReportRow> rows)
    {
        _rows.Clear();
        foreach (var row in rows)
        {
            var values = _rows.Values;
            values.Bind(1, row.TenantId);
            values.Bind(2, row.Start);
            values.Bind(3, row.TypeId);
            values.Bind(4, row.Office);
            values.Bind(5, row.Route);
            values.Bind(6, row.Reason);
            values.Bind(7, row.Code);
            values.Bind(8, (long)row.Outcome);
            values.Bind(9, row.Count);
            values.Bind(10, row.Parts);
            _rows.Add();
        }

        _rows.Flush();
    }

    public void Dispose() => _rows.Dispose();
}
