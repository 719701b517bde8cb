using SmsBridge.Operators;

namespace SmsBridge.Partners;

/// <summary>
/// The partners somebody may see. A partner is told of transactions of several tenants in one stream, so it is visible only to those whose scope
/// covers every one of its tenants; one without tenants only to those who see all. What is not visible does not exist: callers answer 404 in the
/// same words.
/// </summary>
internal sealed class VisiblePartners(PartnerStore store)
{
    public const string NoSuchPartner = "There is no such partner.";

    /// <summary>By code.</summary>
    public async Task<IReadOnlyList<Partner>> OfAsync(TenantScope scope, CancellationToken cancellationToken) =>
        [.. (await store.AllAsync(cancellationToken)).Where(partner => Covers(scope, partner))];

    /// <summary>Null: there is none, or not in this scope.</summary>
    public async Task<Partner?> FindAsync(TenantScope scope, string code, CancellationToken cancellationToken) =>
        await store.FindAsync(code, cancellationToken) is { } partner && Covers(scope, partner) ? partner : null;

    /// <summary>The one place where it is decided who may do something with a partner.</summary>
    public async Task<Outcome> ForAsync(
        Caller caller, OperatorRole least, string code, Func<Partner, Task<Outcome>> act, CancellationToken cancellationToken) =>
        await FindAsync(caller.Scope, code, cancellationToken) is not { } partner ? new Outcome.NotFound(NoSuchPartner)
        : caller.MayDo(least) ? await act(partner)
        : new Outcome.NotAllowed();

    private static bool Covers(TenantScope scope, Partner partner) =>
        scope.IsAll || (partner.Tenants.Count > 0 && partner.Tenants.All(scope.Covers));
}
