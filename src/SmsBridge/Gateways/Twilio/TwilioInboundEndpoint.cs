using SmsBridge.Receipts;
using SmsBridge.Web;

namespace SmsBridge.Gateways.Twilio;

/// <summary>
/// <c>POST /twilio/inbound/{tenantId}</c>: a client's reply to a tenant's sender. STOP and START are kept; Twilio itself answers the client
/// (twilio.md 7.3), so the answer is an empty TwiML. 403 when the signature is not the account's, or there is no such
/// tenant, and no SMS of one that was deleted is under way.
/// </summary>
internal sealed class TwilioInboundEndpoint(OptOutIntake optOuts, ForgedReceipts forged, TwilioSigners signers)
{
    private const string NoReply = "<Response/>";

    public async Task<IResult> ReceiveAsync(string tenantId, HttpContext context, CancellationToken cancellationToken)
    {
        var form = await TwilioForms.ReadAsync(context, cancellationToken);
        if (form is null)
        {
            return Problems.BadRequest("body", "Expected a form of an inbound message.");
        }

        var accounts = optOuts.AccountsOf(tenantId);
        if (accounts.Count > 0 && !accounts.Any(TwilioSigners.CanSign))
        {
            forged.NoteUnverifiable(accounts[0]);
            return TwilioForms.NotFromTwilio(); // the log says why; an answer of its own would tell strangers which tenants there are
        }

        if (signers.Find(accounts, form["AccountSid"].FirstOrDefault(), context.Request, form) is not { } signer)
        {
            await forged.RecordAsync(messageId: null, Callers.AddressOf(context));
            return TwilioForms.NotFromTwilio();
        }

        if (TwilioInbound.TryParse(form, out var inbound) && inbound.Wish != OptOutWish.None)
        {
            // Kept for the sender that the tenant sends with: its Messaging Service where it uses one, the number otherwise.
            var sender = accounts.FirstOrDefault(account => IsSame(account, signer) && account.Sender.Length > 0 && account.Sender == inbound.MessagingService)?.Sender ?? inbound.To;
            if (!MaySpeakFor(signer, sender, accounts))
            {
                return Problems.Create(StatusCodes.Status403Forbidden, "Not this account's sender.", "The sender belongs to another account of the tenant's.");
            }

            await optOuts.AcceptAsync(tenantId, (signer.Provider, signer.AccountId), sender, inbound.From, inbound.MessageSid, stop: inbound.Wish == OptOutWish.Stop);
        }

        return TypedResults.Text(NoReply, "text/xml");
    }

    /// <summary>A former account may be a stranger's by now: it says nothing about the sender that the tenant has at another one.</summary>
    private static bool MaySpeakFor(SenderAccount signer, string sender, IReadOnlyList<SenderAccount> accounts) =>
        accounts.All(account => account.Sender != sender) || accounts.Any(account => account.Sender == sender && IsSame(account, signer));

    private static bool IsSame(SenderAccount one, SenderAccount other) => one.Provider == other.Provider && one.AccountId == other.AccountId;
}
