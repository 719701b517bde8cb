using SmsBridge.Operators;

namespace SmsBridge.Tenants;

/// <summary>The one place where it is decided who may do something with a tenant. What a caller does not see does not exist.</summary>
internal sealed class TenantAccess(TenantDirectory directory)
{
    /// <param name="ownToo">The tenant itself may do it too, by its API key.</param>
    public async Task<Outcome> ForAsync(Caller caller, string identifier, Func<Tenant, Task<Outcome>> act, bool ownToo = false) =>
        (caller.Scope.Covers(identifier) ? directory.Find(identifier) : null) is not { } tenant || (caller.TenantId ?? tenant.Id) != tenant.Id ? new Outcome.NotFound("There is no such tenant.")
        : caller.MayDo(OperatorRole.TenantAdmin) || (ownToo && caller.TenantId is not null) ? await act(tenant)
        : new Outcome.NotAllowed();
}
