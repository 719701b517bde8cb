using Microsoft.Extensions.Options;
using SmsBridge.Gateways.Wire;
using SmsBridge.Messages;
using Twilio.Clients;
using Twilio.Exceptions;
using Twilio.Rest;
using Twilio.Rest.Api.V2010;
using Twilio.Rest.Api.V2010.Account;
using Twilio.Types;
using TwilioHttp = Twilio.Http;

namespace SmsBridge.Gateways.Twilio;

/// <summary>
/// The endpoints of Twilio's API that we use (twilio.md 1), by Twilio's SDK: one call each, no retries. Network and server
/// failures come back as <see cref="TwilioReply{T}"/>; cancellation by the caller is the only exception.
/// </summary>
internal sealed class TwilioClient(HttpMessageInvoker http, IOptions<TwilioOptions> options, TimeProvider time)
{
    /// <summary>The name under which the HTTP client factory knows our client.</summary>
    public const string Name = "twilio";

    private const int ResourceLimit = 256 * 1024;
    private const int ListLimit = 4 * 1024 * 1024;
    private const int LongestMessage = 500;
    private const string Messages = "messages";

    /// <summary>As many long texts fit into <see cref="ListLimit"/>, however they are escaped.</summary>
    private const string SentPageSize = "200";

    private readonly TwilioOptions _options = options.Value;

    public Task<TwilioReply<MessageResource>> CreateMessageAsync(
        TwilioCredentials credentials, CreateMessageOptions message, CancellationToken cancellationToken) =>
        AskAsync(credentials, rest => MessageResource.CreateAsync(message, rest), cancellationToken);

    public Task<TwilioReply<MessageResource>> FetchMessageAsync(
        TwilioCredentials credentials, string messageSid, CancellationToken cancellationToken) =>
        TwilioSids.IsMessage(messageSid)
            ? AskAsync(credentials, rest => MessageResource.FetchAsync(new FetchMessageOptions(messageSid), rest), cancellationToken)
            : throw new ArgumentException("Not a message SID.", nameof(messageSid));

    public Task<TwilioReply<AccountResource>> FetchAccountAsync(TwilioCredentials credentials, CancellationToken cancellationToken) =>
        AskAsync(credentials, rest => AccountResource.FetchAsync(new FetchAccountOptions { PathSid = credentials.AccountSid }, rest), cancellationToken);

    /// <summary>The first page of messages to one number, newest first, incoming ones excluded by nature of the filter.</summary>
    public Task<TwilioReply<SdkPage<MessageResource>>> ListMessagesAsync(
        TwilioCredentials credentials, string to, int pageSize, CancellationToken cancellationToken) =>
        ListAsync<MessageResource>(
            credentials, "Messages", new ReadMessageOptions { To = new PhoneNumber(to), PageSize = pageSize }.GetParams(), Messages, cancellationToken);

