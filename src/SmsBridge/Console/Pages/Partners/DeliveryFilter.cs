using SmsBridge.Insight.Lists;
using SmsBridge.Partners.Notices;
using SmsBridge.Partners.Notices.Transactions;

namespace SmsBridge.Console.Pages.Partners;

/// <summary>Which of a partner's notifications, as the address says it.</summary>
/// <param name="Reference">Of one subscription, with its namesakes that have ended; null: of all.</param>
/// <param name="Code">The status they tell.</param>
/// <param name="From">Made from then, or the time itself;</param>
/// <param name="To">to before then.</param>
/// <param name="Query">A webhook-id, or a payment by our number or the partner's own.</param>
/// <param name="Before">Older than this one.</param>
internal sealed record DeliveryFilter(
    string? Reference = null, NotificationState? State = null, string? Code = null, DateTimeOffset? From = null, DateTimeOffset? To = null, string? Query = null, long? Before = null)
{
    public const int PageSize = 50;

    private const int LongestQuery = 100;

    public static DeliveryFilter None { get; } = new();

    public NoticeFilter Notices => new(State, Code, From, To);

    /// <inheritdoc cref="ListAddress.Read"/>
    /// <param name="zone">In which a time without an offset is meant: a field for times knows none; null: UTC.</param>
    public static DeliveryFilter Parse(IQueryCollection query, TimeZoneInfo? zone, out (string Field, string Detail)? problem)
    {
        var filter = ListAddress.Read(query, None, (filter, name, value) => Read(filter, name, value, zone), Remedy, out problem);
        if (filter.From is null || filter.To is null || filter.From < filter.To)
        {
            return filter;
        }

        problem ??= ("to", "to must be later than from.");
        return filter with { To = null };
    }

    public string ToQuery() => ListAddress.Query(
        ("reference", Reference), ("state", State is { } state ? DeliveryWords.NameOf(state) : null), ("code", Code), ("from", ListAddress.Of(From)), ("to", ListAddress.Of(To)),
        ("q", Query), ("before", ListAddress.Of(Before)));

    private static DeliveryFilter? Read(DeliveryFilter filter, string name, string value, TimeZoneInfo? zone) =>
        name switch
        {
            "REFERENCE" => filter with { Reference = value },
            "STATE" when DeliveryWords.StateOf(value) is { } state => filter with { State = state },
            "CODE" when TransactionCodes.IsKnown(value) => filter with { Code = value },
            "FROM" when Time(value, zone) is { } from => filter with { From = from },
            "TO" when Time(value, zone) is { } to => filter with { To = to },
            "Q" when value.Length <= LongestQuery => filter with { Query = value },
            "BEFORE" when ListAddress.Id(value) is { } before => filter with { Before = before },
            _ => null,
        };

    private static DateTimeOffset? Time(string value, TimeZoneInfo? zone) => FormTime.Read(value, zone) ?? ListAddress.Time(value);

    private static string Remedy(string name) =>
        name switch
        {
            "STATE" => $"state must be one of {string.Join(", ", DeliveryWords.States.Select(DeliveryWords.NameOf))}.",
            "CODE" => TransactionCodes.UnknownWords,
            "FROM" or "TO" => $"{(name == "FROM" ? "from" : "to")} must be a time such as 2026-11-21T08:00:00Z.",
            "Q" => $"q must have at most {LongestQuery} characters.",
            "BEFORE" => "before must be the number of a notification.",
            _ => "Known parameters: reference, state, code, from, to, q, before.",
        };
}
