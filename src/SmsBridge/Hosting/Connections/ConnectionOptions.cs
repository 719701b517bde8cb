using System.ComponentModel.DataAnnotations;

namespace SmsBridge.Hosting.Connections;

/// <summary>How many callers may be connected, and how long one may say nothing.</summary>
internal sealed class ConnectionOptions
{
    public const string Section = "Connections";

    /// <summary>
    /// Most connections at once. When one more comes, idle ones give way, first those that never sent anything, then who waits longest; one with a
    /// request in work never. <c>0</c>: half of the files the system allows beyond the 416 the bridge needs itself, 8 to 8192.
    /// </summary>
    [Range(0, 1_000_000)]
    public int Most { get; set; }

    /// <summary>Most of one address (IPv6: of one /64 network), trusted proxies excepted; 0: half of all.</summary>
    [Range(0, 1_000_000)]
    public int MostPerAddress { get; set; }

    /// <summary>
    /// How long a connection without a request stays open. More than the minute that nginx keeps its own connections: whoever closes first
    /// must not be the one that may just be sent a hook.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(75);

    /// <summary>How long the head of a request may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
