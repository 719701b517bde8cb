namespace SmsBridge.Ledger;

/// <summary>How a call to the provider ended. Stored as these numbers.</summary>
internal enum AttemptOutcome
{
    Accepted = 1,
    Rejected = 2,
    Retryable = 3,

    /// <summary>No clear answer; settled later by a receipt or by asking the provider.</summary>
    Unknown = 4,

    /// <summary>Settled: the provider never took it.</summary>
    NotTaken = 5,
}
