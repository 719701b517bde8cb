using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.Console.Actions;

/// <summary>The tenant an operator names, if he may see it and do this with it.</summary>
internal sealed class TenantAccess(OperatorTenants scope, TenantDirectory directory)
{
    public async Task<ActionOutcome> ForAsync(SignedInOperator who, OperatorRole least, string identifier, Func<Tenant, Task<ActionOutcome>> act)
    {
        if (scope.Find(who, identifier) is not { } tenant)
        {
            return new ActionOutcome.NotFound("There is no such tenant.");
        }

        return who.MayDo(least) ? await act(directory.Find(tenant.Id) ?? tenant) : new ActionOutcome.NotAllowed();
    }
}
