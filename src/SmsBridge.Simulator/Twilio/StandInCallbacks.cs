using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace SmsBridge.Simulator.Twilio;

/// <summary>Posts status callbacks, signed with the account's token (twilio.md 7.1 and 7.4).</summary>
internal sealed class StandInCallbacks : IDisposable
{
    private readonly HttpClient _http;
    private readonly StandInCounters _counters;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;

    public StandInCallbacks(StandInTwilioOptions options, StandInCounters counters, TimeProvider time)
    {
        _counters = counters;
        _time = time;
        _timeout = options.CallbackTimeout;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Tells one status. A connection that can not be made is tried once more, nothing else is, as with Twilio.</summary>
    public async Task PostAsync(StandInMessage message, string status, int? errorCode, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(message.StatusCallback))
        {
            return;
        }

        // The fragment holds instructions for Twilio; it is neither sent nor signed.
        var url = message.StatusCallback.Split('#')[0];
        var form = Form(message, status, errorCode);
        var signature = message.Account.SharedKey is { } key ? new StandInSignature(Sign256(key.Secret, url, form), key.Id) : new StandInSignature(Sign(message.Account.AuthToken, url, form), null);
        var token = Guid.NewGuid().ToString();

        var callback = await TryPostAsync(url, form, signature, token, status, cancellationToken)
            ?? await TryPostAsync(url, form, signature, token, status, cancellationToken)
            ?? new StandInCallback(status, Answer: null, "not connected");
        message.Add(callback);
    }

    /// <summary>What a stranger might try: another SMS's failure, under this message's URL, signed with a token that is not the account's.</summary>
    public async Task ForgeAsync(StandInMessage message, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(message.StatusCallback))
        {
            return;
        }

        const string Status = "undelivered";
        var url = message.StatusCallback.Split('#')[0];
        var form = Form(message, Status, errorCode: 30003);
        form["MessageSid"] = form["SmsSid"] = $"SM{Guid.NewGuid():N}";
        var signature = new StandInSignature(Sign(new string('f', message.Account.AuthToken.Length), url, form), SharedKeyId: null);
        var answer = await TryPostAsync(url, form, signature, Guid.NewGuid().ToString(), Status, cancellationToken);
        message.Add((answer ?? new StandInCallback(Status, Answer: null, "not connected")) with { IsForged = true });
    }

    public void Dispose() => _http.Dispose();

    private static SortedDictionary<string, string> Form(StandInMessage message, string status, int? errorCode)
    {
        var form = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["AccountSid"] = message.Account.Sid,
            ["ApiVersion"] = "2010-04-01",
            ["From"] = message.From ?? string.Empty,
            ["To"] = message.To,
            ["MessageSid"] = message.Sid,
            ["SmsSid"] = message.Sid,
            ["MessageStatus"] = status,
            ["SmsStatus"] = status,
        };

        if (message.MessagingServiceSid is { } service)
        {
            form["MessagingServiceSid"] = service;
        }

        if (errorCode is { } code)
        {
            form["ErrorCode"] = code.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (status is "delivered" or "undelivered")
        {
            form["RawDlrDoneDate"] = message.UpdatedAt.UtcDateTime.ToString("yyMMddHHmm", System.Globalization.CultureInfo.InvariantCulture);
        }

        return form;
    }

    // On purpose not the bridge's own code: two makers have to agree on a signature.
    private static string Sign(string authToken, string url, SortedDictionary<string, string> form)
    {
#pragma warning disable CA5350 // Twilio's choice.
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(authToken), Signed(url, form)));
#pragma warning restore CA5350
    }

    private static string Sign256(string secret, string url, SortedDictionary<string, string> form) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Signed(url, form)));

    private static byte[] Signed(string url, SortedDictionary<string, string> form) =>
        Encoding.UTF8.GetBytes(form.Aggregate(new StringBuilder(url), (text, pair) => text.Append(pair.Key).Append(pair.Value)).ToString());

    /// <summary>Null when no connection could be made.</summary>
    private async Task<StandInCallback?> TryPostAsync(
        string url, SortedDictionary<string, string> form, StandInSignature signature, string token, string status, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add("X-Twilio-Signature", signature.Value);
        if (signature.SharedKeyId is { } keyId)
        {
            request.Headers.Add("X-Twilio-Webhooks-Signature-Settings", $"key={keyId},algorithm=HMAC_SHA256");
        }

        request.Headers.Add("I-Twilio-Idempotency-Token", token);

        try
        {
            _counters.Callback();
            using var response = await _http.SendAsync(request, either.Token);
            return new StandInCallback(status, (int)response.StatusCode, Problem: null);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError
            is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            return null;
        }
        catch (SocketException)
        {
            return null; // a connection that ended as soon as it was made
        }
        catch (HttpRequestException exception)
        {
            return new StandInCallback(status, Answer: null, exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new StandInCallback(status, Answer: null, "timed out");
        }
    }

    private sealed record StandInSignature(string Value, string? SharedKeyId);
}
