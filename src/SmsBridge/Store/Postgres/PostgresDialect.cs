namespace SmsBridge.Store.Postgres;

/// <summary>As PostgreSQL puts it. Texts compare byte by byte there too: every column has the collation "C" (db/postgres).</summary>
internal sealed class PostgresDialect : SqlDialect
{
    public override string Name => "postgres";

    /// <summary>No cursor: here a lower number may become visible later, so what waits is found by a partial index alone.</summary>
    public override long Arrived => 1;

    public override string SameText(string column, string parameter) => $"lower({column}) = lower({parameter})";

    public override string ByIndex(string? index) => ""; // it has statistics

    public override string NotByIndex(string column) => $"({column} + 0)";

    public override string LastFour(string text) => $"right({text}, 4)";

    public override string JsonText(string column, string member) => $"(CAST({column} AS json) ->> '{member}')";

    public override string Numbers(string parameter, string alias) =>
        $"(SELECT CAST(one.value AS BIGINT) AS value FROM json_array_elements_text(CAST({parameter} AS json)) AS one (value)) AS {alias}";

    public override string Texts(string parameter) => $"SELECT one.value FROM json_array_elements_text(CAST({parameter} AS json)) AS one (value)";

    /// <summary>A query inside IN would be run anew for every row of the tables.</summary>
    public override string OfEach(string list, string rows, string id, string query, string idInQuery) =>
        $"FROM {Numbers(list, "t")} CROSS JOIN LATERAL ({query}) AS named JOIN {rows} ON {id} = named.{idInQuery} WHERE true";

    public override Feed FeedOf(string positions, string record) => new PostgresFeed(positions, record);

    public override string IsAhead(string positions, string record) =>
        $"({record}.written, {record}.id) > (SELECT position, position_id FROM {positions} WHERE record = '{record}')";

    public override bool GivesIdsAgain => false;

    public override bool RaiseIds(WriteSession session, string table, long least)
    {
        session.Scalar<long>(
            "SELECT setval(pg_get_serial_sequence(@table, 'id'), GREATEST(nextval(pg_get_serial_sequence(@table, 'id')), @least), false)", new { table, least });
        return true;
    }
}
