using SmsBridge.Store;

namespace SmsBridge.Tenants;

/// <summary>What is a tenant's and kept elsewhere: it ends in the transaction that deletes the tenant, secrets above all.</summary>
internal interface IEndsWithTenant
{
    void End(WriteSession session, long tenantId, long now);
}
