using Dapper;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Insight.Statistics;

/// <summary>By what messages are counted.</summary>
internal enum ReportDimension
{
    Day = 1,
    Tenant = 2,
    Office = 3,
    Event = 4,
    Reason = 5,
    Code = 6,
    Route = 7,
}

/// <param name="Name">As it is stored; empty: not known.</param>
/// <param name="Parts">Of those that left.</param>
/// <param name="Cost">Of all SMS of these messages.</param>
internal sealed record ReportLine(string Name, OutcomeCounts Counts, long Parts, ReportCost Cost);

/// <param name="First">The first day, where the reader is.</param>
/// <param name="Points">A day each.</param>
internal sealed record ReportView(
    DateOnly First, DateOnly Last, OutcomeCounts Counts, long Parts, IReadOnlyList<StatisticsPoint> Points, IReadOnlyDictionary<ReportDimension, IReadOnlyList<ReportLine>> By)
{
    /// <summary>So few change all the time, and are counted within moments.</summary>
    private const int Usual = 3;

    /// <summary>Of all SMS of these messages.</summary>
    public ReportCost Cost { get; init; } = ReportCost.None;

    /// <summary>Hours of that time in which messages have changed, be it of tenants who are not in it, and are not counted anew yet.</summary>
    public int Uncounted { get; init; }

    /// <summary>Null: nothing of weight is missing.</summary>
    public string? UncountedWords => Uncounted <= Usual ? null
        : FormattableString.Invariant($"{Uncounted} hours of this time are not counted yet, so the figures may be too low. They are counted newest first; look again in some minutes.");
}

/// <summary>Reads the hours that <see cref="ReportRollUp"/> counted: of a time, by everything a manager asks for, in one pass.</summary>
internal sealed class ReportQueries(Database database)
{
    private static readonly string Sql = $"""
        WITH part AS MATERIALIZED (
            SELECT tenant_id, start, type_id, office, route, reason, code, outcome, count, parts FROM roll_up_report
            WHERE tenant_id IN @ids AND start >= @from AND start < @to)
        {string.Join("\nUNION ALL\n", new[]
        {
            (ReportDimension.Day, "CAST(start AS TEXT)"), (ReportDimension.Tenant, "CAST(tenant_id AS TEXT)"), (ReportDimension.Office, "office"),
            (ReportDimension.Event, "CAST(type_id AS TEXT)"), (ReportDimension.Reason, "reason"), (ReportDimension.Code, "code"), (ReportDimension.Route, "route"),
        }.Select(it => FormattableString.Invariant($"SELECT {(int)it.Item1} AS Dimension, {it.Item2} AS Name, outcome AS Outcome, SUM(count) AS Count, SUM(parts) AS Parts FROM part GROUP BY {it.Item2}, outcome")))}
        """;

    /// <summary>Reasons and codes are of what failed, which is not what was paid for.</summary>
    private static readonly string CostSql = $"""
        WITH part AS MATERIALIZED (
            SELECT tenant_id, type_id, office, route, origin, currency, sms, micros FROM roll_up_price WHERE tenant_id IN @ids AND start >= @from AND start < @to)
        {string.Join("\nUNION ALL\n", new[]
        {
            (ReportDimension.Tenant, "CAST(tenant_id AS TEXT)"), (ReportDimension.Office, "office"), (ReportDimension.Event, "CAST(type_id AS TEXT)"), (ReportDimension.Route, "route"),
        }.Select(it => FormattableString.Invariant($"SELECT {(int)it.Item1} AS Dimension, {it.Item2} AS Name, origin AS Origin, currency AS Currency, SUM(sms) AS Sms, {PriceSums.Sql("micros")} AS Micros FROM part GROUP BY {it.Item2}, origin, currency")))}
        """;

