using System.Globalization;
using SmsBridge.Insight.Lists;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Insight.MessageList;

/// <summary>Which messages to list: all of it is in the address, so that a link shows the same list to a colleague.</summary>
/// <param name="Status">One of <see cref="StatusChoices"/>; null: any.</param>
/// <param name="Tenant">The core's name for it; null: all that may be seen.</param>
/// <param name="Event">As in <c>LOAN REPAYMENT</c>.</param>
/// <param name="When">One of <see cref="TimeChoices"/>, chosen by hand; null: any time. Beside From or To both hold.</param>
/// <param name="Before">Only older than this one. At most one of this and</param>
/// <param name="After">only newer than this one.</param>
internal sealed record MessageFilter(
    string? Query, string? Status, string? Tenant, string? Event, string? Reason, string? When, DateTimeOffset? From, DateTimeOffset? To,
    long? Before, long? After, int Limit)
{
    public const int DefaultLimit = 50;
    public const int LargestLimit = 500;

    /// <summary>Not in the address, but of who asks: whether more than the last four digits of a number may be searched for.</summary>
    public bool AnySuffix { get; init; }

    public static MessageFilter None { get; } = new(null, null, null, null, null, null, null, null, null, null, DefaultLimit);

    /// <summary>The preset in force.</summary>
    public string EffectiveWhen => When ?? TimeChoices.AnyTime;

    /// <summary>Which time is looked at, in words: "the last 24 hours", "from 2026-11-21 08:00 UTC on"; null: any.</summary>
    public string? TimeWords => Window.Words;

    /// <summary>The same at any time.</summary>
    public MessageFilter AtAnyTime => this with { When = null, From = null, To = null, Before = null, After = null };

    private TimeWindow Window => new(EffectiveWhen, From, To);

    /// <summary>The same for somebody of these rights.</summary>
    public MessageFilter For(SignedInOperator? who) => this with { AnySuffix = who?.MayDo(OperatorRole.Support) == true };

    public ListCursor Cursor => new(Before, After);

    /// <summary>Anything but the newest of all.</summary>
    public bool IsNarrowed => this with { Before = null, After = null, Limit = DefaultLimit, AnySuffix = false } != None;

    /// <summary>Reads the query string; what can not be understood is named, never ignored.</summary>
    /// <param name="zone">Whose day a <c>day</c> is.</param>
    public static MessageFilter? Parse(IQueryCollection query, TimeZoneInfo zone, out (string Field, string Detail)? problem) =>
        ParseWhatItCan(query, zone, out problem) is var filter && problem is null ? filter : null;

    /// <summary>As <see cref="Parse"/>, but what can not be understood is left out, and the rest kept: one slip in a link must not show another list.</summary>
    /// <param name="problem">The first of what was left out; null: nothing was.</param>
    /// <inheritdoc cref="Parse"/>
    public static MessageFilter ParseWhatItCan(IQueryCollection query, TimeZoneInfo zone, out (string Field, string Detail)? problem) =>
        InOrder(ListAddress.Read(DayLast(query), None, (filter, name, value) => Read(filter, name, value, zone), Remedy, out problem), ref problem);

    /// <summary>A day is all of it: a time beside it, which a link had brought, does not narrow it.</summary>
    private static QueryCollection DayLast(IQueryCollection query) =>
        new(query.OrderBy(pair => pair.Key.Equals("day", StringComparison.OrdinalIgnoreCase)).ToDictionary(StringComparer.OrdinalIgnoreCase));

    /// <summary>The day it is of, whole and there; null: of none, or of several.</summary>
    public DateOnly? DayIn(TimeZoneInfo zone) => From is { Year: > FirstYear and < LastYear } from && ZoneDay.Of(from, zone) is var day && this == OnDay(day, zone) ? day : null;

    private const int FirstYear = 2000;
    private const int LastYear = 3000;

    private MessageFilter OnDay(DateOnly day, TimeZoneInfo zone) => this with { From = ZoneDay.StartOf(day, zone), To = ZoneDay.StartOf(day.AddDays(1), zone) };

    /// <summary>A time that ends before it begins is a slip, and not one without messages.</summary>
    private static MessageFilter InOrder(MessageFilter filter, ref (string Field, string Detail)? problem)
    {
        if (filter.From < filter.To || filter.From is null || filter.To is null)
        {
            return filter;
        }

        problem ??= ("to", "to must be later than from.");
        return filter with { To = null };
    }

    /// <summary>The query string with this filter, empty or beginning with a question mark.</summary>
    public string ToQuery() => ListAddress.Query(
        ("q", Query), ("status", Status), ("tenant", Tenant), ("event", Event), ("reason", Reason), ("when", When), ("from", ListAddress.Of(From)), ("to", ListAddress.Of(To)),
        ("before", ListAddress.Of(Before)), ("after", ListAddress.Of(After)), ("limit", Limit == DefaultLimit ? null : ListAddress.Of(Limit)));

    /// <summary>From when on, now; null: since ever.</summary>
    public DateTimeOffset? Since(DateTimeOffset now) => Window.Since(now);

    private static MessageFilter? Read(MessageFilter filter, string name, string value, TimeZoneInfo zone) =>
        name switch
        {
            "DAY" when ListAddress.Day(value) is { } day => filter.OnDay(day, zone),
            "Q" when value.Length <= 100 => filter with { Query = value },
            "STATUS" when StatusChoices.Find(value) is { } choice => filter with { Status = choice.Value },
            "TENANT" when value.Length <= 200 => filter with { Tenant = value },
            "EVENT" when EventNames.Find(value, EventCatalogue.WithMessages) is { } known => filter with { Event = known },
            "REASON" when Reasons.Catalogue.Any(reason => reason.Code == value) => filter with { Reason = value },
            "WHEN" when TimeChoices.Find(value) is not null => filter with { When = value },
            "FROM" when ListAddress.Time(value) is { } from => filter with { From = from },
            "TO" when ListAddress.Time(value) is { } to => filter with { To = to },
            "BEFORE" when ListAddress.Id(value) is { } before => filter with { Before = before, After = null },
            "AFTER" when ListAddress.Id(value) is { } after => filter with { After = after, Before = null },
            "LIMIT" when int.TryParse(value, CultureInfo.InvariantCulture, out var limit) && limit is > 0 and <= LargestLimit => filter with { Limit = limit },
            "DONE" or "LIVE" => filter, // the page's own
            _ => null,
        };

    public static EventType? EventTypeOf(string? text) =>
        text?.Split(' ') is [var entity, var action] && EventType.TryParse(entity, action, out var type) ? type : null;

    private static string Remedy(string name) =>
        name.ToUpperInvariant() switch
        {
            "Q" => "q must be at most 100 characters.",
            "STATUS" => $"status must be one of {string.Join(", ", StatusChoices.All.Select(choice => choice.Value))}.",
            "EVENT" => "event must be one that has SMS, as in LOAN REPAYMENT or LOAN_REPAYMENT.",
            "REASON" => "reason must be one of the bridge's reason codes.",
            "WHEN" => $"when must be one of {string.Join(", ", TimeChoices.All.Select(choice => choice.Value))}.",
            "DAY" => "day must be a date such as 2026-11-21; it is one of your time zone.",
            "FROM" or "TO" => $"{name.ToLowerInvariant()} must be a time such as 2026-11-21T08:00:00Z.",
            "BEFORE" or "AFTER" => $"{name.ToLowerInvariant()} must be the number of a message.",
            "LIMIT" => $"limit must be a number from 1 to {LargestLimit}.",
            _ => "Known parameters: q, status, tenant, event, reason, when, day, from, to, before, after, limit.",
        };
}

