using SmsBridge.Gateways;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.Routes;

/// <summary>Asks providers about the accounts that a tenant's routes name: of an API key its refusals count, or it could lock another tenant's account.</summary>
internal sealed class AccountProofs(TenantProver prover, RouteDirectory routes, ForeignAccounts foreign)
{
    /// <inheritdoc cref="SmsGateways.Providers"/>
    public IReadOnlyCollection<string> Providers => prover.Providers;

    public async Task<AccountCheck> VerifyAsync(Caller caller, Tenant tenant, SenderAccount account, CancellationToken cancellationToken)
    {
        var check = await (caller.TenantId is null
            ? prover.CheckAsync(account, cancellationToken)
            : prover.CheckByKeyAsync(tenant, account, routes.PresentAccountsOf(tenant.Id), cancellationToken));
        if (check is AccountCheck.Refused)
        {
            await foreign.RecordAsync(caller, tenant, account);
        }

        return check;
    }
}
