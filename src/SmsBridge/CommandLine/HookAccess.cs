using SmsBridge.Core;
using SmsBridge.Core.HooksAdmin;
using SmsBridge.Doctor;
using SmsBridge.Tenants;

namespace SmsBridge.CommandLine;

/// <summary>The way to a tenant's hooks, and words for what goes wrong on it.</summary>
internal sealed class HookAccess(TenantDirectory directory, CoreDoctor core, HookDoctor doctor)
{
    /// <summary>Whether the hooks there are now bring what clients are told of.</summary>
    public Task<IReadOnlyList<CheckView>> EventsAsync(Tenant tenant, CoreAccess access, CancellationToken cancellationToken) => doctor.ExamineAsync(tenant, access, cancellationToken);

    /// <exception cref="RefusedException">There is no such tenant, or no way to its core.</exception>
    public (Tenant Tenant, CoreAccess Access) Open(string identifier)
    {
        var tenant = directory.Find(identifier) ?? throw new RefusedException(UnknownTenant.Words(identifier));
        return core.Access(tenant) switch
        {
            CoreAccessReading.Ready ready => (tenant, ready.Access),
            var reading => throw new RefusedException(((CoreAccessReading.Refused)reading).Detail),
        };
    }

    /// <exception cref="RefusedException">The core did not do it, or could not be asked.</exception>
    public static T Value<T>(HookResult<T> result) => result is HookResult<T>.Done done ? done.Value : throw new RefusedException(result.WhyNot());

    public static HookView View(CoreHook hook, bool showSecrets)
    {
        var shown = showSecrets ? hook : hook.Masked();
        return new HookView(
            shown.Id, shown.Name, shown.DisplayName, shown.IsActive, [.. shown.Events.Select(HookDoctor.Spell)], shown.Config, shown.ApiKeys,
            shown.CreatedAt, shown.UpdatedAt, shown.TemplateId);
    }

    public static void Tell(VerbOutput output, HookView hook)
    {
        output.Field("Hook", $"{hook.Id}, {hook.DisplayName}");
        output.Field("Template", hook.Name);
        output.Field("Active", hook.IsActive ? "yes" : "no: it does not fire");
        output.Field("Events", string.Join(", ", hook.Events));
        output.Field("Keys stored", hook.ApiKeys switch
        {
            0 => "none: the core registers with the hook's next event",
            1 => "1",
            _ => $"{hook.ApiKeys}: the core fails on every event until \"hook update --forget-key\"",
        });
        output.Field("Document", hook.TemplateId is { } document ? $"{document}: the core writes the text itself" : null);
        foreach (var (field, value) in hook.Config)
        {
            output.Field(field, value);
        }
    }
}
