using SmsBridge.Operators;

namespace SmsBridge.Partners;

/// <summary>What became of a partner that was to be added.</summary>
internal abstract record PartnerAddResult
{
    private PartnerAddResult()
    {
    }

    /// <param name="Password">Shown this once.</param>
    public sealed record Added(string Password) : PartnerAddResult
    {
        public override string ToString() => nameof(Added);
    }

    public sealed record Exists : PartnerAddResult;

    /// <param name="Detail">What is wrong, in one sentence.</param>
    public sealed record Invalid(string Detail) : PartnerAddResult;
}

/// <summary>What operators do with partners, by command line or console. Takes effect at once, on the service beside too.</summary>
internal sealed class PartnerAdmin(PartnerStore store, ILogger<PartnerAdmin> logger)
{
    private const int LongestName = 200;
    private const int LongestTenant = 100;

    public async Task<PartnerAddResult> AddAsync(string code, string? name, IReadOnlyCollection<string> tenants, Actor by)
    {
        if (Problem(code, name) is { } problem)
        {
            return new PartnerAddResult.Invalid(problem);
        }

        if (ProblemWithTenants(tenants) is { } tenantProblem)
        {
            return new PartnerAddResult.Invalid(tenantProblem);
        }

        var password = PartnerSecrets.NewPassword();
        if (!await store.TryAddAsync(code, string.IsNullOrWhiteSpace(name) ? null : name.Trim(), password, tenants, by))
        {
            return new PartnerAddResult.Exists();
        }

        logger.PartnerAdded(code);
        return new PartnerAddResult.Added(password);
    }

    /// <returns>Null when done, else why not.</returns>
    public async Task<string?> SetTenantsAsync(Partner partner, IReadOnlyCollection<string> tenants, Actor by)
    {
        if (ProblemWithTenants(tenants) is { } problem)
        {
            return problem;
        }

        return await store.SetTenantsAsync(partner, tenants, by) ? null : "The partner has just been removed.";
    }

    /// <returns>False when it was removed already.</returns>
    public async Task<bool> RemoveAsync(Partner partner, Actor by)
    {
        var removed = await store.RemoveAsync(partner, by);
        if (removed)
        {
            logger.PartnerRemoved(partner.Code);
        }

        return removed;
    }

    private static string? Problem(string code, string? name) =>
        !PartnerNames.IsValid(code) ? $"A partner code is 1 to {PartnerNames.MaxLength} letters, digits, dots, underscores and hyphens."
        : name is { Length: > LongestName } || name?.Any(char.IsControl) == true ? $"A name has at most {LongestName} characters, and no control characters."
        : null;

    private static string? ProblemWithTenants(IReadOnlyCollection<string> tenants) =>
        tenants.Any(tenant => string.IsNullOrWhiteSpace(tenant) || tenant.Length > LongestTenant || tenant.Any(char.IsControl))
            ? $"A tenant identifier has 1 to {LongestTenant} characters."
            : null;
}
