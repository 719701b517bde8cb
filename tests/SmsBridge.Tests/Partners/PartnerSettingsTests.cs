using System.Net;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Partners;

/// <summary>What an operator can set about the methods.</summary>
public sealed class PartnerSettingsTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Always_200_for_clients_that_read_only_the_body()
    {
        _app.Settings["Partners:AlwaysAnswer200"] = "true";
        var partner = await PartnerDriver.AddAsync(_app, "P1");

        var replies = new[]
        {
            await partner.PostAsync("/webhook/subscribe", "{"),
            await partner.SubscribeAsync("r", "http://10.0.0.1/"),
            await partner.DeleteAsync("/webhook/none"),
            await partner.SendAsync(HttpMethod.Get, "/webhooks/subscribed/P1", authorization: ""),
        };

        replies.ShouldAllBe(reply => reply.Status == HttpStatusCode.OK && reply.Code == "101");
    }

    [Fact]
    public async Task Partners_whose_clocks_are_ahead_of_utc()
    {
        _app.Settings["Partners:TimestampOffset"] = "03:00:00";
        var partner = await PartnerDriver.AddAsync(_app, "P1");

        (await partner.SendAsync(HttpMethod.Get, "/webhook/P1", timestamp: partner.Timestamp(TimeSpan.FromHours(3)))).Status.ShouldBe(HttpStatusCode.OK);
        var utc = await partner.GetAsync("/webhook/P1");
        utc.Status.ShouldBe(HttpStatusCode.Unauthorized);
        utc.Message.ShouldContain("UTC+03:00");
    }

    [Fact]
    public async Task No_more_subscriptions_than_allowed()
    {
        _app.Settings["Partners:MaxSubscriptions"] = "2";
        var partner = await PartnerDriver.AddAsync(_app, "P1");
        await partner.SubscribeAsync("a");
        await partner.SubscribeAsync("b");

        (await partner.SubscribeAsync("c")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await partner.SubscribeAsync("a")).Status.ShouldBe(HttpStatusCode.OK);
        await partner.DeleteAsync("/webhook/a");
        (await partner.SubscribeAsync("c")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Closed_networks_may_subscribe_their_own_addresses()
    {
        _app.Settings["Partners:RequireHttps"] = "false";
        _app.Settings["Partners:AllowPrivateCallbacks"] = "true";
        var partner = await PartnerDriver.AddAsync(_app, "P1");

        (await partner.SubscribeAsync("r", "http://127.0.0.1:8080/cb")).Status.ShouldBe(HttpStatusCode.OK);
    }
}
