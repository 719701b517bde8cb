using System.Globalization;
using SmsBridge.Messages;

namespace SmsBridge.Texts.Catalogue;

/// <summary>Hours of a day, by the clock of a time zone, in which nobody is written to.</summary>
/// <param name="Begins">Later than <paramref name="Ends"/> where they are over midnight.</param>
internal sealed record QuietHours(TimeOnly Begins, TimeOnly Ends, TimeZoneInfo Zone)
{
    private const string Form = "HH:mm";

    private static readonly TimeSpan WaitForZone = TimeSpan.FromMinutes(10);

    /// <summary>False: this machine does not know the zone. Nobody is written to then: another node may know better, and night is the worse mistake.</summary>
    public bool IsZoneKnown { get; init; } = true;

    /// <summary>In a zone of that name, which this machine need not know.</summary>
    public static QuietHours In(string zone, TimeOnly begins, TimeOnly ends) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known)
            ? new QuietHours(begins, ends, known)
            : new QuietHours(begins, ends, TimeZoneInfo.CreateCustomTimeZone(zone, TimeSpan.Zero, zone, zone)) { IsZoneKnown = false };

    /// <summary>As people write them: <c>19:00-07:00</c>.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"{Begins:HH:mm}-{Ends:HH:mm}");

    public TimeSpan Length => Ends - Begins; // over midnight as well: the difference of two times of a day is never negative

    /// <returns>False: it is not two different times of the day with a hyphen between.</returns>
    public static bool TryParse(string text, out TimeOnly begins, out TimeOnly ends)
    {
        (begins, ends) = (default, default);
        return text.Split('-') is [var first, var last] && TryTime(first, out begins) && TryTime(last, out ends) && begins != ends;
    }

    /// <summary>A time of the day, such as 02:00.</summary>
    public static bool TryTime(string text, out TimeOnly time) => TimeOnly.TryParseExact(text.Trim(), Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    /// <summary>When they are over; null: it is none of them.</summary>
    /// <remarks>They last from the first time that the clock shows their beginning to the last time that it shows their end: where an hour comes twice nobody is written to between the two.</remarks>
    public DateTimeOffset? WaitUntil(DateTimeOffset now)
    {
        if (!IsZoneKnown)
        {
            return now + WaitForZone;
        }

        var today = ZoneDay.Of(now, Zone);
        return EndOf(today, now) ?? (Begins < Ends ? null : EndOf(today.AddDays(-1), now));
    }

    /// <summary>Of those that begin on that day.</summary>
    private DateTimeOffset? EndOf(DateOnly day, DateTimeOffset now)
    {
        if (now < ZoneDay.FirstAt(day, Begins, Zone))
        {
            return null;
        }

        var end = ZoneDay.At(Begins < Ends ? day : day.AddDays(1), Ends, Zone);
        return now < end ? end : null;
    }
}
