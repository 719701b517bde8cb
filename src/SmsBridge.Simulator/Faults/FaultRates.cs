namespace SmsBridge.Simulator.Faults;

/// <summary>How often each thing goes wrong: shares of all calls of its group, 0 to 1. A group's shares add up to at most 1.</summary>
internal sealed record FaultRates
{
    /// <summary>Nothing goes wrong.</summary>
    public static readonly FaultRates None = new();

    /// <summary>A bad day: about a fifth of all calls go wrong in some way.</summary>
    public static readonly FaultRates Rough = new()
    {
        CreateDropped = 0.02,
        CreateDroppedUntaken = 0.01,
        CreateLate = 0.01,
        CreateSlow = 0.005,
        CreateThrottled = 0.03,
        CreateThrottledWithWish = 0.02,
        CreateFailed = 0.02,
        CreateFailedAfter = 0.02,
        CallbackEarly = 0.03,
        CallbackLost = 0.1,
        CallbackTwice = 0.1,
        CallbackLate = 0.05,
        CallbackOvertaken = 0.1,
        CallbackForged = 0.02,
        CoreNotFound = 0.04,
        CoreSlow = 0.02,
        CoreFailed = 0.03,
        CoreDropped = 0.02,
        ListLagging = 0.5,
    };

    /// <summary>Creating an SMS: taken, but the connection is cut instead of an answer.</summary>
    public double CreateDropped { get; init; }

    /// <summary>Not taken, and the connection is cut.</summary>
    public double CreateDroppedUntaken { get; init; }

    /// <summary>Taken, and answered after the caller's time-out.</summary>
    public double CreateLate { get; init; }

    /// <summary>Taken only after the caller's time-out.</summary>
    public double CreateSlow { get; init; }

    /// <summary>429 without <c>Retry-After</c>.</summary>
    public double CreateThrottled { get; init; }

    /// <summary>429 with <c>Retry-After</c>.</summary>
    public double CreateThrottledWithWish { get; init; }

    /// <summary>5xx, not taken.</summary>
    public double CreateFailed { get; init; }

    /// <summary>5xx, and yet taken.</summary>
    public double CreateFailedAfter { get; init; }

    /// <summary>The answer to a create comes after its first callbacks.</summary>
    public double CallbackEarly { get; init; }

    public double CallbackLost { get; init; }

    public double CallbackTwice { get; init; }

    /// <summary>Seconds late.</summary>
    public double CallbackLate { get; init; }

    /// <summary>Held back until later ones have been sent.</summary>
    public double CallbackOvertaken { get; init; }

    /// <summary>With a companion of a wrong signature that tells another story.</summary>
    public double CallbackForged { get; init; }

    /// <summary>404 for what is there: not committed yet.</summary>
    public double CoreNotFound { get; init; }

    /// <summary>Answered after the caller's time-out.</summary>
    public double CoreSlow { get; init; }

    public double CoreFailed { get; init; }

    public double CoreDropped { get; init; }

    /// <summary>SMS that are missing in lists for their first seconds (twilio.md 9).</summary>
    public double ListLagging { get; init; }
}
