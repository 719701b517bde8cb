using System.Collections.Concurrent;
using SmsBridge.Gateways;
using SmsBridge.Operators;

namespace SmsBridge.Tenants;

/// <summary>
/// Takes a tenant up again whose record is lost: its core posts with a key that nobody knows here any more, and never registers again by itself (fineract-hooks.md 4.1).
/// Where the core itself holds that key, its hook's sender and provider account are put to the usual proof and kept with the key, and the hook at hand goes on as
/// if nothing had happened. Never for a key the core does not hold, nor for a tenant that somebody deleted here.
/// </summary>
internal sealed class KeyAdoption(
    LostKeys lost, TenantDirectory directory, TenantProver prover, SmsGateways gateways, TenantStore store, RegistrationEnd end, AuditLog audit)
{
    /// <summary>Shorter ones are none of ours, and none a core was given.</summary>
    private const int ShortestKey = 20;

    private static readonly Actor Bridge = new(null, "the bridge", null);

    /// <summary>Hooks that come at once with the same key wait for one question.</summary>
    private readonly ConcurrentDictionary<(string Tenant, string Key), Lazy<Task<bool>>> _asked = new();

    /// <returns>True: the key is known from now on.</returns>
    public async Task<bool> TryAsync(string tenant, string key, CancellationToken cancellationToken)
    {
        if (key.Length < ShortestKey || directory.Find(tenant) is not null || !lost.MayAsk(tenant))
        {
            return false;
        }

        var asked = _asked.GetOrAdd((tenant, key), which => new Lazy<Task<bool>>(() => AdoptAsync(which.Tenant, which.Key)));
        try
        {
            return await asked.Value.WaitAsync(cancellationToken);
        }
        finally
        {
            _asked.TryRemove((tenant, key), out _);
        }
    }

    /// <summary>Not bound to the hook that happened to come first: others wait for it too. The core's time-outs bound it.</summary>
    private async Task<bool> AdoptAsync(string tenant, string key)
    {
        if (await store.WasHereAsync(tenant, CancellationToken.None) || await lost.FindAsync(tenant, key, CancellationToken.None) is not { } request)
        {
            return false;
        }

        if (RegistrationCheck.Check(request, gateways) is { } problem)
        {
            end.Refuse(tenant, problem);
            return false;
        }

        var settings = RegistrationSettings.Of(request, region: null);
        var proof = await prover.ProveStrangerAsync(tenant, settings, brought: null, CancellationToken.None);
        if (proof.Failure is { } failure)
        {
            end.Refuse(tenant, failure);
            return false;
        }

        if (!await store.TryAddAsync(tenant, RegistrationSettings.Normalised(settings), key, proof.Doubt))
        {
            await directory.ReloadAsync(CancellationToken.None); // another node was first
            return true;
        }

        await end.AdoptedAsync(tenant, settings, key, isProved: proof.Doubt is null);
        await audit.RecordAsync(Bridge.Did(
            AuditActions.KeyAdopt, TenantAudit.Subject(tenant), directory.Find(tenant)?.Id, after: $"{settings.Provider} account {settings.AccountId}, sender {settings.Sender}"));
        return true;
    }
}
