using System.Collections.Frozen;
using SmsBridge.Messages;

namespace SmsBridge.Intake.Hooks.Sheets;

/// <summary>A payment that a collection sheet names for certain.</summary>
/// <param name="Type">Of the hook it would have had, had it been made by itself: so it has the same business key.</param>
/// <param name="AccountId">The loan or the savings account.</param>
internal readonly record struct SheetPayment(EventType Type, long AccountId, long TransactionId);

/// <summary>What the hook of a collection sheet tells: one command, the payments of many clients (fineract-event-catalogue.md 6).</summary>
/// <param name="Untold">What of it can not be told for certain, a sentence each.</param>
internal sealed record Sheet(IReadOnlyList<SheetPayment> Payments, IReadOnlyList<string> Untold)
{
    /// <summary>Of a field officer's clients, whatever their groups.</summary>
    public static readonly EventType OfClients = new("COLLECTIONSHEET", "SAVE");

    public static readonly EventType OfGroup = new("GROUP", "SAVECOLLECTIONSHEET");

    public static readonly EventType OfCentre = new("CENTER", "SAVECOLLECTIONSHEET");

    public static readonly EventType RecurringDeposit = new("RECURRINGDEPOSITACCOUNT", "DEPOSIT");

    /// <summary>The core rejected it, or it waits for approval there.</summary>
    public static readonly Sheet Failed = new([], []) { HasFailed = true };

    private static readonly EventType[] All = [OfClients, OfGroup, OfCentre];
    private static readonly EventType[] Paid = [EventType.LoanRepayment, EventType.SavingsDeposit, RecurringDeposit];
    private static readonly FrozenSet<EventType> Sheets = All.ToFrozenSet();

    public bool HasFailed { get; private init; }

    public static bool Is(EventType type) => Sheets.Contains(type);

    /// <summary>What a hook must listen to for all of this to come, in their order: payments are also made by sheets.</summary>
    /// <param name="told">What clients are told of.</param>
    public static IReadOnlyList<EventType> ListenedTo(IReadOnlyList<EventType> told) =>
        told.Intersect(Paid).Any() ? [.. told.Concat(All).OrderBy(type => type.ToString(), StringComparer.Ordinal)] : told;

    public static Sheet NotRead(string why) => new([], [why]);
}
