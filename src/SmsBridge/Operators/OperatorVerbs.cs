using Microsoft.Extensions.Options;
using SmsBridge.Operators.SecondFactors;
using SmsBridge.Operators.Sessions;

namespace SmsBridge.Operators;

/// <summary>What is asked for an operator. A role that is not known is refused, not guessed.</summary>
internal sealed record OperatorWish(string? Role, bool AllTenants, IReadOnlyList<string>? Tenants);

/// <summary>An operator that was added or has a new password.</summary>
internal sealed record OperatorPassword(string Words, string Password, string Name, string Rights) : Outcome.Secret(Words, Password);

/// <summary>What admins do with operators, by pages, API and command line; the store puts it on the audit.</summary>
internal sealed class OperatorVerbs(
    OperatorStore store, SecondFactorStore factors, SessionStore sessions, OperatorPasswords passwords, ITenantNames tenants, IOptions<OperatorOptions> options)
{
    /// <summary>The operator changes the password after signing in.</summary>
    /// <param name="password">Null: one is made here.</param>
    public Task<Outcome> AddAsync(Caller caller, string? name, OperatorWish wish, string? password, CancellationToken cancellationToken) =>
        ForAdminAsync(caller, async () =>
        {
            if (await WhyNotAddedAsync(name, cancellationToken) is { } problem)
            {
                return problem;
            }

            if (Read(wish, out var refused) is not var (role, scope))
            {
                return refused!;
            }

            var rights = OperatorRights.Describe(role, OperatorRights.ScopeFor(role, scope));
            return await WithPasswordAsync(name!, password, async made =>
                await store.AddAsync(caller.Actor, name!, passwords.Hash(made), role, scope) == OperatorOutcome.Done
                    ? new OperatorPassword($"Operator {name} is added ({rights}).{Unregistered(role, scope)} The password, shown only now:", made, name!, rights)
                    : Taken(name!));
        });

    /// <summary>For who has to be asked for a password first. Null: nothing speaks against the name.</summary>
    public async Task<Outcome.Refused?> WhyNotAddedAsync(string? name, CancellationToken cancellationToken) =>
        OperatorRights.CheckName(name) is { } problem ? new Outcome.Invalid(problem, "name")
        : !options.Value.OpenIdConnect.TakesPasswordOf(name!) ? new Outcome.Refused(options.Value.OpenIdConnect.OnlyBreakGlass, "name")
        : await store.FindAsync(name!, cancellationToken) is not null ? Taken(name!)
        : null;

    public Task<Outcome> ChangeAsync(Caller caller, string name, OperatorWish wish) =>
        ForAdminAsync(caller, async () =>
        {
            if (Read(wish, out var refused) is not var (role, scope))
            {
                return refused!;
            }

            if (await store.FindAsync(name, CancellationToken.None) is { Identity: not null })
            {
                return new Outcome.Refused(ByProvider(name, "its role and tenants follow its groups there, at each sign-in. Change those, or disable it here"));
            }

            var rights = OperatorRights.Describe(role, OperatorRights.ScopeFor(role, scope));
            return Words(
                await store.ChangeRightsAsync(caller.Actor, name, role, scope), name,
                $"Operator {name} is {rights} now and has to sign in again.{Unregistered(role, scope)}", $"{rights} already");
        });

    /// <summary>There is no grace: whoever has the password before is out.</summary>
    /// <param name="confirmed">The caller knows that it ends.</param>
    /// <param name="password">Null: one is made here.</param>
    public Task<Outcome> ResetAsync(Caller caller, string name, bool confirmed, string? password, CancellationToken cancellationToken) =>
        ForAdminAsync(caller, async () =>
        {
            var account = await store.FindAsync(name, cancellationToken);
            if (IsSelf(caller, account))
            {
                return new Outcome.Refused("Your own password is changed on the page of your account, with the one you have.");
            }

            if (!confirmed)
            {
                return new Outcome.Asks($"The password {name} has would end now, and {name} is signed out everywhere.");
            }

            if (account is not { } known)
            {
                return Words(OperatorOutcome.Unknown, name, "");
            }

            if (known.Identity is not null)
            {
                return new Outcome.Refused(ByProvider(name, "it has no password here"));
            }

            if (!options.Value.OpenIdConnect.TakesPasswordOf(known.Name))
            {
                return new Outcome.Refused(options.Value.OpenIdConnect.OnlyBreakGlass);
            }

            return await WithPasswordAsync(name, password, async made =>
            {
                var outcome = await store.ResetPasswordAsync(caller.Actor, name, passwords.Hash(made));
                return outcome == OperatorOutcome.Done
                    ? new OperatorPassword($"Operator {name} has a new password and is signed out everywhere. Shown only now:", made, known.Name, known.Rights)
                    : Words(outcome, name, "");
            });
        });

    public Task<Outcome> SetDisabledAsync(Caller caller, string name, bool disabled) =>
        ForAdminAsync(caller, async () => Words(
            await store.SetDisabledAsync(caller.Actor, name, disabled), name,
            disabled ? $"Operator {name} is disabled and signed out everywhere." : $"Operator {name} can sign in again.",
            disabled ? "disabled already" : "not disabled"));

    /// <summary>For who lost telephone and recovery codes. One's own is changed where the password is asked for.</summary>
    public Task<Outcome> ResetSecondFactorAsync(Caller caller, string name, CancellationToken cancellationToken) =>
        ForAdminAsync(caller, async () => await store.FindAsync(name, cancellationToken) is var known && IsSelf(caller, known)
                ? new Outcome.Refused("Your own second factor is changed on the page of your account, with your password.")
                : Words(
                    await factors.RemoveAsync(caller.Actor, name, AuditActions.SecondFactorReset), name,
                    $"Operator {name} has no second factor any more and is signed out everywhere. {Afterwards(known)}", "without a second factor"));

    /// <summary>A session alone must not be enough to take its account over: where it is one's own, the password is asked for.</summary>
    private static bool IsSelf(Caller caller, OperatorAccount? known) => caller.Actor.OperatorId is { } self && known?.Id == self;

    private string Afterwards(OperatorAccount? known) =>
        known is not null && options.Value.NeedsSecondFactor(known.Role) ? "A new one is set up after the next sign-in, which asks for it." : "The role needs none: the password alone lets in, until a new one is set up on the page of the account.";

    /// <summary>Signs somebody out everywhere, who may sign in again.</summary>
    public Task<Outcome> EndSessionsAsync(Caller caller, string name) =>
        ForAdminAsync(caller, async () => Words(await sessions.EndAllAsync(caller.Actor, name), name, $"Operator {name} is signed out everywhere."));

    private string ByProvider(string name, string so) => $"Operator {name} signs in with {options.Value.OpenIdConnect.DisplayName}: {so}.";

    private string Unregistered(OperatorRole role, TenantScope scope) => tenants.Unregistered(OperatorRights.ScopeFor(role, scope).Identifiers);

    private static Outcome.Exists Taken(string name) => new($"There is an operator {name} already.", "name");

    /// <param name="so">What it is, where nothing had to be changed for that.</param>
    private static Outcome Words(OperatorOutcome outcome, string name, string done, string so = "") =>
        outcome switch
        {
            OperatorOutcome.Done => new Outcome.Done(done),
            OperatorOutcome.Unchanged => new Outcome.Unchanged($"Operator {name} is {so}. Nothing was changed."),
            OperatorOutcome.LastAdmin => new Outcome.Refused($"{name} is the last admin: add another one first."),
            _ => new Outcome.NotFound($"There is no operator {name}."),
        };

    private static (OperatorRole Role, TenantScope Scope)? Read(OperatorWish wish, out Outcome? refused)
    {
        refused = null;
        if (OperatorRights.ParseRole(wish.Role) is not { } role)
        {
            refused = new Outcome.Refused($"The role is one of {string.Join(", ", OperatorRights.Roles)}.", "role");
            return null;
        }

        var tenants = (wish.Tenants ?? []).OfType<string>().Select(tenant => tenant.Trim()).Where(tenant => tenant.Length > 0).ToList();
        if ((wish.AllTenants && tenants.Count > 0 ? "Say which tenants the operator may see, or all; not both." : OperatorRights.CheckTenants(tenants)) is { } problem)
        {
            refused = new Outcome.Refused(problem, "tenants");
            return null;
        }

        if (!wish.AllTenants && tenants.Count == 0 && role != OperatorRole.Admin)
        {
            refused = new Outcome.Refused("Say which tenants the operator may see, or all.", "tenants");
            return null;
        }

        return (role, wish.AllTenants ? TenantScope.All : TenantScope.Of(tenants));
    }

    private static async Task<Outcome> WithPasswordAsync(string name, string? password, Func<string, Task<Outcome>> act) =>
        password is not null && OperatorPasswords.CheckRules(password, name) is { } weak ? new Outcome.Refused(weak, "password") : await act(password ?? OperatorPasswords.New());

    private static async Task<Outcome> ForAdminAsync(Caller caller, Func<Task<Outcome>> act) =>
        caller.MayDo(OperatorRole.Admin) ? await act() : new Outcome.NotAllowed();
}
