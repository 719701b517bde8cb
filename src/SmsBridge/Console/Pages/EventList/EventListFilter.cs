using System.Globalization;
using SmsBridge.Console.Pages.MessageList;
using SmsBridge.Insight.EventLog;
using SmsBridge.Ledger;

namespace SmsBridge.Console.Pages.EventList;

/// <summary>Which events to list.</summary>
/// <param name="Verdict">Null: any.</param>
/// <param name="Query">A client, loan, account or event number; null: all.</param>
internal sealed record EventListFilter(Verdict? Verdict, string? Tenant, string When, long? Before, long? After, string? Query = null)
{
    public const int LongestQuery = 100;

    public static EventListFilter None { get; } = new(null, null, TimeChoices.AnyTime, null, null);

    /// <summary>What is searched for; telephone numbers do not matter here, an event that was set aside has none.</summary>
    public SearchTerm? Term => Query is null ? null : SearchTerm.Parse(Query, [], anySuffix: false);

    public const int Limit = 50;
    public const int LongestTenant = 200;

    public static EventListFilter Parse(IQueryCollection query) => new(
        Enum.GetValues<Verdict>().Where(verdict => Words.Of(verdict) == query["outcome"].ToString()).Select(verdict => (Verdict?)verdict).FirstOrDefault(),
        query["tenant"].ToString() is { Length: > 0 and <= LongestTenant } tenant ? tenant : null,
        TimeChoices.Find(query["when"].ToString())?.Value ?? TimeChoices.AnyTime,
        Cursor(query["before"]), Cursor(query["after"]),
        query["q"].ToString().Trim() is { Length: > 0 and <= LongestQuery } text ? text : null);

    public string ToQuery()
    {
        (string Name, string? Value)[] parts =
        [
            ("outcome", Verdict is { } verdict ? Words.Of(verdict) : null), ("tenant", Tenant), ("when", When == TimeChoices.AnyTime ? null : When), ("q", Query),
            ("before", Before?.ToString(CultureInfo.InvariantCulture)), ("after", After?.ToString(CultureInfo.InvariantCulture)),
        ];
        var query = string.Join('&', parts.Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));
        return query.Length == 0 ? "" : "?" + query;
    }

    private static long? Cursor(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
