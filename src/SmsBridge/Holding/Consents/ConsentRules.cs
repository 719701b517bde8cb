using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tenants;

namespace SmsBridge.Holding.Consents;

/// <summary>Which texts ask for consent: from memory, because every SMS that goes out asks.</summary>
internal sealed class ConsentRules(HoldDirectory holds, MessageClasses classes, TenantDirectory tenants, ConsentRecords records) : IConsentRules
{
    /// <inheritdoc/>
    public ConsentNeed? NeedOf(long tenantId, long typeId) =>
        holds.ConsentOf(tenantId) is { } needs && tenants.Find(tenantId) is { } tenant && classes.Of(typeId, tenant) is { } kind ? needs.NeedOf(kind) : null;

    /// <summary>Whether a text of that kind may go to a number now, as far as consent goes.</summary>
    public async Task<bool> MayGoAsync(long tenantId, EventType type, string number) =>
        tenants.Find(tenantId) is { } tenant
        && (holds.ConsentOf(tenantId) is not { } needs || classes.Of(type, tenant) is not { } kind || needs.NeedOf(kind) is not { } need
            || need.Allows((await records.LastOfAsync(tenantId, number, need.Class))?.IsGiven));
}
