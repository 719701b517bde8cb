namespace SmsBridge.Messages;

/// <summary>Sums of stored amounts. They end at <see cref="Most"/>: one wrong row must not keep everybody from reading the others.</summary>
internal static class PriceSums
{
    /// <summary>Millionths; nothing costs as much. Room is left above it for what is added to it.</summary>
    public const long Most = 9_000_000_000_000_000_000;

    /// <summary>Units and millionths are summed apart, so that no sum is too large for the database: exact, or <see cref="Most"/>. In both dialects.</summary>
    /// <param name="column">A column of millionths.</param>
    public static string Sql(string column) => FormattableString.Invariant(
        $"CASE WHEN SUM({column} / 1000000) >= {Most / 1_000_000} THEN {Most} ELSE SUM({column} / 1000000) * 1000000 + SUM({column} % 1000000) END");

    /// <summary>One more amount, which may be less than nothing.</summary>
    public static string AddSql(string column, string added) => FormattableString.Invariant($"CASE WHEN {added} <= 0 THEN {column} + {added} WHEN {column} > {Most} - {added} THEN {Most} ELSE {column} + {added} END");

    public static long Of(IEnumerable<long> amounts) => Held(amounts.Sum(amount => (decimal)amount));

    public static long Of<T>(IEnumerable<T> rows, Func<T, long> amount) => Of(rows.Select(amount));

    /// <summary>As much of it as is counted.</summary>
    public static long Held(decimal amount) => (long)decimal.Round(decimal.Clamp(amount, -Most, Most));
}
