using Microsoft.Extensions.Options;
using Twilio.Rest.Api.V2010.Account;
using Twilio.Types;

namespace SmsBridge.Gateways.Twilio;

/// <summary>The way to Twilio. Which failure means what is decided in <see cref="TwilioVerdict"/> and <see cref="TwilioCodes"/>.</summary>
internal sealed class TwilioGateway(TwilioClient client, IOptions<TwilioOptions> options, ILogger<TwilioGateway> logger) : ISmsGateway
{
    public const string Name = "twilio";

    private const int PageSize = 50;

    // A thousand texts to one person since one attempt: something else is wrong, and "not found" would be a guess.
    private const int MostPages = 20;

    /// <summary>
    /// Instructions to Twilio in the callback URL's fragment, which is neither sent nor signed (twilio.md 7.1). Without them a callback that is
    /// answered with an error or too slowly is lost, and its news waits for the first poll. 4xx too: it may be a proxy's, while we restart.
    /// </summary>
    private const string RetryOverrides = "#rc=5&rp=all";

    private readonly TwilioAccountProof _proof = new(client, options.Value.VerifyOnRegistration);

    public string Provider => Name;

    public AccountWords Words { get; } = new("the Account SID", "the Auth Token, or SK...:secret of an API key", "the sender: a number such as +15005550006, an alphanumeric id or a Messaging Service");

    /// <remarks>
    /// When the caller cancels, the exception says nothing about the outcome: the message is in doubt. The status callback is
    /// sent as its <see cref="Uri.AbsoluteUri"/>; signatures have to be verified against the same spelling.
    /// </remarks>
    public async Task<SendResult> SendAsync(OutgoingSms sms, CancellationToken cancellationToken)
    {
        if (!TwilioCredentials.TryParse(sms.Account, out var credentials))
        {
            return new SendResult.Rejected(FailureClass.Credentials, GatewayCodes.AccountInvalid, TwilioAccountProof.AccountShape);
        }

        if (!TwilioSender.TryParse(sms.Account.Sender, out var sender))
        {
            return new SendResult.Rejected(FailureClass.Configuration, GatewayCodes.SenderInvalid, TwilioSender.Shapes) { Scope = RejectionScope.Tenant };
        }

        var reply = await client.CreateMessageAsync(credentials, MessageOf(sms, sender), cancellationToken);
        var result = TwilioVerdict.Of(reply, sms.MessageId, sms.To);
        if (reply.Answer is { } answer)
        {
            result = result with { Answer = answer };
        }

        Log(sms.MessageId, reply, result);
        return result;
    }

    public bool ListsByRecipient => true;

    /// <remarks>
    /// Twilio is asked for all senders, and what another one certainly sent is left out here: only we know when that is certain.
    /// </remarks>
    public async Task<ProviderSearch> FindAsync(DoubtfulSms sms, CancellationToken cancellationToken)
    {
        if (!TwilioCredentials.TryParse(sms.Account, out var credentials))
        {
            return new ProviderSearch.Unavailable(TwilioAccountProof.AccountShape);
        }

        _ = TwilioSender.TryParse(sms.Account.Sender, out var sender);
        var found = new List<ProviderMessage>();
        var horizon = WholeSeconds(sms.Since); // the provider's clock has no fractions
        var reply = await client.ListMessagesAsync(credentials, sms.To.Value, PageSize, cancellationToken);

        for (var page = 1; reply is TwilioReply<SdkPage<MessageResource>>.Answered { Value: var listed }; page++)
        {
            if (!TryCollect(listed.Records, sender, horizon, found, out var reachedHorizon))
            {
                return Incomplete(credentials, "A listed message has no SID or date.");
            }

            if (reachedHorizon || listed.NextPage is null)
            {
                return new ProviderSearch.Listed(found);
            }

            if (page == MostPages)
            {
                return Incomplete(credentials, "Too many messages to look through.");
            }

            reply = await client.NextPageAsync(credentials, listed.NextPage, cancellationToken);
        }

        return Incomplete(credentials, TwilioAccountProof.Describe(reply));
    }

    public async Task<ProviderReport> PollAsync(
        SenderAccount account, long messageId, string providerId, CancellationToken cancellationToken)
    {
        if (!TwilioCredentials.TryParse(account, out var credentials))
        {
            return new ProviderReport.Unavailable(TwilioAccountProof.AccountShape);
        }

        if (!TwilioSids.IsMessage(providerId))
        {
            return new ProviderReport.Nothing("It has no message SID.");
        }

        return await client.FetchMessageAsync(credentials, providerId, cancellationToken) switch
        {
            TwilioReply<MessageResource>.Answered { Value: { } message } when message.Sid == providerId =>
                TwilioReceipts.Of(messageId, message) is { } receipt
                    ? new ProviderReport.Reported(receipt)
                    : new ProviderReport.Nothing($"Its status is '{message.Status}'."),
            TwilioReply<MessageResource>.Refused { HttpStatus: 404 or 410 } => new ProviderReport.Nothing("Twilio does not know it (any more)."),
            var reply => new ProviderReport.Unavailable(TwilioAccountProof.Describe(reply)),
        };
    }

