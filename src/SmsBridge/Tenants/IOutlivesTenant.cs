using SmsBridge.Store;

namespace SmsBridge.Tenants;

/// <summary>What clients told a tenant, and what therefore outlives its registration: the next one of the same name gets it in the transaction that makes it.</summary>
internal interface IOutlivesTenant
{
    /// <param name="tenantId">The new one.</param>
    void TakeOver(WriteSession session, long tenantId);
}
