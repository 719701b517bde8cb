using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

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
            if (!TryCancel(session, tenantId, eventId, time.GetUtcNow().ToUnixTimeMilliseconds(), source, Reasons.Cancelled))
            {
                return Refusal(session, tenantId, eventId);
            }

            alongside(session);
            return null;
        });

    /// <summary>The same inside the caller's transaction.</summary>
    /// <param name="reason">Code.</param>
    /// <returns>False: it does not wait, or the relay has it.</returns>
    internal static bool TryCancel(WriteSession session, long tenantId, long eventId, long now, string source, string reason)
    {
        if (!CancelQueued(session, tenantId, eventId, now, reason) && !CancelPending(session, tenantId, eventId, now, reason))
        {
            return false;
        }

        CodeTexts.Forget(session, tenantId, eventId);
        StatusChanges.Add(session, eventId, now, MessageStatus.DeadLettered, source, reason);
        EarlierSms.Reinstate(session, eventId, MessageStatus.DeadLettered, reason, now);
        DigestParts.ReleaseIfUntold(session, eventId, now);
        return true;
    }

    private static bool CancelQueued(WriteSession session, long tenantId, long eventId, long now, string reason) =>
        session.Execute(Transitions.Cancelled.Sql, new { eventId, tenantId, now, reason }) == 1;

    /// <summary>The relay has not even taken the event, as when its tenant is paused.</summary>
    private static bool CancelPending(WriteSession session, long tenantId, long eventId, long now, string reason)
    {
        if (EventInbox.TakeOne(session, tenantId, eventId) is not { } pending)
        {
            return false;
        }

        ClaimStatements.Of(session).Insert(tenantId, pending, owner: null, now, leaseUntil: null);
        return CancelQueued(session, tenantId, eventId, now, reason);
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
}
