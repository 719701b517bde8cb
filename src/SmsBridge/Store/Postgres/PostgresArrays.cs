using System.Collections;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace SmsBridge.Store.Postgres;

/// <summary>Rows as the server takes many of them: one array a column.</summary>
internal sealed class PostgresArrays(ReadOnlySpan<string> names)
{
    private readonly Column[] _columns = [.. names.ToArray().Select(static name => new Column(name))];

    /// <summary>Rows that are whole.</summary>
    public int Rows { get; private set; }

    /// <summary>For <c>unnest</c>.</summary>
    public string Parameters => string.Join(", ", Enumerable.Range(1, _columns.Length).Select(static index => string.Create(CultureInfo.InvariantCulture, $"${index}")));

    public void Bind(int index, long? value) => _columns[index - 1].Add(value);

    public void Bind(int index, byte[]? value) => _columns[index - 1].Add(value);

    public void Bind(int index, string? value) => _columns[index - 1].Add(PostgresText.Storable(value));

    public void Add()
    {
        Rows++;
        if (Array.Find(_columns, column => column.Values.Count != Rows) is { } unbound)
        {
            throw new InvalidOperationException($"{unbound.Name} is not bound, or bound twice.");
        }
    }

    public void Clear()
    {
        Array.ForEach(_columns, static column => column.Values.Clear());
        Rows = 0;
    }

    /// <summary>Once the first row is bound: only then the types are known.</summary>
    public NpgsqlCommand Prepare(NpgsqlConnection connection, string sql)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var column in _columns)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | column.Type, Value = column.Values });
        }

        command.Prepare();
        return command;
    }

    /// <summary>The lists are the parameters' values all the time; the driver reads them when it executes.</summary>
    private sealed class Column(string name)
    {
        public string Name => name;

        public NpgsqlDbType Type { get; private set; } = NpgsqlDbType.Bigint;

        public IList Values { get; private set; } = new List<long?>();

        public void Add(long? value) => Add(NpgsqlDbType.Bigint, value);

        public void Add(byte[]? value) => Add(NpgsqlDbType.Bytea, value);

        public void Add(string? value) => Add(NpgsqlDbType.Text, value);

        private void Add<T>(NpgsqlDbType type, T value)
        {
            if (Values is not List<T> values)
            {
                values = Values.Count == 0 ? [] : throw new InvalidOperationException($"{name} is bound to values of two types.");
                (Values, Type) = (values, type);
            }

            values.Add(value);
        }
    }
}
