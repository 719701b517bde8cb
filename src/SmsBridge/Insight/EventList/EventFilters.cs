using System.Globalization;
using SmsBridge.Insight.Lists;
using SmsBridge.Ledger;

namespace SmsBridge.Insight.EventList;

/// <summary>What events are looked for by. What was set aside has no message; its conditions have their index's own words.</summary>
internal static class EventFilters
{
    public static ListTable Events { get; } = new("event", "id");

    public static ListFilter Id { get; } = new("id = @Event", "Event");

    public static ListFilter From { get; } = new("received_at >= @From", "From", Column: "received_at");

    public static ListFilter To { get; } = new("received_at < @To", "To", Column: "received_at");

    public static ListFilter Aside { get; } = new("verdict <> 1");

    public static ListFilter AsideOfClient { get; } = new("client_id = @Client AND verdict <> 1 AND client_id IS NOT NULL", "Client", "event_aside_client");

    public static ListFilter AsideOfLoan { get; } = new("loan_id = @Loan AND verdict <> 1 AND loan_id IS NOT NULL", "Loan", "event_aside_loan");

    public static ListFilter Is(Verdict verdict) => new(string.Create(CultureInfo.InvariantCulture, $"verdict = {(int)verdict}"), Column: "verdict");
}
