using SmsBridge.Core;
using SmsBridge.Core.EventsAdmin;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Doctor;

/// <summary>A tenant's core was asked what it publishes, whatever it said.</summary>
internal sealed record EventsExamined(CheckView Check) : Outcome.Done("");

/// <summary>Which external events a tenant's texts are about, whether its core publishes them, and switching them on there.</summary>
internal sealed class EventsEnabling(CoreDoctor core, CoreEventsClient events, TextDirectory texts, TenantAccess tenants, EventsDoctor doctor, AuditLog audit)
{
    /// <summary>Asks the tenant's core now.</summary>
    public Task<Outcome> ExamineAsync(Caller caller, string identifier, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant => new EventsExamined(await doctor.ExamineAsync(tenant, cancellationToken)));

    /// <summary>Switches on, in the tenant's core, the kinds that its texts wait for.</summary>
    public Task<Outcome> EnableAsync(Caller caller, string identifier, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            await texts.RefreshAsync(cancellationToken);
            var reading = core.Access(tenant);
            if (reading is not CoreAccessReading.Ready { Access: var access })
            {
                return new Outcome.Refused(((CoreAccessReading.Refused)reading).Detail);
            }

            var listed = await events.ListAsync(access, cancellationToken);
            if (listed is not CoreResult<IReadOnlyDictionary<string, bool>>.Found { Value: var switches })
            {
                return new Outcome.Refused(((CoreResult<IReadOnlyDictionary<string, bool>>.Failure)listed).Detail);
            }

            var missing = WantedOf(texts, tenant).Select(TypeOf).Where(type => !switches.GetValueOrDefault(type)).ToList();
            var off = missing.FindAll(switches.ContainsKey);
            if (off.Count == 0)
            {
                return new Outcome.Unchanged(missing.Count == 0 ? $"The core of {identifier} publishes all that its texts wait for." : $"The core of {identifier} has no {string.Join(", ", missing)}, which its texts wait for.");
            }

            var enabled = await events.EnableAsync(access, off, cancellationToken);
            if (enabled is not CoreResult<IReadOnlyDictionary<string, bool>>.Found)
            {
                return new Outcome.Refused(((CoreResult<IReadOnlyDictionary<string, bool>>.Failure)enabled).Detail);
            }

            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.EventsEnable, after: string.Join(", ", off)));
            return new Outcome.Done($"The core of {identifier} publishes from now on: {string.Join(", ", off)}.");
        });

    public static IEnumerable<EventKind> WantedOf(TextDirectory texts, Tenant tenant) => EventCatalogue.All.Where(kind => kind.ExternalEvent is not null && texts.IsOn(tenant.Id, kind.Type));

    /// <summary>As the core names it.</summary>
    public static string TypeOf(EventKind kind) => $"{kind.ExternalEvent}BusinessEvent";
}
