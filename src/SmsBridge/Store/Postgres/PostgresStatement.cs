using System.Text;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;

namespace SmsBridge.Store.Postgres;

/// <summary>Prepared on the server at its first use. What it finds is read to the end at once: a connection has one reader at a time, and callers run others in between.</summary>
internal sealed partial class PostgresStatement : PreparedStatement
{
    private readonly NpgsqlCommand _command;
    private readonly Queue<object[]> _rows = new();
    private object[]? _row;
    private bool _isPrepared;
    private bool _isRunning;

    public PostgresStatement(NpgsqlConnection connection, string sql, ReadOnlySpan<string> names)
    {
        var order = names.ToArray();
        var found = new HashSet<string>(StringComparer.Ordinal);
        var text = Parameter().Replace(sql, match =>
        {
            var name = match.Groups["name"].Value;
            found.Add(name);
            return Array.IndexOf(order, name) is var index and >= 0 ? $"${index + 1}" : throw new ArgumentException($"@{name} is not among the names: {sql}", nameof(names));
        });
        if (found.Count != order.Length)
        {
            throw new ArgumentException($"The statement has other parameters than {string.Join(", ", order)}: {sql}", nameof(names));
        }

        _command = new NpgsqlCommand(text, connection);
        foreach (var _ in order)
        {
            _command.Parameters.Add(new NpgsqlParameter { Value = DBNull.Value });
        }
    }

    public override void Bind(int index, long value) => Set(index, NpgsqlDbType.Bigint, value);

    public override void Bind(int index, long? value) => Set(index, NpgsqlDbType.Bigint, value);

    public override void Bind(int index, byte[]? value) => Set(index, NpgsqlDbType.Bytea, value);

    public override void Bind(int index, string? value) => Set(index, NpgsqlDbType.Text, PostgresText.Storable(value));

    public override int Execute()
    {
        Prepare();
        return _command.ExecuteNonQuery();
    }

    public override long? Insert()
    {
        Prepare();
        return (long?)_command.ExecuteScalar();
    }

    public override bool Step()
    {
        if (!_isRunning)
        {
            ReadAll();
            _isRunning = true;
        }

        _isRunning = _rows.TryDequeue(out _row);
        return _isRunning;
    }

    public override void Reset()
    {
        _rows.Clear();
        _isRunning = false;
    }

    public override bool IsNull(int column) => _row![column] is DBNull;

    public override long Integer(int column) => Convert.ToInt64(_row![column], System.Globalization.CultureInfo.InvariantCulture);

    public override string? Text(int column) => _row![column] as string;

    public override void Dispose() => _command.Dispose();

    private void ReadAll()
    {
        Prepare();
        _rows.Clear();
        using var reader = _command.ExecuteReader();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            _rows.Enqueue(row);
        }
    }

    private void Set(int index, NpgsqlDbType type, object? value)
    {
        var parameter = _command.Parameters[index - 1];
        if (!_isPrepared)
        {
            parameter.NpgsqlDbType = type;
        }

        parameter.Value = value ?? DBNull.Value;
    }

    private void Prepare()
    {
        if (!_isPrepared)
        {
            _command.Prepare();
            _isPrepared = true;
        }
    }

    [GeneratedRegex("@(?<name>[A-Za-z_][A-Za-z0-9_]*)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Parameter();
}

/// <summary>Texts as PostgreSQL takes them.</summary>
internal static class PostgresText
{
    /// <summary>It has no place for U+0000, nor for half a character; others may send both. Each becomes U+FFFD, as SQLite's client makes of the half.</summary>
    public static string? Storable(string? text)
    {
        if (text is null || IsStorable(text))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append((rune.Value == 0 ? Rune.ReplacementChar : rune).ToString());
        }

        return clean.ToString();
    }

    private static bool IsStorable(string text)
    {
        foreach (var character in text)
        {
            if (character == '\0' || char.IsSurrogate(character))
            {
                return false;
            }
        }

        return true;
    }
}
