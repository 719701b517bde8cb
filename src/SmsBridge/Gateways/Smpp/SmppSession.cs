using System.Collections.Concurrent;
using System.Net.Sockets;

namespace SmsBridge.Gateways.Smpp;

/// <summary>
/// One connection to an SMSC (smpp.md 5): questions with their answers, in any order; what the SMSC delivers; the questions of both whether the other
/// is there. It ends once, and says why; what was written by then and not answered is in doubt.
/// </summary>
internal sealed class SmppSession : IAsyncDisposable
{
    /// <summary>Deliveries that are worked on at a time; what comes beyond is told to come later, so that answers behind it are not held up.</summary>
    public const int MostDeliveries = 64;

    private const int LongestSilence = 2;

    /// <summary>Answers that came together are read together.</summary>
    private const int ReadAhead = 16 * 1024;

    private static readonly TimeSpan LeaveTaking = TimeSpan.FromSeconds(1);

    private readonly Stream _stream;
    private readonly TimeProvider _time;
    private readonly Func<SmppMessage, Task<uint>> _deliver;
    private readonly SmppWriter _writer;
    private readonly TimeSpan _patience;
    private readonly SemaphoreSlim _window;
    private readonly SemaphoreSlim _deliveries = new(MostDeliveries, MostDeliveries);
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentDictionary<uint, SmppQuestion> _open = new();
    private readonly SmppSequence _sequence = new();
    private readonly Task _work;
    private string? _endedBy;
    private volatile int _silence;

    /// <param name="deliver">What the SMSC delivers; gives the status it is answered with.</param>
    public SmppSession(Stream stream, SmppProviderOptions options, Func<SmppMessage, Task<uint>> deliver, TimeProvider time)
    {
        (_stream, _deliver, _time, _patience, _window) = (stream, deliver, time, options.Timeout, new SemaphoreSlim(options.Window, options.Window));
        _writer = new SmppWriter(stream, exception => End($"The connection broke: {exception.Message}"), _ending.Token);
        _work = Task.WhenAll(Task.Run(ReadAsync), Task.Run(() => WatchAsync(options.EnquireInterval)));
    }

    public bool IsOpen => _endedBy is null;

    /// <summary>Why it ended; null: it has not.</summary>
    public string? EndedBy => _endedBy;

    /// <summary>Asks to be let in.</summary>
    public Task<SmppAnswer> BindAsync(SmppBind bind, CancellationToken deadline) => AskAsync(SmppCommand.BindTransceiver, bind.ToBytes(), Timeout.InfiniteTimeSpan, deadline);

    /// <summary>
    /// Hands over one part of an SMS, once. The SMSC has <see cref="SmppProviderOptions.Timeout"/> for its answer, from then on: how long the part waited for its place is not
    /// the SMSC's fault. One that does not answer is not there, and the session ends.
    /// </summary>
    /// <param name="longest">The wait for a place in the window; when it ends nothing was sent.</param>
    /// <param name="stopping">Ends that wait, and nothing else.</param>
    public async Task<SmppAnswer> SubmitAsync(SmppMessage message, TimeSpan longest, CancellationToken cancellationToken, CancellationToken stopping = default)
    {
        var body = message.ToBytes();
        if (!_window.Wait(0, CancellationToken.None) && !await HasPlaceAsync(longest, stopping, cancellationToken))
        {
            return _endedBy is { } why ? new SmppAnswer.NotWritten(why) : new SmppAnswer.NoPlace("Earlier SMS still wait for their answers: there was no place in the window.");
        }

        try
        {
            return await AskAsync(SmppCommand.SubmitSm, body, _patience, cancellationToken);
        }
        finally
        {
            _window.Release();
        }
    }

    /// <summary>Closes at once, for it is of no further use.</summary>
    public void GiveUp(string why) => End(why);

