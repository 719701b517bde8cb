using SmsBridge.Gateways.Wire;
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
            new SendResult.Unknown(GatewayCodes.UnreadableAnswer, "Twilio answered without a message SID."),

        TwilioReply<MessageResource>.NotSent notSent =>
            new SendResult.Retryable(FailureClass.Unreachable, notSent.Reason, After: null, notSent.Detail),

        TwilioReply<MessageResource>.Unclear unclear => new SendResult.Unknown(unclear.Reason, unclear.Detail),

        TwilioReply<MessageResource>.Refused refused => Of(refused, to),

        TwilioReply<MessageResource>.Foreign foreign => ForeignAnswer.Judge(foreign.HttpStatus, foreign.CodeText, foreign.RetryAfter, foreign.Detail),

        _ => throw new InvalidOperationException("A reply of an unknown kind."),
    };

    private static SendResult Of(TwilioReply<MessageResource>.Refused refused, Msisdn to)
    {
        var (failure, retry, wait) = TwilioCodes.JudgeCreate(refused.HttpStatus, refused.Code);
        var detail = GatewayWords.WithoutNumber(refused.Message, to);

        return retry switch
        {
            TwilioRetry.Never => new SendResult.Rejected(failure, refused.CodeText, detail) { Scope = failure == FailureClass.Configuration ? TwilioCodes.ScopeOf(refused.Code) : RejectionScope.Message },
            TwilioRetry.Reconcile => new SendResult.Unknown(refused.CodeText, detail),
            _ => new SendResult.Retryable(failure, refused.CodeText, refused.RetryAfter ?? wait, detail),
        };
    }
}
