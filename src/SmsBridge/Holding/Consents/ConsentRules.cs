using Microsoft.Extensions.Options;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Tenants;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Holding.Consents;

/// <summary>Which texts ask for consent: from memory, because every SMS that goes out asks.</summary>
internal sealed class ConsentRules(
    HoldDirectory holds, MessageClasses classes, TenantDirectory tenants, ConsentRecords records, EventTypeCodes codes, IOptions<NumberOptions> numbers) : IConsentRules
{
    /// <inheritdoc/>
    public ConsentNeed? NeedOf(long tenantId, long typeId) =>
        holds.ConsentOf(tenantId) is { } needs && tenants.Find(tenantId) is { } tenant ? NeedOf(needs, tenant, codes.TypeOf(typeId)) : null;

    /// <summary>Whether a text of that kind may go to a number now, as far as consent goes.</summary>
    public async Task<bool> MayGoAsync(long tenantId, EventType type, string number) =>
        tenants.Find(tenantId) is { } tenant
        && (holds.ConsentOf(tenantId) is not { } needs || NeedOf(needs, tenant, type) is not { } need
            || await AllowsAsync(need, tenantId, number));

    /// <summary>For what is only tried out: why a text of the class would not go to what the core has as a client's number.</summary>
    /// <returns>
    /// Null: consent is not against it, or it is no number. Of a tenant on trust nothing is said: what clients told the registrations before it is not its to read.
    /// </returns>
    public async Task<string?> WhyNotAsync(long tenantId, EventClass kind, string? mobileNo, CancellationToken cancellationToken)
    {
        await holds.RefreshAsync(cancellationToken); // a command has read none, and another node may have been faster
        return holds.ConsentOf(tenantId)?.NeedOf(kind) is { } need && tenants.Find(tenantId) is { TrustedUntil: null } tenant
            && NumberParser.Read(mobileNo, tenant.DefaultRegion ?? numbers.Value.DefaultRegion) is NumberReading.Valid { Number: var number }
            && !await AllowsAsync(need, tenantId, number.Value)
                ? need.Words
                : null;
    }

    private async Task<bool> AllowsAsync(ConsentNeed need, long tenantId, string number) => need.Allows((await records.LastOfAsync(tenantId, number, need.Class))?.IsGiven);

    /// <summary>A copy for a loan officer asks for none: consent is the client's, who was asked before there was a copy. A STOP of the officer's holds all the same.</summary>
    private ConsentNeed? NeedOf(ConsentNeeds needs, Tenant tenant, EventType type) =>
        !type.IsOfficerCopy && classes.Of(type, tenant) is { } kind ? needs.NeedOf(kind) : null;
}
