using SmsBridge.Operators;

namespace SmsBridge.Tenants;

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
