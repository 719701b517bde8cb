using Npgsql;

namespace SmsBridge.Store.Postgres;

/// <summary>The ids are taken first, so that each row is known again by its place.</summary>
internal sealed class PostgresRows(NpgsqlConnection connection, string table, ReadOnlySpan<string> columns) : PostgresMany<long?>(connection, columns)
{
    private readonly string _columns = string.Join(", ", columns!);

    protected override string Sql(string arrays) => $"""
        WITH given AS MATERIALIZED (
            SELECT nextval(pg_get_serial_sequence('{table}', 'id')) AS id, one.* FROM unnest({arrays}) WITH ORDINALITY AS one ({_columns}, place)
        ), stored AS (
            INSERT INTO {table} (id, {_columns}) SELECT id, {_columns} FROM given ORDER BY place ON CONFLICT DO NOTHING RETURNING id
        )
        SELECT given.place, stored.id FROM given JOIN stored ON stored.id = given.id
        """;

    protected override long? ResultOf(NpgsqlDataReader line) => line.GetInt64(1);
}
