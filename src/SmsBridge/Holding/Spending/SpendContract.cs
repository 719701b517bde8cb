using System.Text.Json.Serialization;

namespace SmsBridge.Holding.Spending;

/// <summary>A tenant's cap on what its SMS cost in a month, and how it stands. Amounts are texts, exact.</summary>
/// <param name="Enabled">It has one.</param>
internal sealed record SpendView(string TenantId, bool Enabled)
{
    /// <summary>What a month's SMS may cost: <c>500.00</c>.</summary>
    public string? Amount { get; init; }

    /// <summary>Three letters. What costs in another currency is in <see cref="OtherCurrencies"/>, and does not count.</summary>
    public string? Currency { get; init; }

    /// <summary>Percent of the cap at which promotional texts stop.</summary>
    public long? PromotionalShare { get; init; }

    /// <summary>Percent of the cap at which service and collection texts stop. Those about money stop at all of it.</summary>
    public long? ServiceShare { get; init; }

    /// <summary>By whose clock its months begin.</summary>
    public string? Zone { get; init; }

    /// <summary>The month now: <c>2026-11</c>.</summary>
    public string? Month { get; init; }

    /// <summary>When the next month begins.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>In this month, in the cap's currency.</summary>
    public string? Spent { get; init; }

    /// <summary>Of what is spent, what no provider has told yet and is estimated by the prices of the settings.</summary>
    public string? Estimated { get; init; }

    /// <summary>SMS of this month without any price; they are in no amount.</summary>
    public long UnpricedSms { get; init; }

    /// <summary>What was spent in currencies that do not count, by their three letters.</summary>
    public IReadOnlyDictionary<string, string> OtherCurrencies { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What is spent by the end of the month at the pace of its days so far. Absent: less than a day of it is over.</summary>
    public string? Forecast { get; init; }

    /// <summary>When the cap is reached at that pace. Absent: not in this month, or it is already.</summary>
    public DateTimeOffset? ReachedAt { get; init; }

    /// <summary>Which texts wait: <c>promotional</c>, <c>service</c>, <c>collection</c>, <c>transactional</c>.</summary>
    public IReadOnlyList<string> Stopped { get; init; } = [];

    /// <summary>SMS that wait because of the cap; counted up to ten thousand.</summary>
    public long Held { get; init; }

    /// <summary>There are more than were counted.</summary>
    public bool HeldMore { get; init; }

    /// <summary>By kind of event, the dearest first: SMS so far, what they cost, and by the end of the month.</summary>
    public IReadOnlyList<SpendEventView> Events { get; init; } = [];

    /// <summary>What was sent in this month before the cap was set is being counted yet.</summary>
    public bool Counting { get; init; }

    [JsonIgnore]
    public bool IsNear { get; init; }
}

/// <summary>What one kind of event cost in this month.</summary>
/// <param name="Sms">That have a price in the cap's currency.</param>
/// <param name="PerSms">On average.</param>
/// <param name="Forecast">By the end of the month at the pace so far. Absent: less than a day of it is over.</param>
/// <param name="Held">SMS of it that wait because of the cap.</param>
internal sealed record SpendEventView(string Event, long Sms, string Spent, string? PerSms, string? Forecast, long Held);

/// <summary>A tenant's cap.</summary>
/// <param name="Enabled">False: it has none any more, and what it held goes on.</param>
/// <param name="Amount">What a month's SMS may cost, as a text: <c>500.00</c>.</param>
/// <param name="Currency">Three letters.</param>
/// <param name="PromotionalShare">Percent of it at which promotional texts stop; absent: 80.</param>
/// <param name="ServiceShare">Percent of it at which service and collection texts stop; absent: 95.</param>
/// <param name="Zone">By whose clock its months begin, such as Africa/Nairobi; absent: as it was, else the clock of the tenant's reminders, quiet hours or reports, else UTC.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SpendCapRequest(bool? Enabled, string? Amount = null, string? Currency = null, int? PromotionalShare = null, int? ServiceShare = null, string? Zone = null);
