using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmsBridge.Gateways.Wire;

/// <summary>
/// The body of a request that sends an SMS. It remembers whether the connection ever asked for its bytes: as long as it did not, the provider can not
/// have the message, however the call ended. That is the line between "send again" and "find out first".
/// </summary>
internal sealed class WatchedContent(byte[] body) : ByteArrayContent(body)
{
    private static readonly JsonSerializerOptions IgnoringNull = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>As JSON, without members that are null.</summary>
    public static WatchedContent OfJson<T>(T value) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, IgnoringNull)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

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
