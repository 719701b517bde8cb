using System.Net.Sockets;
using System.Security.Authentication;

namespace SmsBridge.Gateways.Smpp;

/// <summary>Makes a session: connects, and binds as a transceiver.</summary>
internal static class SmppEntrance
{
    /// <param name="deliver">What the SMSC delivers, see <see cref="SmppSession"/>.</param>
    public static async Task<SmppEntry> EnterAsync(
        SmppLogin login, SmppProviderOptions options, Func<SmppMessage, Task<uint>> deliver, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!login.Fits)
        {
            return new SmppEntry.Refused(SmppStatus.InvalidSystemId); // as every SMSC would say, and nobody has to be asked
        }

        using var ending = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ending.Token);
        Stream stream;
        try
        {
            stream = await SmppDialer.ConnectAsync(options, time, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SmppEntry.Failed(GatewayCodes.ConnectTimeout, $"No connection within {options.ConnectTimeout:c}.");
        }
        catch (AuthenticationException exception)
        {
            return new SmppEntry.Failed(GatewayCodes.TlsFailed, exception.Message);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return new SmppEntry.Failed(exception is SocketException { SocketErrorCode: SocketError.HostNotFound } ? GatewayCodes.NameNotResolved : GatewayCodes.NotConnected, exception.Message);
        }

        var session = new SmppSession(stream, options, deliver, time);
        switch (await session.BindAsync(new SmppBind(login.SystemId, login.Password, options.SystemType), either.Token))
        {
            case SmppAnswer.Answered { Pdu.Status: SmppStatus.Ok }:
                return new SmppEntry.Open(session);
            case SmppAnswer.Answered { Pdu.Status: var status }:
                await session.DisposeAsync();
                return new SmppEntry.Refused(status);
            case SmppAnswer.Unanswered silent:
                await session.DisposeAsync();
                return new SmppEntry.Failed(silent.Code, $"The bind was not answered: {silent.Detail}");
            case SmppAnswer.NotWritten unsaid:
                await session.DisposeAsync();
                return new SmppEntry.Failed(GatewayCodes.ConnectionBroken, unsaid.Detail);
            default:
                throw new InvalidOperationException("Unknown answer.");
        }
    }
}
