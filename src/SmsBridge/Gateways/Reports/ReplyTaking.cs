using SmsBridge.Receipts;

namespace SmsBridge.Gateways.Reports;

/// <summary>What clients wrote to a tenant's senders, of providers that bring it to a report address: who asked for no more SMS, or for SMS again.</summary>
internal sealed class ReplyTaking(OptOutIntake optOuts, UnknownNews unknown)
{
    /// <summary>Everything is on disk when it ends.</summary>
    /// <param name="tenant">The core's name for it, proved by the address.</param>
    /// <param name="signers">The tenant's accounts that speak here; a reply to a sender of another one is not believed.</param>
    public async Task TakeAsync(string provider, string tenant, IReadOnlyList<SenderAccount> signers, IEnumerable<IncomingReply> replies)
    {
        foreach (var reply in replies.Where(reply => reply.Wish != OptOutWish.None)) // all else is for a person to read, where the provider shows it
        {
            if (signers.Count == 0 || !await optOuts.TakeAsync(tenant, signers, reply))
            {
                unknown.NoteReply(provider, tenant, reply);
            }
        }
    }
}
