using SmsBridge.Messages;
using SmsBridge.Receipts;
using SmsBridge.Web;
using SmsBridge.Web.Limits;

namespace SmsBridge.Gateways.Twilio;

/// <summary>
/// <c>POST /twilio/status/{messageId}</c>: what became of a message (twilio.md 7.1). 204 when taken; 403 when the signature is not the
/// account's; 503 when it could not be stored. A message we do not know is answered 403 too: existence is not for strangers.
/// </summary>
internal sealed class TwilioStatusEndpoint(
    ReceiptIntake receipts, ForgedReceipts forged, TwilioSigners signers, TimeProvider time, ILogger<TwilioStatusEndpoint> logger)
{
    /// <summary>Log lines a minute of statuses we do not know: whoever holds an account's token signs what he likes, as often as he likes.</summary>
    public const int MostUnknown = 20;

    private readonly MinuteLimit<bool> _unknown = new(MostUnknown, time);

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
        else if (_unknown.Count(true) is null)
        {
            logger.UnknownStatus(KeptWords.Code(callback.Status)!, callback.MessageSid);
        }

        return TypedResults.NoContent();
    }
}
