using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.Console.Actions;

/// <summary>
/// What operators do with tenants, for the pages and the API alike: the role and the scope are checked here, the verbs are those of the
/// command line, and each is on the audit.
/// </summary>
internal sealed class TenantActions(
    TenantAccess tenants, TenantAdmin admin, KeyRotation rotation, SmsGateways gateways, AuditLog audit)
{
    private const int LongestReason = 200;

    /// <summary>Shown once. The key before works on for a while.</summary>
    /// <param name="confirmed">He knows which keys end by it.</param>
    public Task<ActionOutcome> RotateKeyAsync(SignedInOperator who, Actor actor, string identifier, KeyKind kind, bool confirmed) =>
        tenants.ForAsync(who, OperatorRole.TenantAdmin, identifier, async tenant =>
        {
            if (!confirmed && rotation.Ends(tenant, kind) is { } ends)
            {
                return new ActionOutcome.Refused($"Nothing was made yet. {ends} Confirm that you know it.", "confirm");
            }

            // First on the record: a key nobody is known to have taken must not be out there.
            await audit.RecordAsync(actor.Did(AuditActions.KeyRotate, Subject(tenant), tenant.Id, after: Word(kind)));
            var key = await rotation.RotateAsync(tenant, kind);
            return new ActionOutcome.Secret($"The new {Word(kind)} of {tenant.Identifier}, shown only now.", key);
        });

    public Task<ActionOutcome> RevokeKeysAsync(SignedInOperator who, Actor actor, string identifier, KeyKind kind) =>
        tenants.ForAsync(who, OperatorRole.TenantAdmin, identifier, async tenant =>
        {
            if (!await admin.RevokeKeysAsync(tenant, kind))
            {
                return new ActionOutcome.Refused($"{tenant.Identifier} has no {Word(kind)}.");
            }

            await audit.RecordAsync(actor.Did(AuditActions.KeyRevoke, Subject(tenant), tenant.Id, before: Word(kind)));
            return new ActionOutcome.Done($"No {Word(kind)} of {tenant.Identifier} works any more.");
        });

    public Task<ActionOutcome> PauseAsync(SignedInOperator who, Actor actor, string identifier, string? reason) =>
        tenants.ForAsync(who, OperatorRole.TenantAdmin, identifier, async tenant =>
        {
            if (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason)
            {
                return new ActionOutcome.Refused($"Say why, in at most {LongestReason} characters: whoever looks next will ask.", "reason");
            }

            if (!await admin.PauseAsync(tenant.Id, Reasons.PausedByOperator, reason))
            {
                return new ActionOutcome.Refused($"{tenant.Identifier} is paused already.");
            }

            await audit.RecordAsync(actor.Did(AuditActions.TenantPause, Subject(tenant), tenant.Id, reason, before: tenant.State, after: "paused"));
            return new ActionOutcome.Done($"{tenant.Identifier} is paused: its events are accepted and wait.");
        });

    public Task<ActionOutcome> ResumeAsync(SignedInOperator who, Actor actor, string identifier) =>
        tenants.ForAsync(who, OperatorRole.TenantAdmin, identifier, async tenant =>
        {
            if (!await admin.ResumeAsync(tenant))
            {
                return new ActionOutcome.Refused($"{tenant.Identifier} is not paused.");
            }

            await audit.RecordAsync(actor.Did(AuditActions.TenantResume, Subject(tenant), tenant.Id, before: tenant.Pause?.Reason, after: admin.StateOf(tenant)));
            return new ActionOutcome.Done($"{tenant.Identifier} is resumed: what waited goes out, in order of arrival.");
        });

    /// <param name="typed">The identifier again.</param>
    public Task<ActionOutcome> DeleteAsync(SignedInOperator who, Actor actor, string identifier, string? typed) =>
        tenants.ForAsync(who, OperatorRole.TenantAdmin, identifier, async tenant =>
        {
            if (typed?.Trim() != tenant.Identifier)
            {
                return new ActionOutcome.Refused($"Type {tenant.Identifier} to delete it. Nothing was deleted.", "typed");
            }

            await audit.RecordAsync(actor.Did(AuditActions.TenantDelete, Subject(tenant), tenant.Id, before: tenant.State, after: "deleted"));
            await admin.DeleteAsync(tenant);
            return new ActionOutcome.Done($"{tenant.Identifier} is deleted: its keys and secrets are gone, its record stays. Delete its hook in the core, or its next event is refused.");
        });

    /// <summary>New settings, proved before they replace the old ones.</summary>
    public Task<ActionOutcome> ChangeAsync(
        SignedInOperator who, Actor actor, string identifier, SettingsRequest request, CancellationToken cancellationToken) =>
        tenants.ForAsync(who, OperatorRole.TenantAdmin, identifier, async tenant =>
        {
            var (settings, problem) = SettingsChange.Read(tenant.Settings, request, replace: false, gateways.Providers);
            if (settings is null)
            {
                return new ActionOutcome.Refused(problem!.Detail, problem.Field);
            }

            switch (await admin.UpdateAsync(tenant, settings, cancellationToken))
            {
                case UpdateResult.Refused refused:
                    return new ActionOutcome.Refused(refused.Problem.Detail, refused.Problem.Field);
                case UpdateResult.NotNow notNow:
                    return new ActionOutcome.Refused(notNow.Detail);
                default:
                    await audit.RecordAsync(actor.Did(
                        AuditActions.Settings, Subject(tenant), tenant.Id, before: SettingsWords.Of(tenant.Settings), after: SettingsWords.Of(settings, tenant.Settings)));
                    return new ActionOutcome.Done($"{tenant.Identifier} has its new settings; core and provider accept them.");
            }
        });

    internal static string Subject(Tenant tenant) => $"tenant {tenant.Identifier}";

    private static string Word(KeyKind kind) => kind == KeyKind.ApiKey ? "API key" : "webhook token";
}
