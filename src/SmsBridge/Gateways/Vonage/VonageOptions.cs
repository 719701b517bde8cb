using System.ComponentModel.DataAnnotations;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.Vonage;

/// <summary>How Vonage is called.</summary>
internal sealed class VonageOptions : WireOptions, IValidatableObject
{
    public const string Section = "Vonage";

    /// <summary>The API host, without a path.</summary>
    /// <value><c>https://host[:port]</c>; <c>http://</c> for this machine</value>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://api.nexmo.com");

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsHost(BaseUrl) || !IsSafe(BaseUrl))
        {
            yield return new ValidationResult("Vonage:BaseUrl must be https://host[:port] without a path (http:// only for this machine).", [nameof(BaseUrl)]);
        }

        if (Proxy is { } proxy && !IsHost(proxy))
        {
            yield return new ValidationResult("Vonage:Proxy must be http://host:port without a path.", [nameof(Proxy)]);
        }
    }
}
