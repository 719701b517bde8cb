using SmsBridge.Gateways;
using SmsBridge.Gateways.Twilio;
using SmsBridge.Messages;

namespace SmsBridge.Tests.Receipts;

/// <summary>Receipts as Twilio's status callbacks become.</summary>
internal static class ReceiptSome
{
    public static Receipt Of(long messageId, string sid, string word, TimeSpan? resendAfter = null)
    {
        var status = TwilioStatuses.Parse(word)!.Value;
        var meaning = word switch
        {
            "delivered" => MessageStatus.Delivered,
            "undelivered" => MessageStatus.Undelivered,
            "failed" => MessageStatus.Failed,
            _ => MessageStatus.Sent,
        };
        var isFailure = meaning is MessageStatus.Undelivered or MessageStatus.Failed;
        return new Receipt(
            messageId, sid, meaning, word, isFailure ? "30003" : null, isFailure ? Reasons.DeliveryFailed : null, null,
            current => TwilioStatuses.Parse(current) is not { } known || TwilioStatuses.Supersedes(status, known))
        {
            ResendAfter = isFailure ? resendAfter : null,
        };
    }
}
