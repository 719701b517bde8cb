using System.Net;
using SmsBridge.Messages;
using SmsBridge.Tenants.ProgramKeys;

namespace SmsBridge.Tenants;

/// <summary>Whether a presented key opens a tenant.</summary>
/// <param name="Key">Set when it does.</param>
/// <param name="Reason">Code, when it does not.</param>
/// <param name="RetryAfter">Set when there were too many wrong keys.</param>
/// <param name="Told">What whoever holds a program's key is told; null: nobody who is known.</param>
internal readonly record struct KeyCheck(KnownKey? Key, string? Reason, TimeSpan? RetryAfter, string? Told = null)
{
    /// <summary>The answer to a stranger: the same whether the key or the tenant is unknown.</summary>
    public string Words => Told ?? (Reason == Reasons.MissingKey ? "No API key came with the request." : "The API key is not one of this tenant.");
}

/// <summary>The one place where keys are checked, for hooks and for everything else.</summary>
internal sealed class KeyGate(TenantDirectory directory, KeyUsage usage, WrongKeyLimit limit, KeyAdoption adoption, TimeProvider time)
{
    /// <param name="kind">Where it is the API key, a program's opens too, if it has the scope.</param>
    /// <param name="needed">What a program's key needs.</param>
    public async ValueTask<KeyCheck> CheckAsync(
        string? presented, KeyKind kind, KeyScopes needed, string tenant, IPAddress? from, CancellationToken cancellationToken)
    {
        if (presented is null)
        {
            return new KeyCheck(null, Reasons.MissingKey, limit.CountWrong(from, tenant));
        }

        if (Find(presented, kind) is not { } key)
        {
            // Perhaps the command line has just made it. Only for callers that have not tried too often.
            if (limit.CountWrong(from, tenant) is { } wait)
            {
                return new KeyCheck(null, Reasons.UnknownKey, wait);
            }

            // Whoever else refreshed it between our look and this one has let the key in too.
            await directory.RefreshAsync(cancellationToken);
            var fresh = Find(presented, kind);
            if (fresh is null && kind == KeyKind.ApiKey && await adoption.TryAsync(tenant, presented, cancellationToken))
            {
                fresh = directory.FindKey(presented, kind);
            }

            if (fresh is null)
            {
                return new KeyCheck(null, Reasons.UnknownKey, null);
            }

            key = fresh;
        }

        if (!key.Tenant.Identifier.Equals(tenant, StringComparison.Ordinal))
        {
            return new KeyCheck(null, Reasons.ForeignKey, limit.CountWrong(from, tenant));
        }

        if (key.Program is { } grant && ProgramGrant.WhyNot(key, grant, needed, time.GetUtcNow()) is (var reason, var words))
        {
            return new KeyCheck(null, reason, limit.CountWrong(from, tenant), words);
        }

        usage.Note(key);
        return new KeyCheck(key, null, null);
    }

    /// <summary>The tenant's own is looked for first: for it nothing more is asked.</summary>
    private KnownKey? Find(string? presented, KeyKind kind) =>
        directory.FindKey(presented, kind) ?? (kind == KeyKind.ApiKey ? directory.FindProgramKey(presented) : null);
}
