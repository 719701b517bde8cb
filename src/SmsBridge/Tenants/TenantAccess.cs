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

/// <summary>Tenants on the audit: of secrets only whether they changed.</summary>
internal static class TenantAudit
{
    public static string Subject(string identifier) => $"tenant {identifier}";

    public static AuditEntry DidTo(
        this Caller caller, Tenant tenant, string action, string? reason = null, string? before = null, string? after = null) =>
        caller.Actor.Did(action, Subject(tenant.Identifier), tenant.Id, reason, before, after);

    public static string WordsOf(TenantSettings settings) =>
        $"provider {settings.Provider}, account {settings.AccountId}, sender {settings.Sender}, core {settings.CoreEndpoint ?? "by setting"}, "
        + $"user {settings.CoreUsername ?? "none"}, region {settings.DefaultRegion ?? "by setting"}";

    public static string WordsOf(TenantSettings settings, TenantSettings before) =>
        WordsOf(settings)
        + (settings.ProviderToken == before.ProviderToken ? "" : ", new provider token")
        + (settings.SharedKey == before.SharedKey ? "" : settings.SharedKey is null ? ", no SharedKey" : ", new SharedKey")
        + (settings.CorePassword == before.CorePassword ? "" : settings.CorePassword is null ? ", no core password" : ", new core password");
}
