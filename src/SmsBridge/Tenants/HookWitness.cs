using SmsBridge.Core;
using SmsBridge.Core.HooksAdmin;

namespace SmsBridge.Tenants;

/// <summary>
/// Reads the tenant's own hook back from its core: who may make hooks there decides what is in it, so a registration that says the same is the
/// core's. Asked with the credential the bridge has, then with the one the caller brought; needs <c>READ_HOOK</c>.
/// </summary>
internal sealed class HookWitness(CoreAccesses accesses, CoreHooksClient hooks)
{
    /// <summary>True when an active hook of the core has this provider, account, token and sender.</summary>
    public async Task<bool> ConfirmsAsync(
        string identifier, TenantSettings asked, CoreCredential? own, CoreCredential? brought, CancellationToken cancellationToken)
    {
        List<CoreAccessReading> ways = [accesses.Read(identifier, asked.CoreEndpoint, own)];
        if (brought is not null)
        {
            ways.Add(accesses.ReadAsCaller(identifier, asked.CoreEndpoint, brought));
        }

        foreach (var way in ways.OfType<CoreAccessReading.Ready>().Distinct())
        {
            if (await hooks.ListAsync(way.Access, cancellationToken) is HookResult<IReadOnlyList<CoreHook>>.Done done)
            {
                return done.Value.Any(hook => Says(hook, asked));
            }
        }

        return false;
    }

    private static bool Says(CoreHook hook, TenantSettings asked) =>
        hook.IsActive
        && HookFields.Is(hook.Name, SmsBridgeHookDraft.Template)
        && HookFields.Is(Field(hook, HookFields.SmsProvider), asked.Provider)
        && Field(hook, HookFields.AccountId) == asked.AccountId
        && Field(hook, HookFields.ProviderToken) == asked.ProviderToken
        && Field(hook, HookFields.PhoneNumber) == asked.Sender;

    private static string Field(CoreHook hook, string name) => hook.Config.GetValueOrDefault(name, "").Trim();
}
