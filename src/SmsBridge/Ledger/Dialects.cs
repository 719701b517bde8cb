namespace SmsBridge.Ledger;

/// <summary>Which events no core sent. Kept in one place: what says when a core was last heard of must leave out all of them, also a kind that comes later.</summary>
internal static class Dialects
{
    /// <summary>For <c>IN (…)</c>: what the bridge found by itself. No hook of it came.</summary>
    public static string MadeHere { get; } = Numbers(IsMadeHere);

    /// <summary>The same of what was accepted: without a form it is a test SMS from the console.</summary>
    public static string NotOfCore { get; } = Numbers(dialect => dialect == Dialect.Unknown || IsMadeHere(dialect));

    public static bool IsMadeHere(this Dialect dialect) => dialect is Dialect.Audit or Dialect.Schedule or Dialect.Report or Dialect.Copy or Dialect.Member;

    private static string Numbers(Predicate<Dialect> which) => string.Join(", ", Enum.GetValues<Dialect>().Where(dialect => which(dialect)).Select(dialect => (int)dialect));
}
