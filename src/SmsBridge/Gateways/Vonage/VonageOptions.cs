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

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => AddressProblems(Section, BaseUrl);
}