    /// <summary>The first page of all messages of the account that were sent from one time to another, newest first.</summary>
    public Task<TwilioReply<SdkPage<MessageResource>>> ListSentAsync(
        TwilioCredentials credentials, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        ListAsync<MessageResource>(
            credentials, "Messages", [new("DateSent>", Iso(from)), new("DateSent<", Iso(to)), new("PageSize", SentPageSize)], Messages, cancellationToken);

    /// <summary>The account's own numbers, all of them (first page) or those that match <paramref name="phoneNumber"/>.</summary>
    public Task<TwilioReply<SdkPage<IncomingPhoneNumberResource>>> ListNumbersAsync(
        TwilioCredentials credentials, string? phoneNumber, CancellationToken cancellationToken)
    {
        var filter = phoneNumber is null
            ? new ReadIncomingPhoneNumberOptions { PageSize = 1 }
            : new ReadIncomingPhoneNumberOptions { PhoneNumber = new PhoneNumber(phoneNumber) };
        return ListAsync<IncomingPhoneNumberResource>(credentials, "IncomingPhoneNumbers", filter.GetParams(), "incoming_phone_numbers", cancellationToken);
    }

    /// <summary>Follows a page's link as given, on our own host only: the credentials go with it. (The SDK would fetch the page synchronously.)</summary>
    public async Task<TwilioReply<SdkPage<MessageResource>>> NextPageAsync(
        TwilioCredentials credentials, string link, CancellationToken cancellationToken)
    {
        if (PathOnOurHost(link) is not { } path)
        {
            return new TwilioReply<SdkPage<MessageResource>>.NotSent(GatewayCodes.ForeignLink, "The link to the next page leads to another host.");
        }

        var wire = Wire(ListLimit, cancellationToken);
        await wire.FollowAsync(path, credentials);
        return Judge(wire, PageOf<MessageResource>(wire, Messages));
    }

    private async Task<TwilioReply<T>> AskAsync<T>(
        TwilioCredentials credentials, Func<ITwilioRestClient, Task<T>> ask, CancellationToken cancellationToken)
        where T : class
    {
        var wire = Wire(ResourceLimit, cancellationToken);
        var value = await ThroughSdkAsync(wire, credentials, ask, cancellationToken);
        return Judge(wire, value ?? (wire.Answer is { IsSuccess: true } answer ? SdkJson.Read<T>(answer.Text) : null));
    }

    private async Task<TwilioReply<SdkPage<T>>> ListAsync<T>(
        TwilioCredentials credentials, string resource, List<KeyValuePair<string, string>> query, string list, CancellationToken cancellationToken)
        where T : class
    {
        var wire = Wire(ListLimit, cancellationToken);
        var path = $"/2010-04-01/Accounts/{credentials.AccountSid}/{resource}.json";
        await ThroughSdkAsync(
            wire, credentials, rest => rest.RequestAsync(new TwilioHttp.Request(TwilioHttp.HttpMethod.Get, Domain.Api, path, queryParams: query)), cancellationToken);
        return Judge(wire, PageOf<T>(wire, list));
    }

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Null when the SDK made nothing of the answer; what came back, if anything, is in <paramref name="wire"/>.</summary>
    private static async Task<T?> ThroughSdkAsync<T>(
        SdkHttpClient wire, TwilioCredentials credentials, Func<ITwilioRestClient, Task<T>> ask, CancellationToken cancellationToken)
        where T : class
    {
        // The level would come from the environment, and "debug" prints recipients.
        var rest = new TwilioRestClient(credentials.User, credentials.Password, credentials.AccountSid, httpClient: wire) { LogLevel = string.Empty };
        try
        {
            return await ask(rest);
        }
        catch (ApiConnectionException) when (wire is { Answer: null, Silence: null })
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw; // neither network nor caller: a bug
        }
#pragma warning disable CA1031 // Whatever the SDK makes of it, the call was made: what came back says what it was. Its messages quote URLs, and recipients.
        catch (Exception) when (wire is not { Answer: null, Silence: null })
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private static SdkPage<T>? PageOf<T>(SdkHttpClient wire, string list)
        where T : class => wire.Answer is { IsSuccess: true } answer ? SdkJson.ReadPage<T>(answer.Text, list) : null;

    private static TwilioReply<T> Judge<T>(SdkHttpClient wire, T? value)
        where T : class
    {
        if (wire.Answer is not { } answer)
        {
            var (reason, detail, mayHaveLeft) = wire.Silence!;
            var silence = PeerAnswer.Silence(TwilioGateway.Name, wire.Took);
            return mayHaveLeft
                ? new TwilioReply<T>.Unclear(reason, detail, RequestId: null) { Answer = silence }
                : new TwilioReply<T>.NotSent(reason, detail) { Answer = silence };
        }

        if (answer.IsSuccess && value is not null)
        {
            return new TwilioReply<T>.Answered(value);
        }

        TwilioReply<T> reply = answer.IsSuccess
            ? new TwilioReply<T>.Unclear(
                GatewayCodes.UnreadableAnswer, FormattableString.Invariant($"HTTP {answer.HttpStatus} with a body that is not the expected JSON."), answer.RequestId)
            : TwilioErrorForm.Fits(answer) ? Refusal<T>(answer)
            : new TwilioReply<T>.Foreign(answer.HttpStatus, answer.RetryAfter, answer.RequestId);
        return reply with { Answer = PeerAnswer.Of(TwilioGateway.Name, wire.Took, answer.HttpStatus, answer.Body) };
    }

    private static TwilioReply<T>.Refused Refusal<T>(WireAnswer answer)
    {
        var error = SdkJson.Read<RestException>(answer.Text)!; // it fits
        var message = error.Message.Length > LongestMessage ? error.Message[..LongestMessage] : error.Message;
        return new TwilioReply<T>.Refused(answer.HttpStatus, error.Code, message, answer.RetryAfter, answer.RequestId);
    }

    private SdkHttpClient Wire(int limit, CancellationToken cancellationToken) => new(http, _options, time, limit, cancellationToken);

    /// <summary>Null when it leads elsewhere. Two slashes would name a host, and so would a backslash to those who read it as one.</summary>
    private string? PathOnOurHost(string link)
    {
        var authority = _options.BaseUrl.GetLeftPart(UriPartial.Authority);
        var path = link.StartsWith(authority + "/", StringComparison.Ordinal) ? link[authority.Length..] : link;
        return path is ['/', not ('/' or '\\'), ..] && !path.AsSpan().ContainsAnyExceptInRange('!', '~') ? path : null;
    }
}
