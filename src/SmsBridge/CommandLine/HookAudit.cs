using SmsBridge.Core.HooksAdmin;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.CommandLine;

/// <summary>Puts what verbs did to a core's hooks on the audit of the tenant. Never the value of a field: one of them is a secret.</summary>
internal sealed class HookAudit(AuditLog audit)
{
    public Task CreatedAsync(Tenant tenant, long id, HookDraft draft) => RecordAsync(
        AuditActions.HookCreate, tenant, before: null, after: $"hook {id}, {(draft.IsActive ? "active" : "not active")}, on {Spell(draft.Events)}");

    public Task ChangedAsync(Tenant tenant, CoreHook hook, HookChange change, HookUpdate update)
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
            AuditActions.HookChange, tenant, before: $"hook {hook.Id}, {(hook.IsActive ? "active" : "not active")}, on {Spell(hook.Events)}",
            after: string.Join("; ", changes.OfType<string>()));
    }

    public Task DeletedAsync(Tenant tenant, long id) => RecordAsync(AuditActions.HookDelete, tenant, before: $"hook {id}", after: "deleted");

    private Task RecordAsync(string action, Tenant tenant, string? before, string? after) =>
        audit.RecordAsync(Caller.CommandLine.DidTo(tenant, action, before: before, after: after));

    private static string Spell(IEnumerable<Messages.EventType> events) => string.Join(", ", events.Select(HookAccess.Spell));
}
