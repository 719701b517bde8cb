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
    public async Task What_a_deleted_tenants_client_got_is_not_made_unsent_by_a_resend()
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        await App.DrainAsync();
        using var refused = await DeleteAsync(tenant, tenant.Id + "x");
        using var deleted = await DeleteAsync(tenant, tenant.Id);

        using var again = await console.PostAsync($"/api/messages/{eventId}/resend", $"Support;{tenant.Id}", """{"again":true}""");
        using var bulk = await PlanAsync(tenant, $$"""{"messages":[{{eventId}}]}""");
        await App.DrainAsync();

        (await Json.ReadAsync(refused)).Text("field").ShouldBe("identifier", "as the member is called");
        deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Json.ReadAsync(again)).Text("detail").ShouldBe("Its tenant was deleted at the bridge: nothing is sent for it any more.");
        var plan = await Json.ReadAsync(bulk);
        plan.GetProperty("leftOut").ToString().ShouldContain("Its tenant was deleted at the bridge");
        (await App.QueryAsync<int>("SELECT status FROM message WHERE event_id = @eventId", new { eventId })).ShouldBe([(int)MessageStatus.Sent]);
    }

    private async Task<HttpResponseMessage> DeleteAsync(TestTenant tenant, string typed)
    {
        using var client = console.As($"TenantAdmin;{tenant.Id}");
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/tenants/{tenant.Id}") { Content = new StringContent($$"""{"identifier":"{{typed}}"}""", System.Text.Encoding.UTF8, "application/json") };
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<HttpResponseMessage> PlanAsync(TestTenant tenant, string body)
    {
        using var client = console.As($"Support;{tenant.Id}");
        return await client.PostAsync("/api/resends/plan", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_test_sms_is_not_said_to_come_from_the_core()
    {
        var tenant = await App.NewTenantAsync();
        using var client = console.As($"TenantAdmin;{tenant.Id}");
        using var started = await client.PostAsync($"/api/tenants/{tenant.Id}/test-sms", new StringContent("""{"number":"0712345678"}""", System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        await App.DrainAsync();
        var eventId = (await Json.ReadAsync(started)).GetProperty("eventId").GetInt64();

        var page = await console.PageAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/console/messages/{eventId}"), $"Support;{tenant.Id}");

        page.ShouldContain("An operator asked for a test SMS; the core knows nothing of it.");
        page.ShouldContain("Number and text are the test");
        page.ShouldNotContain("The core reported");
        page.ShouldNotContain("known key, right tenant");
        page.ShouldNotContain("the core asked for it");
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
