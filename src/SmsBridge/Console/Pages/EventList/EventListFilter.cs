using System.Globalization;
using SmsBridge.Console.Pages.MessageList;
using SmsBridge.EventLog;
using SmsBridge.Inbox;

namespace SmsBridge.Console.Pages.EventList;

/// <summary>Which events to list.</summary>
/// <param name="Verdict">Null: any.</param>
internal sealed record EventListFilter(Verdict? Verdict, string? Tenant, string When, long? Before, long? After)
{
    public const int Limit = 50;
    public const int LongestTenant = 200;

    public static EventListFilter Parse(IQueryCollection query) => new(
        Enum.GetValues<Verdict>().Where(verdict => Words.Of(verdict) == query["outcome"].ToString()).Select(verdict => (Verdict?)verdict).FirstOrDefault(),
        query["tenant"].ToString() is { Length: > 0 and <= LongestTenant } tenant ? tenant : null,
        TimeChoices.Find(query["when"].ToString())?.Value ?? TimeChoices.Default,
        Cursor(query["before"]), Cursor(query["after"]));

    public string ToQuery()
    {
        (string Name, string? Value)[] parts =
        [
            ("outcome", Verdict is { } verdict ? Words.Of(verdict) : null), ("tenant", Tenant), ("when", When == TimeChoices.Default ? null : When),
            ("before", Before?.ToString(CultureInfo.InvariantCulture)), ("after", After?.ToString(CultureInfo.InvariantCulture)),
        ];
        var query = string.Join('&', parts.Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));
        return query.Length == 0 ? "" : "?" + query;
    }

    private static long? Cursor(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
