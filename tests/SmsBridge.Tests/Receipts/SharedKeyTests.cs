using System.Net;
using SmsBridge.Messages;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Receipts;

/// <summary>API keys sign nothing; SharedKeys do (twilio.md 2, 7.4, and the headers that both of Twilio's packages know).</summary>
public sealed class SharedKeyTests
{
    private const string Secret = "a-secret-that-Twilio-showed-once";
    private const string ApiKey = $"{CallbackStage.KeySid}:{CallbackStage.KeySecret}";

    [Fact]
    public async Task With_an_api_key_no_reports_are_asked_for_and_polling_does_the_work()
    {
        await using var stage = await CallbackStage.SetUpAsync(token: ApiKey);
        var id = await stage.SendAsync();
        await stage.Twilio.FinishAsync(CallbackStage.Token);

        stage.Twilio.Recorded.ShouldNotContain(request => request.Body.Contains("StatusCallback", StringComparison.Ordinal));
        (await stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
        await stage.PollAfterAsync(TimeSpan.FromMinutes(11));
        (await stage.StatusAsync(id)).ShouldBe(MessageStatus.Delivered);
        stage.Log.Text.Split('\n').Count(line => line.Contains("API key", StringComparison.Ordinal)).ShouldBe(1, "said at registration, once");
    }

    [Fact]
    public async Task With_an_api_key_a_reply_is_refused_and_looks_like_no_forgery()
    {
        await using var stage = await CallbackStage.SetUpAsync(token: ApiKey);

        for (var i = 0; i < 3; i++)
        {
            (await stage.ReplyAsync(Some.AccountSid, ApiKey, Some.Sender)).ShouldBe(HttpStatusCode.Forbidden);
        }

        stage.Log.Text.ShouldNotContain("not signed by");
        stage.Log.Text.Split('\n').Count(line => line.Contains("has no SharedKey", StringComparison.Ordinal)).ShouldBe(1);
    }

    /// <summary>Numbers of messages are easily guessed, and tenants' names too: to a stranger there are none.</summary>
    [Theory]
    [InlineData(ApiKey)]
    [InlineData(Some.AuthToken)]
    public async Task A_stranger_is_answered_the_same_whether_there_is_such_a_message_or_tenant(string token)
    {
        await using var stage = await CallbackStage.SetUpAsync(token: token);
        var id = await stage.SendAsync();

        (await AnswerAsync(stage, $"/twilio/status/{id}")).ShouldBe(await AnswerAsync(stage, "/twilio/status/987654321"));
        (await AnswerAsync(stage, "/twilio/inbound/bank")).ShouldBe(await AnswerAsync(stage, "/twilio/inbound/nobody"));
    }

    [Theory]
    [InlineData(ApiKey)]
    [InlineData(Some.AuthToken)]
    public async Task With_a_shared_key_reports_and_replies_are_believed(string token)
    {
        await using var stage = await CallbackStage.SetUpAsync(token: token);
        stage.Account.SharedKey = new StandInSharedKey("webhooks_sharedkey_1", Secret);
        await stage.ChangeAsync(new { smsProviderSharedKey = Secret });
        var id = await stage.SendAsync();
        await stage.Twilio.FinishAsync(CallbackStage.Token);

        (await stage.StatusAsync(id)).ShouldBe(MessageStatus.Delivered);
        (await stage.ReplyAsync(Some.AccountSid, "", Some.Sender, Secret)).ShouldBe(HttpStatusCode.OK);
        (await stage.ReplyAsync(Some.AccountSid, "", Some.Sender, "another")).ShouldBe(HttpStatusCode.Forbidden);
        (await stage.ReplyAsync(Some.AccountSid, Secret, Some.Sender)).ShouldBe(HttpStatusCode.Forbidden, "the header says which key; without it, the token");
    }

    [Fact]
    public async Task A_shared_key_is_sealed_never_shown_and_stays_with_its_account()
    {
        await using var stage = await CallbackStage.SetUpAsync();
        await stage.ChangeAsync(new { smsProviderSharedKey = $" {Secret} " });

        var shown = await stage.Tenant.GetAsync(stage.Tenant.ConfigurationUrl);
        shown.GetProperty("hasSharedKey").GetBoolean().ShouldBeTrue();
        shown.ToString().ShouldNotContain(Secret);
        stage.App.StoredBytes().ShouldNotContainText(Secret);

        stage.App.Clock.Advance(TimeSpan.FromMinutes(10));
        await stage.RegisterAsync("bank", Some.AuthToken);
        (await stage.App.QueryAsync<string?>("SELECT shared_key FROM tenant")).ShouldAllBe(key => key != null);
        stage.App.Clock.Advance(TimeSpan.FromMinutes(10));
        await stage.RegisterAsync("bank", CallbackStage.OtherToken, CallbackStage.OtherSid, CallbackStage.OtherSender);
        (await stage.App.QueryAsync<string?>("SELECT shared_key FROM tenant")).ShouldBe([null]);
    }

    /// <summary>Without the trace's number.</summary>
    private static async Task<(HttpStatusCode, string?, string?)> AnswerAsync(CallbackStage stage, string path)
    {
        using var caller = stage.App.CreateCaller();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("MessageSid", "SM00000000000000000000000000000001"), KeyValuePair.Create("MessageStatus", "delivered")]);
        using var answer = await caller.PostAsync(new Uri(path, UriKind.Relative), form, CallbackStage.Token);
        using var body = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(CallbackStage.Token));
        return (answer.StatusCode, body.RootElement.GetProperty("title").GetString(), body.RootElement.GetProperty("detail").GetString());
    }
}
