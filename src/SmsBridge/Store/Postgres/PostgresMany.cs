using Npgsql;

namespace SmsBridge.Store.Postgres;

/// <summary>Prepared at its first use, when the types of its columns are known. Each line of its answer begins with the place of the row it is about, from 1.</summary>
internal abstract class PostgresMany<TResult>(NpgsqlConnection connection, ReadOnlySpan<string> names) : PreparedMany<TResult>
{
    private readonly PostgresArrays _rows = new(names);
    private NpgsqlCommand? _command;

    public sealed override void Bind(int index, long value) => _rows.Bind(index, (long?)value);

    public sealed override void Bind(int index, long? value) => _rows.Bind(index, value);

    public sealed override void Bind(int index, byte[]? value) => _rows.Bind(index, value);

    public sealed override void Bind(int index, string? value) => _rows.Bind(index, value);

    public sealed override void Clear() => _rows.Clear();

    public sealed override void Add() => _rows.Add();

    public sealed override IReadOnlyList<TResult> Execute()
    {
        _command ??= _rows.Prepare(connection, Sql(_rows.Parameters));
        var results = new TResult[_rows.Rows];
        using (var reader = _command.ExecuteReader())
        {
            while (reader.Read())
            {
                results[reader.GetInt64(0) - 1] = ResultOf(reader);
            }
        }

        Clear();
        return results;
    }

    public sealed override void Dispose() => _command?.Dispose();

    /// <param name="arrays">One a column, for <c>unnest</c>.</param>
    protected abstract string Sql(string arrays);

    protected abstract TResult ResultOf(NpgsqlDataReader line);
}
