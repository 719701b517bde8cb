using SmsBridge.Operators;
using SmsBridge.Web.Limits;

namespace SmsBridge.Tenants;

/// <summary>The one place where it is decided who may do something with a tenant. What a caller does not see does not exist.</summary>
internal sealed class TenantAccess(TenantDirectory directory, TimeProvider time)
{
    /// <summary>Changes a tenant may make with its key in a minute: each is on the audit for good.</summary>
    public const int MostChangesPerMinute = 120;

    private readonly MinuteLimit<long> _changes = new(MostChangesPerMinute, time);

    /// <param name="ownToo">The tenant itself may do it too, by its API key.</param>
    /// <param name="isEnd">It ends keys or the tenant: that is never put off, or who stole a key could keep its owner from ending it; and never a program's to do.</param>
    public async Task<Outcome> ForAsync(Caller caller, string identifier, Func<Tenant, Task<Outcome>> act, bool ownToo = false, bool isEnd = false) =>
        (caller.Scope.Covers(identifier) ? directory.Find(identifier) : null) is not { } tenant || (caller.TenantId ?? tenant.Id) != tenant.Id ? new Outcome.NotFound("There is no such tenant.")
        : caller.MayDo(OperatorRole.TenantAdmin) ? await act(tenant)
        : !ownToo || caller.TenantId is null || (isEnd && caller.IsProgram) ? new Outcome.NotAllowed()
        : isEnd || _changes.Count(tenant.Id) is null ? await act(tenant)
        : new Outcome.NotNow($"An API key may make {MostChangesPerMinute} changes a minute. Nothing was changed; go on in a minute.");
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
