using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Insight.EventLog;

/// <summary><c>POST …/_resend</c>: what failed goes out anew, and nothing else ever does.</summary>
public class ResendTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Fact]
    public async Task What_failed_goes_out_anew_and_what_did_not_is_left_with_a_reason()
    {
        var tenant = await app.NewTenantAsync();
        var failed = new[] { await RejectedAsync(tenant), await SentAsync(tenant, MessageStatus.Undelivered), await SentAsync(tenant, MessageStatus.Failed) };
        var done = new[] { await SentAsync(tenant), await SentAsync(tenant, MessageStatus.Delivered) };
        var inFlight = await InDoubtAsync(tenant);
        var ignored = (await tenant.PostAsync(new RawHook("{}") { Entity = "CENTER", Action = "ACTIVATE" })).EventId;
        var queued = (await tenant.PostAsync(RawHook.Repayment(1))).EventId;
        long[] others = [.. done, inFlight, ignored, queued, 999_999];

        var (requeued, left) = await ResendAsync(tenant, Body([.. others, .. failed]));

        requeued.ShouldBe(failed, ignoreOrder: true);
        left.Keys.ShouldBe(others, ignoreOrder: true);
        left.Values.ShouldAllBe(why => why.Length > 0);
        foreach (var eventId in failed)
        {
            (await StatusAsync(tenant, eventId)).ShouldBe("queued");
        }

        var before = app.Gateway.Sent.Count;
        app.Gateway.ListingUnavailable = "not now"; // keeps the doubtful one in doubt
        await app.DrainAsync();
        app.Gateway.ListingUnavailable = null;
        app.Gateway.Sent.Skip(before).Select(sms => sms.MessageId).ShouldBe(failed, ignoreOrder: true);
        foreach (var eventId in failed)
        {
            (await StatusAsync(tenant, eventId)).ShouldBe("sent");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"eventIds\":null}")]
    public async Task Without_numbers_everything_of_the_tenant_that_failed_is_sent_anew(string body)
    {
        var tenant = await app.NewTenantAsync();
        var other = await app.NewTenantAsync();
        var failed = new[] { await RejectedAsync(tenant), await SentAsync(tenant, MessageStatus.Undelivered) };
        await SentAsync(tenant);
        var foreign = await RejectedAsync(other);

        var (requeued, left) = await ResendAsync(tenant, body);
        var (again, _) = await ResendAsync(tenant, body);

        requeued.ShouldBe(failed);
        left.ShouldBeEmpty();
        again.ShouldBeEmpty();
        (await StatusAsync(other, foreign)).ShouldBe("dead_lettered");
        await app.DrainAsync();
    }

    [Fact]
    public async Task An_empty_list_is_nothing_not_everything()
    {
        var tenant = await app.NewTenantAsync();
        var failed = await RejectedAsync(tenant);

        var (requeued, _) = await ResendAsync(tenant, Body());

        requeued.ShouldBeEmpty();
        (await StatusAsync(tenant, failed)).ShouldBe("dead_lettered");
    }

    [Fact]
    public async Task Another_tenants_message_is_not_there()
    {
        var tenant = await app.NewTenantAsync();
        var other = await app.NewTenantAsync();
        var foreign = await RejectedAsync(other);

        var (requeued, left) = await ResendAsync(tenant, Body(foreign));
        var (_, unknown) = await ResendAsync(tenant, Body(888_888));

        requeued.ShouldBeEmpty();
        left[foreign].ShouldBe(unknown[888_888]);
        (await StatusAsync(other, foreign)).ShouldBe("dead_lettered");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"eventIds\":\"1\"}")]
    [InlineData("{\"eventIds\":[1.5]}")]
    [InlineData("{\"eventIds\":[null]}")]
    [InlineData("{\"eventId\":[1]}")]
    [InlineData("{\"ids\":[1]}")]
    [InlineData("eventIds=1")]
    public async Task A_malformed_body_is_400_and_sends_nothing(string body)
    {
        var tenant = await app.NewTenantAsync();
        var failed = await RejectedAsync(tenant);

        using var answer = await PostAsync(tenant, body);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Json.ReadAsync(answer)).Text("detail").ShouldNotBeNullOrEmpty();
        (await StatusAsync(tenant, failed)).ShouldBe("dead_lettered");
    }

    [Fact]
    public async Task Too_many_at_once_are_400()
    {
        var tenant = await app.NewTenantAsync();

        using var answer = await PostAsync(tenant, Body([.. Enumerable.Range(1, 1_001).Select(id => (long)id)]));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Json.ReadAsync(answer)).Text("field").ShouldBe("eventIds");
    }

    [Fact]
    public async Task Of_ten_resends_at_once_one_sends()
    {
        var tenant = await app.NewTenantAsync();
        var failed = await RejectedAsync(tenant);
        var before = app.Gateway.Sent.Count;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ResendAsync(tenant, Body(failed, failed))));
        await app.DrainAsync();

        outcomes.Sum(outcome => outcome.Requeued.Count).ShouldBe(1);
        app.Gateway.Sent.Count.ShouldBe(before + 1);
    }

    private async Task<long> SentAsync(TestTenant tenant, MessageStatus? then = null)
    {
        var eventId = await tenant.RepayAsync();
        await app.DrainAsync();
        if (then is { } status)
        {
            var providerId = (await app.QueryAsync<string>("SELECT provider_id FROM message WHERE event_id = @eventId", new { eventId })).Single();
            await app.Services.GetRequiredService<MessageReceipts>().ApplyAsync(
                new Receipt(eventId, providerId, status, status.Name(), null, null, null, _ => true));
        }

        return eventId;
    }

    private async Task<long> RejectedAsync(TestTenant tenant)
    {
        await app.DrainAsync();
        app.Gateway.Next(new SendResult.Rejected(FailureClass.Permanent, "21211", "Not a number."));
        return await SentAsync(tenant);
    }

    private async Task<long> InDoubtAsync(TestTenant tenant)
    {
        await app.DrainAsync();
        app.Gateway.Next(new SendResult.Unknown("timeout", "No answer in time."));
        return await SentAsync(tenant);
    }

    private static async Task<string?> StatusAsync(TestTenant tenant, long eventId) => (await tenant.EventAsync(eventId)).GetProperty("event").Text("status");

    private static string Body(params long[] eventIds) =>
        $"{{\"eventIds\":[{string.Join(',', eventIds.Select(id => id.ToString(CultureInfo.InvariantCulture)))}]}}";

    private static async Task<HttpResponseMessage> PostAsync(TestTenant tenant, string body)
    {
        using var caller = tenant.CreateCaller();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await caller.PostAsync(tenant.EventsUrl + "/_resend", content, TestContext.Current.CancellationToken);
    }

    private static async Task<(List<long> Requeued, Dictionary<long, string> Left)> ResendAsync(TestTenant tenant, string body)
    {
        using var answer = await PostAsync(tenant, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var json = await Json.ReadAsync(answer);
        return (
            [.. json.GetProperty("requeued").EnumerateArray().Select(id => id.GetInt64())],
            json.GetProperty("left").EnumerateArray().ToDictionary(left => left.GetProperty("eventId").GetInt64(), left => left.Text("why")!));
    }
}
