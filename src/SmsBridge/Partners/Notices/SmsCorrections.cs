using System.Text.Json;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Partners.Notices;

/// <summary>What a partner was told of an SMS, and is not so any more.</summary>
/// <param name="Corrects">The <c>webhook-id</c> of the notification that said so.</param>
/// <param name="Was">The status it told.</param>
internal sealed record SmsCorrection(string Corrects, string Was)
{
    /// <summary>Its own code, beside the transaction's, which never changes. Documented in docs/partners-notifications.md.</summary>
    public const string Code = "CR101";

    public const string Message = "the SMS was delivered after all";
}

/// <summary>Finds out whether a subscription has to be told that an SMS arrived after all. By what it was told, not by what there was to tell.</summary>
internal static class SmsCorrections
{
    private static readonly string[] NotDelivered =
        [.. Enum.GetValues<MessageStatus>().Where(status => status.IsFinal() && status != MessageStatus.Delivered).Select(status => status.Name())];

    /// <returns>Null: the last it was told of the SMS is not that it was not delivered.</returns>
    public static SmsCorrection? Find(WriteSession session, long subscriptionId, long eventId)
    {
        var last = session.QueryFirst<Told>("""
            SELECT webhook_id AS WebhookId, body AS Body FROM notification
            WHERE event_id = @eventId AND +subscription_id = @subscriptionId AND occasion IN (2, 3) ORDER BY id DESC LIMIT 1
            """, new { subscriptionId, eventId });
        return last is not null && StatusIn(last.Body) is { } was && NotDelivered.Contains(was, StringComparer.Ordinal)
            ? new SmsCorrection(last.WebhookId, was)
            : null;
    }

    private static string? StatusIn(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.TryGetProperty("sms", out var sms) ? sms.GetProperty("status").GetString() : null;
    }

    private sealed record Told
    {
        public string WebhookId { get; init; } = "";

        public byte[] Body { get; init; } = [];
    }
}