    /// <summary>Takes leave and closes. What is not answered by then is in doubt.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(LeaveTaking, _time);
        await _writer.WriteAsync(SmppPdu.Question(SmppCommand.Unbind, _sequence.Next()), patience.Token);
        End("The bridge has closed the session.");
        await _work;
    }

    private async Task<bool> HasPlaceAsync(TimeSpan longest, CancellationToken stopping, CancellationToken cancellationToken)
    {
        if (longest <= TimeSpan.Zero)
        {
            return false;
        }

        using var patience = new CancellationTokenSource(longest, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource([cancellationToken, stopping, patience.Token, _ending.Token]);
        try
        {
            await _window.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<SmppAnswer> AskAsync(uint command, byte[] body, TimeSpan longest, CancellationToken cancellationToken)
    {
        var (question, sequence) = (new SmppQuestion(command), _sequence.Next());
        _open[sequence] = question;
        try
        {
            return _writer.TryAsk(new SmppPdu(command, SmppStatus.Ok, sequence, body), question)
                ? await question.Answer.Task.WaitAsync(longest, _time, cancellationToken)
                : new SmppAnswer.NotWritten(_endedBy ?? "The connection broke.");
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException)
        {
            _writer.Close(); // whoever ends the session meanwhile: what follows is final
            End("The SMSC gave no answer in time.");
            return question.HasBegun
                ? new SmppAnswer.Unanswered(GatewayCodes.Timeout, "The SMSC gave no answer in time.")
                : new SmppAnswer.NotWritten("The connection did not take it in time.");
        }
        finally
        {
            _open.TryRemove(sequence, out _);
        }
    }

    private async Task ReadAsync()
    {
        var buffered = new BufferedStream(_stream, ReadAhead); // which is closed with the connection
        try
        {
            while (true)
            {
                switch (await SmppPdu.ReadAsync(buffered, _ending.Token))
                {
                    case SmppFrame.Whole { Pdu: var pdu }:
                        _silence = 0;
                        if (!await TakeAsync(pdu))
                        {
                            return;
                        }

                        break;
                    case SmppFrame.Broken broken:
                        await _writer.WriteAsync(new SmppPdu(SmppCommand.GenericNack, SmppStatus.InvalidCommandLength, 0, ReadOnlyMemory<byte>.Empty), _ending.Token);
                        End(broken.Detail);
                        return;
                    default:
                        End("The SMSC has closed the connection.");
                        return;
                }
            }
        }
        catch (Exception exception) when (IsOfConnection(exception))
        {
            End($"The connection broke: {exception.Message}");
        }
    }

    /// <returns>False: the session is over.</returns>
    private async Task<bool> TakeAsync(SmppPdu pdu)
    {
        switch (pdu.Command)
        {
            case var command when SmppCommand.IsAnswer(command):
                if (_open.TryGetValue(pdu.Sequence, out var question))
                {
                    question.Answer.TrySetResult(
                        command == SmppCommand.AnswerTo(question.Command) || (command == SmppCommand.GenericNack && pdu.Status != SmppStatus.Ok)
                            ? new SmppAnswer.Answered(pdu)
                            : new SmppAnswer.Unanswered(GatewayCodes.UnreadableAnswer, FormattableString.Invariant($"The SMSC answered with the command 0x{command:X8}.")));
                }

                return true;
            case SmppCommand.EnquireLink:
                return await _writer.WriteAsync(pdu.Answered(), _ending.Token);
            case SmppCommand.Unbind:
                await _writer.WriteAsync(pdu.Answered(), _ending.Token);
                End("The SMSC has ended the session.");
                return false;
            case SmppCommand.DeliverSm when _deliveries.Wait(0):
                _ = DeliverAsync(pdu); // observes its own failures
                return true;
            case SmppCommand.DeliverSm:
                return await _writer.WriteAsync(pdu.Answered(SmppStatus.QueueFull), _ending.Token);
            default:
                return await _writer.WriteAsync(
                    new SmppPdu(SmppCommand.GenericNack, SmppStatus.InvalidCommandId, pdu.Sequence, ReadOnlyMemory<byte>.Empty), _ending.Token);
        }
    }

    /// <summary>Answered once it is on disk, and not before: what is not answered the SMSC brings again.</summary>
    private async Task DeliverAsync(SmppPdu pdu)
    {
        var status = SmppStatus.TemporaryApplicationError;
        try
        {
            status = SmppMessage.Parse(pdu.Body.Span) is { } message ? await _deliver(message) : SmppStatus.InvalidMessageLength;
        }
        finally
        {
            _deliveries.Release();
            await _writer.WriteAsync(pdu.Answered(status) with { Body = new byte[1] }, _ending.Token); // message_id, unused and empty
        }
    }

    private async Task WatchAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ending.Token))
            {
                if (_silence >= LongestSilence)
                {
                    End("The SMSC does not answer enquire_link.");
                    return;
                }

                Interlocked.Increment(ref _silence);
                await _writer.WriteAsync(SmppPdu.Question(SmppCommand.EnquireLink, _sequence.Next()), _ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The session has ended.
        }
    }

    private void End(string why)
    {
        if (Interlocked.CompareExchange(ref _endedBy, why, null) is not null)
        {
            return;
        }

        _writer.Close();
        _ending.Cancel();
        _stream.Dispose();
        foreach (var question in _open.Values)
        {
            question.Answer.TrySetResult(question.HasBegun ? new SmppAnswer.Unanswered(GatewayCodes.ConnectionBroken, why) : new SmppAnswer.NotWritten(why));
        }
    }

    private static bool IsOfConnection(Exception exception) => exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;
}
