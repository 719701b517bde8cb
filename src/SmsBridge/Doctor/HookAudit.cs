using SmsBridge.Core.HooksAdmin;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.Doctor;

/// <summary>Puts what somebody did to a core's hooks on the audit of the tenant. Never the value of a field: one of them is a secret.</summary>
internal sealed class HookAudit(AuditLog audit)
{
    public Task CreatedAsync(Caller caller, Tenant tenant, long id, HookDraft draft) => RecordAsync(
        caller, AuditActions.HookCreate, tenant, before: null, after: $"hook {id}, {(draft.IsActive ? "active" : "not active")}, on {Spell(draft.Events)}, calls {draft.Config.GetValueOrDefault(HookFields.PayloadUrl)}");

    public Task ChangedAsync(Caller caller, Tenant tenant, CoreHook hook, HookChange change, HookUpdate update)
    {
        var changes = new[]
        {
            change.DisplayName is null ? null : "its name",
            change.IsActive is { } active ? active ? "active" : "not active" : null,
            change.Events is { } events ? $"on {Spell(events)}" : null,
            change.Config is { } config ? $"another {string.Join(", ", config.Keys.Order(StringComparer.Ordinal))}" : null,
            update.KeyForgotten ? "its key forgotten" : null,
        };
        return RecordAsync(
            caller, AuditActions.HookChange, tenant, before: $"hook {hook.Id}, {(hook.IsActive ? "active" : "not active")}, on {Spell(hook.Events)}",
            after: string.Join("; ", changes.OfType<string>()));
    }

    public Task DeletedAsync(Caller caller, Tenant tenant, long id) => RecordAsync(caller, AuditActions.HookDelete, tenant, before: $"hook {id}", after: "deleted");

    private Task RecordAsync(Caller caller, string action, Tenant tenant, string? before, string? after) =>
        audit.RecordAsync(caller.DidTo(tenant, action, before: before, after: after));

    private static string Spell(IEnumerable<EventType> events) => string.Join(", ", events.Select(HookDoctor.Spell));
}
