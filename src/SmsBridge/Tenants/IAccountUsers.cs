using SmsBridge.Gateways;
using SmsBridge.Operators;

namespace SmsBridge.Tenants;

/// <summary>Who sends with an account now, whether it is registered with it or has it as a further one.</summary>
internal interface IAccountUsers
{
    /// <returns>The core's names for them.</returns>
    IReadOnlyList<string> UsersOf(string provider, string accountId);
}

/// <summary>
/// A refused proof of an account that another tenant uses, on the audit: whoever asked may have tried tokens. Only for who sees all tenants, for it tells whose
/// account it is. Bounded as refusals are, by <see cref="TenantProver.MostRefusalsPerHour"/>.
/// </summary>
internal sealed class ForeignAccounts(IAccountUsers users, AuditLog audit)
{
    public async Task RecordAsync(Caller caller, Tenant tenant, SenderAccount account)
    {
        var others = caller.TenantId is null ? [] : users.UsersOf(account.Provider, account.AccountId);
        if (others.Count > 0 && !others.Contains(tenant.Identifier, StringComparer.Ordinal)) // who has it too asks about its own
        {
            await audit.RecordAsync(caller.Actor.Did(
                AuditActions.AccountRefused, $"account {account.AccountId} of {account.Provider}",
                after: $"asked by {tenant.Identifier}, used by {string.Join(", ", others.Take(3))}{(others.Count > 3 ? " and others" : "")}"));
        }
    }
}
