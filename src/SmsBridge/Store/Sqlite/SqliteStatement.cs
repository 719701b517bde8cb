using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SmsBridge.Store.Sqlite;

/// <summary>
/// Bound straight into SQLite: ADO.NET looks the parameters up at every execution and boxes every value, which on two cores was a third of what an accepted
/// hook cost (bench, <c>ingest</c>).
/// </summary>
internal sealed class SqliteStatement : PreparedStatement
{
    private const int MostOnStack = 512;

    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _positions;

    /// <param name="names">The parameters, without the <c>@</c>, in the order they are bound in.</param>
    public SqliteStatement(SqliteConnection connection, string sql, params ReadOnlySpan<string> names)
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

    public override void Bind(int index, long value) => Check(raw.sqlite3_bind_int64(_statement, _positions[index - 1], value));

    public override void Bind(int index, long? value) => Check(value is { } number
        ? raw.sqlite3_bind_int64(_statement, _positions[index - 1], number)
        : raw.sqlite3_bind_null(_statement, _positions[index - 1]));

    public override void Bind(int index, byte[]? value) => Check(value is null
        ? raw.sqlite3_bind_null(_statement, _positions[index - 1])
        : raw.sqlite3_bind_blob(_statement, _positions[index - 1], value));

    public override void Bind(int index, string? value)
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

    public override int Execute()
    {
        while (Step())
        {
            // RETURNING rows nobody asked for
        }

        return raw.sqlite3_changes(_connection);
    }

    public override long? Insert() => Execute() == 1 ? raw.sqlite3_last_insert_rowid(_connection) : null;

    public override bool Step()
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

    public override void Reset() => Check(raw.sqlite3_reset(_statement));

    public override bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public override long Integer(int column) => raw.sqlite3_column_int64(_statement, column);

    public override string? Text(int column) => IsNull(column) ? null : raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public override void Dispose() => _statement.Dispose();

    private void BindUtf8(int index, string value, Span<byte> buffer)
    {
        var length = Encoding.UTF8.GetBytes(value, buffer);
        Check(raw.sqlite3_bind_text(_statement, _positions[index - 1], buffer[..length])); // SQLite takes a copy
    }

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _connection);
}
