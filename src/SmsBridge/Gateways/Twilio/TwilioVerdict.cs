using System.Net;
using SmsBridge.Numbers;
using Twilio.Rest.Api.V2010.Account;

namespace SmsBridge.Gateways.Twilio;

/// <summary>From an answer to a create request to what the relay has to know. Pure.</summary>
internal static class TwilioVerdict
{
    /// <param name="messageId">Ours.</param>
    public static SendResult Of(TwilioReply<MessageResource> reply, long messageId, Msisdn to) => reply switch
    {
        TwilioReply<MessageResource>.Answered { Value: var message } when TwilioSids.IsMessage(message.Sid) =>
            new SendResult.Accepted(message.Sid, TwilioReceipts.WordOf(message)) { Report = TwilioReceipts.OutcomeOf(messageId, message) },

        // Taken, it seems, but without a name for it we could never match its receipts.
        TwilioReply<MessageResource>.Answered =>
            new SendResult.Unknown(TwilioReasons.UnreadableAnswer, "Twilio answered without a message SID."),

        TwilioReply<MessageResource>.NotSent notSent =>
            new SendResult.Retryable(FailureClass.Unreachable, notSent.Reason, After: null, notSent.Detail),

        TwilioReply<MessageResource>.Unclear unclear => new SendResult.Unknown(unclear.Reason, unclear.Detail),

        TwilioReply<MessageResource>.Refused refused => Of(refused, to),

        TwilioReply<MessageResource>.Foreign foreign => Of(foreign),

        _ => throw new InvalidOperationException("A reply of an unknown kind."),
    };

    private static SendResult Of(TwilioReply<MessageResource>.Refused refused, Msisdn to)
    {
        var (failure, retry, wait) = TwilioCodes.JudgeCreate(refused.HttpStatus, refused.Code);
        var detail = WithoutNumber(refused.Message, to);

        return retry switch
        {
            TwilioRetry.Never => new SendResult.Rejected(failure, refused.CodeText, detail) { Scope = failure == FailureClass.Configuration ? TwilioCodes.ScopeOf(refused.Code) : RejectionScope.Message },
            TwilioRetry.Reconcile => new SendResult.Unknown(refused.CodeText, detail),
            _ => new SendResult.Retryable(failure, refused.CodeText, refused.RetryAfter ?? wait, detail),
        };
    }

    /// <summary>
    /// It is nobody's fault whose message or account it is: it uses up no try and closes nothing. Where the status says that whoever answered did
    /// not pass the request on, it is sent again; else it is found out first, because a proxy may fail, or put a page of its own, after Twilio
    /// has taken the message.
    /// </summary>
    private static SendResult Of(TwilioReply<MessageResource>.Foreign foreign) => (HttpStatusCode)foreign.HttpStatus switch
    {
        HttpStatusCode.TooManyRequests =>
            new SendResult.Retryable(FailureClass.Throttled, foreign.CodeText, foreign.RetryAfter, foreign.Detail),

        // "Send it there instead": done by nobody. 301 to 303 say less: forms are answered with them once they were taken.
        HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect

            // Who are you: of a proxy, of a portal, of a server that is not Twilio's.
            or HttpStatusCode.ProxyAuthenticationRequired or HttpStatusCode.NetworkAuthenticationRequired or HttpStatusCode.Unauthorized

            // Not here, and not like this: refused for the look of the request. Not 403 and 451: filters put them in place of answers too.
            or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.MisdirectedRequest or HttpStatusCode.LengthRequired
            or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.RequestUriTooLong or HttpStatusCode.UnsupportedMediaType
            or HttpStatusCode.ExpectationFailed or HttpStatusCode.UpgradeRequired or HttpStatusCode.RequestHeaderFieldsTooLarge
            or HttpStatusCode.NotImplemented or HttpStatusCode.HttpVersionNotSupported =>
            new SendResult.Retryable(FailureClass.Unreachable, foreign.CodeText, foreign.RetryAfter, foreign.Detail),

        _ => new SendResult.Unknown(foreign.CodeText, foreign.Detail) { UsesUpATry = false },
    };

    /// <summary>Twilio likes to quote the recipient; what goes on the record is masked.</summary>
    private static string WithoutNumber(string message, Msisdn to) =>
        to.Value.Length == 0
            ? message
            : message.Replace(to.Value, to.Masked, StringComparison.Ordinal)
                .Replace(to.Value[1..], to.Masked[1..], StringComparison.Ordinal);
}
