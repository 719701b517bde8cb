using System.Net;

namespace SmsBridge.Gateways.Wire;

/// <summary>
/// The body of a request that sends an SMS. It remembers whether the connection ever asked for its bytes: as long as it did not, the provider can not
/// have the message, however the call ended. That is the line between "send again" and "find out first".
/// </summary>
internal sealed class WatchedContent(byte[] body) : ByteArrayContent(body)
{
    public bool WriteBegan { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        WriteBegan = true;
        return base.SerializeToStreamAsync(stream, context);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        WriteBegan = true;
        return base.SerializeToStreamAsync(stream, context, cancellationToken);
    }
}
