using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Partners.Notices;

/// <summary>Takes out what partners were told, by its age. What is still to be told stays.</summary>
internal static class NoticeRetentionStore
{
    /// <summary>Those of these events of which a partner is still to be told, or the core to be asked.</summary>
    public static HashSet<long> Owed(WriteSession session, string ids) =>
    [
        .. session.Query<long>($"""
            SELECT notification.event_id FROM notification JOIN subscription ON subscription.id = notification.subscription_id
            WHERE {session.Dialect.Listed("notification.event_id")} AND notification.state IN (1, 4) AND subscription.deleted_at IS NULL
            UNION SELECT event_id FROM money_transaction WHERE {Listed(session)} AND due_at IS NOT NULL
            """, new { ids }),
    ];

    /// <summary>Notifications and their deliveries. That there was a payment, and what became of it, stays: a repeat of it is told to nobody.</summary>
    /// <param name="ids">Of events, as <see cref="SqlDialect.List(IEnumerable{long})"/>.</param>
    /// <returns>How many there were.</returns>
    public static int Remove(WriteSession session, string ids)
    {
        session.Execute($"DELETE FROM delivery WHERE notification_id IN (SELECT id FROM notification WHERE {Listed(session)})", new { ids });
        session.Execute( // and nothing more is told of it: what it was about is not known any more
            $"UPDATE money_transaction SET third_party_id = NULL, amount = NULL, currency = NULL, sms_told = {(int)MessageStatus.Delivered} WHERE {Listed(session)}", new { ids });
        return session.Execute($"DELETE FROM notification WHERE {Listed(session)}", new { ids });
    }

    /// <summary>The payments too: of events by which a repeat is told anyhow.</summary>
    /// <inheritdoc cref="Remove"/>
    public static void RemovePayments(WriteSession session, string ids) => session.Execute($"DELETE FROM money_transaction WHERE {Listed(session)}", new { ids });

    private static string Listed(WriteSession session) => session.Dialect.Listed("event_id");
}
