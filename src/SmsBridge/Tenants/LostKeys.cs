using System.Security.Cryptography;
using System.Text;
using SmsBridge.Core;
using SmsBridge.Core.HooksAdmin;
using SmsBridge.Web.Limits;

namespace SmsBridge.Tenants;

/// <summary>
/// Looks in a tenant's core for a key that nobody knows here: there it stands in clear, in the "Api Key" of the "SMS Bridge" hook (fineract-hooks.md 4.4). Only with the
/// service user the operator set for the tenant, so that no stranger chooses whom to ask, and few times a minute.
/// </summary>
internal sealed class LostKeys(CoreAccesses accesses, CoreHooksClient core, TimeProvider time)
{
    private const int MostPerMinute = 6;

    private readonly MinuteLimit<string> _limit = new(MostPerMinute, time);

    /// <summary>Whether it is worth a question: nothing is asked of anybody.</summary>
    public bool MayAsk(string tenant) => accesses.IsSet(tenant) && accesses.Read(tenant, endpoint: null, own: (CoreCredential?)null) is CoreAccessReading.Ready;

    /// <summary>The hook's values as a registration has them; null: the core has no such key, or could not be asked.</summary>
    public async Task<RegistrationRequest?> FindAsync(string tenant, string key, CancellationToken cancellationToken)
    {
        if (accesses.Read(tenant, endpoint: null, own: (CoreCredential?)null) is not CoreAccessReading.Ready { Access: var access } || _limit.Count(tenant) is not null)
        {
            return null;
        }

        var hooks = await core.ListAsync(access, cancellationToken);
        return hooks is HookResult<IReadOnlyList<CoreHook>>.Done { Value: var all } && all.FirstOrDefault(hook => Holds(hook, key)) is { } hook
            ? new RegistrationRequest
            {
                TenantId = tenant, PhoneNo = hook.Config.GetValueOrDefault(HookFields.PhoneNumber), SmsProvider = hook.Config.GetValueOrDefault(HookFields.SmsProvider),
                SmsProviderAccountId = hook.Config.GetValueOrDefault(HookFields.AccountId), SmsProviderToken = hook.Config.GetValueOrDefault(HookFields.ProviderToken),
            }
            : null;
    }

    private static bool Holds(CoreHook hook, string key) =>
        HookFields.Is(hook.Name, SmsBridgeHookDraft.Template)
        && hook.Config.FirstOrDefault(field => HookFields.Is(field.Key, HookFields.ApiKey)).Value is { Length: > 0 } kept
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(kept), Encoding.UTF8.GetBytes(key));
}
