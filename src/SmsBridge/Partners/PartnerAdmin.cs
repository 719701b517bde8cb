using Microsoft.Extensions.Options;
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

/// <summary>A new secret.</summary>
/// <param name="Secret">Shown this once.</param>
/// <param name="PreviousUntil">Until when the one before works too; null: it has ended.</param>
internal sealed record NewSecret(string Secret, DateTimeOffset? PreviousUntil)
{
    public override string ToString() => nameof(NewSecret);
}

/// <summary>What a subscription's notifications are signed with anew; each null where it is not used.</summary>
/// <param name="Secret"><c>whsec_…</c>; shown this once.</param>
/// <param name="PublicKey"><c>whpk_…</c>.</param>
/// <param name="PreviousUntil">Until when what was before signs too; null: it has ended.</param>
internal sealed record RotatedSigning(string? Secret, string? PublicKey, DateTimeOffset? PreviousUntil)
{
    /// <summary>For people, who are shown one text.</summary>
    public string Shown => string.Join(' ', new[] { Secret, PublicKey }.OfType<string>());

    public override string ToString() => nameof(RotatedSigning);
}

/// <summary>What operators do with partners, by command line or console. Takes effect at once, on the service beside too.</summary>
internal sealed class PartnerAdmin(
    PartnerStore store, SubscriptionStore subscriptions, IOptions<PartnerOptions> options, TimeProvider time, ILogger<PartnerAdmin> logger)
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

    /// <returns>Null when the partner has just been removed.</returns>
    public async Task<NewSecret?> RotatePasswordAsync(Partner partner, Actor by)
    {
        var (password, until) = (PartnerSecrets.NewPassword(), time.GetUtcNow() + options.Value.PreviousPasswordGrace);
        if (!await store.RotateAsync(partner, password, until, by))
        {
            return null;
        }

        logger.PartnerPasswordRotated(partner.Code);
        return new NewSecret(password, PreviousUntil(until));
    }

    /// <returns>Null when there is no such subscription.</returns>
    public async Task<RotatedSigning?> RotateSecretAsync(Partner partner, string reference, Actor by)
    {
        var until = time.GetUtcNow() + options.Value.PreviousSecretGrace;
        if (await subscriptions.RotateSecretAsync(partner, reference, until, by) is not { } made)
        {
            return null;
        }

        logger.SubscriptionSecretRotated(reference, partner.Code);
        return new RotatedSigning(made.Secret, made.PublicKey, PreviousUntil(until));
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

    private DateTimeOffset? PreviousUntil(DateTimeOffset until) => until > time.GetUtcNow() ? until : null;
}
