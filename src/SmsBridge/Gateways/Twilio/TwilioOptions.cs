using System.ComponentModel.DataAnnotations;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.Twilio;

/// <summary>How to reach Twilio. Accounts and senders belong to tenants and are not configured here.</summary>
internal sealed class TwilioOptions : WireOptions, IValidatableObject
{
    public const string Section = "Twilio";

    /// <summary>
    /// The API host, without a path. HTTPS, because every call carries the account's token; plain HTTP only to this machine
    /// (the simulator). Links that Twilio returns are followed on this host only.
    /// </summary>
    /// <value><c>https://host[:port]</c>; <c>http://</c> for this machine</value>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://api.twilio.com");

    /// <summary>
    /// True: a registration asks Twilio whether account, token and sender belong together. False: their shape alone is checked
    /// (a bridge without a way out while it is being set up).
    /// </summary>
    public bool VerifyOnRegistration { get; set; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => AddressProblems(Section, BaseUrl);
}
