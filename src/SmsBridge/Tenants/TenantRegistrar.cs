using SmsBridge.Core;
using SmsBridge.Gateways;

namespace SmsBridge.Tenants;

/// <summary>
/// Registers tenants. Anybody may ask, so a registration proves itself (docs/security.md). A new tenant: what definitely fails is refused and
/// nothing is stored; what can not be asked now is taken on trust only from an endpoint the operator named. A known one gets a new key only on
/// full proof, and for another provider account a login is none.
/// </summary>
internal sealed class TenantRegistrar(
    TenantDirectory directory, SmsGateways gateways, CoreAccesses accesses, NewTenants newTenants, KnownTenants knownTenants, RegistrationEnd end)
{
    public async Task<RegistrationResult> RegisterAsync(RegistrationRequest request, Registrant by, CancellationToken cancellationToken)
    {
        if (RegistrationCheck.Check(request, gateways) is { } invalid)
        {
            return new RegistrationResult.Invalid(invalid);
        }

        if (accesses.PinnedAccount(request.TenantId!.Trim()) is { } pinned && pinned != request.SmsProviderAccountId!.Trim())
        {
            return end.Refuse(request.TenantId.Trim(), new FieldProblem("smsProviderAccountId", "The operator expects another account for this tenant (Core:Tenants)."));
        }

        await directory.RefreshAsync(cancellationToken); // the command line may have just added or deleted it
        return directory.Find(request.TenantId!.Trim()) is { } known
            ? await knownTenants.RegisterAsync(known, request, by, cancellationToken)
            : await newTenants.RegisterAsync(request.TenantId!.Trim(), request, by, cancellationToken);
    }
}
