using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Core.HooksAdmin;
using SmsBridge.Doctor;
using SmsBridge.Messages;
using SmsBridge.Tenants;

namespace SmsBridge.CommandLine;

/// <summary>What an operator wants of a hook.</summary>
/// <param name="Events">Empty: what it has, or the usual ones.</param>
/// <param name="BridgeUrl">Null: the public one.</param>
internal sealed record HookWish(IReadOnlyList<EventType> Events, string? DisplayName, string? BridgeUrl)
{
    public static readonly IReadOnlyList<EventType> UsualEvents = [EventType.ClientCreate, EventType.LoanRepayment];

    public bool IsActive { get; init; } = true;

    public bool ForgetKey { get; init; }
}

/// <summary><c>smsbridge hook create|update|delete</c>.</summary>
internal sealed class HookChangeVerbs(
    HookAccess hooks, CoreHooksClient client, BridgeAddress address, IOptions<RegistrationOptions> registration, HookAudit audit,
    TimeProvider time)
{
    public async Task<int> CreateAsync(VerbOutput output, string identifier, HookWish wish, CancellationToken cancellationToken)
    {
        var (tenant, access) = hooks.Open(identifier);
        var draft = Draft(tenant, wish);
        if (HookAccess.Value(await client.ListAsync(access, cancellationToken)).FirstOrDefault(HookAccess.IsOurs) is { } present)
        {
            return output.Refuse(
                $"The core has an SMS Bridge hook of this tenant already, and takes only one: {Verbs.Program} hook update {present.Id} --tenant {identifier}");
        }

        await WarnOfUnknownEventsAsync(output, access, draft.Events, cancellationToken);
        var id = HookAccess.Value(await client.CreateAsync(access, draft, cancellationToken));
        await audit.CreatedAsync(tenant, id, draft);
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
        if (!HookAccess.IsOurs(hook))
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
            await audit.ChangedAsync(tenant, hook, change, update);
        }

        return await ShowAsync(output, access, new HookChangedView(identifier, id, update.IsChanged, update.KeyForgotten, Hook: null), cancellationToken);
    }

    public async Task<int> DeleteAsync(VerbOutput output, string identifier, long id, CancellationToken cancellationToken)
    {
        var (tenant, access) = hooks.Open(identifier);
        HookAccess.Value(await client.DeleteAsync(access, id, cancellationToken));
        await audit.DeletedAsync(tenant, id);
        output.Result(
            new HookDeletedView(identifier, id), ResultJson.Of.HookDeletedView,
            _ => output.Line($"Hook {id} is deleted. The tenant and its key stay here: {Verbs.Program} tenant delete {identifier} ends them."));
        return ExitCodes.Done;
    }

    /// <summary>Everything from the tenant.</summary>
    /// <exception cref="RefusedException">The bridge's address or the provider's token is not there.</exception>
    internal HookDraft Draft(Tenant tenant, HookWish wish)
    {
        if (address.Read(wish.BridgeUrl) is PayloadUrlReading.Refused refused)
        {
            throw new RefusedException(refused.Detail, ExitCodes.Settings);
        }

        if (tenant.Settings.ProviderToken is not { } token)
        {
            var lost = Reasons.Explain(Reasons.SecretsLost);
            throw new RefusedException($"{lost.Meaning} {lost.Remedy}");
        }

        var draft = SmsBridgeHookDraft.For(
            wish.BridgeUrl ?? address.PublicUrl, tenant.Settings.Sender, tenant.Settings.AccountId, token,
            wish.Events.Count > 0 ? wish.Events : HookWish.UsualEvents);
        return draft with
        {
            DisplayName = wish.DisplayName ?? draft.DisplayName,
            IsActive = wish.IsActive,
            Config = new Dictionary<string, string>(draft.Config, StringComparer.Ordinal) { [HookFields.SmsProvider] = tenant.Settings.Provider },
        };
    }

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
            output.Hint($"The core does not list {HookAccess.Spell(type)}: it takes the hook, and never fires it for that.");
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
