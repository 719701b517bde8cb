using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace SmsBridge.Twilio;

/// <summary>
/// The form of a create request. It remembers whether the connection ever asked for its bytes: as long as it did not, Twilio
/// can not have the message, however the call ended. That is the line between "send again" and "find out first".
/// </summary>
internal sealed class TwilioForm : HttpContent
{
    private readonly byte[] _bytes;

    public TwilioForm(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        _bytes = Encoding.ASCII.GetBytes(string.Join('&', parameters.Select(Encode)));
        Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
    }

    public bool WriteBegan { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        WriteBegan = true;
        await stream.WriteAsync(_bytes, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }

    private static string Encode(KeyValuePair<string, string> parameter) =>
        string.Concat(Escape(parameter.Key), "=", Escape(parameter.Value));

    private static string Escape(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
