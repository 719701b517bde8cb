using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using SmsBridge.Gateways.Smpp;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Simulator.Providers;

/// <summary>One connection to <see cref="StandInSmsc"/>.</summary>
internal sealed class StandInSmscSession(StandInSmsc smsc, TcpClient client, Stream stream, int number) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ConcurrentDictionary<uint, TaskCompletionSource<uint>> _delivered = new();
    private int _sequence;

    /// <summary>In the order of their connections.</summary>
    public int Number => number;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await SmppPdu.ReadAsync(stream, cancellationToken) is SmppFrame.Whole { Pdu: var pdu } && await TakeAsync(pdu))
            {
            }
        }
        finally
        {
            smsc.Ended(this);
            foreach (var waiting in _delivered.Values)
            {
                waiting.TrySetException(new IOException("The session ended before it was answered."));
            }
        }
    }

    public async Task<uint> DeliverAsync(SmppMessage message)
    {
        var sequence = (uint)Interlocked.Increment(ref _sequence);
        var waiting = _delivered[sequence] = new TaskCompletionSource<uint>(TaskCreationOptions.RunContinuationsAsynchronously);
        await WriteAsync(new SmppPdu(SmppCommand.DeliverSm, SmppStatus.Ok, sequence, message.ToBytes()));
        return await waiting.Task;
    }

    public async Task WriteRawAsync(byte[] bytes)
    {
        await _writing.WaitAsync();
        try
        {
            await stream.WriteAsync(bytes);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Close() => client.Close();

    public void Dispose()
    {
        _writing.Wait(); // who still writes finds the connection closed, and lets go
        _writing.Dispose();
    }

    private Task WriteAsync(SmppPdu pdu) => WriteRawAsync(pdu.ToBytes());

    /// <returns>False: the connection is over.</returns>
    private async Task<bool> TakeAsync(SmppPdu pdu)
    {
        if (pdu.Command is not (SmppCommand.BindTransceiver or SmppCommand.SubmitSm))
        {
            smsc.Got(pdu);
        }

        switch (pdu.Command)
        {
            case SmppCommand.BindTransceiver or SmppCommand.BindReceiver or SmppCommand.BindTransmitter:
                var bind = SmppBind.Parse(pdu.Body.Span);
                var status = bind is not null ? smsc.Judge(bind) : SmppStatus.InvalidMessageLength;
                if (status == SmppStatus.Ok)
                {
                    smsc.Bound(this, bind!.SystemId);
                }

                await WriteAsync(pdu.Answered(status) with { Body = status == SmppStatus.Ok ? new SmppBody().Text("stand-in", 16).ToArray() : ReadOnlyMemory<byte>.Empty });
                return true;
            case SmppCommand.SubmitSm:
                _ = SubmitAsync(pdu); // answers may come in any order
                return true;
            case SmppCommand.EnquireLink:
                await WriteAsync(pdu.Answered());
                return true;
            case SmppCommand.Unbind:
                await WriteAsync(pdu.Answered());
                return false;
            default:
                if (SmppCommand.IsAnswer(pdu.Command) && _delivered.TryRemove(pdu.Sequence, out var waiting))
                {
                    waiting.TrySetResult(pdu.Status);
                }

                return true;
        }
    }

    private async Task SubmitAsync(SmppPdu pdu)
    {
        try
        {
            if (SmppMessage.Parse(pdu.Body.Span) is not { } message)
            {
                await WriteAsync(pdu.Answered(SmppStatus.InvalidMessageLength));
            }
            else if (smsc.Faults.TryTake(new StandInRequest("submit_sm", "", StandInSmsc.SystemId, ""), out var fault))
            {
                await SpoilAsync(pdu, message, fault);
            }
            else
            {
                await WriteAsync(AnswerOf(pdu, message));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or SocketException or InvalidOperationException)
        {
            // The peer did not wait for the answer.
        }
    }

    private SmppPdu AnswerOf(SmppPdu pdu, SmppMessage message)
    {
        var (status, id) = smsc.Submit(message);
        return pdu.Answered(status) with { Body = id is null ? ReadOnlyMemory<byte>.Empty : new SmppBody().Text(id, SmppMessage.LongestMessageId + 1).ToArray() };
    }

    /// <summary>Faults are called as HTTP has them; here they are what comes nearest.</summary>
    private async Task SpoilAsync(SmppPdu pdu, SmppMessage message, StandInFault fault)
    {
        switch (fault)
        {
            case StandInFault.AcceptThenDropConnection:
                smsc.Submit(message);
                Close();
                break;
            case StandInFault.RefuseBeforeAcceptance:
                Close();
                break;
            case StandInFault.AcceptThenHold(var until):
                var answer = AnswerOf(pdu, message);
                await until;
                await WriteAsync(answer);
                break;
            case StandInFault.ErrorAfterAcceptance:
                smsc.Submit(message);
                await WriteAsync(pdu.Answered(SmppStatus.UnknownError));
                break;
            case StandInFault.Error: // nobody bound: it was not taken, and the session is of no use
                await WriteAsync(pdu.Answered(SmppStatus.WrongBindState));
                break;
            case StandInFault.AnswerAfterAcceptance { HttpStatus: 200, Body: "" }:
                smsc.Submit(message);
                await WriteAsync(pdu.Answered());
                break;
            case StandInFault.AnswerAfterAcceptance { Body: "" }:
                smsc.Submit(message);
                await WriteAsync(new SmppPdu(SmppCommand.AnswerTo(0x3), SmppStatus.Ok, pdu.Sequence, new byte[1])); // query_sm_resp
                break;
            case StandInFault.AnswerAfterAcceptance { Body: var body }:
                smsc.Submit(message);
                await WriteRawAsync(Encoding.UTF8.GetBytes(body));
                Close();
                break;
            default:
                throw new NotSupportedException($"{fault.GetType().Name} has no meaning here.");
        }
    }
}
