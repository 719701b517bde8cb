namespace SmsBridge.Store.Sqlite;

/// <summary>As SQLite puts it. <c>NOCASE</c> is the collation of the indexes that serve <see cref="SqlDialect.SameText"/>.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    public override string Name => "sqlite";

    public override long Arrived => 2; // migration 0021

    public override string SameText(string column, string parameter) => $"{column} = {parameter} COLLATE NOCASE";

    public override string ByIndex(string? index) => index is null ? "" : $" INDEXED BY {index}"; // without statistics it takes the index on the ids as soon as it has to read rows anyway

    public override string NotByIndex(string column) => $"+{column}";

    public override string LastFour(string text) => $"substr({text}, -4)";

    public override string JsonText(string column, string member) => $"json_extract({column}, '$.{member}')";

    public override string Numbers(string parameter, string alias) => $"json_each({parameter}) AS {alias}";

    public override string Texts(string parameter) => $"SELECT value FROM json_each({parameter})";

    public override string OfEach(string list, string rows, string id, string query, string idInQuery) =>
        $"FROM {Numbers(list, "t")} CROSS JOIN {rows} WHERE {id} IN ({query})";

    public override Feed FeedOf(string positions, string record) => new SqliteFeed(positions, record);

    public override string IsAhead(string positions, string record) => $"{record}.id > (SELECT position FROM {positions} WHERE record = '{record}')";

    public override bool GivesIdsAgain => true;

    public override bool RaiseIds(WriteSession session, string table, long least) => false;
}
