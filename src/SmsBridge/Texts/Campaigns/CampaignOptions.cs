using System.ComponentModel.DataAnnotations;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Texts.Campaigns;

/// <summary>Texts that the core sends as to a message gateway: how they are taken in, and when they go out.</summary>
internal sealed class CampaignOptions
{
    public const string Section = "Campaigns";

    /// <summary>Largest body of one call in bytes; larger ones are answered 413. The core never repeats a call, so it is generous: the job sends 200 texts at a time.</summary>
    [Range(65_536, 67_108_864)]
    public int MaxBodyBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Most texts, or numbers asked for, in one call; more are answered 413, and none of them is taken. The core's own most is 200.</summary>
    [Range(200, 10_000)]
    public int MaxEntries { get; set; } = 1_000;

    /// <summary>How long the same text to the same number is a repeat where the core gives it no number of its own: cores up to 1.11 do not, for triggered texts.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan SameTextWindow { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long the core is told that a sent text waits for its report. It asks only about such texts: with "sent" it would never hear that one was
    /// delivered. After this time it is told "sent": the core asks about the first 200 that wait, and those that never get a report would stand before all others.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "14.00:00:00")]
    public TimeSpan AwaitReport { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long the core asks about a text that never came - its call was lost, and a core makes it once - until it is told that the text failed. Longer than any call lasts. It asks about the first 200
    /// that wait, and those that never came would stand before all others for ever.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:10", "14.00:00:00")]
    public TimeSpan UnknownAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The class of campaigns' texts, which says whose quiet hours count. Promotional until somebody says otherwise: most laws are strictest with that, and
    /// the core does not say what a campaign is about. Triggered texts are always transactional.
    /// </summary>
    public EventClass Class { get; set; } = EventClass.Promotional;

    /// <summary>How long a triggered text waits: the core sends it before the act is committed, and also when it is taken back then. 0: not at all.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan TriggeredDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether the core is asked, after that time, if it has the triggered text on its record; without it, the act was taken back and nothing is sent. The
    /// service user needs READ_SMS; where it can not be asked, the text is sent.
    /// </summary>
    public bool ConfirmTriggered { get; set; } = true;

    /// <summary>
    /// The number of the sender for two-factor codes, which the core's administrator sets as <c>otp-delivery-sms-provider</c>: what comes by it is sent before everything else, for five minutes, and
    /// its text is not kept. Shipped with a number that no message gateway has given; another one, if it is in use.
    /// </summary>
    [Range(2, int.MaxValue)]
    public int CodeProviderId { get; set; } = 2222;

    /// <summary>What is different for one tenant, by its Fineract tenant id (case-sensitive).</summary>
    /// <value>class and times</value>
    public Dictionary<string, CampaignTenantOptions> Tenants { get; set; } = new(StringComparer.Ordinal);

    /// <summary>What holds for a tenant.</summary>
    public CampaignRules RulesOf(string tenant)
    {
        var own = Tenants.GetValueOrDefault(tenant);
        return new CampaignRules(own?.Class ?? Class, own?.TriggeredDelay ?? TriggeredDelay, own?.ConfirmTriggered ?? ConfirmTriggered);
    }
}

/// <summary>What a tenant's texts follow.</summary>
/// <param name="Class">Of its campaigns.</param>
/// <param name="TriggeredDelay">How long a triggered text waits.</param>
/// <param name="ConfirmTriggered">Whether the core is asked before it goes out.</param>
internal readonly record struct CampaignRules(EventClass Class, TimeSpan TriggeredDelay, bool ConfirmTriggered);
