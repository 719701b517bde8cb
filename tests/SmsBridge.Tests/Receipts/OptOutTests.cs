using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Twilio;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;

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
    public async Task It_holds_for_senders_that_the_tenant_gets_later_and_start_to_any_of_them_lifts_it()
    {
        var tenant = await app.NewTenantAsync();
        (await ReplyAsync(tenant, "STOP")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var caller = tenant.CreateCaller();
        using var changed = await caller.PatchAsJsonAsync(tenant.ConfigurationUrl, new { phoneNo = "+15005550009" }, TestContext.Current.CancellationToken);
        changed.EnsureSuccessStatusCode();

        var refused = await tenant.RepayAsync();
        await app.DrainAsync();
        (await StatusAsync(tenant, refused)).ShouldBe(("dead_lettered", Reasons.OptedOut));

        var tenantId = (await app.QueryAsync<long>("SELECT id FROM tenant WHERE identifier = @Id", new { tenant.Id })).Single();
        await app.Services.GetRequiredService<OptOuts>().TakeReplyAsync(tenantId, "+15005550009", SmsBridge.Numbers.Msisdn.FromE164(Some.Mobile), "SM-start", stop: false);
        var sent = await tenant.RepayAsync();
        await app.DrainAsync();
        (await StatusAsync(tenant, sent)).Status.ShouldBe("sent");
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

    /// <summary>Whoever kept a signed request may send it again: what came after it stands.</summary>
    [Theory]
    [InlineData("START STOP", 0, false)]
    [InlineData("START STOP", 1, false)]
    [InlineData("STOP START", 0, true)]
    [InlineData("STOP START STOP", 1, false)]
    [InlineData("STOP START STOP START", 0, true)]
    [InlineData("STOP START STOP START", 2, true)]
    public async Task A_reply_that_comes_again_undoes_no_newer_one(string replies, int again, bool isSent)
    {
        var tenant = await app.NewTenantAsync();
        var words = replies.Split(' ');
        var sids = words.Select(_ => NewSid()).ToArray();
        foreach (var (word, sid) in words.Zip(sids))
        {
            (await ReplyAsync(tenant, word, sid: sid)).StatusCode.ShouldBe(HttpStatusCode.OK);
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        (await ReplyAsync(tenant, words[again], sid: sids[again])).StatusCode.ShouldBe(HttpStatusCode.OK);
        var repaid = await tenant.RepayAsync();
        await app.DrainAsync();

        (await StatusAsync(tenant, repaid)).Status.ShouldBe(isSent ? "sent" : "dead_lettered");
    }

    [Fact]
    public async Task A_reply_of_another_tenant_does_not_use_up_this_ones()
    {
        var (tenant, other) = (await app.NewTenantAsync(), await app.NewTenantAsync());
        var sid = NewSid();
        (await ReplyAsync(other, "START", sid: sid)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await ReplyAsync(tenant, "STOP", sid: sid)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var repaid = await tenant.RepayAsync();
        await app.DrainAsync();

        (await StatusAsync(tenant, repaid)).Status.ShouldBe("dead_lettered");
    }

    [Fact]
    public async Task Of_one_number_so_many_replies_are_remembered_and_the_latest_decides()
    {
        var tenant = await app.NewTenantAsync();
        foreach (var index in Enumerable.Range(0, OptOuts.MostReplies + 5))
        {
            await ReplyAsync(tenant, index % 2 == 0 ? "STOP" : "START");
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        (await app.QueryAsync<long>(
            "SELECT COUNT(*) FROM opt_out_reply JOIN tenant ON tenant.id = tenant_id WHERE identifier = @Id", new { tenant.Id })).Single().ShouldBe(OptOuts.MostReplies);
        var repaid = await tenant.RepayAsync();
        await app.DrainAsync();
        (await StatusAsync(tenant, repaid)).Status.ShouldBe("dead_lettered");
    }

    [Fact]
    public async Task A_sender_that_nobody_can_have_registered_is_kept_nowhere()
    {
        var tenant = await app.NewTenantAsync();

        using var answer = await ReplyAsync(tenant, "STOP", to: new string('7', 60_000));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.QueryAsync<long>("SELECT COUNT(*) FROM opt_out WHERE LENGTH(sender) > 100")).Single().ShouldBe(0);
    }

    private static string NewSid() => $"SM{Guid.NewGuid():N}";

    private async Task<HttpResponseMessage> ReplyAsync(
        TestTenant tenant, string body, string? key = Some.AuthToken, string? sid = null, string to = Some.Sender)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["MessageSid"] = sid ?? NewSid(),
            ["AccountSid"] = Some.AccountSid,
            ["From"] = Some.Mobile,
            ["To"] = to,
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
