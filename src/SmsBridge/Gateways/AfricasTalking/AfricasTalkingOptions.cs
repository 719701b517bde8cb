using System.ComponentModel.DataAnnotations;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.AfricasTalking;

/// <summary>How Africa's Talking is called.</summary>
internal sealed class AfricasTalkingOptions : WireOptions, IValidatableObject
{
    public const string Section = "AfricasTalking";

    /// <summary>The API host, without a path. The user <c>sandbox</c> is called at the provider's sandbox instead, where this is left as it is.</summary>
    /// <value><c>https://host[:port]</c>; <c>http://</c> for this machine</value>
    [Required]
    public Uri BaseUrl { get; set; } = Live;

    public static Uri Live { get; } = new("https://api.africastalking.com");

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => AddressProblems(Section, BaseUrl);
}
