using System.Text.RegularExpressions;
using Npgsql;

namespace SmsBridge.Store.Postgres;

/// <summary>The parameters of all rows are the table <c>given</c>; what the change returns says which of them it was for.</summary>
internal sealed partial class PostgresSet(NpgsqlConnection connection, string? change, string then, ReadOnlySpan<string> names) : PostgresMany<bool>(connection, names)
{
    private readonly string[] _names = names.ToArray();

    protected override string Sql(string arrays)
    {
        var columns = string.Concat(_names.Select(static name => $"{Column(name)}, "));
        var given = $"given AS MATERIALIZED (SELECT one.* FROM unnest({arrays}) WITH ORDINALITY AS one ({columns}place))";
        return change is null
            ? $"WITH {given}, done AS ({OfRows(then)}) SELECT place FROM given"
            : $"""
              WITH {given}, changed AS ({OfRows(change)} RETURNING given.place),
              done AS (WITH given AS (SELECT given.* FROM given JOIN changed ON changed.place = given.place) {OfRows(then)})
              SELECT place FROM changed
              """;
    }

    protected override bool ResultOf(NpgsqlDataReader line) => true;

    /// <summary>Not by their bare names, which may be those of the table's columns.</summary>
    private string OfRows(string sql) => Parameter().Replace(sql, match =>
        Array.IndexOf(_names, match.Groups["name"].Value) >= 0
            ? $"given.{Column(match.Groups["name"].Value)}"
            : throw new ArgumentException($"{match.Value} is not among the names: {sql}", nameof(sql)));

    private static string Column(string name) => $"\"@{name}\"";

    [GeneratedRegex("@(?<name>[A-Za-z_][A-Za-z0-9_]*)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Parameter();
}
