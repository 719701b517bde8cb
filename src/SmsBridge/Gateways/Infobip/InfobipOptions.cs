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

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => AddressProblems(Section, BaseUrl);
}
