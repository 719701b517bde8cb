using Microsoft.Extensions.Options;
using SmsBridge.Receipts;
using SmsBridge.Web;

namespace SmsBridge.Twilio;

/// <summary>
/// <c>POST /twilio/inbound/{tenantId}</c>: a client's reply to a tenant's sender. STOP and START are kept; Twilio itself answers the client
/// (twilio.md 7.3), so the answer is an empty TwiML. 403 when the signature is not the account's, or there is no such tenant.
/// </summary>
internal sealed class TwilioInboundEndpoint(OptOutIntake optOuts, ForgedReceipts forged, IOptions<BridgeOptions> bridge)
{
    private const string NoReply = "<Response/>";

    private readonly TwilioForms _forms = new(bridge);

    public async Task<IResult> ReceiveAsync(string tenantId, HttpContext context, CancellationToken cancellationToken)
    {
        var form = await TwilioForms.ReadAsync(context, cancellationToken);
        if (form is null)
        {
            return Problems.BadRequest("body", "Expected a form of an inbound message.");
        }

        var account = optOuts.AccountOf(tenantId);
        if (account is null || !_forms.IsSignedBy(account, context.Request, form))
        {
            await forged.RecordAsync(messageId: null, Callers.AddressOf(context));
            return Problems.Create(StatusCodes.Status403Forbidden, "Not from Twilio.", "The signature does not match.");
        }

        if (TwilioInbound.TryParse(form, out var inbound) && inbound.Wish != OptOutWish.None)
        {
            // Kept for the sender that the tenant sends with: its Messaging Service where it uses one, the number otherwise.
            var sender = account.Sender == inbound.MessagingService ? account.Sender : inbound.To;
            await optOuts.AcceptAsync(tenantId, sender, inbound.From, stop: inbound.Wish == OptOutWish.Stop);
        }

        return TypedResults.Text(NoReply, "text/xml");
    }
}
