using System.ComponentModel.DataAnnotations;
using SmsBridge.Web;

namespace SmsBridge.Intake.Hooks;

/// <summary>How hooks are taken in.</summary>
internal sealed class HooksOptions
{
    public const string Section = "Hooks";

    /// <summary>Largest hook body in bytes; larger ones are answered 413.</summary>
    [Range(1_024, 1_048_576)]
    public int MaxBodyBytes { get; set; } = 256 * 1024;

    /// <summary>
    /// How long an identical sms/send is a repeat: it has no id of its own, so the text decides. Long enough for a proxy that sends
    /// twice, short enough for a client who pays the same amount twice.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan SameTextWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Most refused hooks kept on the record per tenant and minute, and as many of callers without one of its keys. Anybody can send hooks with a wrong key; beyond this number they are
    /// counted, not stored, so that they can not fill the disk.
    /// </summary>
    [AppliedOnReload]
    [Range(0, 100_000)]
    public int MaxRefusalsPerMinute { get; set; } = 60;
}
