using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;
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
            await receipts.AcceptAsync(receipt with { Provider = TwilioGateway.Name });
        }
        else if (_unknown.Count(true) is null)
        {
            logger.UnknownStatus(KeptWords.Code(callback.Status)!, callback.MessageSid);
        }

        return TypedResults.NoContent();
    }
}

/// <summary>
/// What a status callback says (twilio.md 7.1). Parsing only: verify the whole form with
/// <see cref="TwilioSignature"/> first, parameters we do not know included.
/// </summary>
/// <param name="AccountSid">The account that owns the message, whose auth token signed; empty when not given.</param>
/// <param name="Status">Twilio's word for it, perhaps one we do not know.</param>
/// <param name="ErrorCode">Twilio's code as text (<c>30003</c>), when it failed.</param>
internal sealed record TwilioStatusCallback(string MessageSid, string AccountSid, string Status, string? ErrorCode, string? ErrorMessage)
{
    /// <summary>False when the form names no message or no status: then it is not a status callback.</summary>
    public static bool TryParse(
        IEnumerable<KeyValuePair<string, StringValues>> form, [NotNullWhen(true)] out TwilioStatusCallback? callback)
    {
        var values = form.GroupBy(pair => pair.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().Value.FirstOrDefault(), StringComparer.Ordinal);

        // The Sms… names are the older spelling and always carry the same values.
        var sid = Value(values, "MessageSid") ?? Value(values, "SmsSid");
        var status = Value(values, "MessageStatus") ?? Value(values, "SmsStatus");

        callback = TwilioSids.IsMessage(sid) && status is not null
            ? new TwilioStatusCallback(sid, Value(values, "AccountSid") ?? string.Empty, status, Value(values, "ErrorCode"), Value(values, "ErrorMessage"))
            : null;
        return callback is not null;
    }

    private static string? Value(Dictionary<string, string?> values, string name) =>
        values.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
