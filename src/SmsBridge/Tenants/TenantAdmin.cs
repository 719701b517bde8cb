using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Tenants;

/// <summary>What is done to a known tenant, by whomever: in force when it returns. People and API keys come by way of the verbs, the relay and the jobs as they are.</summary>
internal sealed class TenantAdmin(
    TenantStore store, TenantDirectory directory, TenantProver prover, RelayBell bell, IOptions<RegistrationOptions> options,
    TimeProvider time, ILogger<TenantAdmin> logger)
{
    /// <summary>What it is now, for the record: what was done to it may have left it unproved.</summary>
    public string StateOf(Tenant seen) => directory.Find(seen.Id)?.State ?? "deleted";

    /// <summary>A new current key of a kind, shown this once. The key before works on for <see cref="RegistrationOptions.PreviousKeyGrace"/>.</summary>
    public async Task<string> RotateKeyAsync(Tenant tenant, KeyKind kind)
    {
        var key = ApiKey.New();
        await store.ReplaceKeyAsync(tenant.Id, kind, key, options.Value.PreviousKeyGrace);
        await directory.ReloadAsync(CancellationToken.None);
        logger.KeyRotated(tenant.Identifier, kind);
        return key;
    }

    /// <summary>A key for a test: works beside the tenant's own until it is ended, and no longer than a minute.</summary>
    public async Task<string> LendKeyAsync(Tenant tenant)
    {
        var key = ApiKey.New();
        await store.LendKeyAsync(tenant.Id, KeyKind.ApiKey, key, time.GetUtcNow() + TimeSpan.FromMinutes(1));
        await directory.ReloadAsync(CancellationToken.None);
        return key;
    }

    public async Task EndKeyAsync(string key)
    {
        await store.EndKeyAsync(key);
        await directory.ReloadAsync(CancellationToken.None);
    }

    /// <summary>All keys of a kind stop working now.</summary>
    /// <returns>False when there was none.</returns>
    public async Task<bool> RevokeKeysAsync(Tenant tenant, KeyKind kind)
    {
        var revoked = await store.RevokeKeysAsync(tenant.Id, kind);
        await directory.ReloadAsync(CancellationToken.None);
        logger.KeysRevoked(tenant.Identifier, kind);
        return revoked;
    }

    /// <summary>Deletes a tenant: its keys stop working at once, what waits is closed, its record stays.</summary>
    public async Task<bool> DeleteAsync(Tenant tenant)
    {
        var deleted = await store.DeleteAsync(tenant.Id);
        await directory.ReloadAsync(CancellationToken.None);
        bell.Ring();
        logger.TenantDeleted(tenant.Identifier);
        return deleted;
    }

    /// <summary>New settings, proved before they replace the old ones.</summary>
    /// <param name="isByKey">By the tenant's API key; else an operator asks.</param>
    public async Task<UpdateResult> UpdateAsync(Tenant tenant, TenantSettings settings, bool isByKey, CancellationToken cancellationToken)
    {
        if (settings != tenant.Settings && settings == tenant.Settings with { DefaultRegion = settings.DefaultRegion, SharedKey = settings.SharedKey })
        {
            await store.UpdateUnaskedAsync(tenant, settings); // nothing that core or provider could say anything about
            await ReloadAndRingAsync();
            return new UpdateResult.Updated(Asked: false);
        }

        // A credential that is new, or was never proved, is asked for itself, even where the operator's would be used.
        var credential = settings.ToCoreCredential();
        var given = credential != tenant.Settings.ToCoreCredential() ? credential : null;
        if (prover.WhyNotMoved(tenant.Identifier, tenant.Settings, settings, given) is { } elsewhere)
        {
            return new UpdateResult.Refused(elsewhere);
        }

        settings = prover.WithoutOthersToken(tenant.Identifier, tenant.Settings, settings);
        var brought = tenant.VerifiedAt is null || credential != tenant.Settings.ToCoreCredential() ? credential : null;
        var proof = await (tenant.TrustedUntil is not null ? prover.ProveStrangerAsync(tenant.Identifier, settings, brought, cancellationToken) // nobody has proved whose it is
            : isByKey ? prover.ProveByKeyAsync(tenant, settings, brought, cancellationToken)
            : prover.ProveAsync(tenant.Identifier, settings, brought, cancellationToken));
        if (proof.Failure is { } failure)
        {
            return new UpdateResult.Refused(
                failure.Field == "mifosToken" && settings.ToCoreCredential() is null ? NoCredential // nobody registers: there is no such field here
                : new FieldProblem(failure.Field, tenant.TrustedUntil is null ? failure.Words : failure.Plain))
            {
                RefusedAccount = proof.Checks.Any(check => check is { Name: Proof.ProviderCheck, Outcome: ProofOutcome.Failed }) ? settings.ToSenderAccount() : null,
            };
        }

        if (proof.Doubt is { } doubt)
        {
            return new UpdateResult.NotNow($"Nothing was changed, because the new settings could not be checked. {(tenant.TrustedUntil is null ? doubt : proof.PlainDoubt)}");
        }

        if (directory.Find(tenant.Id) is { } now && now.Settings != tenant.Settings)
        {
            return new UpdateResult.NotNow("Nothing was changed: the settings were changed by somebody else meanwhile. Look at them, then try again.");
        }

        await store.UpdateAsync(tenant, settings with { CoreEndpoint = CoreEndpoint.Spell(settings.CoreEndpoint) });
        await ReloadAndRingAsync();
        logger.TenantUpdated(tenant.Identifier);
        if (proof.WhyNoReports is { } why)
        {
            logger.NoReports(tenant.Identifier, why);
        }

        return new UpdateResult.Updated(Asked: true);
    }

    /// <summary>The tenant's events wait from now on; hooks are accepted as ever.</summary>
    /// <param name="reason">Code of <see cref="Reasons"/>. An operator's pause takes over from one that would end by itself.</param>
    /// <returns>False when it is paused already, or gone.</returns>
    public async Task<bool> PauseAsync(long tenantId, string reason, string? detail)
    {
        if (directory.Find(tenantId) is not { } tenant
            || (tenant.Pause is not null && (reason != Reasons.PausedByOperator || tenant.Pause.IsByOperator)))
        {
            return false;
        }

        return await PauseAsync(tenant, seenAt: null, reason, detail);
    }

    /// <summary>Pauses it for what its settings met, whoever met it; not when they were changed since they were read: that may have mended it.</summary>
    public Task<bool> HoldAsync(Tenant seen, string reason, string? detail) =>
        WhileUnchangedAsync(seen, async now => now.Pause is null && await PauseAsync(now, now.UpdatedAt, reason, detail));

    private async Task<bool> PauseAsync(Tenant tenant, long? seenAt, string reason, string? detail)
    {
        var paused = await store.PauseAsync(tenant.Id, seenAt, reason, detail);
        await directory.ReloadAsync(CancellationToken.None); // also when the command line was first, or its messages would come again at once
        if (paused)
        {
            logger.TenantPaused(tenant.Identifier, reason, Reasons.Explain(reason).Remedy);
        }

        return paused;
    }

    /// <summary>What waited goes out, in order of arrival.</summary>
    public async Task<bool> ResumeAsync(Tenant tenant)
    {
        var resumed = await store.ResumeAsync(tenant.Id);
        await ReloadAndRingAsync();
        logger.TenantResumed(tenant.Identifier);
        return resumed;
    }

    /// <summary>
    /// Checks the tenant as it is. Success ends "unverified" and a pause that was not an operator's; a definite no pauses it.
    /// </summary>
    public async Task<Proof> VerifyAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        if (tenant.Pause?.Reason == Reasons.SecretsLost && tenant.SenderAccount is not null)
        {
            await ResumeAsync(tenant); // the key ring is back: what was proved before is as good as it was
        }

        var proof = await LookAsync(tenant, cancellationToken);
        if (proof.Failure is { } failure)
        {
            await StopAsync(tenant, failure);
        }
        else if (proof.Doubt is null && !(tenant.TrustedUntil is not null && proof.IsLoginOnly)) // a login is not enough for who is on trust
        {
            if (await WhileUnchangedAsync(tenant, now => store.SetVerifiedAsync(now.Id, now.UpdatedAt)))
            {
                logger.TenantVerified(tenant.Identifier);
            }

            await ReloadAndRingAsync();
        }

        return proof;
    }

    /// <summary>
    /// The same check without any consequence: for who may be judging by other settings than the service's. Of one on trust nobody has proved whose account it names, and it is checked again
    /// and again: its provider is asked as for any stranger, and still more seldom, or it would be tried with a wrong token until it locks that account.
    /// </summary>
    public Task<Proof> LookAsync(Tenant tenant, CancellationToken cancellationToken) =>
        tenant.Pause?.Reason == Reasons.CoreForbidden
            ? prover.ProveReadsAsync(tenant.Identifier, tenant.Settings, tenant.Unproved, isOnTrust: tenant.TrustedUntil is not null, cancellationToken)
            : tenant.TrustedUntil is null
                ? prover.ProveAsync(tenant.Identifier, tenant.Settings, tenant.Unproved, cancellationToken)
                : prover.ProveOnTrustAsync(tenant.Identifier, tenant.Settings, tenant.Unproved, cancellationToken);

    /// <summary>Deletes a tenant that was on trust and that nobody has proved in time.</summary>
    public async Task EndTrustAsync(Tenant tenant)
    {
        if (directory.Find(tenant.Id) is { TrustedUntil: { } until } && until <= time.GetUtcNow())
        {
            await DeleteAsync(tenant);
            logger.TrustEnded(tenant.Identifier);
        }
    }

    /// <summary>One that is paused already stays so, with what is wrong now: its first cause may have been mended.</summary>
    private async Task StopAsync(Tenant tenant, ProofCheck failure)
    {
        if (tenant.Pause is null)
        {
            await HoldAsync(tenant, failure.Reason, WordsFor(tenant, failure));
        }
        else if (await WhileUnchangedAsync(tenant, now => store.ExplainPauseAsync(now.Id, now.UpdatedAt, failure.Reason, WordsFor(tenant, failure))))
        {
            await directory.ReloadAsync(CancellationToken.None);
        }
    }

    private static readonly FieldProblem NoCredential = new(
        "coreUsername", "The tenant has no credential for its core that can be used: give coreUsername and corePassword with the change. The operator can set one instead: Core:Tenants:<tenant>:Username and Password, or Token.");

    /// <summary>Who holds the key of a tenant nobody has proved may be anybody: he is not told what a peer said.</summary>
    /// <returns>Null: the reason says it all.</returns>
    private static string? WordsFor(Tenant tenant, ProofCheck failure) =>
        (tenant.TrustedUntil is null ? failure.Words : failure.Plain) is var words && words == Reasons.Explain(failure.Reason).Meaning ? null : words;

    /// <summary>
    /// Writes what was found out about settings while they are the ones it was found out about. The row decides, by when it last changed; a change of something else
    /// is no reason to let it be.
    /// </summary>
    /// <param name="write">False: the row has changed, or there was nothing to write.</param>
    private async Task<bool> WhileUnchangedAsync(Tenant seen, Func<Tenant, Task<bool>> write)
    {
        for (var tries = 0; tries < 3 && directory.Find(seen.Id) is { } now && now.Settings == seen.Settings; tries++)
        {
            if (await write(now))
            {
                return true;
            }

            await directory.ReloadAsync(CancellationToken.None);
            if (directory.Find(seen.Id)?.UpdatedAt == now.UpdatedAt)
            {
                break; // it was not that
            }
        }

        return false;
    }

    private async Task ReloadAndRingAsync()
    {
        await directory.ReloadAsync(CancellationToken.None);
        bell.Ring();
    }
}
