using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.Partners;

/// <summary>What is asked for a partner.</summary>
internal sealed record PartnerWish(string Code, string? Name, IReadOnlyList<string>? Tenants);

/// <summary>
/// What admins do with partners, by pages, API and command line: in force at once, on the service beside too. The store puts each on the audit in its
/// own transaction.
/// </summary>
internal sealed class PartnerVerbs(VisiblePartners partners, PartnerStore store, TenantDirectory directory, ILogger<PartnerVerbs> logger)
{
    private const int LongestName = 200;
    private const int LongestTenant = 100;

    /// <summary>With a password made here and shown once.</summary>
    public async Task<Outcome> AddAsync(Caller caller, PartnerWish wish)
    {
        if (!caller.MayDo(OperatorRole.Admin))
        {
            return new Outcome.NotAllowed();
        }

        var (code, tenants) = (wish.Code, Clean(wish.Tenants));
        if ((ProblemWith(caller, tenants, mayBeNone: false) ?? ProblemWith(code, wish.Name)) is { } problem)
        {
            return problem;
        }

        var password = PartnerSecrets.NewPassword();
        if (!await store.TryAddAsync(code, string.IsNullOrWhiteSpace(wish.Name) ? null : wish.Name.Trim(), password, tenants, caller.Actor))
        {
            return new Outcome.Exists($"There is a partner {code} already.", "partnerCode");
        }

        logger.PartnerAdded(code);
        return new Outcome.Secret($"Partner {code} is added.{directory.Unregistered(tenants)} Its password, shown only now:", password);
    }

    /// <param name="identifiers">None: only by the command line, as nobody but who sees all would see the partner any more.</param>
    public Task<Outcome> SetTenantsAsync(Caller caller, string code, IReadOnlyList<string>? identifiers, CancellationToken cancellationToken) =>
        partners.ForAsync(caller, OperatorRole.Admin, code, async partner =>
        {
            var tenants = Clean(identifiers);
            return ProblemWith(caller, tenants, mayBeNone: caller.IsCommandLine) is { } problem ? problem
                : !await store.SetTenantsAsync(partner, tenants, caller.Actor) ? new Outcome.Refused("The partner has just been removed.", "tenants")
                : new Outcome.Done($"{code} is told of the transactions of {string.Join(", ", tenants)} from now on.{directory.Unregistered(tenants)}");
        }, cancellationToken);

    /// <param name="typed">The code again.</param>
    public Task<Outcome> RemoveAsync(Caller caller, string code, string? typed, CancellationToken cancellationToken) =>
        partners.ForAsync(caller, OperatorRole.Admin, code, async partner =>
        {
            if (typed?.Trim() != partner.Code)
            {
                return new Outcome.Refused($"Type {partner.Code} to remove it. Nothing was removed.", "identifier");
            }

            if (!await store.RemoveAsync(partner, caller.Actor))
            {
                return new Outcome.NotFound(VisiblePartners.NoSuchPartner);
            }

            logger.PartnerRemoved(partner.Code);
            return new Outcome.Done($"{partner.Code} is removed with its subscriptions; what it was told stays on the record.");
        }, cancellationToken);

    private static List<string> Clean(IReadOnlyList<string>? tenants) =>
        [.. (tenants ?? []).OfType<string>().Select(tenant => tenant.Trim()).Where(tenant => tenant.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static Outcome.Invalid? ProblemWith(string code, string? name) =>
        !PartnerNames.IsValid(code) ? new($"A partner code is 1 to {PartnerNames.MaxLength} letters, digits, dots, underscores and hyphens.", "partnerCode")
        : name is { Length: > LongestName } || name?.Any(char.IsControl) == true ? new($"A name has at most {LongestName} characters, and no control characters.", "name")
        : null;

    private static Outcome.Invalid? ProblemWith(Caller caller, List<string> tenants, bool mayBeNone) =>
        tenants.Count == 0 && !mayBeNone ? new("Say of which tenants' transactions the partner is told.", "tenants")
        : tenants.Find(tenant => !caller.Scope.Covers(tenant)) is { } foreign ? new($"There is no tenant {foreign}.", "tenants")
        : tenants.Exists(tenant => tenant.Length > LongestTenant || tenant.Any(char.IsControl)) ? new($"A tenant identifier has 1 to {LongestTenant} characters.", "tenants")
        : null;
}
