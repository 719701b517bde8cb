using System.Collections.Concurrent;
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
    internal const int MostPerMinute = 6;

    /// <summary>Longer than the minute in which strangers can use the questions up: theirs bring the list anew.</summary>
    private static readonly TimeSpan ListKept = TimeSpan.FromMinutes(5);

    private readonly MinuteLimit<string> _limit = new(MostPerMinute, time);
    private readonly MinuteLimit<string> _limitOfListed = new(MostPerMinute, time);

    /// <summary>Digests of the keys that a core held when it was asked last, of tenants that the operator has set up here.</summary>
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, IReadOnlyList<byte[]> Keys)> _listed = new(StringComparer.Ordinal);

    /// <summary>Whether it is worth a question: nothing is asked of anybody.</summary>
    public bool MayAsk(string tenant) => accesses.IsSet(tenant) && accesses.Read(tenant, endpoint: null, own: (CoreCredential?)null) is CoreAccessReading.Ready;

    /// <summary>The hook's values as a registration has them; null: the core has no such key, or could not be asked.</summary>
    public async Task<RegistrationRequest?> FindAsync(string tenant, string key, CancellationToken cancellationToken)
    {
        if (accesses.Read(tenant, endpoint: null, own: (CoreCredential?)null) is not CoreAccessReading.Ready { Access: var access } || !MayAskAbout(tenant, key)
            || await core.ListAsync(access, cancellationToken) is not HookResult<IReadOnlyList<CoreHook>>.Done { Value: var all })
        {
            return null;
        }

        _listed[tenant] = (time.GetUtcNow(), [.. all.Select(KeyOf).OfType<string>().Select(DigestOf)]);
        return all.FirstOrDefault(hook => Holds(hook, key)) is { } hook
            ? new RegistrationRequest
            {
                TenantId = tenant, PhoneNo = hook.Config.GetValueOrDefault(HookFields.PhoneNumber), SmsProvider = hook.Config.GetValueOrDefault(HookFields.SmsProvider),
                SmsProviderAccountId = hook.Config.GetValueOrDefault(HookFields.AccountId), SmsProviderToken = hook.Config.GetValueOrDefault(HookFields.ProviderToken),
            }
            : null;
    }

    /// <summary>Strangers' keys use up the questions of a minute; a key that the core held a moment ago has some of its own.</summary>
    private bool MayAskAbout(string tenant, string key) =>
        _limit.Count(tenant) is null || (IsListed(tenant, key) && _limitOfListed.Count(tenant) is null);

    private bool IsListed(string tenant, string key) =>
        _listed.TryGetValue(tenant, out var listed) && time.GetUtcNow() - listed.At < ListKept && DigestOf(key) is var digest
        && listed.Keys.Any(kept => CryptographicOperations.FixedTimeEquals(kept, digest));

    private static bool Holds(CoreHook hook, string key) =>
        KeyOf(hook) is { } kept && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(kept), Encoding.UTF8.GetBytes(key));

    private static string? KeyOf(CoreHook hook) =>
        HookFields.Is(hook.Name, SmsBridgeHookDraft.Template)
        && hook.Config.FirstOrDefault(field => HookFields.Is(field.Key, HookFields.ApiKey)).Value is { Length: > 0 } kept ? kept : null;

    private static byte[] DigestOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
