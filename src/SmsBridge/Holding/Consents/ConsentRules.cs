using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tenants;

namespace SmsBridge.Holding.Consents;

/// <summary>Which texts ask for consent: from memory, because every SMS that goes out asks.</summary>
internal sealed class ConsentRules(HoldDirectory holds, MessageClasses classes, TenantDirectory tenants, ConsentRecords records, EventTypeCodes codes) : IConsentRules
{
    /// <inheritdoc/>
    public ConsentNeed? NeedOf(long tenantId, long typeId) =>
        holds.ConsentOf(tenantId) is { } needs && tenants.Find(tenantId) is { } tenant ? NeedOf(needs, tenant, codes.TypeOf(typeId)) : null;

    /// <summary>Whether a text of that kind may go to a number now, as far as consent goes.</summary>
    public async Task<bool> MayGoAsync(long tenantId, EventType type, string number) =>
        tenants.Find(tenantId) is { } tenant
        && (holds.ConsentOf(tenantId) is not { } needs || NeedOf(needs, tenant, type) is not { } need
            || need.Allows((await records.LastOfAsync(tenantId, number, need.Class))?.IsGiven));

    /// <summary>A copy for a loan officer asks for none: consent is the client's, who was asked before there was a copy. A STOP of the officer's holds all the same.</summary>
    private ConsentNeed? NeedOf(ConsentNeeds needs, Tenant tenant, EventType type) =>
        !type.IsOfficerCopy && classes.Of(type, tenant) is { } kind ? needs.NeedOf(kind) : null;
}
