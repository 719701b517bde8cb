using System.Collections;
using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace SmsBridge.Store.Postgres;

/// <summary>What PostgreSQL answers, in the types SQLite has: whole numbers of any width, sums of them and conditions are <c>long</c>.</summary>
internal sealed class PostgresReader(NpgsqlDataReader reader, PostgresConnection connection) : DbDataReader
{
    public override int Depth => reader.Depth;

    public override int FieldCount => reader.FieldCount;

    public override bool HasRows => reader.HasRows;

    public override bool IsClosed => reader.IsClosed;

    public override int RecordsAffected => reader.RecordsAffected;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public static object? AsInSqlite(object? value) =>
        value switch
        {
            int number => (long)number,
            short number => (long)number,
            bool condition => condition ? 1L : 0L,
            decimal sum => (long)sum,
            float number => (double)number,
            _ => value,
        };

    public override bool GetBoolean(int ordinal) => GetInt64(ordinal) != 0;

    public override byte GetByte(int ordinal) => (byte)GetInt64(ordinal);

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => reader.GetBytes(ordinal, dataOffset, buffer, bufferOffset, length);

    public override char GetChar(int ordinal) => reader.GetChar(ordinal);

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => reader.GetChars(ordinal, dataOffset, buffer, bufferOffset, length);

    public override string GetDataTypeName(int ordinal) => reader.GetDataTypeName(ordinal);

    public override DateTime GetDateTime(int ordinal) => reader.GetDateTime(ordinal);

    public override decimal GetDecimal(int ordinal) => GetInt64(ordinal);

    public override double GetDouble(int ordinal) => Convert.ToDouble(GetValue(ordinal), CultureInfo.InvariantCulture);

    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    public override Type GetFieldType(int ordinal)
    {
        var type = reader.GetFieldType(ordinal);
        return type == typeof(int) || type == typeof(short) || type == typeof(bool) || type == typeof(decimal) ? typeof(long)
            : type == typeof(float) ? typeof(double)
            : type;
    }

    public override float GetFloat(int ordinal) => (float)GetDouble(ordinal);

    public override Guid GetGuid(int ordinal) => reader.GetGuid(ordinal);

    public override short GetInt16(int ordinal) => (short)GetInt64(ordinal);

    public override int GetInt32(int ordinal) => (int)GetInt64(ordinal);

    public override long GetInt64(int ordinal) => Convert.ToInt64(GetValue(ordinal), CultureInfo.InvariantCulture);

    public override string GetName(int ordinal) => reader.GetName(ordinal);

    public override int GetOrdinal(string name) => reader.GetOrdinal(name);

    public override string GetString(int ordinal) => reader.GetString(ordinal);

    public override object GetValue(int ordinal) => AsInSqlite(reader.GetValue(ordinal))!;

    public override int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, FieldCount);
        for (var ordinal = 0; ordinal < count; ordinal++)
        {
            values[ordinal] = GetValue(ordinal);
        }

        return count;
    }

    public override bool IsDBNull(int ordinal) => reader.IsDBNull(ordinal);

    public override Task<bool> IsDBNullAsync(int ordinal, CancellationToken cancellationToken) => reader.IsDBNullAsync(ordinal, cancellationToken);

    public override bool NextResult() => reader.NextResult();

    public override Task<bool> NextResultAsync(CancellationToken cancellationToken) =>
        connection.StaysOnThread ? Task.FromResult(reader.NextResult()) : reader.NextResultAsync(cancellationToken);

    public override bool Read()
    {
        try
        {
            return reader.Read();
        }
        catch (NpgsqlException exception) when (connection.IsTrouble(exception))
        {
            throw PostgresFailures.Translate(exception);
        }
    }

    public override async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (connection.StaysOnThread)
        {
            return Read();
        }

        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (NpgsqlException exception) when (connection.IsTrouble(exception))
        {
            throw PostgresFailures.Translate(exception);
        }
    }

    public override void Close() => reader.Close();

    public override Task CloseAsync() => reader.CloseAsync();

    public override async ValueTask DisposeAsync()
    {
        if (connection.StaysOnThread)
        {
            Dispose();
            return;
        }

        await reader.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            reader.Dispose();
        }

        base.Dispose(disposing);
    }
}
