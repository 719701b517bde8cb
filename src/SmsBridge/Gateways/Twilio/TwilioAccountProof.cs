using Twilio.Rest.Api.V2010;
using Twilio.Rest.Api.V2010.Account;

namespace SmsBridge.Gateways.Twilio;

/// <summary>
/// Checks a registration with Twilio: the account exists and is active, the token opens it, the sender belongs to it and can
/// send SMS. twilio.md 1 has no endpoint for short codes, names and Messaging Services: their shape is all we check,
/// and Twilio judges them with the first message (21606, 21705).
/// </summary>
internal sealed class TwilioAccountProof(TwilioClient client, bool askTwilio)
{
    public const string AccountShape = "A Twilio account id is AC and 32 hex digits; the token must not be empty nor hold spaces.";

    private const string AccountField = "smsProviderAccountId";
    private const string TokenField = "smsProviderToken";
    private const string SenderField = "phoneNo";

    private static readonly AccountCheck Verified = new AccountCheck.Verified();

    public async Task<AccountCheck> CheckAsync(SenderAccount account, CancellationToken cancellationToken)
    {
        if (CheckShape(account, out var credentials, out var sender) is { } malformed)
        {
            return malformed;
        }

        if (!askTwilio)
        {
            return new AccountCheck.Verified(IsAsked: false);
        }

        var (refusal, isProven) = JudgeAccount(credentials!, await client.FetchAccountAsync(credentials!, cancellationToken));
        if (refusal is not null)
        {
            return refusal;
        }

        var isNumber = sender!.Kind == TwilioSenderKind.Number;
        return isProven && !isNumber
            ? Verified
            : JudgeNumbers(
                isNumber ? sender.Value : null,
                await client.ListNumbersAsync(credentials!, isNumber ? sender.Value : null, cancellationToken));
    }

    /// <summary>Why a call brought nothing, for the record.</summary>
    public static string Describe<T>(TwilioReply<T> reply) => reply switch
    {
        TwilioReply<T>.Refused refused => $"Twilio answered {refused.CodeText}: {refused.Message}",
        TwilioReply<T>.Foreign foreign => foreign.Detail,
        TwilioReply<T>.NotSent notSent => $"Twilio could not be reached ({notSent.Reason}): {notSent.Detail}",
        TwilioReply<T>.Unclear unclear => $"Twilio gave no usable answer ({unclear.Reason}): {unclear.Detail}",
        _ => "Twilio's answer was not the expected one.",
    };

    private static AccountCheck.Refused? CheckShape(SenderAccount account, out TwilioCredentials? credentials, out TwilioSender? sender)
    {
        credentials = null;
        sender = null;

        if (!TwilioSids.IsAccount(account.AccountId))
        {
            return new AccountCheck.Refused(AccountField, "A Twilio account id is AC and 32 hex digits. Copy it from the Twilio console.");
        }

        if (!TwilioCredentials.TryParse(account, out credentials))
        {
            return new AccountCheck.Refused(
                TokenField, "Give the account's auth token from the Twilio console, or an API key as SK…:secret, without spaces.");
        }

        return TwilioSender.TryParse(account.Sender, out sender) ? null : new AccountCheck.Refused(SenderField, TwilioSender.Shapes);
    }

    private static (AccountCheck? Refusal, bool IsProven) JudgeAccount(TwilioCredentials credentials, TwilioReply<AccountResource> reply) =>
        reply switch
        {
            TwilioReply<AccountResource>.Answered { Value.Status: var status } when status == AccountResource.StatusEnum.Active => (null, true),

            TwilioReply<AccountResource>.Answered { Value.Status: var status }
                when status == AccountResource.StatusEnum.Suspended || status == AccountResource.StatusEnum.Closed => (new AccountCheck.Refused(
                AccountField, $"The Twilio account is {status}. Settle it with Twilio, then register again."), false),

            // A Standard key may send without being let near the account itself: the numbers will tell.
            TwilioReply<AccountResource>.Refused { HttpStatus: 401 or 403 } when credentials.IsApiKey => (null, false),

            TwilioReply<AccountResource>.Refused refused => (Judge(refused) ?? new AccountCheck.Unavailable(Describe(reply)), false),

            _ => (new AccountCheck.Unavailable(Describe(reply)), false),
        };

    private static AccountCheck JudgeNumbers(string? number, TwilioReply<SdkPage<IncomingPhoneNumberResource>> reply) => reply switch
    {
        TwilioReply<SdkPage<IncomingPhoneNumberResource>>.Answered when number is null => Verified,
        TwilioReply<SdkPage<IncomingPhoneNumberResource>>.Answered { Value.Records: var numbers } => JudgeOwned(numbers, number),
        TwilioReply<SdkPage<IncomingPhoneNumberResource>>.Refused refused => Judge(refused) ?? new AccountCheck.Unavailable(Describe(reply)),
        _ => new AccountCheck.Unavailable(Describe(reply)),
    };

    private static AccountCheck JudgeOwned(IReadOnlyList<IncomingPhoneNumberResource> numbers, string number)
    {
        // The filter matches parts of numbers too.
        var owned = numbers.FirstOrDefault(candidate => candidate.PhoneNumber?.ToString() == number);
        return owned switch
        {
            null => new AccountCheck.Refused(
                SenderField, "The Twilio account does not own this number. Use a number listed under Phone Numbers in the Twilio console."),
            { Capabilities.Sms: true } => Verified,
            _ => new AccountCheck.Refused(SenderField, "This number can not send SMS. Use a number of the account with the SMS capability."),
        };
    }

    /// <summary>Null when the answer proves nothing against the registration.</summary>
    private static AccountCheck? Judge<T>(TwilioReply<T>.Refused refused) => refused switch
    {
        { Code: 20005 or 10001 } => new AccountCheck.Refused(
            AccountField, "The Twilio account is not active. Reactivate it with Twilio, then register again."),
        { Code: 20008 } => new AccountCheck.Refused(
            TokenField, "These are Twilio's test credentials, which never send. Use the live account id and token."),
        { HttpStatus: 401 } => new AccountCheck.Refused(
            TokenField, "Twilio refuses this account id and token. Copy both again from the Twilio console; the token may have been rotated."),
        { HttpStatus: 404 } => new AccountCheck.Refused(
            AccountField, "Twilio does not know this account for these credentials. Check the account id."),
        _ => null,
    };
}
