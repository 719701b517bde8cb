using Microsoft.Extensions.Options;
using SmsBridge.Core.HooksAdmin;
using SmsBridge.Web;

namespace SmsBridge.Doctor;

/// <summary>What a core has to call to reach this bridge (fineract-hooks.md 2).</summary>
internal sealed class BridgeAddress(IOptions<BridgeOptions> options)
{
    private const string NotSet =
        "Bridge:PublicUrl is not set, so nobody knows what the core has to call: set it, or give --bridge-url.";

    /// <summary>As typed, unless that is a name others would have to encode first.</summary>
    public string PublicUrl =>
        System.Text.Ascii.IsValid(options.Value.PublicUrl) ? options.Value.PublicUrl : options.Value.PublicBase!.AbsoluteUri.TrimEnd('/');

    /// <param name="given">Another address for cores than the public one, e.g. inside a network; null: the public one.</param>
    public PayloadUrlReading Read(string? given) =>
        (given ?? PublicUrl) is { Length: > 0 } url ? PayloadUrls.Advise(url) : new PayloadUrlReading.Refused(NotSet);

    /// <summary>The payload URL; null when there is no usable address.</summary>
    public string? PayloadUrl(string? given = null) => Read(given) is PayloadUrlReading.Advised advised ? advised.Url : null;

    /// <summary>The payload URL for the core's "Web" template; below an unknown address when none is set.</summary>
    public string WebhookUrl(string token) => $"{PayloadUrl() ?? "/modules/sms/"}k/{token}/";

    /// <summary>Which version calls what; null when there is no usable address.</summary>
    public CoreCalls? Calls(string? given = null)
    {
        if (PayloadUrl(given) is not { } url)
        {
            return null;
        }

        var root = new Uri(url).GetLeftPart(UriPartial.Authority);
        return new CoreCalls(url,
        [
            new("Mifos X, Fineract 1.0 to 1.4", url, url + "configuration"),
            new("Fineract 1.5 and 1.6", root + "/", root + "/configuration"),
            new("Fineract 1.7 and later", url, root + "/configuration"),
        ]);
    }
}
