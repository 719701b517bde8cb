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

    /// <summary>Processes the request and answers with these bytes.</summary>
    public sealed record AnswerAfterAcceptance(int HttpStatus, string Body, string ContentType = "application/json") : StandInFault;
}

/// <summary>Faults for the next requests, whichever they are, one each, in order.</summary>
internal sealed class StandInFaults
{
    private readonly ConcurrentQueue<StandInFault> _queue = new();

    public void Next(params ReadOnlySpan<StandInFault> faults)
    {
        foreach (var fault in faults)
        {
            _queue.Enqueue(fault);
        }
    }

    public bool TryTake([NotNullWhen(true)] out StandInFault? fault) => _queue.TryDequeue(out fault);
}
