using System.Text.RegularExpressions;
using Npgsql;

namespace SmsBridge.Store.Postgres;

/// <summary>The parameters of all rows are the table <c>given</c>; what the change returns says which of them it was for.</summary>
internal sealed partial class PostgresSet(NpgsqlConnection connection, string? change, string then, ReadOnlySpan<string> names) : PreparedSet
{
    private readonly PostgresArrays _rows = new(names);
    private readonly string[] _names = names.ToArray();
    private NpgsqlCommand? _command;

    public override void Bind(int index, long value) => _rows.Bind(index, (long?)value);

    public override void Bind(int index, long? value) => _rows.Bind(index, value);

    public override void Bind(int index, byte[]? value) => _rows.Bind(index, value);

    public override void Bind(int index, string? value) => _rows.Bind(index, value);

    public override void Clear() => _rows.Clear();

    public override void Add() => _rows.Add();

    public override IReadOnlyList<bool> Execute()
    {
        _command ??= _rows.Prepare(connection, Sql());
        var changed = new bool[_rows.Rows];
        using (var reader = _command.ExecuteReader())
        {
            while (reader.Read())
            {
                changed[reader.GetInt64(0) - 1] = true;
            }
        }

        Clear();
        return changed;
    }

    public override void Dispose() => _command?.Dispose();

    private string Sql()
    {
        var columns = string.Concat(_names.Select(static name => $"{Column(name)}, "));
        var given = $"given AS MATERIALIZED (SELECT one.* FROM unnest({_rows.Parameters}) WITH ORDINALITY AS one ({columns}place))";
        return change is null
            ? $"WITH {given}, done AS ({OfRows(then)}) SELECT place FROM given"
            : $"""
              WITH {given}, changed AS ({OfRows(change)} RETURNING given.place),
              done AS (WITH given AS (SELECT given.* FROM given JOIN changed ON changed.place = given.place) {OfRows(then)})
              SELECT place FROM changed
              """;
    }

    /// <summary>Not by their bare names, which may be those of the table's columns.</summary>
    private string OfRows(string sql) => Parameter().Replace(sql, match =>
        Array.IndexOf(_names, match.Groups["name"].Value) >= 0
            ? $"given.{Column(match.Groups["name"].Value)}"
            : throw new ArgumentException($"{match.Value} is not among the names: {sql}", nameof(sql)));

    private static string Column(string name) => $"\"@{name}\"";

    [GeneratedRegex("@(?<name>[A-Za-z_][A-Za-z0-9_]*)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Parameter();
}
