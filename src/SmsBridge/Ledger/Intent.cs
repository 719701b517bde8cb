using SmsBridge.Messages;
using SmsBridge.Numbers;

namespace SmsBridge.Ledger;

/// <summary>What is about to be sent.</summary>
/// <param name="Number">Of the attempt, counted from 1 over the message's whole life.</param>
/// <param name="LookupMs">How long the core took to say whom and what; null: it was not asked.</param>
/// <param name="Note">For the timeline, about the number; null: none.</param>
internal sealed record Intent(
    int Number, Msisdn Recipient, string Sender, string Provider, string AccountId, string Body, int Segments, int? LookupMs = null, string? Note = null)
{
    /// <summary>By which of the tenant's routes; null: it has none.</summary>
    public IntentRoute? Route { get; init; }

    /// <summary>Whom it is about; null: the core was not asked.</summary>
    public MessageAbout? About { get; init; }

    /// <summary>What its recipient must have said to it; null: it is not asked.</summary>
    public ConsentNeed? Consent { get; init; }

    /// <summary>How many of its kind its recipient may get in a day; null: as many as come about.</summary>
    public DayLimit? Limit { get; init; }

    /// <summary>The messages that this SMS tells beside its own; empty: none, though it could have; null: it is not of a kind that is told so.</summary>
    public IReadOnlyList<long>? Digest { get; init; }

    /// <summary>Copies of it for others, each an event of its own that is stored with the message's first intent; null: there are none.</summary>
    public EventParts? Copies { get; init; }
}

/// <param name="Name">The tenant's name for it.</param>
/// <param name="Chosen">Why it is not the first one that fits; null: it is.</param>
internal sealed record IntentRoute(string Name, string? Chosen);

/// <summary>Whether the message may go out now.</summary>
internal enum IntentOutcome
{
    Stored,

    /// <summary>It is somebody else's now, or settled.</summary>
    LeaseLost,

    /// <summary>The recipient wants no SMS from this sender.</summary>
    OptedOut,

    /// <summary>The recipient has not agreed to texts of its class, or took it back.</summary>
    NoConsent,

    /// <summary>The recipient has had as many of its kind in the day as the tenant wants.</summary>
    DayLimitReached,

    /// <summary>Of the messages that it was to tell too, one is in somebody else's hands by now, or decided.</summary>
    DigestChanged,
}
