using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.TenantTexts.OwnEvents;

/// <summary>What a tenant's own event takes more than one of the catalogue: to be made, and to have words before it is told. Scope is checked by the verbs that ask.</summary>
internal sealed class OwnEventMaking(OwnEventStore store, TextStore rows, TextDirectory texts, AuditLog audit)
{
    /// <summary>The kind that a name would have; else why there can be none.</summary>
    public static (EventKind? Kind, Outcome? Why) Read(string eventName, string? className)
    {
        var type = OwnEventRules.Read(eventName, out var fault);
        return fault is not null ? (null, new Outcome.Refused(fault, "event"))
            : type == EventType.None || EventCatalogue.Find(type) is not null ? (null, TextVerbs.NoSuchEvent(eventName))
            : OwnEventRules.WhyForbidden(type) is { } why ? (null, new Outcome.Refused($"No text can be given to {eventName}: {why}.", "event"))
            : (OwnEventRules.KindOf(type, EventClasses.Find(className) ?? EventClass.Service), null);
    }

    /// <summary>Of an event that is set for the first time. Without a class it is one of the list that was misspelled: whoever meant to switch that off must be told that it is not.</summary>
    public async Task<Outcome> MakeAsync(Caller caller, Tenant tenant, string eventName, EventRequest request)
    {
        if (request.Class is null)
        {
            return TextVerbs.NoSuchEvent(eventName);
        }

        var (kind, why) = Read(eventName, request.Class);
        if (kind is null)
        {
            return why!;
        }

        if (request.Enabled != false)
        {
            return new Outcome.Refused($"{kind.Name} is no event of {tenant.Identifier} yet. Make it with enabled false, write and publish a text for it, then switch it on.", "enabled");
        }

        if (TextVerbs.RuleProblem(kind, request) is { } problem)
        {
            return problem;
        }

        if (await store.CreateAsync(tenant.Id, kind, caller.Actor.Name) is { } refusal)
        {
            return new Outcome.Refused(refusal, "event");
        }

        if (request.Rules != EventRules.None)
        {
            await rows.SetEventAsync(tenant.Id, kind, enabled: false, request.Rules, caller.Actor.Name);
        }

        await texts.ReloadAsync(CancellationToken.None);
        await audit.RecordAsync(caller.Actor.Did(AuditActions.Text, $"text {kind.Name} of {tenant.Identifier}", tenant.Id, null, null, $"made, class {EventClasses.NameOf(kind.Class)}{request.Rules.Words}"));
        return new Outcome.Done($"{kind.Name} is an event of {tenant.Identifier}'s own now, and off. Write and publish a text for it, then switch it on; the core's hook has to listen to it.");
    }

    /// <returns>Why an event can not be set so; null: it can, and has its class.</returns>
    public async Task<Outcome?> PrepareAsync(Tenant tenant, EventKind kind, bool isOn, EventClass? @class)
    {
        if (isOn && !await HasWordsAsync(tenant.Id, kind, but: null))
        {
            return new Outcome.Refused($"{kind.Name} has no words yet. Write and publish a text first, then switch it on.", "enabled");
        }

        if (@class is { } wanted && wanted != kind.Class)
        {
            await store.SetClassAsync(tenant.Id, kind, wanted);
        }

        return null;
    }

    /// <param name="but">Not counting this language.</param>
    public async Task<bool> HasWordsAsync(long tenantId, EventKind kind, string? but) =>
        (await rows.OfTenantAsync(tenantId, CancellationToken.None)).Exists(row => row.Event == kind.Name && row.Published is not null && row.Language != but);
}
