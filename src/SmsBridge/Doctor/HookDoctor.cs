using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Core.HooksAdmin;
using SmsBridge.Intake.Events;
using SmsBridge.Messages;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Doctor;

/// <summary>
/// Whether the core's hook brings what clients are to be told of: an event that is switched on here and not listened to there never comes, and nothing looks amiss. Says
/// nothing where the core does not let the bridge look, and of hooks of another template, whose events may go anywhere.
/// </summary>
internal sealed class HookDoctor(CoreHooksClient client, TextDirectory texts, IOptions<ExternalEventsOptions> external)
{
    public static bool IsOurs(CoreHook hook) => HookFields.Is(hook.Name, SmsBridgeHookDraft.Template);

    /// <summary>As it can be typed.</summary>
    public static string Spell(EventType type) => $"{type.Entity}/{type.Action}";

    /// <summary>What clients are told of and a hook can bring, by name.</summary>
    public async Task<IReadOnlyList<EventType>> ToldAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        await texts.RefreshAsync(cancellationToken); // a command has read none
        return [.. texts.KindsOf(tenant.Id).Where(kind => texts.IsOn(tenant.Id, kind.Type) && IsOfHooks(kind)).Select(kind => kind.Type).OrderBy(type => type.ToString(), StringComparer.Ordinal)];
    }

    public async Task<IReadOnlyList<CheckView>> ExamineAsync(Tenant tenant, CoreAccess access, CancellationToken cancellationToken)
    {
        if (await client.ListAsync(access, cancellationToken) is not HookResult<IReadOnlyList<CoreHook>>.Done { Value: var all }
            || all.Where(hook => IsOurs(hook) && hook.IsActive).ToList() is not { Count: > 0 } ours)
        {
            return [];
        }

        var unheard = (await ToldAsync(tenant, cancellationToken)).Where(told => !ours.Exists(hook => hook.Events.Any(heard => EventType.Matches(heard.Entity, heard.Action, told)))).ToList();
        return
        [
            unheard.Count == 0
                ? new CheckView("hookEvents", CheckOutcome.Passed, "The hook listens to all that clients are told of.")
                : new CheckView(
                    "hookEvents", CheckOutcome.Warning, $"Clients are told of {string.Join(", ", unheard)}, but hook {ours[0].Id} does not listen to it: none of that comes.",
                    $"{DoctorWords.Program} hook update {ours[0].Id} --tenant {tenant.Identifier}{string.Concat(ours[0].Events.Concat(unheard).Select(type => $" --event {Spell(type)}"))} "
                    + "(or switch off what clients are not to be told of)")
                {
                    OnPage = "Add them to the hook in the core, or switch off under Texts what clients are not to be told of.",
                },
        ];
    }

    /// <summary>What the core's events bring as well comes without a hook; and what its jobs do has none.</summary>
    private bool IsOfHooks(EventKind kind) => !kind.IsEventOnly && !EventType.OwnTexts.Contains(kind.Type) && (kind.ExternalEvent is null || external.Value.Brokers.Count == 0);
}
