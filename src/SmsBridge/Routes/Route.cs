using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Routes;

/// <summary>One way out of a tenant: which of its accounts, and for which SMS.</summary>
/// <param name="Name">The tenant's own, in lower case; the record has it.</param>
/// <param name="Account">Name of the account, or <see cref="Registered"/>.</param>
/// <param name="Sender">Null: the account's.</param>
internal sealed record Route(string Name, string Account, string? Sender)
{
    /// <summary>The account that the tenant's registration brought; its only one unless it has set more.</summary>
    public const string Registered = "registered";

    /// <summary>ISO 3166-1 codes; empty: any country.</summary>
    public IReadOnlyList<string> Countries { get; init; } = [];

    /// <summary>Beginnings of numbers, with their plus; empty: any.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [];

    /// <summary>Codes of events (<c>LOAN_REPAYMENT</c>, <c>SMS_SEND</c>); empty: any.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Classes of events; empty: any. Texts that the core wrote itself have none.</summary>
    public IReadOnlyList<EventClass> Classes { get; init; } = [];

    /// <summary>Percent of the SMS that fit; null: all that routes before it leave.</summary>
    public int? Share { get; init; }

    /// <summary>Only SMS of which a part is known to cost no more by it; null: whatever it costs.</summary>
    public Price? MaxPrice { get; init; }

    /// <summary>Its account with its own sender, where it has one; null: the account has lost its secrets, or there is none.</summary>
    /// <param name="account">The one it names.</param>
    public SenderAccount? SendsWith(SenderAccount? account) => Sender is { } sender ? account is null ? null : account with { Sender = sender } : account;

    /// <summary>Any SMS may go by it.</summary>
    public bool IsForAll => Countries.Count + Prefixes.Count + Events.Count + Classes.Count == 0 && Share is null && MaxPrice is null;

    /// <summary>Whether an SMS may go by it, its share and its price aside.</summary>
    /// <param name="ofClass">Of an event that is a tenant's own, which stands in no catalogue; null: it is none.</param>
    public bool Fits(Msisdn number, EventType type, EventClass? ofClass = null) =>
        (Prefixes.Count == 0 || Prefixes.Any(prefix => number.Value.StartsWith(prefix, StringComparison.Ordinal)))
        && (Events.Count == 0 || Events.Contains(CodeOf(type), StringComparer.Ordinal))
        && (Classes.Count == 0 || ((EventCatalogue.FindTold(type)?.Class ?? ofClass) is { } kind && Classes.Contains(kind)))
        && (Countries.Count == 0 || (NumberRegion.Of(number) is { } region && Countries.Contains(region, StringComparer.Ordinal)));

    /// <summary>An event as addresses and routes have it.</summary>
    public static string CodeOf(EventType type) => $"{type.Entity}_{type.Action}";
}
