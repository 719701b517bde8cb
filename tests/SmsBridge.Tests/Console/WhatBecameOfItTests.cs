using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>What a clerk reads out is so, also after what was true changed.</summary>
public class WhatBecameOfItTests(ConsoleApp console) : IClassFixture<ConsoleApp>
{
    private SmsBridgeApp App => console.App;

    [Fact]
    public async Task An_sms_that_was_delivered_stays_so_when_a_second_one_is_cancelled()
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await SentAsync(tenant);
        await ReceiveAsync(eventId, MessageStatus.Delivered);
        var before = await MessageAsync(tenant, eventId);
        using var again = await console.PostAsync($"/api/messages/{eventId}/resend", $"Support;{tenant.Id}", """{"again":true}""");
        using var cancelled = await console.PostAsync($"/api/messages/{eventId}/cancel", $"Support;{tenant.Id}");

        var after = await MessageAsync(tenant, eventId);

        (again.StatusCode, cancelled.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
        after.Text("sentence").ShouldBe($"{before.Text("sentence")} No further SMS went out. An operator cancelled it before it was sent.");
        after.Text("tell").ShouldBe(before.Text("tell"));
        var (shown, was) = (after.GetProperty("event").GetProperty("event"), before.GetProperty("event").GetProperty("event"));
        shown.Text("status").ShouldBe("delivered");
        shown.GetProperty("message").Text("sentAt").ShouldBe(was.GetProperty("message").Text("sentAt"));
        shown.GetProperty("message").Text("finalAt").ShouldBe(was.GetProperty("message").Text("finalAt"));
        var page = WebUtility.HtmlDecode(await console.PageAsync($"/console/messages/{eventId}", $"Support;{tenant.Id}"));
        page.ShouldContain("An operator cancelled it.");
        page.ShouldContain("What became of the SMS before it stands: delivered.");
        page.ShouldNotContain("Not sent: an operator");
    }

    [Fact]
    public async Task A_client_who_asked_for_sms_again_is_not_told_of_the_opt_out()
    {
        var tenant = await App.NewTenantAsync();
        var tenantId = (await App.QueryAsync<long>("SELECT id FROM tenant WHERE identifier = @Id", new { tenant.Id }))[0];
        var (optOuts, client) = (App.Services.GetRequiredService<OptOuts>(), Msisdn.FromE164("+254712345678"));
        (await optOuts.TakeReplyAsync(tenantId, Some.Sender, client, "STOP1", stop: true)).ShouldBeTrue();
        var eventId = await SentAsync(tenant);
        var held = await MessageAsync(tenant, eventId);

        App.Clock.Advance(TimeSpan.FromMinutes(5));
        (await optOuts.TakeReplyAsync(tenantId, Some.Sender, client, "START1", stop: false)).ShouldBeTrue();
        var lifted = await MessageAsync(tenant, eventId);
        await optOuts.TakeReplyAsync(tenantId, Some.Sender, client, "STOP2", stop: true);
        var again = await MessageAsync(tenant, eventId);

        held.Text("tell")!.ShouldStartWith("You are on record as wanting no SMS from us");
        lifted.Text("tell")!.ShouldStartWith("You asked for SMS again on ");
        lifted.Text("do").ShouldBe("Resend it if it is still useful.");
        again.Text("tell").ShouldBe(held.Text("tell"));
        held.GetProperty("event").GetProperty("event").GetProperty("message").Text("to").ShouldBe(Msisdn.Mask("+254712345678"), "whom it was for is on record");
    }

    [Fact]
    public async Task A_booking_that_is_told_of_again_is_not_said_to_have_no_sms()
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        await tenant.Texts().PutAsync("/LOAN_REPAYMENT", new { enabled = false });
        await App.DrainAsync();
        var off = await MessageAsync(tenant, eventId);

        await tenant.Texts().PutAsync("/LOAN_REPAYMENT", new { enabled = true });
        var on = await MessageAsync(tenant, eventId);

