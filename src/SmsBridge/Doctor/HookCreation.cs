using SmsBridge.Core;
using SmsBridge.Core.HooksAdmin;
using SmsBridge.Intake.Hooks.Sheets;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.Doctor;

/// <summary>Makes the hook of a tenant in its core, filled in from what is known of the tenant.</summary>
internal sealed class HookCreation(TenantAccess tenants, CoreDoctor core, CoreHooksClient client, HookDoctor doctor, BridgeAddress address, HookAudit audit)
{
    /// <summary>The verb: on all that clients are told of. The core takes one hook of ours, and it is left as it is where it is there.</summary>
    /// <param name="seenAs">
    /// The address at which the caller says that he reaches the bridge. While no public one is set the core is to call that one if it is this machine, for trying out: any other would be the
    /// caller's word for where the core sends events and secrets.
    /// </param>
    public Task<Outcome> CreateAsync(Caller caller, string identifier, string? seenAs, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (core.Access(tenant) is not CoreAccessReading.Ready { Access: var access })
            {
                return new Outcome.Refused(CoreAccesses.NotSet);
            }

            var wish = new HookWish(Sheet.ListenedTo(await doctor.ToldAsync(tenant, cancellationToken)), DisplayName: null, address.PublicUrl.Length == 0 && IsHere(seenAs) ? seenAs : null);
            return Draft(tenant, wish) switch
            {
                HookDraftReading.Drafted { Draft: var draft } => Words(await MakeAsync(caller, tenant, access, draft, cancellationToken), draft),
                HookDraftReading.NoAddress none => new Outcome.Refused(none.Detail),
                var reading => new Outcome.Refused(((HookDraftReading.NoToken)reading).Detail),
            };
        });

    /// <summary>Creates the hook, unless there is one of ours: that is not touched, as another config would make the core forget its key.</summary>
    public async Task<HookResult<HookMade>> MakeAsync(Caller caller, Tenant tenant, CoreAccess access, HookDraft draft, CancellationToken cancellationToken)
    {
        var list = await client.ListAsync(access, cancellationToken);
        if (list is not HookResult<IReadOnlyList<CoreHook>>.Done { Value: var hooks })
        {
            return list.As<HookMade>();
        }

        if (hooks.FirstOrDefault(HookDoctor.IsOurs) is { } present)
        {
            return new HookResult<HookMade>.Done(new HookMade(present.Id, present));
        }

        var made = await client.CreateAsync(access, draft, CancellationToken.None); // whoever hangs up now must not leave a hook that is not on the audit
        if (made is not HookResult<long>.Done { Value: var id })
        {
            return made.As<HookMade>();
        }

        await audit.CreatedAsync(caller, tenant, id, draft);
        return new HookResult<HookMade>.Done(new HookMade(id, Present: null));
    }

    /// <summary>Everything from the tenant.</summary>
    public HookDraftReading Draft(Tenant tenant, HookWish wish)
    {
        if (address.Read(wish.BridgeUrl) is PayloadUrlReading.Refused refused)
        {
            return new HookDraftReading.NoAddress(refused.Detail);
        }

        if (tenant.Settings.ProviderToken is not { } token)
        {
            var lost = Reasons.Explain(Reasons.SecretsLost);
            return new HookDraftReading.NoToken($"{lost.Meaning} {lost.Remedy}");
        }

        var draft = SmsBridgeHookDraft.For(
            wish.BridgeUrl ?? address.PublicUrl, tenant.Settings.Sender, tenant.Settings.AccountId, token,
            wish.Events.Count > 0 ? wish.Events : HookWish.UsualEvents);
        return new HookDraftReading.Drafted(draft with
        {
            DisplayName = wish.DisplayName ?? draft.DisplayName,
            IsActive = wish.IsActive,
            Config = new Dictionary<string, string>(draft.Config, StringComparer.Ordinal) { [HookFields.SmsProvider] = tenant.Settings.Provider },
        });
    }

    private static bool IsHere(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.IsLoopback;

    private static Outcome Words(HookResult<HookMade> result, HookDraft draft) =>
        result is not HookResult<HookMade>.Done { Value: var made } ? new Outcome.Refused(result.WhyNot())
        : made.Present is { IsActive: var isActive } present
            ? new Outcome.Unchanged($"The core has the hook already (hook {present.Id}{(isActive ? "" : ", which is not active: switch it on there")}), and takes only one.")
        : new Outcome.Done(
            $"Hook {made.Id} is made in the core. It listens to {string.Join(", ", draft.Events.Select(HookDoctor.Spell))}, and calls {draft.Config[HookFields.PayloadUrl]}. With its first event the core asks the bridge for a key by itself.");
}
