using SmsBridge.Ledger;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Receipts;

/// <summary>A client who replied STOP has replied to the institution, whatever becomes of its registration here.</summary>
internal sealed class KeptOptOuts : IOutlivesTenant
{
    /// <inheritdoc/>
    public void TakeOver(WriteSession session, long tenantId) => OptOuts.TakeOver(session, tenantId);
}