/// <summary>What the filter on the status offers.</summary>
/// <param name="Statuses">Those it stands for.</param>
/// <param name="Planned">Of a second SMS that is planned for later: only those, or all but those; null: no matter.</param>
internal sealed record StatusChoice(string Value, string Text, IReadOnlyList<MessageStatus> Statuses, bool? Planned = null);

internal static class StatusChoices
{
    public static IReadOnlyList<StatusChoice> All { get; } =
    [
        new("waiting", "Waiting or under way", [MessageStatus.Queued, MessageStatus.Sending], Planned: false),
        new("planned", "Second SMS planned", [MessageStatus.Queued], Planned: true),
        new("queued", "Waiting or planned", [MessageStatus.Queued]),
        new("sending", "Sending or in doubt", [MessageStatus.Sending]),
        new("sent", "Sent", [MessageStatus.Sent]),
        new("delivered", "Delivered", [MessageStatus.Delivered]),
        new("trouble", "All that went wrong", [MessageStatus.Undelivered, MessageStatus.Failed, MessageStatus.DeadLettered]),
        new("undelivered", "Not delivered", [MessageStatus.Undelivered]),
        new("failed", "Failed", [MessageStatus.Failed]),
        new("dead_lettered", "Not sent", [MessageStatus.DeadLettered]),
    ];

    public static StatusChoice? Find(string? value) => All.FirstOrDefault(choice => choice.Value.Equals(value, StringComparison.OrdinalIgnoreCase));
}

/// <param name="Span">Null: any time.</param>
internal sealed record TimeChoice(string Value, string Text, TimeSpan? Span);

internal static class TimeChoices
{
    public const string AnyTime = "all";

    public static IReadOnlyList<TimeChoice> All { get; } =
    [
        new(AnyTime, "Any time", null),
        new("1h", "Last hour", TimeSpan.FromHours(1)),
        new("24h", "Last 24 hours", TimeSpan.FromHours(24)),
        new("7d", "Last 7 days", TimeSpan.FromDays(7)),
        new("30d", "Last 30 days", TimeSpan.FromDays(30)),
    ];

    /// <summary>"the last 24 hours"; null: any time.</summary>
    public static string? Words(string? value) => Find(value) is { Span: not null } choice ? "the " + choice.Text.ToLowerInvariant() : null;

    public static TimeChoice? Find(string? value) => All.FirstOrDefault(choice => choice.Value.Equals(value, StringComparison.OrdinalIgnoreCase));
}
