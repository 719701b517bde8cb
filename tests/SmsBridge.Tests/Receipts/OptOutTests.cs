using System.Net;
using Microsoft.Extensions.Primitives;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;
using SmsBridge.Twilio;

namespace SmsBridge.Tests.Receipts;

/// <summary><c>POST /twilio/inbound/{tenantId}</c> and what it keeps from going out (twilio.md 7.2, 7.3).</summary>
public class OptOutTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Theory]
    [InlineData("STOP", null, (int)OptOutWish.Stop)]
    [InlineData(" stop \n", null, (int)OptOutWish.Stop)]
    [InlineData("StopAll", null, (int)OptOutWish.Stop)]
    [InlineData("UNSUBSCRIBE", null, (int)OptOutWish.Stop)]
    [InlineData("CANCEL", null, (int)OptOutWish.Stop)]
    [InlineData("END", null, (int)OptOutWish.Stop)]
    [InlineData("QUIT", null, (int)OptOutWish.Stop)]
    [InlineData("REVOKE", null, (int)OptOutWish.Stop)]
    [InlineData("OPTOUT", null, (int)OptOutWish.Stop)]
    [InlineData("Stop.", null, (int)OptOutWish.Stop)]
    [InlineData("STOP!", null, (int)OptOutWish.Stop)]
    [InlineData("\"STOP\"", null, (int)OptOutWish.Stop)]
    [InlineData("\u201cStop\u201d", null, (int)OptOutWish.Stop)]
    [InlineData("'stop'.", null, (int)OptOutWish.Stop)]
    [InlineData("STOP ALL", null, (int)OptOutWish.Stop)]
    [InlineData("stop-all", null, (int)OptOutWish.Stop)]
    [InlineData("opt out", null, (int)OptOutWish.Stop)]
    [InlineData("Opt-out.", null, (int)OptOutWish.Stop)]
    [InlineData("\u200eSTOP\u200f", null, (int)OptOutWish.Stop)]
    [InlineData("Start.", null, (int)OptOutWish.Start)]
    [InlineData("stop please", null, (int)OptOutWish.None)]
    [InlineData("do not stop", null, (int)OptOutWish.None)]
    [InlineData("stop?", null, (int)OptOutWish.None)]
    [InlineData("stop it all", null, (int)OptOutWish.None)]
    [InlineData("...", null, (int)OptOutWish.None)]
    [InlineData("START", null, (int)OptOutWish.Start)]
    [InlineData("yes", null, (int)OptOutWish.Start)]
    [InlineData("UNSTOP", null, (int)OptOutWish.Start)]
    [InlineData("please stop it", null, (int)OptOutWish.None)]
    [InlineData("HELP", null, (int)OptOutWish.None)]
    [InlineData("", null, (int)OptOutWish.None)]
    [InlineData("acha", "STOP", (int)OptOutWish.Stop)]
    [InlineData("anza", "START", (int)OptOutWish.Start)]
    [InlineData("STOP", "HELP", (int)OptOutWish.None)]
    public void The_whole_text_or_twilios_own_word_decides(string body, string? optOutType, int wish) =>
        TwilioInbound.WishOf(body, optOutType).ShouldBe((OptOutWish)wish);

    [Fact]
    public async Task Who_replied_stop_gets_nothing_until_start()
    {
        var tenant = await app.NewTenantAsync();

        (await ReplyAsync(tenant, "STOP")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var refused = await tenant.RepayAsync();
        await app.DrainAsync();
        (await ReplyAsync(tenant, "START")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var sent = await tenant.RepayAsync();
        await app.DrainAsync();

        (await StatusAsync(tenant, refused)).ShouldBe(("dead_lettered", Reasons.OptedOut));
        (await StatusAsync(tenant, sent)).Status.ShouldBe("sent");
        app.Gateway.Sent.ShouldNotContain(sms => sms.MessageId == refused);
    }

    [Fact]
    public async Task An_opt_out_holds_for_one_tenant_alone()
    {
        var (tenant, other) = (await app.NewTenantAsync(), await app.NewTenantAsync());

        using var answer = await ReplyAsync(tenant, "STOP");
        var sent = await other.RepayAsync();
        await app.DrainAsync();

        (await StatusAsync(other, sent)).Status.ShouldBe("sent");
    }

    [Fact]
    public async Task A_refusal_because_of_an_opt_out_is_remembered()
    {
        var tenant = await app.NewTenantAsync();
        await app.DrainAsync();
        app.Gateway.Next(new SendResult.Rejected(FailureClass.OptedOut, "21610", "Attempt to send to unsubscribed recipient"));

        var first = await tenant.RepayAsync();
        await app.DrainAsync();
        var second = await tenant.RepayAsync();
        await app.DrainAsync();

        (await StatusAsync(tenant, first)).ShouldBe(("dead_lettered", Reasons.OptedOut));
        (await StatusAsync(tenant, second)).ShouldBe(("dead_lettered", Reasons.OptedOut));
        app.Gateway.Sent.Count(sms => sms.MessageId == first).ShouldBe(1);
        app.Gateway.Sent.ShouldNotContain(sms => sms.MessageId == second);
    }

    [Theory]
    [InlineData("ffffffffffffffffffffffffffffffff", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.Forbidden)]
    public async Task A_forged_reply_changes_nothing(string? key, HttpStatusCode expected)
    {
        var tenant = await app.NewTenantAsync();

        (await ReplyAsync(tenant, "STOP", key)).StatusCode.ShouldBe(expected);
        var sent = await tenant.RepayAsync();
        await app.DrainAsync();

        (await StatusAsync(tenant, sent)).Status.ShouldBe("sent");
    }

    [Fact]
    public async Task The_answer_is_an_empty_twiml()
    {
        var tenant = await app.NewTenantAsync();

        using var answer = await ReplyAsync(tenant, "Thank you!");

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/xml");
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("<Response/>");
    }

    private async Task<HttpResponseMessage> ReplyAsync(TestTenant tenant, string body, string? key = Some.AuthToken)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["MessageSid"] = "SM00000000000000000000000000000009",
            ["AccountSid"] = Some.AccountSid,
            ["From"] = Some.Mobile,
            ["To"] = Some.Sender,
            ["Body"] = body,
            ["FromCity"] = "",
        };
        var url = $"http://localhost/twilio/inbound/{tenant.Id}";
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) };
        if (key is not null)
        {
            request.Headers.Add(
                TwilioSignature.Header,
                TwilioSignature.Compute(key, url, form.Select(pair => KeyValuePair.Create(pair.Key, new StringValues(pair.Value)))));
        }

        using var caller = app.CreateCaller();
        return await caller.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<(string Status, string? Reason)> StatusAsync(TestTenant tenant, long eventId)
    {
        var it = (await tenant.EventAsync(eventId)).GetProperty("event");
        return (it.Text("status")!, it.Text("reason"));
    }
}
