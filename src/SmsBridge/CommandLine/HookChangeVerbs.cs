using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Core.HooksAdmin;
using SmsBridge.Doctor;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge hook create|update|delete</c>.</summary>
internal sealed class HookChangeVerbs(
    HookAccess hooks, CoreHooksClient client, HookCreation creation, BridgeAddress address, IOptions<RegistrationOptions> registration, HookAudit audit,
    TimeProvider time)
{
    public async Task<int> CreateAsync(VerbOutput output, string identifier, HookWish wish, CancellationToken cancellationToken)
    {
        var (tenant, access) = hooks.Open(identifier);
        var draft = Draft(tenant, wish);
        await WarnOfUnknownEventsAsync(output, access, draft.Events, cancellationToken);
        var (id, present) = HookAccess.Value(await creation.MakeAsync(Caller.CommandLine, tenant, access, draft, cancellationToken));
        if (present is not null)
        {
            return output.Refuse($"The core has an SMS Bridge hook of this tenant already, and takes only one: {Verbs.Program} hook update {id} --tenant {identifier}");
        }

        foreach (var reason in ((PayloadUrlReading.Advised)address.Read(wish.BridgeUrl)).Reasons)
        {
            output.Hint(reason);
        }

        return await ShowAsync(output, access, new HookChangedView(identifier, id, Changed: true, KeyForgotten: false, Hook: null), cancellationToken);
    }

    public async Task<int> UpdateAsync(VerbOutput output, string identifier, long id, HookWish wish, CancellationToken cancellationToken)
    {
        var (tenant, access) = hooks.Open(identifier);
        var hook = HookAccess.Value(await client.FindAsync(access, id, cancellationToken));
        if (!HookDoctor.IsOurs(hook))
        {
            return output.Refuse($"Hook {id} is of the template {hook.Name}, not {SmsBridgeHookDraft.Template}: change it in the core.");
        }

        var change = HookChange.Between(hook, Draft(tenant, wish) with
        {
            DisplayName = wish.DisplayName,
            Events = wish.Events.Count > 0 ? wish.Events : hook.Events,
            TemplateId = hook.TemplateId,
        }) with { ForgetKey = wish.ForgetKey };
        if (change.Config is not null || change.ForgetKey)
        {
            WarnOfForgottenKey(output, tenant);
        }

        var update = HookAccess.Value(await client.UpdateAsync(access, id, change, cancellationToken));
        if (update.IsChanged)
        {
            await audit.ChangedAsync(Caller.CommandLine, tenant, hook, change, update);
        }

        return await ShowAsync(output, access, new HookChangedView(identifier, id, update.IsChanged, update.KeyForgotten, Hook: null), cancellationToken);
    }

    public async Task<int> DeleteAsync(VerbOutput output, string identifier, long id, CancellationToken cancellationToken)
    {
        var (tenant, access) = hooks.Open(identifier);
        HookAccess.Value(await client.DeleteAsync(access, id, cancellationToken));
        await audit.DeletedAsync(Caller.CommandLine, tenant, id);
        output.Result(
            new HookDeletedView(identifier, id), ResultJson.Of.HookDeletedView,
            _ => output.Line($"Hook {id} is deleted. The tenant and its key stay here: {Verbs.Program} tenant delete {identifier} ends them."));
        return ExitCodes.Done;
    }

    /// <inheritdoc cref="HookCreation.Draft"/>
    /// <exception cref="RefusedException">The bridge's address or the provider's token is not there.</exception>
    internal HookDraft Draft(Tenant tenant, HookWish wish) =>
        creation.Draft(tenant, wish) switch
        {
            HookDraftReading.Drafted drafted => drafted.Draft,
            HookDraftReading.NoAddress none => throw new RefusedException(none.Detail, ExitCodes.Settings),
            var reading => throw new RefusedException(((HookDraftReading.NoToken)reading).Detail),
        };

    /// <summary>A hook that has forgotten its key lives only if the bridge gives it another; see fineract-hooks.md 4.4.</summary>
    /// <exception cref="RefusedException">It would not.</exception>
    private void WarnOfForgottenKey(VerbOutput output, Tenant tenant)
    {
        if (registration.Value.Repeat == RepeatedRegistration.Refuse)
        {
            throw new RefusedException(
                "With this change the core forgets its API key and registers again, which Registration:Repeat = Refuse would not let it: the hook would be dead. Set Rotate first. Nothing was changed.",
                ExitCodes.Settings);
        }

        output.Hint("With this change the core forgets its API key; it registers again with the hook's next event. The key before works on for Registration:PreviousKeyGrace.");
        var ready = tenant.RegisteredAt + registration.Value.RaceWindow;
        if (ready > time.GetUtcNow())
        {
            output.Hint($"It registered a moment ago: an event before {VerbOutput.At(ready)} would be lost (Registration:RaceWindow).");
        }
    }

    private async Task WarnOfUnknownEventsAsync(VerbOutput output, CoreAccess access, IReadOnlyList<EventType> events, CancellationToken cancellationToken)
    {
        if (await client.TemplateAsync(access, cancellationToken) is not HookResult<HookTemplates>.Done { Value: var templates })
        {
            return; // the creation will tell
        }

        foreach (var type in events.Where(type => !templates.Offers(type)))
        {
            output.Hint($"The core does not list {HookDoctor.Spell(type)}: it takes the hook, and never fires it for that.");
        }
    }

    private async Task<int> ShowAsync(VerbOutput output, CoreAccess access, HookChangedView changed, CancellationToken cancellationToken)
    {
        var hook = await client.FindAsync(access, changed.Id, cancellationToken) is HookResult<CoreHook>.Done { Value: var found }
            ? HookAccess.View(found, showSecrets: false)
            : null;
        output.Result(changed with { Hook = hook }, ResultJson.Of.HookChangedView, it =>
        {
            output.Line(it.Changed ? $"Hook {it.Id} is as follows now." : $"Hook {it.Id} was so already; nothing was changed.");
            if (it.Hook is not null)
            {
                HookAccess.Tell(output, it.Hook);
            }
        });
        return ExitCodes.Done;
    }
}