        off.Text("tell").ShouldBe("There is no SMS for this kind of booking any more.");
        on.Text("tell").ShouldBe("There was no SMS for this kind of booking then; there is again.");
    }

    [Theory]
    [InlineData(true, "not sent.", "See there why")]
    [InlineData(false, "delivered.", "Nothing here")]
    public async Task A_repeat_says_what_became_of_the_first(bool isLost, string words, string remedy)
    {
        var tenant = await App.NewTenantAsync();
        tenant.Books.AddClient(TestTenant.Client, "Jane Wanjiru", isLost ? null : "0712 345 678");
        var first = await SentAsync(tenant);
        await (isLost ? Task.CompletedTask : ReceiveAsync(first, MessageStatus.Delivered));
        var transaction = (await App.QueryAsync<long>("SELECT resource_id FROM event WHERE id = @first", new { first }))[0];
        using var posted = await tenant.Hooks().PostRepaymentAsync(TestTenant.Client, TestTenant.Loan, transaction, 1_500m, TestContext.Current.CancellationToken);
        var repeat = (await HookReply.ReadAsync(posted)).EventId;

        var message = await MessageAsync(tenant, repeat);

        message.Text("tell").ShouldBe(string.Create(CultureInfo.InvariantCulture, $"The core told us of this twice. It counts as event {first}; that one's SMS: {words}"));
        message.Text("do")!.ShouldStartWith(remedy);
        message.Text("sentence")!.ShouldNotContain("gets one SMS");
    }

    [Theory]
    [InlineData(Dialect.Audit, "; it was found in the core's audit trail at ", "from when it was found in the core’s audit trail")]
    [InlineData(Dialect.External, "; the bridge heard of it at ", "from the core’s external event")]
    internal async Task An_act_that_was_heard_of_late_counts_from_when_it_was_done(Dialect dialect, string words, string took)
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await SentAsync(tenant);
        var happened = App.Clock.GetUtcNow().AddHours(-3);
        await App.MeddleAsync(
            "UPDATE event SET dialect = @dialect, happened_at = @at, body = @body WHERE id = @eventId",
            new
            {
                eventId, dialect = (int)dialect, at = dialect == Dialect.Audit ? happened.ToUnixTimeMilliseconds() : default(long?),
                body = dialect == Dialect.Audit ? null : JsonSerializer.SerializeToUtf8Bytes(new { createdAt = happened }),
            });

        var sentence = (await MessageAsync(tenant, eventId)).Text("sentence")!;
        var page = WebUtility.HtmlDecode(await console.PageAsync($"/console/messages/{eventId}", $"Support;{tenant.Id}"));

        sentence.ShouldContain(", 3 h after the payment");
        sentence.ShouldContain(words);
        page.ShouldContain(took);
        page.ShouldNotContain("from the hook");
    }

    [Theory]
    [InlineData(MessageStatus.Sending, null, "Attempt 1: handing it to the provider.", "no answer yet")]
    [InlineData(MessageStatus.Sending, Reasons.OutcomeUnknown, "Attempt 1: no clear answer; it may have left.", "no words")]
    [InlineData(MessageStatus.Delivered, null, "Attempt 1: no clear answer; it may have left.", "no words")]
    internal async Task A_call_that_runs_is_not_said_to_have_had_no_answer(MessageStatus status, string? reason, string words, string answer)
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await SentAsync(tenant);
        await App.MeddleAsync("UPDATE attempt SET finished_at = NULL, outcome = NULL, detail = NULL WHERE event_id = @eventId", new { eventId });
        await App.MeddleAsync("UPDATE message SET status = @status, reason = @reason WHERE event_id = @eventId", new { eventId, status = (int)status, reason });

        var page = WebUtility.HtmlDecode(await console.PageAsync($"/console/messages/{eventId}?tab=provider", $"Support;{tenant.Id}"));

        page.ShouldContain(words);
        page.ShouldContain($"<strong>Attempt 1:</strong> <bdi>{answer}</bdi>");
    }

    private async Task<long> SentAsync(TestTenant tenant)
    {
        var eventId = await tenant.RepayAsync();
        await App.DrainAsync();
        return eventId;
    }

    private async Task ReceiveAsync(long eventId, MessageStatus status)
    {
        var providerId = (await App.QueryAsync<string>("SELECT provider_id FROM message WHERE event_id = @eventId", new { eventId })).ShouldHaveSingleItem();
        await App.Services.GetRequiredService<MessageReceipts>().ApplyAsync(new SmsBridge.Gateways.Receipt(
            eventId, providerId, status, status.Name(), ErrorCode: null, Reason: null, Detail: null, Supersedes: _ => true));
    }

    private async Task<JsonElement> MessageAsync(TestTenant tenant, long eventId)
    {
        using var client = console.As($"Support;{tenant.Id}");
        using var answer = await client.GetAsync($"/api/messages/{eventId}", TestContext.Current.CancellationToken);
        return await Json.ReadAsync(answer);
    }
}
