using Microsoft.AspNetCore.Http.Features;
using SmsBridge.Web;

namespace SmsBridge.Gateways.Twilio;

/// <summary>What Twilio's requests to us have in common: a small form.</summary>
internal static class TwilioForms
{
    private const int LargestForm = 64 * 1024;

    /// <summary>The one answer to whoever is not the account, whether or not there is what was called about.</summary>
    public static IResult NotFromTwilio() => Problems.Create(StatusCodes.Status403Forbidden, "Not from Twilio.", "The signature does not match.");

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

        FormBodies.Apart(context.Request);
        try
        {
            return await context.Request.ReadFormAsync(cancellationToken);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            return null; // a multipart body that ends too early
        }
    }
}
