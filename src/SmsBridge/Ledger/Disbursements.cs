using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>
/// Which disbursement of a loan an event is about whose hook does not say (fineract-event-catalogue.md 2): the newest that no other event is about, so that of tranches that wait together each is told
/// once, and the one before is not told again when the last is undone. From then on the event has it as its resource, as one has whose hook said so.
/// </summary>
internal sealed class Disbursements(Database database)
{
    private static readonly string Types = $"(SELECT id FROM event_type WHERE entity = '{EventType.LoanDisburse.Entity}' AND action IN ('{EventType.LoanDisburse.Action}', '{EventType.LoanDisburseToSavings.Action}'))";

    /// <param name="eventId">0: there is none yet, and nothing is kept.</param>
    /// <param name="standing">The loan's disbursements that stand, newest first.</param>
    /// <returns>Null: each is another event's, or the event's own does not stand any more.</returns>
    public async Task<long?> TakeAsync(long tenantId, long eventId, IReadOnlyList<long> standing) =>
        await database.WriteAsync(session => Take(session, tenantId, eventId, standing)) is { } transaction && standing.Contains(transaction) ? transaction : null;

    private static long? Take(WriteSession session, long tenantId, long eventId, IReadOnlyList<long> standing)
    {
        if (session.Scalar<long?>("SELECT resource_id FROM event WHERE id = @eventId", new { eventId }) is { } own)
        {
            return own;
        }

        foreach (var transaction in standing)
        {
            var values = new { tenantId, eventId, transaction };
            if (session.Scalar<long>($"SELECT COUNT(*) FROM event WHERE tenant_id = @tenantId AND type_id IN {Types} AND resource_id = @transaction AND verdict = 1", values) == 0)
            {
                session.Execute("UPDATE event SET resource_id = @transaction WHERE id = @eventId", values);
                return transaction;
            }
        }

        return null;
    }
}
