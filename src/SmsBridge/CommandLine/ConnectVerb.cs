using SmsBridge.Core;
using SmsBridge.Core.HooksAdmin;
using SmsBridge.Doctor;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge tenant connect</c>: verify, hook, test event, what arrived.</summary>
internal sealed class ConnectVerb(
    HookAccess hooks, CoreHooksClient client, HookChangeVerbs changes, TenantExamination examination, HookCreation creation, TrafficDoctor traffic, PathTest path)
{
    private const int EventsShown = 5;

    public async Task<int> RunAsync(
        VerbOutput output, string identifier, IReadOnlyList<EventType> events, string? bridgeUrl, CancellationToken cancellationToken)
    {
        var (tenant, access) = hooks.Open(identifier);
        var draft = changes.Draft(tenant, new HookWish(events, DisplayName: null, bridgeUrl));
        if (await examination.VerifyAsync(Caller.CommandLine, identifier, cancellationToken) is not Examined { Report: var report })
        {
            return output.RefuseUnknown(identifier);
        }

        var steps = report.Checks.Where(check => check.Name is not "lastHook" and not "waiting" and not "hookEvents").ToList();
        HookView? hook = null;
        if (!steps.Exists(step => step.IsTrouble && step.Name != "pause"))
        {
            try
            {
                (var step, hook) = await HookAsync(access, tenant, draft, keepEvents: events.Count == 0, cancellationToken);
                steps.AddRange([step, .. await hooks.EventsAsync(tenant, access, cancellationToken)]);
            }
            catch (RefusedException refused)
            {
                steps.Add(new CheckView("hook", CheckOutcome.Failed, refused.Message, "Mend it in the core, then connect again."));
            }

            steps.Add(await path.RunAsync(tenant, draft.Config[HookFields.PayloadUrl], cancellationToken));
        }

        var view = new ConnectView(
            identifier, steps, hook, await traffic.LastEventsAsync(tenant, EventsShown, cancellationToken), [.. DoctorWords.Next(steps), .. Then(steps, hook)]);
        output.Result(view, ResultJson.Of.ConnectView, it => Reports.Tell(output, it));
        return steps.Exists(step => step.IsTrouble) ? ExitCodes.CheckFailed : ExitCodes.Done;
    }

    /// <summary>Creates the hook, or takes the one there: without touching its fields, as that would make the core forget its key.</summary>
    private async Task<(CheckView Step, HookView? Hook)> HookAsync(
        CoreAccess access, Tenant tenant, HookDraft draft, bool keepEvents, CancellationToken cancellationToken)
    {
        var (id, present) = HookAccess.Value(await creation.MakeAsync(Caller.CommandLine, tenant, access, draft, cancellationToken));
        if (present is not null)
        {
            return (Judge(tenant, present, draft, keepEvents), HookAccess.View(present, showSecrets: false));
        }

        var hook = await client.FindAsync(access, id, cancellationToken) is HookResult<CoreHook>.Done { Value: var made } ? HookAccess.View(made, showSecrets: false) : null;
        return (new CheckView(
            "hook", CheckOutcome.Passed, $"Hook {id} is created on {string.Join(", ", draft.Events.Select(HookDoctor.Spell))}; the core reached {draft.Config[HookFields.PayloadUrl]}."), hook);
    }

    private static CheckView Judge(Tenant tenant, CoreHook hook, HookDraft draft, bool keepEvents)
    {
        var change = HookChange.Between(hook, draft with { DisplayName = null, TemplateId = hook.TemplateId, Events = keepEvents ? hook.Events : draft.Events });
        var differences = new[]
        {
            change.IsActive is null ? null : "it is not active",
            change.Events is null ? null : $"it listens to {string.Join(", ", hook.Events.Select(HookDoctor.Spell))}",
            change.Config is null ? null : $"it has another {string.Join(", ", change.Config.Keys)}",
            hook.ApiKeys > 1 ? "it has more than one key, so every event fails" : null,
        }.OfType<string>().ToList();
        var update = $"{Verbs.Program} hook update {hook.Id} --tenant {tenant.Identifier}{(hook.ApiKeys > 1 ? " --forget-key" : "")}";
        return differences.Count == 0
            ? new CheckView("hook", CheckOutcome.Passed, $"Hook {hook.Id} is there and as it should be.")
            : new CheckView("hook", CheckOutcome.Failed, $"Hook {hook.Id} is there, but {string.Join("; ", differences)}.", update);
    }

    private static IEnumerable<string> Then(IEnumerable<CheckView> steps, HookView? hook) =>
        hook is { ApiKeys: 0 } && !steps.Any(step => step.IsTrouble)
            ? [$"Let something happen in the core{Example(hook.Events)}: with its first event the hook asks the bridge for its key. Then verify again."]
            : [];

    /// <summary>Of what the hook listens to: another event would bring nothing, and nobody would know why.</summary>
    private static string Example(IReadOnlyList<string> events) =>
        events.Contains(HookDoctor.Spell(EventType.ClientCreate), StringComparer.OrdinalIgnoreCase) ? ", e.g. create a client"
        : events.Count == 0 ? "" : $" that the hook listens to ({events[0]})";
}
