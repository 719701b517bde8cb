using System.Globalization;
using SmsBridge.Console.Parts;
using SmsBridge.Holding.Consents;
using SmsBridge.Insight.EventLog;
using SmsBridge.Insight.OptOutList;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.TenantTexts;

namespace SmsBridge.Console;

/// <summary>
/// Some reasons for which an SMS was given up are a wish of somebody's, and wishes change: a client who asked for SMS again must not be told of the opt-out,
/// nor one whose bank tells of such bookings again that there is no SMS for them.
/// </summary>
internal sealed class PassedReasons(OptOutQueries optOuts, TextDirectory texts, ConsentRules consents)
{
    private const string Resend = "Resend it if it is still useful.";

    /// <returns>Null: its reason holds, or is not of that kind.</returns>
    public async Task<Advice?> OfAsync(long tenantId, EventRow row, CancellationToken cancellationToken)
    {
        if (row is { Status: MessageStatus.DeadLettered or MessageStatus.Undelivered or MessageStatus.Failed, Reason: Reasons.OptedOut, Recipient: { } number })
        {
            var lifted = await optOuts.LiftedAsync(tenantId, number, cancellationToken);
            return lifted >= StoredTime.At(row.FinalAt)
                ? new Advice(string.Create(CultureInfo.InvariantCulture, $"You asked for SMS again on {lifted:d MMMM yyyy}; this one was from before that."), Resend)
                : null;
        }

        var type = new EventType(row.Entity, row.Action);
        if (row is { Status: MessageStatus.DeadLettered or MessageStatus.Undelivered or MessageStatus.Failed, Reason: Reasons.NoConsent, Recipient: { } to })
        {
            return await consents.MayGoAsync(tenantId, type, to) ? new Advice("This kind of SMS goes to you now; this one was from before that.", Resend) : null;
        }

        return row is { Status: MessageStatus.DeadLettered, Reason: Reasons.SwitchedOff } && texts.IsOn(tenantId, type)
            ? new Advice("There was no SMS for this kind of booking then; there is again.", Resend)
            : null;
    }
}
