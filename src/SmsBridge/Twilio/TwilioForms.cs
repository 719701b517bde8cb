using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using SmsBridge.Messages;
using SmsBridge.Web;

namespace SmsBridge.Twilio;

/// <summary>What Twilio's requests to us have in common: a small form, signed over the public URL (twilio.md 7.4).</summary>
internal sealed class TwilioForms(IOptions<BridgeOptions> bridge)
{
    private const int LargestForm = 64 * 1024;

    private readonly Uri? _publicBase = bridge.Value.PublicBase;

    /// <summary>The form; null when it is none, or too large.</summary>
    public static async Task<IFormCollection?> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Request.ContentLength > LargestForm || !context.Request.HasFormContentType)
        {
            return null;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestForm;
        }

        try
        {
            return await context.Request.ReadFormAsync(cancellationToken);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            return null; // a multipart body that ends too early
        }
    }

    public bool IsSignedBy(SenderAccount account, HttpRequest request, IFormCollection form) =>
        TwilioSignature.Verify([account.Token], UrlOf(request), form, request.Headers[TwilioSignature.Header]);

    /// <summary>The URL as Twilio called it: behind a proxy only the configuration knows it.</summary>
    private string UrlOf(HttpRequest request) =>
        _publicBase is null
            ? $"{request.Scheme}://{request.Host}{request.PathBase}{request.Path}{request.QueryString}"
            : new Uri(_publicBase, request.Path.Value!.TrimStart('/')).AbsoluteUri + request.QueryString;
}
