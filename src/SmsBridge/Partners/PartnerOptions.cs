using System.ComponentModel.DataAnnotations;
using SmsBridge.Web;

namespace SmsBridge.Partners;

/// <summary>How partners sign their requests, and where they may want to be told.</summary>
internal sealed class PartnerOptions
{
    public const string Section = "Partners";

    /// <summary>Callback URLs must be <c>https</c>. Off for tests and closed networks: what is told then travels for anybody to read.</summary>
    public bool RequireHttps { get; set; } = true;

    /// <summary>
    /// Callbacks may lead to this machine and to private networks (10/8, 172.16/12, 192.168/16, 100.64/10, fc00::/7). For tests and closed
    /// networks: every partner can then make the bridge knock at everything in there. Link-local, multicast and reserved addresses stay refused.
    /// </summary>
    public bool AllowPrivateCallbacks { get; set; }

    /// <summary>
    /// Ports a callback may use: numbers and ranges, separated by commas. By default the web's own and the unprivileged ones, so that nobody's mail
    /// or name server is talked to.
    /// </summary>
    [Required]
    public string AllowedPorts { get; set; } = "80, 443, 1024-65535";

    /// <summary>Time for name look-up, TCP and TLS of a callback together.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How old the <c>timestamp</c> of a partner's request may be (mfs-webhooks.md 1): so long whoever reads the request can repeat it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ClockTolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How far it may be ahead of the bridge's clock. Less, because what is made ahead stays good for so much longer.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan ClockAhead { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A <c>timestamp</c> (with its digest) changes nothing but what it was first sent for, once it is used from another network or more than five
    /// seconds later. Off only for partners who share one for longer, or from several networks, and can not be mended: whoever reads one of their
    /// requests can then subscribe in their name.
    /// </summary>
    public bool RefuseReusedTimestamps { get; set; } = true;

    /// <summary>What the partners' <c>timestamp</c> is ahead of UTC, e.g. <c>03:00:00</c>; the header names no zone. Usually zero.</summary>
    [Range(typeof(TimeSpan), "-14:00:00", "14:00:00")]
    public TimeSpan TimestampOffset { get; set; }

    /// <summary>Every answer has HTTP status 200, for clients that read only <c>responseCode</c>.</summary>
    public bool AlwaysAnswer200 { get; set; }

    /// <summary>How long a partner's previous password is accepted after a rotation.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan PreviousPasswordGrace { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long notifications are signed with the previous secret too after a rotation (standard-webhooks.md 2, 5).</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan PreviousSecretGrace { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Wrong signatures per minute, address and partner code before the answer is 429. Right ones are always served.</summary>
    [AppliedOnReload]
    [Range(1, 100_000)]
    public int MaxWrongSignaturesPerMinute { get; set; } = 20;

    /// <summary>Most subscriptions one partner can have: each is told of every transaction.</summary>
    [Range(1, 10_000)]
    public int MaxSubscriptions { get; set; } = 100;

    public static bool ArePorts(PartnerOptions options) => PortRanges.TryParse(options.AllowedPorts) is not null;
}
