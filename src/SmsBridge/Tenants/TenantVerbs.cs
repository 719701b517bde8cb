using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Operators;

namespace SmsBridge.Tenants;

/// <summary>A tenant that was added.</summary>
/// <param name="WhyNoReports">Why the provider is not asked for reports; null: it is.</param>
internal sealed record TenantAdded(string Words, string ApiKey, Tenant Tenant, string? WhyNoReports) : Outcome.Secret(Words, ApiKey);

/// <summary>
/// What people and a tenant's API key do with a tenant: role, scope and audit are here, so that pages, API and command line need only say what came of
/// it. What the bridge does by itself is in <see cref="TenantAdmin"/>.
/// </summary>
internal sealed class TenantVerbs(
    TenantAccess tenants, TenantAdmin admin, TenantAdding adding, TenantDirectory directory, SmsGateways gateways, ForeignAccounts foreign, AuditLog audit)
{
    private const int LongestReason = 200;

    /// <summary>Before its core has registered. Its API key is shown once.</summary>
    /// <inheritdoc cref="TenantAdding.AddAsync"/>
    public async Task<Outcome> AddAsync(Caller caller, RegistrationRequest request, SettingsRequest more, bool prove, CancellationToken cancellationToken)
    {
        if (!caller.MayDo(OperatorRole.TenantAdmin) || !caller.Scope.IsAll)
        {
            return new Outcome.NotAllowed();
        }

        switch (await adding.AddAsync(request, more, prove, cancellationToken))
        {
            case RegistrationResult.Registered registered when directory.Find(request.TenantId!.Trim()) is { } tenant:
                await audit.RecordAsync(caller.DidTo(tenant, AuditActions.TenantAdd, after: tenant.State));
                return new TenantAdded($"{tenant.Identifier} is added. Its API key, shown only now:", registered.ApiKey, tenant, registered.WhyNoReports);
            case RegistrationResult.Registered:
                return new Outcome.Refused($"Tenant {request.TenantId} was added and deleted again at once by somebody else.");
            case RegistrationResult.Invalid invalid:
                return new Outcome.Invalid(invalid.Problem.Detail, invalid.Problem.Field);
            case RegistrationResult.Refused refused:
                return new Outcome.Refused(refused.Problem.Detail, refused.Problem.Field);
            default:
                return new Outcome.Exists($"There is a tenant {request.TenantId} already.", "tenantId");
        }
    }

    /// <summary>Its events are accepted and wait.</summary>
    public Task<Outcome> PauseAsync(Caller caller, string identifier, string? reason) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (!caller.IsCommandLine && (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason))
            {
                return new Outcome.Refused($"Say why, in at most {LongestReason} characters: whoever looks next will ask.", "reason");
            }

            if (!await admin.PauseAsync(tenant.Id, Reasons.PausedByOperator, reason))
            {
                return new Outcome.Unchanged($"{tenant.Identifier} is paused already.");
            }

            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.TenantPause, reason, before: tenant.State, after: "paused"));
            return new Outcome.Done($"{tenant.Identifier} is paused: its events are accepted and wait.");
        });

    /// <summary>What waited goes out.</summary>
    public Task<Outcome> ResumeAsync(Caller caller, string identifier) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (!await admin.ResumeAsync(tenant))
            {
                return new Outcome.Unchanged($"{tenant.Identifier} is not paused.");
            }

            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.TenantResume, before: tenant.Pause?.Reason, after: admin.StateOf(tenant)));
            return new Outcome.Done($"{tenant.Identifier} is resumed: what waited goes out, in order of arrival, and what is too old by now is given up.");
        });

    /// <param name="typed">The identifier again.</param>
    public Task<Outcome> DeleteAsync(Caller caller, string identifier, string? typed) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (typed?.Trim() != tenant.Identifier)
            {
                return new Outcome.Refused($"Type {tenant.Identifier} to delete it. Nothing was deleted.", "identifier");
            }

            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.TenantDelete, before: tenant.State, after: "deleted"));
            return await admin.DeleteAsync(tenant)
                ? new Outcome.Done($"{tenant.Identifier} is deleted: its keys and secrets are gone, its record stays. Delete its hook in the core, or its next event is refused.")
                : new Outcome.Unchanged($"{tenant.Identifier} has just been deleted by somebody else.");
        }, ownToo: true, isEnd: true);

    /// <summary>New settings, proved before they replace the old ones.</summary>
    /// <param name="replace">What is absent falls back to the operator's settings; else it stays.</param>
    public Task<Outcome> ChangeAsync(Caller caller, string identifier, SettingsRequest request, bool replace, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            var (settings, problem) = SettingsChange.Read(tenant.Settings, request, replace, gateways.Providers);
            if (settings is null)
            {
                return new Outcome.Invalid(problem!.Detail, problem.Field);
            }

            switch (await admin.UpdateAsync(tenant, settings, isByKey: caller.TenantId is not null, cancellationToken))
            {
                case UpdateResult.Refused refused:
                    if (refused.RefusedAccount is { } account)
                    {
                        await foreign.RecordAsync(caller, tenant, account);
                    }

                    return new Outcome.Refused(refused.Problem.Detail, refused.Problem.Field);
                case UpdateResult.NotNow notNow:
                    return new Outcome.NotNow(notNow.Detail);
                case UpdateResult.Updated when settings == tenant.Settings: // a check, which may have ended a pause
                    await audit.RecordAsync(caller.DidTo(tenant, AuditActions.Verify, before: tenant.State, after: admin.StateOf(tenant)));
                    return new Outcome.Done($"Nothing was changed: {tenant.Identifier} has these settings already; core and provider accept them.");
                case UpdateResult.Updated updated:
                    await audit.RecordAsync(caller.DidTo(
                        tenant, AuditActions.Settings, before: TenantAudit.WordsOf(tenant.Settings), after: TenantAudit.WordsOf(settings, tenant.Settings)));
                    return new Outcome.Done($"{tenant.Identifier} has its new settings; {(updated.Asked ? "core and provider accept them" : "core and provider need not be asked about these")}.");
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }, ownToo: true);
}
