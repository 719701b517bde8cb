using System.Text;
using System.Text.Json.Nodes;
using SmsBridge.Store;

namespace SmsBridge.Partners.Notices;

/// <summary>
/// Takes the client out of what partners were told. What waits or is held for a partner is left whole: it names neither name nor whole number, and the partner
/// has to know what became of its payment.
/// </summary>
internal static class NoticeErasureStore
{
    /// <summary>How long an event may wait to be read for partners before it is not waited for any more: their notices may be switched off.</summary>
    private static readonly TimeSpan LongestUnread = TimeSpan.FromDays(1);

    /// <summary>Whether partners listen, and its hook was not read for them yet: which payment it was stands only there.</summary>
    public static bool IsUnread(WriteSession session, long eventId, DateTimeOffset now) => session.Scalar<bool>($"""
        SELECT EXISTS (SELECT 1 FROM event WHERE event.id = @eventId AND received_at > @Since AND {session.Dialect.IsAhead("partner_cursor", "event")})
            AND EXISTS (SELECT 1 FROM subscription WHERE deleted_at IS NULL)
        """, new { eventId, Since = (now - LongestUnread).ToUnixTimeMilliseconds() });

    /// <returns>How many notices are left, since they are still to be told.</returns>
    public static int Erase(WriteSession session, long eventId)
    {
        foreach (var told in session.Query<Told>("SELECT id AS Id, body AS Body FROM notification WHERE event_id = @eventId AND state IN (2, 3)", new { eventId }))
        {
            session.Execute("UPDATE notification SET body = @Body WHERE id = @Id", new { told.Id, Body = Without(told.Body) });
            session.Execute("UPDATE delivery SET detail = NULL, response = NULL WHERE notification_id = @Id AND (detail IS NOT NULL OR response IS NOT NULL)", new { told.Id });
        }

        var left = session.Scalar<int>("SELECT COUNT(*) FROM notification WHERE event_id = @eventId AND state IN (1, 4)", new { eventId });
        if (left == 0)
        {
            session.Execute("""
                UPDATE money_transaction SET third_party_id = NULL, amount = NULL, currency = NULL
                WHERE event_id = @eventId AND final_at IS NOT NULL AND (third_party_id IS NOT NULL OR amount IS NOT NULL)
                    AND NOT EXISTS (SELECT 1 FROM message WHERE message.event_id = money_transaction.event_id AND message.status < 4)
                """, new { eventId }); // while a report of its SMS may come, the partner is told of it by these
        }

        return left;
    }

    /// <summary>What says which payment of whom it was goes; code and status stay, by which a later correction is judged.</summary>
    private static byte[] Without(byte[] body)
    {
        if (JsonNode.Parse(body) is not JsonObject told)
        {
            return "{}"u8.ToArray();
        }

        told["thirdPartyTransId"] = told["mfsTransId"]?.DeepClone();
        told.Remove("receiveAmount");
        (told["sms"] as JsonObject)?.Remove("to");
        return Encoding.UTF8.GetBytes(told.ToJsonString());
    }

    private sealed record Told
    {
        public long Id { get; init; }

        public byte[] Body { get; init; } = [];
    }
}
