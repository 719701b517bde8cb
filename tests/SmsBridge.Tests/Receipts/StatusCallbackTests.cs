using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways.Twilio;
using SmsBridge.Messages;
using SmsBridge.Receipts;
using SmsBridge.Tests.Relay;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Receipts;

/// <summary><c>POST /twilio/status/{messageId}</c> behind the address the world knows (twilio.md 7).</summary>
public abstract class StatusCallbackTests(string publicUrl) : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private readonly LogLines _log = new();
    private RelayDriver _relay = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app.Settings["Bridge:PublicUrl"] = publicUrl;
        _app.Replacements.Add(services => services.AddSingleton<Microsoft.Extensions.Logging.ILoggerFactory>(_ => new Microsoft.Extensions.Logging.LoggerFactory([_log])));
        await _app.InitializeAsync();
        _relay = await RelayDriver.RegisterAsync(_app);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _app.DisposeAsync();
    }

    [Fact]
    public async Task A_signed_report_moves_the_message_on_and_is_answered_without_content()
    {
        var (url, sid) = await SentAsync();

        using var answer = await PostAsync(url, Form(sid, "delivered"));

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await answer.Content.ReadAsByteArrayAsync(Token)).ShouldBeEmpty();
        _relay.Message().Status.ShouldBe(MessageStatus.Delivered);
    }

    [Fact]
    public async Task The_url_asked_for_is_the_public_one_with_the_messages_number()
    {
        var (url, _) = await SentAsync();

        url.AbsoluteUri.ShouldBe($"{publicUrl.TrimEnd('/')}/twilio/status/{_relay.LastEvent()}");
    }

    [Fact]
    public async Task A_forged_report_is_refused_and_changes_nothing()
    {
        var (url, sid) = await SentAsync();
        var before = _relay.Message();

        using var otherKey = await PostAsync(url, Form(sid, "delivered"), key: "ffffffffffffffffffffffffffffffff");
        using var unsigned = await PostAsync(url, Form(sid, "delivered"), key: null);
        using var changed = await PostAsync(url, Form(sid, "delivered"), tamper: form => form["MessageStatus"] = "failed");
        using var elsewhere = await PostAsync(url, Form(sid, "delivered"), signedUrl: new Uri("https://other.example.org/twilio/status/1"));

        new[] { otherKey, unsigned, changed, elsewhere }.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Forbidden);
        _relay.Message().ShouldBe(before);
    }

    [Fact]
    public async Task Forged_reports_are_counted_and_the_first_is_on_the_messages_timeline_however_many_come()
    {
        var (url, sid) = await SentAsync();
        for (var index = 0; index < 50; index++)
        {
            using var forged = await PostAsync(url, Form(sid, "delivered"), key: null);
            forged.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        using var unknown = await PostAsync(new Uri(url, "99999999"), Form(sid, "delivered"), key: null);

        _app.Services.GetRequiredService<ForgedReceipts>().Count.ShouldBe(51);
        (await ForgeriesAsync()).ShouldBe([_relay.LastEvent()]);
        _relay.Message().Status.ShouldBe(MessageStatus.Sent);
    }

    [Fact]
    public async Task Forged_reports_about_many_messages_leave_a_bounded_number_of_rows_a_minute()
    {
        var (url, sid) = await SentAsync();
        await _app.MeddleAsync("""
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
            INSERT INTO message (event_id, tenant_id, type_id, received_at, status, queued_at, updated_at)
            SELECT 1000 + i, tenant_id, type_id, received_at, 3, queued_at, updated_at FROM message, n
            """);
        for (var id = 1_001; id <= 1_100; id++)
        {
            using var forged = await PostAsync(new Uri(url, $"{id}"), Form(sid, "delivered"), key: null);
        }

        (await ForgeriesAsync()).Count.ShouldBe(ForgedReceipts.MostPerMinute);
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        using var later = await PostAsync(new Uri(url, "1100"), Form(sid, "delivered"), key: null);
        (await ForgeriesAsync()).Count.ShouldBe(ForgedReceipts.MostPerMinute + 1);
    }

    [Fact]
    public async Task Whether_a_message_exists_is_not_for_strangers()
    {
        var (url, sid) = await SentAsync();

        using var answer = await PostAsync(new Uri(url, "99999999"), Form(sid, "delivered"));

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Parameters_and_words_nobody_knows_yet_are_tolerated()
    {
        var (url, sid) = await SentAsync();
        var form = Form(sid, "delivered");
        form["SomethingNew"] = "é ☺";
        form["Empty"] = "";

        using var answer = await PostAsync(url, form);
        using var unknown = await PostAsync(url, Form(sid, "teleported"));

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        unknown.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        _relay.Message().Status.ShouldBe(MessageStatus.Delivered);
    }

    [Fact]
    public async Task A_failure_is_kept_with_its_code_and_words()
    {
        var (url, sid) = await SentAsync();
        var form = Form(sid, "undelivered");
        form["ErrorCode"] = "30005";

        using var answer = await PostAsync(url, form);

        _relay.Message().ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.Undelivered),
            message => message.ErrorCode.ShouldBe("30005"),
            message => message.Reason.ShouldBe(Reasons.DeliveryFailed));
    }

    [Fact]
    public async Task What_is_too_large_or_no_form_is_refused()
    {
        var (url, sid) = await SentAsync();
        var large = Form(sid, "delivered");
        large["Padding"] = new string('x', 70_000);

        using var tooLarge = await PostAsync(url, large);
        using var client = _app.CreateClient();
        using var json = await client.PostAsync(new Uri(url.AbsolutePath[url.AbsolutePath.IndexOf("/twilio", StringComparison.Ordinal)..], UriKind.Relative), new StringContent("{}"), Token);

        tooLarge.StatusCode.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge);
        json.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        _relay.Message().Status.ShouldBe(MessageStatus.Sent);
    }

    [Fact]
    public async Task A_report_settles_an_attempt_whose_answer_was_lost()
    {
        _app.Gateway.NextTakenWithoutAnswer();
        await _relay.SmsAsync("0712345678", "Hello");
        await _app.DrainAsync();
        _relay.Message().Status.ShouldBe(MessageStatus.Sending);

        using var answer = await PostAsync(_app.Gateway.Sent[0].StatusCallback!, Form(_app.Gateway.Taken[0].ProviderId, "sent"));
        await _app.DrainAfterAsync(TimeSpan.FromMinutes(10));

        _app.Gateway.Sent.Count.ShouldBe(1);
        _relay.Message().ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.Sent), message => message.ProviderId.ShouldBe(_app.Gateway.Taken[0].ProviderId));
    }

    /// <summary>Whoever holds the account's token signs what he likes: it must not fill the log.</summary>
    [Fact]
    public async Task Of_statuses_nobody_knows_few_and_short_lines_are_logged()
    {
        var (url, sid) = await SentAsync();
        for (var number = 0; number < TwilioStatusEndpoint.MostUnknown + 10; number++)
        {
            using var answer = await PostAsync(url, Form(sid, new string('x', 30_000)));
            answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        var lines = _log.Text.Split('\n').Where(line => line.Contains("not on our list", StringComparison.Ordinal)).ToList();
        lines.Count.ShouldBe(TwilioStatusEndpoint.MostUnknown);
        lines.ShouldAllBe(line => line.Length < 300);
    }

    private async Task<(Uri Url, string Sid)> SentAsync()
    {
        await _relay.SmsAsync("0712345678", "Hello");
        await _app.DrainAsync();
        return (_app.Gateway.Sent[^1].StatusCallback!, _relay.Message().ProviderId!);
    }

    private Task<List<long>> ForgeriesAsync() =>
        _app.QueryAsync<long>("SELECT event_id FROM status_change WHERE reason = 'forged_receipt' AND source = 'stranger'");

    private static Dictionary<string, string> Form(string sid, string status) => new(StringComparer.Ordinal)
    {
        ["AccountSid"] = Some.AccountSid, ["ApiVersion"] = "2010-04-01", ["From"] = Some.Sender, ["To"] = Some.Mobile,
        ["MessageSid"] = sid, ["SmsSid"] = sid, ["MessageStatus"] = status, ["SmsStatus"] = status,
    };

    /// <summary>As a proxy hands it on: the path below the public address only, and an address of its own.</summary>
    private async Task<HttpResponseMessage> PostAsync(
        Uri url, Dictionary<string, string> form, string? key = Some.AuthToken, Uri? signedUrl = null, Action<Dictionary<string, string>>? tamper = null)
    {
        var path = url.AbsolutePath[url.AbsolutePath.IndexOf("/twilio", StringComparison.Ordinal)..];
        var signature = key is null ? null : TwilioSignature.Compute(
            key, (signedUrl ?? url).AbsoluteUri, form.Select(pair => KeyValuePair.Create(pair.Key, new Microsoft.Extensions.Primitives.StringValues(pair.Value))).ToList());
        tamper?.Invoke(form);
        using var client = _app.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        if (signature is not null)
        {
            request.Headers.Add(TwilioSignature.Header, signature);
        }

        return await client.SendAsync(request, Token);
    }
}

public sealed class StatusCallbackAtTheRootTests() : StatusCallbackTests("https://bridge.example.org");

public sealed class StatusCallbackUnderAPathTests() : StatusCallbackTests("https://gateway.example.org/sms/bridge/");
