namespace SmsBridge.Simulator.Twilio;

/// <summary>How the stand-in behaves.</summary>
internal sealed class StandInTwilioOptions
{
    /// <summary>Port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Time between two statuses of a message; null: statuses change only when <c>AdvanceAsync</c> is called.</summary>
    public TimeSpan? StepDelay { get; init; }

    /// <summary>How many messages are remembered; the oldest are forgotten first. 0: all.</summary>
    public int KeepMessages { get; init; } = 100_000;

    /// <summary>False: statuses change, but nobody is told, as when callbacks are lost.</summary>
    public bool SendCallbacks { get; init; } = true;

    /// <summary>Keeps method, target, authorization and body of each request, for tests.</summary>
    public bool RecordRequests { get; init; }

    /// <summary>How long a receiver of callbacks may take to answer (Twilio: 15 s).</summary>
    public TimeSpan CallbackTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How many callbacks are on their way at once.</summary>
    public int CallbackConcurrency { get; init; } = 16;
}

/// <summary>What becomes of messages to a number.</summary>
/// <param name="Final">The last status: <c>delivered</c>, <c>undelivered</c>, <c>failed</c>, or <c>sent</c> for carriers that never confirm.</param>
/// <param name="ErrorCode">Given with undelivered and failed.</param>
internal sealed record StandInOutcome(string Final, int? ErrorCode = null)
{
    public static readonly StandInOutcome Delivered = new("delivered");
    public static readonly StandInOutcome StaysSent = new("sent");

    public static StandInOutcome Undelivered(int errorCode) => new("undelivered", errorCode);

    public static StandInOutcome Failed(int errorCode) => new("failed", errorCode);
}

/// <summary>An error answer to creating a message.</summary>
internal sealed record StandInError(int HttpStatus, int Code, string Message);
