using SmsBridge.Operators;

namespace SmsBridge.Console.Actions;

/// <summary>What is asked for an operator. A role that is not known is refused, not guessed.</summary>
internal sealed record OperatorWish(string? Role, bool AllTenants, IReadOnlyList<string>? Tenants);

/// <summary>What admins do with operators, for the pages and the API alike; the store puts it on the audit.</summary>
internal sealed class OperatorActions(OperatorStore store, OperatorPasswords passwords)
{
    /// <summary>With a password made here and shown once: the operator changes it after signing in.</summary>
    public Task<Outcome> AddAsync(SignedInOperator who, Actor actor, string? name, OperatorWish wish) =>
        ForAdminAsync(who, async () =>
        {
            if (OperatorRights.CheckName(name) is { } problem)
            {
                return new Outcome.Refused(problem, "name");
            }

            if (Read(wish, out var refused) is not var (role, scope))
            {
                return refused!;
            }

            var password = OperatorPasswords.New();
            return await store.AddAsync(actor, name!, passwords.Hash(password), role, scope) == OperatorOutcome.Done
                ? new Outcome.Secret($"Operator {name} is added ({OperatorRights.Describe(role, OperatorRights.ScopeFor(role, scope))}). The password, shown only now:", password)
                : new Outcome.Refused($"There is an operator {name} already.", "name");
        });

    public Task<Outcome> ChangeAsync(SignedInOperator who, Actor actor, string name, OperatorWish wish) =>
        ForAdminAsync(who, async () => Read(wish, out var refused) is not var (role, scope)
            ? refused!
            : Words(await store.ChangeRightsAsync(actor, name, role, scope), name, $"Operator {name} has other rights now and has to sign in again."));

    /// <summary>Shown once. There is no grace: whoever has the password before is out.</summary>
    /// <param name="confirmed">He knows that it ends.</param>
    public Task<Outcome> ResetAsync(SignedInOperator who, Actor actor, string name, bool confirmed) =>
        ForAdminAsync(who, async () =>
        {
            if (!confirmed)
            {
                return new Outcome.Refused($"Nothing was made yet. The password {name} has would end now, and {name} is signed out everywhere. Confirm that you know it.", "confirm");
            }

            var password = OperatorPasswords.New();
            var outcome = await store.ResetPasswordAsync(actor, name, passwords.Hash(password));
            return outcome == OperatorOutcome.Done
                ? new Outcome.Secret($"Operator {name} has a new password and is signed out everywhere. Shown only now:", password)
                : Words(outcome, name, "");
        });

    public Task<Outcome> SetDisabledAsync(SignedInOperator who, Actor actor, string name, bool disabled) =>
        ForAdminAsync(who, async () => Words(
            await store.SetDisabledAsync(actor, name, disabled), name,
            disabled ? $"Operator {name} is disabled and signed out everywhere." : $"Operator {name} can sign in again."));

    private static Outcome Words(OperatorOutcome outcome, string name, string done) =>
        outcome switch
        {
            OperatorOutcome.Done => new Outcome.Done(done),
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
        if (!wish.AllTenants && tenants.Count == 0 && role != OperatorRole.Admin)
        {
            refused = new Outcome.Refused("Say which tenants the operator may see, or all.", "tenants");
            return null;
        }

        return (role, wish.AllTenants ? TenantScope.All : TenantScope.Of(tenants));
    }

    private static async Task<Outcome> ForAdminAsync(SignedInOperator who, Func<Task<Outcome>> act) =>
        who.MayDo(OperatorRole.Admin) ? await act() : new Outcome.NotAllowed();
}
