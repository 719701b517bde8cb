using System.Globalization;

namespace SmsBridge.Simulator.Twilio;

/// <summary>The filters of a message list. The literal <c>&lt;</c> and <c>&gt;</c> belong to the parameters' names.</summary>
internal static class StandInFilter
{
    public static readonly IReadOnlyList<string> Names = ["To", "From", "DateSent", "DateSent>", "DateSent<"];

    public static Func<StandInMessage, bool> From(StandInForm query)
    {
        var from = query["From"];
        var (on, after, before) = (Instant(query["DateSent"]), Instant(query["DateSent>"]), Instant(query["DateSent<"]));

        // A message that was not sent yet has no date and matches no date filter.
        return message =>
            (from is null || message.From == from)
            && (on is null || message.SentAt?.UtcDateTime.Date == on.Value.UtcDateTime.Date)
            && (after is null || message.SentAt >= after)
            && (before is null || message.SentAt <= before);
    }

    private static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;
}
