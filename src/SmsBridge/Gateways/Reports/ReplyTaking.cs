using SmsBridge.Receipts;

namespace SmsBridge.Gateways.Reports;

/// <summary>What clients wrote to a tenant's senders, of providers that bring it to a report address: who asked for no more SMS, or for SMS again.</summary>
internal sealed class ReplyTaking(OptOutIntake optOuts, UnknownNews unknown)
{
    /// <summary>Everything is on disk when it ends.</summary>
    /// <param name="tenant">The core's name for it, proved by the address.</param>
    /// <returns>False: the tenant has accounts there, and none of them signed it.</returns>
    public async Task<bool> TakeAsync(IReportReader reader, string tenant, ReportRequest request, IEnumerable<IncomingReply> replies)
    {
        var own = optOuts.AccountsOf(tenant).Where(account => account.Provider == reader.Provider).ToList();
        var proved = reader.MaySign ? Signers(reader, request, own) : own;
        if (own.Count > 0 && proved.Count == 0)
        {
            return false;
        }

        foreach (var reply in replies.Where(reply => reply.Wish != OptOutWish.None)) // all else is for a person to read, where the provider shows it
        {
            if (proved.Count == 0 || !await optOuts.TakeAsync(tenant, proved, reply))
            {
                unknown.NoteReply(reader.Provider, tenant, reply);
            }
        }

        return true;
    }

    /// <summary>An account that signs may be known with several secrets: one that was replaced still counts for a while.</summary>
    private static List<SenderAccount> Signers(IReportReader reader, ReportRequest request, List<SenderAccount> own) =>
        [.. own.GroupBy(account => account.AccountId, StringComparer.Ordinal).Where(account => reader.IsSigned(request, account)).SelectMany(account => account)];
}
