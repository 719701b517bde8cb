using System.ComponentModel.DataAnnotations;

namespace SmsBridge.Core;

/// <summary>How the bridge calls the cores back, and which cores it may call at all.</summary>
internal sealed class CoreOptions
{
    public const string Section = "Core";

    /// <summary>
    /// The URL prefixes a core endpoint must match: <c>scheme://host[:port][/path]</c>. Scheme, host and port must be equal, the
    /// path must begin with the given one, whole segments only. Naming a host here vouches for it: whatever its name resolves
    /// to is dialled, <c>localhost</c> excepted, which is this machine. Empty: only where a core on this machine usually is
    /// (<see cref="UsualEndpoints"/>).
    /// </summary>
    /// <value><c>http(s)://host[:port][/path]</c></value>
    /// <remarks>Registrations are unauthenticated and bring their own endpoint, which would receive the tenant's token
    /// (fineract-hooks.md 4.4); this list is what keeps them from choosing any address they like.</remarks>
    public List<string> AllowedEndpoints { get; set; } = [];

    /// <summary>
    /// For trying the bridge out: any port and path of this machine may be called as a core, besides what is listed. Anybody who can register
    /// can then find out which ports are open here.
    /// </summary>
    public bool AllowThisMachine { get; set; }

    /// <summary>
    /// The endpoint of registrations that bring none, e.g. <c>https://core.example.org/fineract-provider/api/v1</c>; the core
    /// omits it until it has served an API request (fineract-hooks.md 4.5). Allowed without being listed above.
    /// </summary>
    /// <value>a core's URL</value>
    public string? DefaultEndpoint { get; set; }

    /// <summary>Time for name look-up, TCP and TLS together.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time for one request, from connecting to the last byte of the answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:02:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a client's and a loan's record, and a row of a data table, serves further events of the same tenant; zero: every event asks anew. A loan serves only events
    /// that came in before it was asked for.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan CacheDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A PEM file with certificates to trust besides the system's, for cores with a private CA or a self-signed certificate.
    /// The certificate's name must still match: verification is never switched off. Read at start.
    /// </summary>
    /// <value>an existing file</value>
    public string? AdditionalCaFile { get; set; }

    /// <summary>What the operator decided per Fineract tenant id (case-sensitive); wins over what the registration brought.</summary>
    /// <value>a core's URL</value>
    public Dictionary<string, CoreTenantOptions> Tenants { get; set; } = new(StringComparer.Ordinal);
}

/// <summary>
/// The operator's word on one tenant. Give either <see cref="Token"/>, or <see cref="Username"/> and <see cref="Password"/>, or
/// neither. A service user of its own outlives the password change that kills a registered token (fineract-core-api.md 9).
/// </summary>
internal sealed class CoreTenantOptions
{
    /// <summary>
    /// The SMS provider account (Twilio: Account SID) a registration of this tenant must name. Set it together with a credential: a registration
    /// that brings no token of its own is proved by yours, so by nothing of the caller's but its provider account.
    /// </summary>
    public string? SmsProviderAccountId { get; set; }

    /// <summary>Where this tenant's core is. Allowed for this tenant without being in <see cref="CoreOptions.AllowedEndpoints"/>.</summary>
    /// <value>a core's URL</value>
    public string? Endpoint { get; set; }

    /// <summary>The service user; the bridge fetches its key from <c>POST /authentication</c>.</summary>
    public string? Username { get; set; }

    /// <summary>Its password; better in the environment than in a file.</summary>
    public string? Password { get; set; }

    /// <summary>Base64 of <c>user:password</c>, sent as it is.</summary>
    /// <value>not with <c>Username</c></value>
    public string? Token { get; set; }
}
