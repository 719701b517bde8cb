using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace SmsBridge.Simulator.Twilio;

/// <summary>What goes wrong with one request.</summary>
internal abstract record StandInFault
{
    private StandInFault()
    {
    }

    /// <summary>Processes the request, then closes the connection instead of answering.</summary>
    public sealed record AcceptThenDropConnection : StandInFault;

    /// <summary>Processes the request and answers late; gives up waiting when the caller hangs up.</summary>
    public sealed record AcceptThenDelay(TimeSpan Delay) : StandInFault;

    /// <summary>Processes the request and answers once <paramref name="Until"/> has ended; gives up waiting when the caller hangs up.</summary>
    public sealed record AcceptThenHold(Task Until) : StandInFault;

    /// <summary>Refuses without processing.</summary>
    /// <param name="Code">Null: an answer that is not Twilio's JSON, as gateways in front of it give.</param>
    /// <param name="RetryAfter">The header's text: seconds, or an HTTP date.</param>
    /// <param name="Location">Where a 3xx points.</param>
    public sealed record Error(int HttpStatus, int? Code = null, string? RetryAfter = null, string? Location = null) : StandInFault;

    /// <summary>Processes the request and yet answers with an error.</summary>
    public sealed record ErrorAfterAcceptance(int HttpStatus) : StandInFault;

    /// <summary>Closes the connection without processing.</summary>
    public sealed record RefuseBeforeAcceptance : StandInFault;

    /// <summary>Processes the request late, also when the caller has hung up by then.</summary>
    public sealed record DelayThenAccept(TimeSpan Delay) : StandInFault;

    /// <summary>Waits, also for longer than the caller does, then processes the request if <paramref name="Accept"/> says so.</summary>
    public sealed record HoldThenDecide(Task<bool> Accept) : StandInFault;

    /// <summary>Processes the request and answers with these bytes.</summary>
    public sealed record AnswerAfterAcceptance(int HttpStatus, string Body, string ContentType = "application/json") : StandInFault;
}

/// <summary>What goes wrong with one status callback.</summary>
internal sealed record CallbackFault
{
    /// <summary>Nobody is told.</summary>
    public bool IsLost { get; init; }

    public int Times { get; init; } = 1;

    /// <summary>Told this much later; those of later statuses are not held up.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Before it comes one with a wrong signature, about an SMS that does not exist and was not delivered.</summary>
    public bool WithForgery { get; init; }
}

/// <summary>Faults for the next requests, whichever they are, one each, in order; then what the plans decide call by call.</summary>
internal sealed class StandInFaults
{
    private readonly ConcurrentQueue<StandInFault> _queue = new();

    /// <summary>Decides for each request that no queued fault is meant for.</summary>
    public Func<StandInRequest, StandInFault?>? Plan { get; set; }

    /// <summary>Decides for each status of a message, given its recipient, text and status.</summary>
    public Func<string, string, string, CallbackFault?>? Callbacks { get; set; }

    /// <summary>How long after its creation a message is missing in lists, given its recipient and text.</summary>
    public Func<string, string, TimeSpan>? ListLag { get; set; }

    public void Next(params ReadOnlySpan<StandInFault> faults)
    {
        foreach (var fault in faults)
        {
            _queue.Enqueue(fault);
        }
    }

    public bool TryTake(StandInRequest request, [NotNullWhen(true)] out StandInFault? fault)
    {
        if (!_queue.TryDequeue(out fault))
        {
            fault = Plan?.Invoke(request);
        }

        return fault is not null;
    }
}
