using System.ComponentModel.DataAnnotations;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.Infobip;

/// <summary>How Infobip is called.</summary>
internal sealed class InfobipOptions : WireOptions, IValidatableObject
{
    public const string Section = "Infobip";

    /// <summary>
    /// Where every account is called instead of at its own address, which is the account id of the registration (<c>xxxxx.api.infobip.com</c>); empty: there.
    /// </summary>
    /// <value><c>https://host[:port]</c>; <c>http://</c> for this machine</value>
    public Uri? BaseUrl { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (BaseUrl is { } url && (!IsHost(url) || !IsSafe(url)))
        {
            yield return new ValidationResult("Infobip:BaseUrl must be https://host[:port] without a path (http:// only for this machine).", [nameof(BaseUrl)]);
        }

        if (Proxy is { } proxy && !IsHost(proxy))
        {
            yield return new ValidationResult("Infobip:Proxy must be http://host:port without a path.", [nameof(Proxy)]);
        }
    }
}
