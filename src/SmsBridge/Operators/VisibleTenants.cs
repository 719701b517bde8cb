namespace SmsBridge.Operators;

/// <summary>The tenants somebody may see, by number: also those deleted meanwhile, whose record stays.</summary>
/// <param name="IsAll">All there are, and what belongs to none (tenant 0).</param>
/// <param name="Ids">Every one of them, in ascending order.</param>
internal sealed record VisibleTenants(bool IsAll, IReadOnlyList<long> Ids)
{
    public bool Cover(long tenantId) => IsAll || Ids.Contains(tenantId);
}
