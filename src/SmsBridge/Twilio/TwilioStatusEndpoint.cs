using SmsBridge.Receipts;
using SmsBridge.Web;

namespace SmsBridge.Twilio;

/// <summary>
/// <c>POST /twilio/status/{messageId}</c>: what became of a message (twilio.md 7.1). 204 when taken; 403 when the signature is not the
/// account's; 503 when it could not be stored. A message we do not know is answered 403 too: existence is not for strangers.
/// </summary>
internal sealed class TwilioStatusEndpoint(
    ReceiptIntake receipts, ForgedReceipts forged, TwilioSigners signers, ILogger<TwilioStatusEndpoint> logger)
{
    public async Task<IResult> ReceiveAsync(long messageId, HttpContext context, CancellationToken cancellationToken)
    {
        var form = await TwilioForms.ReadAsync(context, cancellationToken);
        if (form is null)
        {
            return Problems.BadRequest("body", "Expected a form of a status callback.");
        }

        var accounts = await receipts.AccountsOfAsync(messageId, cancellationToken);
        if (accounts.Count > 0 && !accounts.Any(TwilioSigners.CanSign))
        {
            forged.NoteUnverifiable(accounts[0]);
            return TwilioForms.NotFromTwilio(); // the log says why; an answer of its own would tell strangers which numbers there are
        }

        if (signers.Find(accounts, form["AccountSid"].FirstOrDefault(), context.Request, form) is null)
        {
            await forged.RecordAsync(accounts.Count == 0 ? null : messageId, Callers.AddressOf(context));
            return TwilioForms.NotFromTwilio();
        }

        if (!TwilioStatusCallback.TryParse(form, out var callback))
        {
            return Problems.BadRequest("MessageStatus", "The callback names no message or no status.");
        }

        if (TwilioReceipts.Of(messageId, callback) is { } receipt)
        {
            await receipts.AcceptAsync(receipt);
        }
        else
        {
            logger.UnknownStatus(callback.Status, callback.MessageSid);
        }

        return TypedResults.NoContent();
    }
}
