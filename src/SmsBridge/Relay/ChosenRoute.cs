using SmsBridge.Gateways;
using SmsBridge.Ledger;

namespace SmsBridge.Relay;

/// <summary>The route that a message goes by this time.</summary>
/// <param name="Account">The tenant's name for the account it leads to.</param>
/// <param name="AccountAsOf">When that was last set, or proved: what is found out about it holds for it as it was then.</param>
/// <param name="Why">Why it is not the first that fits; null: it is.</param>
internal sealed record ChosenRoute(string Name, string Account, DateTimeOffset AccountAsOf, string? Why)
{
    /// <summary>Whether an earlier attempt left was once not known: it goes by no other route, whatever this one says.</summary>
    public bool IsPinned { get; init; }

    /// <summary>It was taken away, or leads elsewhere by now: only what may have left by its account before still goes there.</summary>
    public bool IsGone { get; init; }

    /// <summary>There is another one for this message that was not tried in this round, and whose account answers.</summary>
    public bool HasNext { get; init; }

    /// <summary>The same, but its account did not answer lately.</summary>
    public bool HasResting { get; init; }

    /// <summary>One that was left in this round may serve later.</summary>
    public bool HasLeftSome { get; init; }

    /// <summary>Since when it has been put off by this route, without a break; null: it was not.</summary>
    public DateTimeOffset? PutOffSince { get; init; }
}

/// <summary>With which account a message goes, or why it does not go now.</summary>
/// <param name="Route">Null: the tenant has no routes.</param>
/// <param name="Next">Not null: it does not go now.</param>
internal readonly record struct RoutePick(SenderAccount? Account, ChosenRoute? Route, NextStep? Next);
