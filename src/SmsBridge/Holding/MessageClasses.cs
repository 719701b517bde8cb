using Microsoft.Extensions.Options;
using SmsBridge.Messages;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Campaigns;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Holding;

/// <summary>Of which class a message is, for what is decided by class.</summary>
internal sealed class MessageClasses(TextDirectory texts, IOptions<CampaignOptions> campaigns)
{
    /// <summary>Null: nothing stops it. A text that the core wrote itself may be a code that somebody waits for to sign in; nobody can tell.</summary>
    public EventClass? Of(EventType type, Tenant tenant) =>
        type == EventType.SmsSend || type == EventType.SmsCode ? null
        : type == EventType.SmsCampaign ? campaigns.Value.RulesOf(tenant.Identifier).Class
        : texts.ToldKindOf(tenant.Id, type)?.Class ?? EventClass.Transactional;

    /// <inheritdoc cref="Of(EventType, Tenant)"/>
    public EventClass? Of(long typeId, Tenant tenant) => Of(texts.TypeOf(typeId), tenant);
}
