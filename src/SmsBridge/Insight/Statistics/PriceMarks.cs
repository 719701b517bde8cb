using SmsBridge.Ledger;
using SmsBridge.Store;

namespace SmsBridge.Insight.Statistics;

/// <summary>Hours whose messages cost something else now are counted anew.</summary>
internal sealed class PriceMarks : IHearsPrices
{
    /// <inheritdoc/>
    public void Changed(WriteSession session, IReadOnlyCollection<long> eventIds) =>
        ReportRollUp.Mark(session, session.Query<long>(
            $"SELECT DISTINCT received_at - received_at % {Grains.LengthOf(Grain.Hour)} FROM {session.Dialect.Numbers("@ids", "priced")} JOIN message ON event_id = priced.value",
            new { ids = SqlDialect.List(eventIds) }));
}
