using SmsBridge.Ledger;
using SmsBridge.Store;

namespace SmsBridge.Insight.Statistics;

/// <summary>Hours whose messages cost something else now are counted anew, but for those that lost something by its age: they stay as they are.</summary>
internal sealed class PriceMarks : IHearsPrices
{
    private static readonly string Hour = $"received_at - received_at % {Grains.LengthOf(Grain.Hour)}";

    /// <inheritdoc/>
    public void Changed(WriteSession session, IReadOnlyCollection<long> eventIds) =>
        ReportRollUp.Mark(session, session.Query<long>(
            $"""
            SELECT DISTINCT {Hour} FROM {session.Dialect.Numbers("@ids", "priced")} JOIN message ON event_id = priced.value
            WHERE NOT EXISTS (SELECT 1 FROM record_floor WHERE record_floor.tenant_id = message.tenant_id AND named_from > {Hour})
            """,
            new { ids = SqlDialect.List(eventIds) }));
}
