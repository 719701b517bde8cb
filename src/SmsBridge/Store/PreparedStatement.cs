using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SmsBridge.Store;

/// <summary>
/// A prepared statement of the hot paths, bound straight into SQLite. Its parameters have names, which are looked up once; ADO.NET looks them up at every
/// execution and boxes every value: on two cores that was a third of what an accepted hook cost (bench, <c>ingest</c>). Belongs to the writer's
/// connection and thread.
/// </summary>
internal sealed class PreparedStatement : IDisposable
{
    private const int MostOnStack = 512;

    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _positions;

    /// <param name="names">The parameters, without the <c>@</c>, in the order they are bound in.</param>
    public PreparedStatement(SqliteConnection connection, string sql, params ReadOnlySpan<string> names)
    {
        _connection = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        Check(raw.sqlite3_prepare_v3(_connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
        _positions = new int[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            _positions[i] = raw.sqlite3_bind_parameter_index(_statement, "@" + names[i]) is var position and > 0
                ? position
                : throw new ArgumentException($"The statement has no @{names[i]}: {sql}", nameof(names));
        }

        if (raw.sqlite3_bind_parameter_count(_statement) != names.Length)
        {
            throw new ArgumentException($"The statement has other parameters than {string.Join(", ", names)}: {sql}", nameof(names));
        }
    }

    /// <param name="index">From 1, in the order of the names.</param>
    public void Bind(int index, long value) => Check(raw.sqlite3_bind_int64(_statement, _positions[index - 1], value));

    public void Bind(int index, long? value) => Check(value is { } number
        ? raw.sqlite3_bind_int64(_statement, _positions[index - 1], number)
        : raw.sqlite3_bind_null(_statement, _positions[index - 1]));

    public void Bind(int index, byte[]? value) => Check(value is null
        ? raw.sqlite3_bind_null(_statement, _positions[index - 1])
        : raw.sqlite3_bind_blob(_statement, _positions[index - 1], value));

    public void Bind(int index, string? value)
    {
        if (value is null)
        {
            Check(raw.sqlite3_bind_null(_statement, _positions[index - 1]));
            return;
        }

        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (most <= MostOnStack)
        {
            BindUtf8(index, value, stackalloc byte[MostOnStack]);
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(most);
        BindUtf8(index, value, rented);
        ArrayPool<byte>.Shared.Return(rented, clearArray: true); // texts name clients
    }

    /// <summary>Runs to the end, for its effect; ready for the next use afterwards.</summary>
    /// <returns>Rows changed.</returns>
    public int Execute()
    {
        while (Step())
        {
            // RETURNING rows nobody asked for
        }

        return raw.sqlite3_changes(_connection);
    }

    /// <summary>The next row; false, and ready for the next use, when there is none.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        var reset = raw.sqlite3_reset(_statement); // also after an error: a statement left half-way would block the COMMIT
        Check(code == raw.SQLITE_DONE ? reset : code);
        return false;
    }

    /// <summary>Leaves the remaining rows.</summary>
    public void Reset() => Check(raw.sqlite3_reset(_statement));

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Integer(int column) => raw.sqlite3_column_int64(_statement, column);

    public long? IntegerOrNull(int column) => IsNull(column) ? null : Integer(column);

    public string? Text(int column) => IsNull(column) ? null : raw.sqlite3_column_text(_statement, column).utf8_to_string();

    /// <summary>The first column of the first row.</summary>
    public long? Scalar()
    {
        if (!Step())
        {
            return null;
        }

        var value = IntegerOrNull(0);
        Reset();
        return value;
    }

    /// <summary>The first column of all rows.</summary>
    public List<long> Integers()
    {
        var values = new List<long>();
        while (Step())
        {
            values.Add(Integer(0));
        }

        return values;
    }

    /// <summary>Id of the row inserted last on this connection.</summary>
    public long LastRowId() => raw.sqlite3_last_insert_rowid(_connection);

    public void Dispose() => _statement.Dispose();

    private void BindUtf8(int index, string value, Span<byte> buffer)
    {
        var length = Encoding.UTF8.GetBytes(value, buffer);
        Check(raw.sqlite3_bind_text(_statement, _positions[index - 1], buffer[..length])); // SQLite takes a copy
    }

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _connection);
}
