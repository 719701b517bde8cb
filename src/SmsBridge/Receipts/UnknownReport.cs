using SmsBridge.Gateways;
using SmsBridge.Numbers;

namespace SmsBridge.Receipts;

/// <summary>A report about an id that no SMS has: perhaps it has overtaken the answer to its own SMS, which alone tells the id.</summary>
/// <param name="Says">What it says, about no message yet, with the id as an SMS would be known by.</param>
internal sealed record UnknownReport(string Provider, Receipt Says)
{
    /// <summary>Other ways in which the provider may have written the id; they count for SMS to <see cref="To"/> only.</summary>
    public IReadOnlyList<string> Spellings { get; init; } = [];

    /// <summary>Null: the id alone counts.</summary>
    public Msisdn? To { get; init; }
}

/// <summary>One that waits.</summary>
/// <param name="Tenant">The core's name for it; it is about no other tenant's SMS.</param>
/// <param name="DueAt">Unix milliseconds.</param>
internal sealed record WaitingReport(string Tenant, UnknownReport Report, long DueAt);