    /// <param name="zone">Whose days; what begins within an hour belongs to the day of its beginning.</param>
    public async Task<ReportView> ReadAsync((DateOnly First, DateOnly Last) days, TimeZoneInfo zone, VisibleTenants tenants, CancellationToken cancellationToken)
    {
        var scope = new { ids = tenants.Ids, from = StartOf(days.First, zone), to = StartOf(days.Last.AddDays(1), zone) };
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var cells = (await connection.QueryAsync<Cell>(new CommandDefinition(Sql, scope, cancellationToken: cancellationToken))).ToLookup(cell => (ReportDimension)cell.Dimension);
        var costs = (await connection.QueryAsync<CostRow>(new CommandDefinition(CostSql, scope, cancellationToken: cancellationToken))).ToLookup(cost => (ReportDimension)cost.Dimension);
        var names = new Dictionary<ReportDimension, Dictionary<string, string>>
        {
            [ReportDimension.Tenant] = await NamesAsync("SELECT CAST(id AS TEXT), identifier FROM tenant"),
            [ReportDimension.Event] = await NamesAsync("SELECT CAST(id AS TEXT), entity || ' ' || action FROM event_type"),
        };
        return new ReportView(
            days.First, days.Last, Sum(cells[ReportDimension.Tenant]), cells[ReportDimension.Tenant].Sum(cell => cell.Parts), Points(days, zone, cells[ReportDimension.Day]),
            Enum.GetValues<ReportDimension>().Where(dimension => dimension != ReportDimension.Day)
                .ToDictionary(dimension => dimension, dimension => Lines(dimension, cells[dimension], costs[dimension], names.GetValueOrDefault(dimension))))
        {
            Cost = ReportCost.Of(costs[ReportDimension.Tenant]),
            Uncounted = await connection.ExecuteScalarAsync<int>(new CommandDefinition(
                "SELECT COUNT(*) FROM roll_up_report_due WHERE start > @from - @Hour AND start < @to", new { scope.from, scope.to, Hour = Grains.LengthOf(Grain.Hour) }, cancellationToken: cancellationToken)),
        };

        async Task<Dictionary<string, string>> NamesAsync(string sql) =>
            (await connection.QueryAsync<(string Id, string Name)>(new CommandDefinition(sql, cancellationToken: cancellationToken))).ToDictionary(it => it.Id, it => it.Name, StringComparer.Ordinal);
    }

    /// <summary>Those of one name together: a tenant may have registered more than once. Most messages first; what has no reason or code did not fail.</summary>
    private static IReadOnlyList<ReportLine> Lines(ReportDimension dimension, IEnumerable<Cell> cells, IEnumerable<CostRow> costs, Dictionary<string, string>? names)
    {
        var costsOf = costs.ToLookup(cost => NameOf(cost.Name), StringComparer.Ordinal);
        var cellsOf = cells.Where(cell => cell.Name.Length > 0 || dimension is not (ReportDimension.Reason or ReportDimension.Code)).ToLookup(cell => NameOf(cell.Name), StringComparer.Ordinal);

        // A route that was paid for and then left is none of a message's last SMS.
        return [.. cellsOf.Select(group => group.Key).Union(costsOf.Select(group => group.Key), StringComparer.Ordinal)
            .Select(name => new ReportLine(name, Sum(cellsOf[name]), cellsOf[name].Sum(cell => cell.Parts), ReportCost.Of(costsOf[name])))
            .OrderByDescending(line => line.Counts.Messages).ThenBy(line => line.Name, StringComparer.Ordinal)];

        string NameOf(string name) => names?.GetValueOrDefault(name, name) ?? name;
    }

    private static List<StatisticsPoint> Points((DateOnly First, DateOnly Last) days, TimeZoneInfo zone, IEnumerable<Cell> cells)
    {
        var byDay = cells.ToLookup(cell => ZoneDay.Of(StoredTime.At(long.Parse(cell.Name, System.Globalization.CultureInfo.InvariantCulture)), zone));
        return [.. Enumerable.Range(0, days.Last.DayNumber - days.First.DayNumber + 1).Select(days.First.AddDays)
            .Select(day => new StatisticsPoint(StoredTime.At(StartOf(day, zone)), Sum(byDay[day]), new LatencyView(null, null)))];
    }

    private static long StartOf(DateOnly day, TimeZoneInfo zone) => ZoneDay.StartOf(day, zone).ToUnixTimeMilliseconds();

    private static OutcomeCounts Sum(IEnumerable<Cell> cells) => StatisticsQueries.Sum(cells.Select(cell => (cell.Outcome, cell.Count)));

    private sealed record Cell
    {
        public int Dimension { get; init; }

        public string Name { get; init; } = "";

        public int Outcome { get; init; }

        public long Count { get; init; }

        public long Parts { get; init; }
    }
}
