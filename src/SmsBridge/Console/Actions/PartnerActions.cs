using SmsBridge.Operators;
using SmsBridge.Partners;
using SmsBridge.Tenants;

namespace SmsBridge.Console.Actions;

/// <summary>What is asked for a partner.</summary>
internal sealed record PartnerWish(string? Code, string? Name, IReadOnlyList<string>? Tenants);

/// <summary>
/// What admins do with partners, for the pages and the API alike: role and scope are checked here, the verbs are those of the command line, and
/// each is on the audit in its own transaction.
/// </summary>
internal sealed class PartnerActions(VisiblePartners partners, PartnerAdmin admin, PartnerRotation rotation, TenantDirectory directory)
{
    public const string NoSuchPartner = "There is no such partner.";

    private const int LongestName = 200;

    /// <summary>With a password made here and shown once.</summary>
    public async Task<Outcome> AddAsync(SignedInOperator who, Actor actor, PartnerWish wish)
    {
        if (!who.MayDo(OperatorRole.Admin))
        {
            return new Outcome.NotAllowed();
        }

        var (code, tenants) = (wish.Code?.Trim() ?? "", Clean(wish.Tenants));
        if (ProblemWith(who, tenants) is { } problem)
        {
            return problem;
        }

        return await admin.AddAsync(code, wish.Name, tenants, actor) switch
        {
            PartnerAddResult.Added added => new Outcome.Secret($"Partner {code} is added.{Unknown(tenants)} Its password, shown only now:", added.Password),
            PartnerAddResult.Exists => new Outcome.Refused($"There is a partner {code} already.", "partnerCode"),
            PartnerAddResult.Invalid invalid => new Outcome.Refused(
                invalid.Detail, !PartnerNames.IsValid(code) ? "partnerCode" : wish.Name?.Length > LongestName ? "name" : "tenants"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Shown once. Passwords before work on for a while, unless it is said otherwise.</summary>
    public Task<Outcome> RotatePasswordAsync(SignedInOperator who, Actor actor, string code, RotationWish wish, CancellationToken cancellationToken) =>
        ForAsync(who, code, async partner => RotationWords.Of(
            await rotation.PasswordAsync(partner, wish, actor), NoSuchPartner,
            made => $"The new password of {code}, shown only now. {made.PasswordsBefore}"), cancellationToken);

    public Task<Outcome> SetTenantsAsync(
        SignedInOperator who, Actor actor, string code, IReadOnlyList<string>? identifiers, CancellationToken cancellationToken) =>
        ForAsync(who, code, async partner =>
        {
            var tenants = Clean(identifiers);
            return ProblemWith(who, tenants) is { } foreign ? foreign
                : await admin.SetTenantsAsync(partner, tenants, actor) is { } problem ? new Outcome.Refused(problem, "tenants")
                : new Outcome.Done($"{code} is told of the transactions of {string.Join(", ", tenants)} from now on.{Unknown(tenants)}");
        }, cancellationToken);

    /// <param name="typed">The code again.</param>
    public Task<Outcome> RemoveAsync(SignedInOperator who, Actor actor, string code, string? typed, CancellationToken cancellationToken) =>
        ForAsync(who, code, async partner =>
            typed?.Trim() != partner.Code ? new Outcome.Refused($"Type {partner.Code} to remove it. Nothing was removed.", "typed")
            : await admin.RemoveAsync(partner, actor) ? new Outcome.Done($"{partner.Code} is removed with its subscriptions; what it was told stays on the record.")
            : new Outcome.NotFound(NoSuchPartner), cancellationToken);

    private static List<string> Clean(IReadOnlyList<string>? tenants) =>
        [.. (tenants ?? []).OfType<string>().Select(tenant => tenant.Trim()).Where(tenant => tenant.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static Outcome.Refused? ProblemWith(SignedInOperator who, List<string> tenants) =>
        tenants.Count == 0 ? new Outcome.Refused("Say of which tenants' transactions the partner is told.", "tenants")
        : tenants.Find(tenant => !who.Scope.Covers(tenant)) is { } foreign ? new Outcome.Refused($"There is no tenant {foreign}.", "tenants")
        : null;

    /// <summary>A tenant may register later; a misspelt one never does.</summary>
    private string Unknown(List<string> tenants) =>
        tenants.FindAll(tenant => directory.Find(tenant) is null) is { Count: > 0 } unknown
            ? $" No tenant is registered as {string.Join(", ", unknown)} yet; case counts."
            : "";

    private async Task<Outcome> ForAsync(
        SignedInOperator who, string code, Func<Partner, Task<Outcome>> act, CancellationToken cancellationToken) =>
        await partners.FindAsync(who, code, cancellationToken) is not { } partner ? new Outcome.NotFound(NoSuchPartner)
        : who.MayDo(OperatorRole.Admin) ? await act(partner)
        : new Outcome.NotAllowed();
}
