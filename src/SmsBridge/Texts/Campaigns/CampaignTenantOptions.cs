using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Texts.Campaigns;

/// <summary>What is different for one tenant; what is not given is as for all.</summary>
internal sealed class CampaignTenantOptions
{
    /// <summary>As <see cref="CampaignOptions.Class"/>.</summary>
    public EventClass? Class { get; set; }

    /// <summary>As <see cref="CampaignOptions.TriggeredDelay"/>.</summary>
    public TimeSpan? TriggeredDelay { get; set; }

    /// <summary>As <see cref="CampaignOptions.ConfirmTriggered"/>.</summary>
    public bool? ConfirmTriggered { get; set; }
}
