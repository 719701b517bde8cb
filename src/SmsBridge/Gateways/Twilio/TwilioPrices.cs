using Twilio.Rest.Api.V2010.Account;

namespace SmsBridge.Gateways.Twilio;

/// <summary>What SMS cost, by Twilio's list of messages: a price is filled in some time after an SMS was sent (twilio.md 4), and one call tells it of many.</summary>
internal sealed class TwilioPrices(TwilioClient client) : IPriceSource
{
    public string Provider => TwilioGateway.Name;

    public async Task<PriceAnswer> ReadAsync(SenderAccount account, DateTimeOffset from, DateTimeOffset to, string? next, CancellationToken cancellationToken)
    {
        if (!TwilioCredentials.TryParse(account, out var credentials))
        {
            return new PriceAnswer.Unavailable(TwilioAccountProof.AccountShape) { IsRefused = true };
        }

        var reply = next is null ? await client.ListSentAsync(credentials, from, to, cancellationToken) : await client.NextPageAsync(credentials, next, cancellationToken);
        return reply is TwilioReply<SdkPage<MessageResource>>.Answered { Value: var page }
            ? new PriceAnswer.Page([.. page.Records.Select(PriceOf).OfType<PricedSms>()], OldestOf(page.Records), page.NextPage)
            : new PriceAnswer.Unavailable(TwilioAccountProof.Describe(reply)) { IsRefused = reply is TwilioReply<SdkPage<MessageResource>>.Refused { HttpStatus: 401 or 403 or 404 } };
    }

    /// <summary>Null: it has none yet, or is no SMS that went out.</summary>
    private static PricedSms? PriceOf(MessageResource message) =>
        TwilioSids.IsMessage(message.Sid) && message.Direction == MessageResource.DirectionEnum.OutboundApi && TwilioReceipts.PriceOf(message) is { } price
            ? new PricedSms(message.Sid, price)
            : null;

    private static DateTimeOffset? OldestOf(IReadOnlyList<MessageResource> messages) =>
        messages.Select(message => message.DateSent).Min() is { } oldest ? new DateTimeOffset(oldest.ToUniversalTime()) : null;
}
