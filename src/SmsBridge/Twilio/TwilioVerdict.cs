using SmsBridge.Messages;

namespace SmsBridge.Twilio;

/// <summary>From an answer to a create request to what the relay has to know. Pure.</summary>
internal static class TwilioVerdict
{
    public static SendResult Of(TwilioReply<TwilioMessage> reply, Msisdn to) => reply switch
    {
        TwilioReply<TwilioMessage>.Answered { Value: { Sid.Length: > 0 } message } =>
            new SendResult.Accepted(message.Sid, message.Status ?? string.Empty),

        // Taken, it seems, but without a name for it we could never match its receipts.
        TwilioReply<TwilioMessage>.Answered =>
            new SendResult.Unknown(TwilioReasons.UnreadableAnswer, "Twilio answered without a message SID."),

        TwilioReply<TwilioMessage>.NotSent notSent =>
            new SendResult.Retryable(FailureClass.Unreachable, notSent.Reason, After: null, notSent.Detail),

        TwilioReply<TwilioMessage>.Unclear unclear => new SendResult.Unknown(unclear.Reason, unclear.Detail),

        TwilioReply<TwilioMessage>.Refused refused => Of(refused, to),

        _ => throw new InvalidOperationException("A reply of an unknown kind."),
    };

    private static SendResult Of(TwilioReply<TwilioMessage>.Refused refused, Msisdn to)
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

    /// <summary>Twilio likes to quote the recipient; what goes on the record is masked.</summary>
    private static string WithoutNumber(string message, Msisdn to) =>
        to.Value.Length == 0
            ? message
            : message.Replace(to.Value, to.Masked, StringComparison.Ordinal)
                .Replace(to.Value[1..], to.Masked[1..], StringComparison.Ordinal);
}
