using System.ComponentModel.DataAnnotations;

namespace SmsBridge.Gateways.Smpp;

/// <summary>Message centres (SMSC) that are reached by SMPP 3.4.</summary>
internal sealed class SmppOptions : IValidatableObject
{
    public const string Section = "Smpp";

    /// <summary>By the name that registrations give as <c>SMS Provider</c>: small letters, digits and hyphens, such as <c>smpp</c>.</summary>
    public Dictionary<string, SmppProviderOptions> Providers { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Providers.SelectMany(provider => SmppProviderCheck.Problems(provider.Key, provider.Value)).Select(problem => new ValidationResult(problem, [nameof(Providers)]));
}

/// <summary>One SMSC: where it is, and what the standard leaves open. Ask its operator.</summary>
internal sealed class SmppProviderOptions
{
    /// <summary>Where it listens: <c>smpps://host:port</c> with TLS (3550 where no port is given), <c>smpp://host:port</c> without (2775): then password and texts can be read on the way, so only through a VPN.</summary>
    /// <value><c>smpps://...</c> or <c>smpp://...</c></value>
    public Uri? Address { get; set; }

    /// <summary>SHA-256 of the SMSC's certificate, in hex, where no public authority vouches for it: then this one is believed, and no other.</summary>
    public string CertificateFingerprint { get; set; } = "";

    /// <summary>The <c>system_type</c> of the bind; most SMSC want none. At most 12 characters.</summary>
    public string SystemType { get; set; } = "";

    /// <summary>The <c>service_type</c> of each SMS; most SMSC want none. At most 5 characters.</summary>
    public string ServiceType { get; set; } = "";

    /// <summary>Most SMS that wait for the SMSC's answer at a time, in each session. 1 to 1000.</summary>
    [Range(1, 1000)]
    public int Window { get; set; } = 10;

    /// <summary>
    /// Longest wait for the answer to a part of an SMS; when it ends, the outcome is unknown, and the session is closed and made anew. An SMS waits no longer for its
    /// session and a place in the window, and begins no further part after twice of it. 1 s to 1 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for a connection, TLS and bind included; failing here is always safe to repeat. 0.5 s to 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:00:30")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the SMSC is asked whether it is still there (<c>enquire_link</c>); two questions without an answer end the session. 5 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan EnquireInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What the SMSC reads texts of its default alphabet as: <c>Gsm7</c> or <c>Latin1</c>. What the alphabet does not hold goes as UCS-2.</summary>
    public SmppAlphabet Alphabet { get; set; } = SmppAlphabet.Gsm7;

    /// <summary>The <c>data_coding</c> of such texts: 0 is the SMSC's default, 3 says Latin-1.</summary>
    public byte AlphabetCoding { get; set; }

    /// <summary>How a text of several parts goes: <c>Udh</c>, <c>Sar</c> or, where the SMSC takes it, whole in one <c>Payload</c>.</summary>
    public SmppLongTexts LongTexts { get; set; } = SmppLongTexts.Udh;

    /// <summary>Type of number and numbering plan of a sender that is a name.</summary>
    /// <value><c>ton/npi</c></value>
    public string NameTonNpi { get; set; } = "5/0";

    /// <summary>The same of a short code: up to eight digits.</summary>
    /// <value><c>ton/npi</c></value>
    public string ShortCodeTonNpi { get; set; } = "3/0";

    /// <summary>The same of a whole number.</summary>
    /// <value><c>ton/npi</c></value>
    public string NumberTonNpi { get; set; } = "1/1";

    /// <summary>
    /// What a <c>command_status</c> means here, where the SMSC has codes of its own, or the table of docs/reference/smpp.md 3 does not fit: <c>0x410</c> or
    /// <c>1040</c>, and <c>Again</c>, <c>Throttled</c>, <c>Credentials</c>, <c>Sender</c>, <c>Permanent</c>, <c>OptedOut</c> or <c>InDoubt</c>.
    /// </summary>
    public Dictionary<string, SmppStatusMeaning> Statuses { get; set; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>What a command_status means.</summary>
internal enum SmppStatusMeaning
{
    /// <summary>Not taken; may be sent again.</summary>
    Again,

    /// <summary>Too fast: sent again, and slower.</summary>
    Throttled,

    /// <summary>The account: nothing can be sent until it is mended.</summary>
    Credentials,

    /// <summary>The sender: the same.</summary>
    Sender,

    /// <summary>This SMS will never go out.</summary>
    Permanent,

    /// <summary>The client wants none.</summary>
    OptedOut,

    /// <summary>Nobody knows whether it was taken.</summary>
    InDoubt,
}
