using SmsBridge.Insight.EventLog;
using SmsBridge.Insight.Lists;
using SmsBridge.Insight.MessageList;
using SmsBridge.Ledger;

namespace SmsBridge.Insight.EventList;

/// <summary>Which events to list.</summary>
/// <param name="Verdict">Null: any.</param>
/// <param name="From">Only what came then or later; beside When both hold.</param>
/// <param name="Query">A client, loan, account or event number; null: all.</param>
internal sealed record EventListFilter(Verdict? Verdict, string? Tenant, string When, DateTimeOffset? From, long? Before, long? After, string? Query = null)
{
    public const int LongestQuery = 100;
    public const int LongestTenant = 200;
    public const int Limit = 50;

    public static EventListFilter None { get; } = new(null, null, TimeChoices.AnyTime, null, null, null);

    /// <summary>What is searched for; telephone numbers do not matter here, an event that was set aside has none.</summary>
    public SearchTerm? Term => Query is null ? null : SearchTerm.Parse(Query, [], anySuffix: false);

    /// <summary>What is searched for is nothing that an event could have.</summary>
    public bool IsInVain => Term is { EventId: null, ClientId: null, LoanId: null };

    /// <summary>Which time is looked at, in words; null: any.</summary>
    public string? TimeWords => Window.Words;

    /// <summary>From when on, now; null: since ever.</summary>
    public DateTimeOffset? Since(DateTimeOffset now) => Window.Since(now);

    public ListCursor Cursor => new(Before, After);

    private TimeWindow Window => new(When, From, To: null);

    /// <summary>Reads the query string; what can not be understood is named and left out, and the rest kept.</summary>
    /// <param name="problem">The first of what was left out; null: nothing was.</param>
    public static EventListFilter Parse(IQueryCollection query, out (string Field, string Detail)? problem) => ListAddress.Read(query, None, Read, Remedy, out problem);

    public string ToQuery() => ListAddress.Query(
        ("outcome", Verdict is { } verdict ? Words.Of(verdict) : null), ("tenant", Tenant), ("when", When == TimeChoices.AnyTime ? null : When), ("from", ListAddress.Of(From)),
        ("q", Query), ("before", ListAddress.Of(Before)), ("after", ListAddress.Of(After)));

    private static EventListFilter? Read(EventListFilter filter, string name, string value) =>
        name switch
        {
            "Q" when value.Length <= LongestQuery => filter with { Query = value },
            "OUTCOME" when Words.VerdictOf(value) is { } verdict => filter with { Verdict = verdict },
            "TENANT" when value.Length <= LongestTenant => filter with { Tenant = value },
            "WHEN" when TimeChoices.Find(value) is { } choice => filter with { When = choice.Value },
            "FROM" when ListAddress.Time(value) is { } from => filter with { From = from },
            "BEFORE" when ListAddress.Id(value) is { } before => filter with { Before = before, After = null },
            "AFTER" when ListAddress.Id(value) is { } after => filter with { After = after, Before = null },
            _ => null,
        };

    private static string Remedy(string name) =>
        name switch
        {
            "Q" => $"q must be at most {LongestQuery} characters.",
            "OUTCOME" => $"outcome must be one of {string.Join(", ", Enum.GetValues<Verdict>().Select(Words.Of))}.",
            "TENANT" => $"A tenant's identifier has at most {LongestTenant} characters.",
            "WHEN" => $"when must be one of {string.Join(", ", TimeChoices.All.Select(choice => choice.Value))}.",
            "FROM" => "from must be a time such as 2026-11-21T08:00:00Z.",
            "BEFORE" or "AFTER" => $"{name.ToLowerInvariant()} must be the number of an event.",
            _ => "Known parameters: q, outcome, tenant, when, from, before, after.",
        };
}
