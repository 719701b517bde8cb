using System.Globalization;
using SmsBridge.Console.Pages.OneMessage;
using SmsBridge.Partners.Notices;
using SmsBridge.Store;

namespace SmsBridge.Console.Pages.Partners;

/// <summary>
/// What partners were told about a message's event, on its timeline. Shown to everybody who may see the message: it is the tenant's own
/// transaction, and of the partner only its code is said.
/// </summary>
internal sealed class NoticeTimeline(NoticeQueries notices) : IMessageTimeline
{
    public async Task<IReadOnlyList<TimelineItem>> ForAsync(long eventId, CancellationToken cancellationToken) =>
        [.. (await notices.OfEventAsync(eventId, cancellationToken)).Select(Item)];

    private static TimelineItem Item(NotificationRow row)
    {
        var facts = NoticeFacts.Read(row.Body);
        var about = row.Occasion is Occasion.SmsFinal or Occasion.SmsCorrection
            ? DeliveryWords.OfOccasion(DeliveryWords.NameOf(row.Occasion))
            : $"{facts.Code}, {facts.Message}";
        var what = row.State switch
        {
            NotificationState.Delivered => $"Partner {facts.PartnerCode} was told: {about}.",
            NotificationState.Waiting => $"Partner {facts.PartnerCode} is to be told: {about}.",
            NotificationState.GivenUp when row.WasDelivered => $"Partner {facts.PartnerCode} was told: {about}. Sending it again failed.",
            NotificationState.GivenUp => $"Partner {facts.PartnerCode} could not be told: {about}.",
            _ when row.WasDelivered => $"Partner {facts.PartnerCode} was told: {about}. Sent again, it was held: its subscription was disabled then.",
            _ => $"Partner {facts.PartnerCode} was not told, its subscription was disabled then: {about}. Not sent since.",
        };
        var word = DeliveryWords.Of(DeliveryWords.NameOf(row.State));
        var more = new List<(string, string)> { ("Subscription", facts.Reference), ("Tries", row.Attempts.ToString(CultureInfo.InvariantCulture)) };
        if (row.Occasion != Occasion.Pending && facts.SmsStatus is { } sms)
        {
            more.Add(("SMS", sms));
        }

        return new TimelineItem(StoredTime.At(row.FinalAt ?? row.CreatedAt), what, "partners", word.Tone == "off" ? "" : word.Tone, more);
    }
}
