using SmsBridge.Inbox;
using SmsBridge.Messages;
using SmsBridge.Storage;

namespace SmsBridge.Outbox;

/// <summary>
/// Gives up a message that still waits. The relay and this meet in the row: a leased message is the relay's and is left alone, a cancelled one
/// is no longer queued and can not be claimed, nor its intent stored. So it is either cancelled or sent, never both.
/// </summary>
internal sealed class MessageCancel(Database database, TimeProvider time)
{
    /// <param name="alongside">Writes what belongs to it, in the same transaction, once it is cancelled.</param>
    /// <returns>Why not, in words; null: it is cancelled.</returns>
    public Task<string?> CancelAsync(long tenantId, long eventId, string source, Action<WriteSession> alongside) =>
        database.WriteAsync(session =>
        {
            if (!CancelQueued(session, tenantId, eventId) && !CancelPending(session, tenantId, eventId))
            {
                return Refusal(session, tenantId, eventId);
            }

            MessageOutbox.AddChange(session, eventId, Now(), MessageStatus.DeadLettered, source, Reasons.Cancelled);
            alongside(session);
            return null;
        });

    private bool CancelQueued(WriteSession session, long tenantId, long eventId) => session.Execute("""
        UPDATE message SET status = @DeadLettered, reason = @Cancelled, detail = NULL, due_at = NULL, final_at = @Now, updated_at = @Now
        WHERE event_id = @eventId AND tenant_id = @tenantId AND status = @Queued AND lease_owner IS NULL
        """, new
    {
        eventId, tenantId, Now = Now(), Reasons.Cancelled, DeadLettered = (int)MessageStatus.DeadLettered, Queued = (int)MessageStatus.Queued,
    }) == 1;

    /// <summary>The relay has not even taken the event, as when its tenant is paused.</summary>
    private bool CancelPending(WriteSession session, long tenantId, long eventId)
    {
        if (EventInbox.TakeOne(session, tenantId, eventId) is not { } pending)
        {
            return false;
        }

        session.Execute("""
            INSERT INTO message (event_id, tenant_id, type_id, received_at, resource_id, client_id, loan_id, status, reason, queued_at, final_at, updated_at)
            VALUES (@Id, @tenantId, @TypeId, @ReceivedAt, @ResourceId, @ClientId, @LoanId, @DeadLettered, @Cancelled, @ReceivedAt, @Now, @Now)
            """, new
        {
            pending.Id, tenantId, pending.TypeId, pending.ReceivedAt, pending.ResourceId, pending.ClientId, pending.LoanId, Reasons.Cancelled, Now = Now(),
            DeadLettered = (int)MessageStatus.DeadLettered,
        });
        return true;
    }

    private static string Refusal(WriteSession session, long tenantId, long eventId) =>
        session.QueryFirst<long?>("SELECT status FROM message WHERE event_id = @eventId AND tenant_id = @tenantId", new { eventId, tenantId }) switch
        {
            null => "There is no message of this number that waits.",
            (long)MessageStatus.Queued => "The bridge is just at work on it: look again in a moment.",
            (long)MessageStatus.Sending => "It is on its way to the provider and can not be called back.",
            (long)MessageStatus.Sent or (long)MessageStatus.Delivered => "It was sent already.",
            _ => "It does not wait any more.",
        };

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
