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

    /// <param name="queuedAt">When what is asked about was queued.</param>
    /// <returns>Null: nothing holds it up.</returns>
    public async Task<TenantHold?> FindAsync(long tenantId, MessageStatus status, DateTimeOffset queuedAt, CancellationToken cancellationToken) =>
        status != MessageStatus.Queued || tenantId == 0 ? null
        : directory.Find(tenantId) is not { } tenant ? TenantHold.Deleted
        : queuedAt < relay.ClosedBefore ? TenantHold.PutBack
        : tenant.Pause is { IsByOperator: true } pause ? await ByOperatorAsync(tenant, pause, cancellationToken)
        : tenant.Pause is { } own ? ByItself(own)
        : relay.IsOn ? null
        : TenantHold.RelayOff;

    /// <summary>What else may be behind a message that waits: not proved, the tenant is not lent the operator's credential.</summary>
    public string? UnverifiedOf(long tenantId) => directory.Find(tenantId) is { Pause: null, Unverified: { } doubt } ? doubt : null;

    private async Task<TenantHold> ByOperatorAsync(Tenant tenant, TenantPause pause, CancellationToken cancellationToken)
    {
        var by = await audit.LatestActorAsync(tenant.Id, AuditActions.TenantPause, cancellationToken) is { } actor
            ? actor == Actor.CommandLine.Name ? "whoever runs the bridge" : actor
            : "an operator";
        return new TenantHold(
            $"the tenant is paused by {by}{(string.IsNullOrWhiteSpace(pause.Detail) ? "" : $" (“{pause.Detail.Trim()}”)")}", pause.Since,
            ClientWords.Of(Reasons.PausedByOperator)!, $"It goes out when the tenant is resumed, on the tenant's page, if it is not too old by then. Ask {by} whether the cause is mended.");
    }

    private static TenantHold ByItself(TenantPause pause)
    {
        var reason = Reasons.Explain(pause.Reason);
        return new TenantHold(
            $"the tenant is paused, because {DoctorWords.LowerFirst(reason.Meaning).TrimEnd('.').Replace("; the SMS waits", "", StringComparison.Ordinal)}",
            pause.Since, ClientWords.Of(pause.Reason) ?? ClientWords.Of(Reasons.PausedByOperator)!, $"{reason.Remedy} {pause.Detail}".Trim());
    }
}

/// <summary>What keeps every SMS of a tenant from leaving, whatever each of them says itself.</summary>
/// <param name="Why">Goes on "Waiting: "; without a stop.</param>
/// <param name="Since">Null: not known, or it does not matter.</param>
/// <param name="Tell">What to tell the client.</param>
/// <param name="Do">Who does what.</param>
internal sealed record TenantHold(string Why, DateTimeOffset? Since, string Tell, string Do)
{
    public static TenantHold Deleted { get; } = new(
        "the tenant was deleted at the bridge, so it will not be sent", Since: null, ClientWords.Of(Reasons.TenantDeleted)!,
        "Nothing: it is closed without being sent. If the tenant is to send again, its core registers anew.");

    /// <summary>Also while its tenant is paused: it does not go out when that is over.</summary>
    public static TenantHold PutBack { get; } = new(
        "it will not be sent, because a backup was put back since, and it may have been sent in between (Relay:CloseQueuedBefore)", Since: null,
        ClientWords.Of(Reasons.ClosedAfterRestore)!, "Nothing: it is closed without being sent. Then look for it at the provider, and resend it if it is not there.");

    public static TenantHold RelayOff { get; } = new(
        "the bridge takes events in but sends nothing, because it is switched off for maintenance (Relay:Enabled)", Since: null,
        ClientWords.Of(Reasons.PausedByOperator)!, "Ask whoever runs the bridge: SMS go out once Relay:Enabled is true again.");
}
