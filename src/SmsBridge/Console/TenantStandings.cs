using SmsBridge.Doctor;
using SmsBridge.Insight.AuditList;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.Console;

/// <summary>What holds up the SMS of tenants. Nearly always nothing, which is known from memory; by whom one was paused is a look at the audit.</summary>
internal sealed class TenantStandings(TenantDirectory directory, RelaySwitch relay, AuditQueries audit)
{
    /// <summary>In a word, for a line of a list; null: nothing holds it up.</summary>
    /// <param name="status">What left or was given up is not held up.</param>
    public string? ShortOf(long tenantId, MessageStatus status) =>
        status != MessageStatus.Queued || tenantId == 0 ? null : DoctorWords.HoldOf(directory.Find(tenantId), relay);

    /// <summary>Why nothing of this tenant can be sent again: what was delivered would be said not to be. Null: it can.</summary>
    public string? NeverAgain(long tenantId) => directory.Find(tenantId) is null ? "Its tenant was deleted at the bridge: nothing is sent for it any more." : null;

    /// <returns>Null: nothing holds it up.</returns>
    public async Task<TenantHold?> FindAsync(long tenantId, MessageStatus status, CancellationToken cancellationToken) =>
        status != MessageStatus.Queued || tenantId == 0 ? null
        : directory.Find(tenantId) is not { } tenant ? TenantHold.Deleted
        : tenant.Pause is { IsByOperator: true } pause ? await ByOperatorAsync(tenant, pause, cancellationToken)
        : tenant.Pause is { } own ? ByItself(own)
        : relay.IsOn ? null
        : TenantHold.RelayOff;

    /// <summary>What else may be behind a message that waits: not proved, the tenant is not lent the operator's credential.</summary>
    public string? UnverifiedOf(long tenantId) => directory.Find(tenantId) is { Pause: null, Unverified: { } doubt } ? doubt : null;

    private async Task<TenantHold> ByOperatorAsync(Tenant tenant, TenantPause pause, CancellationToken cancellationToken)
    {
        var by = await audit.LatestActorAsync(tenant.Id, AuditActions.TenantPause, cancellationToken) ?? "an operator";
        return new TenantHold(
            $"the tenant is paused by {by}{(string.IsNullOrWhiteSpace(pause.Detail) ? "" : $" (“{pause.Detail.Trim()}”)")}", pause.Since,
            ClientWords.Of(Reasons.PausedByOperator)!, $"It goes out when the tenant is resumed, on the tenant's page. Ask {by} whether the cause is mended.");
    }

    private static TenantHold ByItself(TenantPause pause)
    {
        var reason = Reasons.Explain(pause.Reason);
        return new TenantHold(
            $"the tenant is paused, because {char.ToLowerInvariant(reason.Meaning[0])}{reason.Meaning[1..].TrimEnd('.').Replace("; the SMS waits", "", StringComparison.Ordinal)}",
            pause.Since, ClientWords.Of(pause.Reason) ?? ClientWords.Of(Reasons.PausedByOperator)!, $"{reason.Remedy} {pause.Detail}".Trim());
    }
}
