using SmsBridge.Operators;
using SmsBridge.Partners;

namespace SmsBridge.Console.Actions;

/// <summary>
/// The partners somebody may see. A partner is told of transactions of several tenants in one stream, so it is visible only to operators whose scope
/// covers every one of its tenants; one without tenants only to those who see all. What is not visible does not exist: callers answer 404 in the
/// same words. Changing partners (adding, secrets, enabling) is for admins besides.
/// </summary>
internal sealed class VisiblePartners(PartnerStore store)
{
    /// <summary>By code.</summary>
    public async Task<IReadOnlyList<Partner>> OfAsync(SignedInOperator who, CancellationToken cancellationToken) =>
        [.. (await store.AllAsync(cancellationToken)).Where(partner => Covers(who, partner))];

    /// <summary>Null: there is none, or not for this operator.</summary>
    public async Task<Partner?> FindAsync(SignedInOperator who, string code, CancellationToken cancellationToken) =>
        await store.FindAsync(code, cancellationToken) is { } partner && Covers(who, partner) ? partner : null;

    private static bool Covers(SignedInOperator who, Partner partner) =>
        who.Scope.IsAll || (partner.Tenants.Count > 0 && partner.Tenants.All(who.Scope.Covers));
}
