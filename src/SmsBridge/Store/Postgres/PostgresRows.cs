using Npgsql;

namespace SmsBridge.Store.Postgres;

/// <summary>The ids are taken first, so that each row is known again by its place.</summary>
internal sealed class PostgresRows(NpgsqlConnection connection, string table, ReadOnlySpan<string> columns) : PreparedRows
{
    private readonly PostgresArrays _rows = new(columns);
    private readonly string _columns = string.Join(", ", columns!);
    private NpgsqlCommand? _command;

    public override void Bind(int index, long value) => _rows.Bind(index, (long?)value);

    public override void Bind(int index, long? value) => _rows.Bind(index, value);

    public override void Bind(int index, byte[]? value) => _rows.Bind(index, value);

    public override void Bind(int index, string? value) => _rows.Bind(index, value);

    public override void Clear() => _rows.Clear();

    public override void Add() => _rows.Add();

    public override IReadOnlyList<long?> Insert()
    {
        _command ??= _rows.Prepare(connection, Sql());
        var ids = new long?[_rows.Rows];
        using (var reader = _command.ExecuteReader())
        {
            for (var row = 0; reader.Read(); row++)
            {
                ids[row] = reader.IsDBNull(0) ? null : reader.GetInt64(0);
            }
        }

        Clear();
        return ids;
    }

    public override void Dispose() => _command?.Dispose();

    private string Sql() => $"""
        WITH given AS MATERIALIZED (
            SELECT nextval(pg_get_serial_sequence('{table}', 'id')) AS id, one.* FROM unnest({_rows.Parameters}) WITH ORDINALITY AS one ({_columns}, place)
        ), stored AS (
            INSERT INTO {table} (id, {_columns}) SELECT id, {_columns} FROM given ORDER BY place ON CONFLICT DO NOTHING RETURNING id
        )
        SELECT stored.id FROM given LEFT JOIN stored ON stored.id = given.id ORDER BY given.place
        """;
}
