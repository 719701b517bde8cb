using System.Net;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

public class MessageActionTests(ConsoleApp console) : IClassFixture<ConsoleApp>
{
    private SmsBridgeApp App => console.App;

    [Theory]
    [InlineData("resend")]
    [InlineData("cancel")]
    [InlineData("reveal")]
    [InlineData("notes")]
    public async Task A_viewer_only_looks(string act)
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        await App.DrainAsync();

        using var answer = await console.PostAsync($"/api/messages/{eventId}/{act}", $"Viewer;{tenant.Id}", """{"reason":"r","text":"t"}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await console.PageAsync($"/console/messages/{eventId}", $"Viewer;{tenant.Id}")).ShouldNotContain("Reveal");
    }

    [Fact]
    public async Task A_number_is_revealed_once_it_is_on_the_audit_why()
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        await App.DrainAsync();

        using var without = await console.PostAsync($"/api/messages/{eventId}/reveal", $"Support;{tenant.Id}");
        using var with = await console.PostAsync($"/api/messages/{eventId}/reveal", $"Support;{tenant.Id}", """{"reason":"the client calls from another phone"}""");

        without.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Json.ReadAsync(with)).Text("number").ShouldBe("+254712345678");
        (await App.QueryAsync<string>("SELECT reason FROM audit WHERE action = 'reveal' AND subject = @Subject", new { Subject = $"message {eventId}" }))
            .ShouldBe(["the client calls from another phone"]);
    }

    [Fact]
    public async Task What_was_sent_goes_out_again_only_when_a_second_sms_is_asked_for()
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        await App.DrainAsync();

        using var plain = await console.PostAsync($"/api/messages/{eventId}/resend", $"Support;{tenant.Id}", """{"force":true}""");
        using var again = await console.PostAsync($"/api/messages/{eventId}/resend", $"Support;{tenant.Id}", """{"again":true,"reason":"deleted by mistake"}""");
        await App.DrainAsync();

        plain.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await App.QueryAsync<int>("SELECT attempts FROM message WHERE event_id = @eventId", new { eventId })).ShouldBe([2]);
        (await App.QueryAsync<string>("SELECT before || '>' || after FROM audit WHERE action = 'resend' AND subject = @Subject", new { Subject = $"message {eventId}" }))
            .ShouldBe(["sent>queued"]);
    }

    [Fact]
    public async Task What_waits_for_the_relay_can_be_cancelled_and_is_not_sent()
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();

        using var answer = await console.PostAsync($"/api/messages/{eventId}/cancel", $"Support;{tenant.Id}");
        await App.DrainAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await App.QueryAsync<(MessageStatus, string)>("SELECT status, reason FROM message WHERE event_id = @eventId", new { eventId }))
            .ShouldBe([(MessageStatus.DeadLettered, Reasons.Cancelled)]);
        App.Gateway.Sent.ShouldNotContain(sms => sms.MessageId == eventId);
    }

    [Fact]
    public async Task A_cancelled_message_can_be_sent_after_all()
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        using var cancelled = await console.PostAsync($"/api/messages/{eventId}/cancel", $"Support;{tenant.Id}");

        using var answer = await console.PostAsync($"/api/messages/{eventId}/resend", $"Support;{tenant.Id}");
        await App.DrainAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        App.Gateway.Sent.ShouldContain(sms => sms.MessageId == eventId);
    }

    [Fact]
    public async Task Notes_are_kept_with_their_author()
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();

        using var answer = await console.PostAsync($"/api/messages/{eventId}/notes", $"Support;{tenant.Id}", """{"text":"Called back: <b>has it</b>."}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var page = await console.PageAsync($"/console/messages/{eventId}?tab=notes", $"Viewer;{tenant.Id}");
        page.ShouldContain("Called back: &lt;b&gt;has it&lt;/b&gt;.");
        page.ShouldContain("anna the Support");
        await App.DrainAsync();
    }
}

/// <summary>Cancel against the relay, step by step.</summary>
public class MessageCancelTests
{
    [Fact]
    public async Task A_message_the_relay_holds_is_not_cancelled()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var cancel = new MessageCancel(store.Database, store.Clock);
        await driver.HookAsync(tenant: 1, resource: 1);
        var leased = await driver.ClaimOneAsync();

        (await cancel.CancelAsync(1, leased.EventId, Sources.Operator, _ => { })).ShouldNotBeNull();

        (await driver.IntendAsync(leased)).ShouldBeTrue();
        (await cancel.CancelAsync(1, leased.EventId, Sources.Operator, _ => { })).ShouldNotBeNull();
        store.One<int>("SELECT status FROM message").ShouldBe((int)MessageStatus.Sending);
    }

    [Fact]
    public async Task A_cancelled_message_is_not_claimed()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var cancel = new MessageCancel(store.Database, store.Clock);
        await driver.HookAsync(tenant: 1, resource: 1);
        var leased = await driver.ClaimOneAsync();
        await driver.Outbox.RecordDecisionAsync(leased, new NextStep.Retry(store.Clock.GetUtcNow(), Reasons.CoreUnavailable, null));

        (await cancel.CancelAsync(1, leased.EventId, Sources.Operator, _ => { })).ShouldBeNull();

        (await driver.ClaimAsync()).ShouldBeEmpty();
        (await driver.IntendAsync(leased)).ShouldBeFalse();
    }

    [Fact]
    public async Task Another_tenants_message_is_not_cancelled()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var stored = await driver.HookAsync(tenant: 1, resource: 1);

        (await new MessageCancel(store.Database, store.Clock).CancelAsync(2, stored.Id, Sources.Operator, _ => { })).ShouldNotBeNull();

        (await driver.ClaimAsync()).Count.ShouldBe(1);
    }
}
