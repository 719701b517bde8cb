using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Insight.EventLog;

/// <summary>The record, as the tenant's own support reads it.</summary>
public class EventLogTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static readonly RawHook Unhandled = new("{}") { Entity = "CENTER", Action = "ACTIVATE" };

    [Fact]
    public async Task Pages_cover_everything_once_newest_first_while_new_events_arrive()
    {
        var tenant = await app.NewTenantAsync();
        var expected = new List<long> { await tenant.RepayAsync(), await tenant.RepayAsync() };
        await app.DrainAsync();
        expected.Add((await tenant.PostAsync(Unhandled)).EventId);
        expected.Add((await tenant.PostAsync(RawHook.Repayment(1))).EventId);
        expected.Add((await tenant.PostAsync(RawHook.Repayment(1))).EventId);
        await tenant.PostAsync(new RawHook("{"));
        expected.Add((await tenant.LogAsync("?status=refused")).Single().GetProperty("eventId").GetInt64());
        expected.Add(await tenant.RepayAsync());
        expected.Reverse();

        var listed = new List<long>();
        for (var url = tenant.EventsUrl + "?limit=2"; url is not null;)
        {
            var page = await tenant.GetAsync(url);
            listed.AddRange(Ids(page.GetProperty("events").EnumerateArray()));
            url = page.Text("next");
            await tenant.PostAsync(Unhandled);
            await app.DrainAsync(); // what was waiting moves from one table to the other
        }

        listed.ShouldBe(expected);
    }

    [Fact]
    public async Task A_page_that_ends_exactly_at_the_end_has_no_next()
    {
        var tenant = await app.NewTenantAsync();
        await tenant.PostAsync(Unhandled);
        await tenant.PostAsync(Unhandled);

        (await tenant.GetAsync(tenant.EventsUrl + "?limit=2")).TryGetProperty("next", out _).ShouldBeFalse();
        (await tenant.GetAsync(tenant.EventsUrl + "?limit=1")).Text("next").ShouldNotBeNull().ShouldStartWith(tenant.EventsUrl);
    }

    [Fact]
    public async Task Each_status_lists_what_has_it_and_nothing_else()
    {
        var tenant = await app.NewTenantAsync();
        var events = new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["sent"] = await SentAsync(tenant),
            ["delivered"] = await SentAsync(tenant, MessageStatus.Delivered),
            ["undelivered"] = await SentAsync(tenant, MessageStatus.Undelivered),
            ["failed"] = await SentAsync(tenant, MessageStatus.Failed),
            ["dead_lettered"] = await RejectedAsync(tenant),
            ["ignored"] = (await tenant.PostAsync(Unhandled)).EventId,
            ["queued"] = (await tenant.PostAsync(RawHook.Repayment(1))).EventId,
            ["duplicate"] = (await tenant.PostAsync(RawHook.Repayment(1))).EventId,
        };

        foreach (var (status, eventId) in events)
        {
            var entry = (await tenant.LogAsync($"?status={status.ToUpperInvariant()}")).ShouldHaveSingleItem();
            entry.GetProperty("eventId").GetInt64().ShouldBe(eventId, status);
            entry.Text("status").ShouldBe(status);
        }

        (await tenant.LogAsync("?status=sending")).ShouldBeEmpty();
        (await tenant.LogAsync("?status=refused")).ShouldBeEmpty();
        await app.DrainAsync();
    }

    [Theory]
    [InlineData("0712345678")]
    [InlineData("0712 345 678")]
    [InlineData("%2B254712345678")]
    [InlineData("254712345678")]
    public async Task A_number_finds_its_sms_however_it_is_written(string mobile)
    {
        var tenant = await app.NewTenantAsync();
        var eventId = await SentAsync(tenant);
        await tenant.PostAsync(Unhandled);

        Ids(await tenant.LogAsync($"?mobile={mobile}")).ShouldBe([eventId]);
        (await tenant.LogAsync("?mobile=0712345679")).ShouldBeEmpty();
        (await tenant.LogAsync($"?mobile={mobile}&status=ignored")).ShouldBeEmpty();
        (await tenant.LogAsync($"?mobile={mobile}&status=delivered")).ShouldBeEmpty();
    }

    [Fact]
    public async Task From_and_to_cut_a_time_out()
    {
        var tenant = await app.NewTenantAsync();
        var ids = new List<long>();
        var start = app.Clock.GetUtcNow();
        for (var hour = 0; hour < 3; hour++)
        {
            ids.Add((await tenant.PostAsync(Unhandled)).EventId);
            app.Clock.Advance(TimeSpan.FromHours(1));
        }

        Ids(await tenant.LogAsync($"?from={At(1)}&to={At(2)}")).ShouldBe([ids[1]]);
        Ids(await tenant.LogAsync($"?from={At(1)}")).ShouldBe([ids[2], ids[1]]);
        Ids(await tenant.LogAsync($"?to={At(1)}")).ShouldBe([ids[0]]);
        var page = await tenant.GetAsync($"{tenant.EventsUrl}?limit=1&from={At(1)}");
        Ids((await tenant.GetAsync(page.Text("next")!)).GetProperty("events").EnumerateArray()).ShouldBe([ids[1]]);

        string At(int hours) => Uri.EscapeDataString((start + TimeSpan.FromHours(hours)).ToString("O", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("limit", "0")]
    [InlineData("limit", "501")]
    [InlineData("limit", "ten")]
    [InlineData("limit", "1&limit=2")]
    [InlineData("before", "0")]
    [InlineData("before", "99999999999999999999")]
    [InlineData("status", "accepted")]
    [InlineData("status", "")]
    [InlineData("mobile", "nobody")]
    [InlineData("mobile", "")]
    [InlineData("from", "yesterday")]
    [InlineData("from", "10:00")]
    [InlineData("from", "5/6")]
    [InlineData("to", "2026-11-21T08:00:00+03:00")] // an unescaped plus is a blank
    [InlineData("limits", "1")]
    [InlineData("Status'--", "x")]
    public async Task A_parameter_that_can_not_be_understood_is_400_and_named(string name, string value)
    {
        var tenant = await app.NewTenantAsync();
        using var caller = tenant.CreateCaller();

        using var answer = await caller.GetAsync($"{tenant.EventsUrl}?{name}={value}", TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Json.ReadAsync(answer)).Text("field").ShouldBe(name);
    }

    [Fact]
    public async Task Another_tenants_events_are_not_there()
    {
        var tenant = await app.NewTenantAsync();
        var other = await app.NewTenantAsync();
        var sent = await SentAsync(tenant);
        var ignored = (await tenant.PostAsync(Unhandled)).EventId;
        using var caller = other.CreateCaller();

        (await other.LogAsync()).ShouldBeEmpty();
        (await other.LogAsync("?mobile=0712345678")).ShouldBeEmpty();
        foreach (var eventId in new[] { sent, ignored, long.MaxValue })
        {
            using var answer = await caller.GetAsync(string.Create(CultureInfo.InvariantCulture, $"{other.EventsUrl}/{eventId}"), TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await Json.ReadAsync(answer)).Text("detail").ShouldNotBeNullOrEmpty();
        }
    }

    [Fact]
    public async Task An_event_tells_all_that_happened_to_it_in_order_with_numbers_masked()
    {
        var tenant = await app.NewTenantAsync();
        await app.DrainAsync();
        app.Gateway.Next(new SendResult.Retryable(FailureClass.Transient, "http-503", null, "Busy."));
        var eventId = await tenant.RepayAsync();
        await app.DrainAsync();
        await app.DrainAfterAsync(TimeSpan.FromMinutes(1));
        app.Clock.Advance(TimeSpan.FromSeconds(5));
        await ReceiveAsync(eventId, MessageStatus.Undelivered);

        var detail = await tenant.EventAsync(eventId);

        detail.Text("dialect").ShouldBe("envelope");
        detail.Text("text").ShouldNotBeNull().ShouldContain("KES 1,500.00");
        var entry = detail.GetProperty("event");
        entry.GetProperty("attempts").GetInt32().ShouldBe(2);
        entry.Text("status").ShouldBe("undelivered");
        entry.Text("reason").ShouldBe("delivery_failed");
        entry.Text("explanation").ShouldNotBeNullOrEmpty();
        entry.GetProperty("message").Text("to").ShouldBe("+25471****678");
        entry.GetProperty("message").Text("from").ShouldBe(Some.Sender);
        detail.ToString().ShouldNotContain("254712345678");
        detail.ToString().ShouldNotContain(Some.AuthToken);

        var timeline = detail.GetProperty("timeline").EnumerateArray().ToList();
        timeline.Select(step => step.GetProperty("at").GetDateTimeOffset()).ShouldBeInOrder();
        timeline.Select(step => $"{step.Text("source")} {step.Text("status") ?? step.Text("code") ?? step.Text("providerId")?[..2]}".Trim()).ShouldBe(
            ["core", "relay sending", "relay http-503", "relay queued", "relay sending", "relay SM", "provider undelivered"]);
        timeline[3].Text("reason").ShouldBe("provider_busy");
    }

    [Fact]
    public async Task A_message_closed_for_want_of_a_number_says_so_and_what_to_do()
    {
        var tenant = await app.NewTenantAsync();
        tenant.Books.AddClient(TestTenant.Client, "Jane Wanjiru", mobileNo: null);
        var eventId = await tenant.RepayAsync();
        await app.DrainAsync();

        var entry = (await tenant.LogAsync("?status=dead_lettered")).ShouldHaveSingleItem();

        entry.GetProperty("eventId").GetInt64().ShouldBe(eventId);
        entry.Text("reason").ShouldBe("no_number");
        entry.Text("remedy").ShouldNotBeNull().ShouldContain("resend");
    }

    private async Task<long> SentAsync(TestTenant tenant, MessageStatus? then = null)
    {
        var eventId = await tenant.RepayAsync();
        await app.DrainAsync();
        if (then is { } status)
        {
            await ReceiveAsync(eventId, status);
        }

        return eventId;
    }

    private async Task<long> RejectedAsync(TestTenant tenant)
    {
        await app.DrainAsync();
        app.Gateway.Next(new SendResult.Rejected(FailureClass.Permanent, "21211", "Not a number."));
        return await SentAsync(tenant);
    }

    private async Task ReceiveAsync(long eventId, MessageStatus status)
    {
        var providerId = (await app.QueryAsync<string>("SELECT provider_id FROM message WHERE event_id = @eventId", new { eventId })).Single();
        var failed = status is MessageStatus.Failed or MessageStatus.Undelivered;
        await app.Services.GetRequiredService<MessageReceipts>().ApplyAsync(new Receipt(
            eventId, providerId, status, status.Name(), failed ? "30003" : null, failed ? Reasons.DeliveryFailed : null, failed ? "30003: Unreachable." : null, _ => true));
    }

    private static IEnumerable<long> Ids(IEnumerable<JsonElement> events) => events.Select(entry => entry.GetProperty("eventId").GetInt64());
}
