using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.TenantTexts.OwnEvents;

/// <summary>What people and a tenant's key do with its own events beyond what they do with all (<see cref="TextVerbs"/>, which makes them too). Scope, checks and audit are here.</summary>
internal sealed class OwnEventVerbs(TenantAccess tenants, OwnEventStore store, OwnEventMaking making, TextDirectory texts, AuditLog audit)
{
    /// <summary>Off, and without words yet. What is on the list stays as it is.</summary>
    public Task<Outcome> MakeAsync(Caller caller, string identifier, string eventName, string className) =>
        tenants.ForAsync(
            caller, identifier,
            tenant => texts.KindOf(tenant.Id, eventName) is { } known
                ? Task.FromResult<Outcome>(new Outcome.Refused($"{known.Name} is on the list already.", "event"))
                : making.MakeAsync(caller, tenant, eventName, new EventRequest { Enabled = false, Class = className }),
            ownToo: true);

    /// <summary>It is the tenant's no more. The versions of its texts stay on the record.</summary>
    public Task<Outcome> RemoveAsync(Caller caller, string identifier, string eventName) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (texts.KindOf(tenant.Id, eventName) is not { } kind)
            {
                return TextVerbs.NoSuchEvent(eventName);
            }

            if (!kind.IsOwn)
            {
                return new Outcome.Refused($"{kind.Name} is of the product's list, and stays on it. Switch it off with enabled false.", "event");
            }

            if (!await store.RemoveAsync(tenant.Id, kind))
            {
                return new Outcome.Refused($"Clients are told of {kind.Name}. Switch it off first.", "event");
            }

            await texts.ReloadAsync(CancellationToken.None);
            await audit.RecordAsync(caller.Actor.Did(AuditActions.Text, $"text {kind.Name} of {tenant.Identifier}", tenant.Id, null, "its own event", "removed"));
            return new Outcome.Done($"{kind.Name} is no event of {tenant.Identifier}'s own any more.");
        }, ownToo: true);
}