    public async Task<AccountCheck> VerifyAsync(SenderAccount account, CancellationToken cancellationToken)
    {
        var check = await _proof.CheckAsync(account, cancellationToken);
        switch (check)
        {
            case AccountCheck.Refused refused:
                logger.AccountRefused(TwilioSids.IsAccount(account.AccountId) ? account.AccountId : "(malformed)", refused.Field);
                break;
            case AccountCheck.Unavailable unavailable:
                logger.AccountUnverifiable(account.AccountId, unavailable.Detail);
                break;
        }

        return check;
    }

    public string? WhyNoReports(SenderAccount account) => TwilioSigners.CanSign(account)
        ? null
        : "The token is an API key, which signs nothing. Give the account's auth token instead, or the secret of a SharedKey (smsProviderSharedKey) that a webhook rule of the account signs with.";

    private static CreateMessageOptions MessageOf(OutgoingSms sms, TwilioSender sender)
    {
        var message = new CreateMessageOptions(new PhoneNumber(sms.To.Value)) { Body = sms.Body };
        sender.Sign(message);
        if (sms.StatusCallback is { } callback && TwilioSigners.CanSign(sms.Account))
        {
            message.StatusCallback = new Uri(callback.AbsoluteUri + RetryOverrides);
        }

        return message;
    }

    private static bool TryCollect(
        IReadOnlyList<MessageResource> messages, TwilioSender? sender, DateTimeOffset horizon, List<ProviderMessage> found, out bool reachedHorizon)
    {
        reachedHorizon = false;
        foreach (var message in messages)
        {
            if (message is not { Sid: { } sid, DateCreated: { } created })
            {
                return false;
            }

            var createdAt = new DateTimeOffset(created.ToUniversalTime());

            // Judged by the last one of the page: the order is newest first, give or take a second.
            reachedHorizon = createdAt < horizon;
            if (!reachedHorizon && sender?.MayHaveSent(message) != false)
            {
                found.Add(new ProviderMessage(
                    sid, message.To ?? string.Empty, WithoutTrialWords(message.Body ?? string.Empty), TwilioReceipts.WordOf(message),
                    message.Direction == MessageResource.DirectionEnum.OutboundApi, createdAt, TwilioReceipts.CodeOf(message))
                {
                    MayBeExtended = sender?.Kind == TwilioSenderKind.MessagingService, // it may add how to opt out (twilio.md 9.5)
                    Report = TwilioReceipts.OutcomeOf(messageId: 0, message) is { } outcome ? id => outcome with { MessageId = id } : null,
                });
            }
        }

        return true;
    }

    /// <summary>Trial accounts put these words before every text (twilio.md 6).</summary>
    private static string WithoutTrialWords(string body)
    {
        const string TrialWords = "Sent from your Twilio trial account - ";
        return body.StartsWith(TrialWords, StringComparison.Ordinal) ? body[TrialWords.Length..] : body;
    }

    private static DateTimeOffset WholeSeconds(DateTimeOffset instant) => DateTimeOffset.FromUnixTimeSeconds(instant.ToUnixTimeSeconds());

    private ProviderSearch.Unavailable Incomplete(TwilioCredentials credentials, string reason)
    {
        logger.ListIncomplete(credentials.AccountSid, reason);
        return new ProviderSearch.Unavailable(reason);
    }

    private void Log(long messageId, TwilioReply<MessageResource> reply, SendResult result)
    {
        var requestId = reply switch
        {
            TwilioReply<MessageResource>.Refused refused => refused.RequestId,
            TwilioReply<MessageResource>.Foreign foreign => foreign.RequestId,
            TwilioReply<MessageResource>.Unclear unclear => unclear.RequestId,
            _ => null,
        };

        switch (result)
        {
            case SendResult.Accepted accepted:
                logger.Taken(messageId, accepted.ProviderId, accepted.ProviderStatus);
                if (TwilioStatuses.Parse(accepted.ProviderStatus) is null)
                {
                    logger.UnknownStatus(accepted.ProviderStatus, accepted.ProviderId);
                }

                break;
            case SendResult.Rejected rejected:
                logger.Refused(messageId, rejected.Code, rejected.Class, requestId);
                break;
            case SendResult.Retryable retryable:
                logger.NotProcessed(messageId, retryable.Code, retryable.Class, requestId);
                break;
            case SendResult.Unknown unknown:
                logger.InDoubt(messageId, unknown.Code, requestId);
                break;
        }
    }
}
