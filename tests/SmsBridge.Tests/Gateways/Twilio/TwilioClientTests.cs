using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Log;
using SmsBridge.Gateways.Twilio;
using Twilio.Rest.Api.V2010.Account;

namespace SmsBridge.Tests.Gateways.Twilio;

/// <summary>What the gateway's own tests leave out: fetching, dates, and the way it is registered.</summary>
public class TwilioClientTests
{
    [Fact]
    public async Task A_message_is_fetched_by_its_sid()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        TwilioCredentials.TryParse(TwilioSome.Account, out var credentials).ShouldBeTrue();
        await under.Gateway.SendAsync(TwilioSome.Sms("Habari"), Token);

        var reply = await under.Client.FetchMessageAsync(credentials, twilio.Messages[0].Sid, Token);

        var message = reply.ShouldBeOfType<TwilioReply<MessageResource>.Answered>().Value;
        (message.Body, message.Status.ToString(), message.Direction.ToString(), message.ErrorCode).ShouldBe(("Habari", "queued", "outbound-api", null));
    }

    [Fact]
    public async Task A_message_nobody_knows_is_refused_with_a_request_id()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        TwilioCredentials.TryParse(TwilioSome.Account, out var credentials).ShouldBeTrue();

        var reply = await under.Client.FetchMessageAsync(credentials, "SM00000000000000000000000000000001", Token);

        var refused = reply.ShouldBeOfType<TwilioReply<MessageResource>.Refused>();
        (refused.HttpStatus, refused.CodeText).ShouldBe((404, "20404"));
        refused.RequestId.ShouldNotBeNull().ShouldStartWith("RQ");
        await Should.ThrowAsync<ArgumentException>(() => under.Client.FetchMessageAsync(credentials, "../Calls", Token));
    }

    [Theory]
    [InlineData("Sat, 21 Nov 2026 19:11:50 +0000", "2026-11-21T19:11:50Z")]
    [InlineData("Sat, 21 Nov 2026 19:11:50 -0300", "2026-11-21T22:11:50Z")]
    [InlineData("soon", null)]
    [InlineData(null, null)]
    public void Dates_are_rfc_2822(string? text, string? instant)
    {
        var message = SdkJson.Read<MessageResource>(System.Text.Json.JsonSerializer.Serialize(new { sid = "SM1", date_created = text })).ShouldNotBeNull();

        (message.DateCreated is { } date ? new DateTimeOffset(date.ToUniversalTime()) : (DateTimeOffset?)null).ShouldBe(
            instant is null ? null : DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Both_gateways_are_registered_and_the_configured_host_is_called()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        await using var services = Services("Twilio:BaseUrl", twilio.Url.ToString());

        var gateways = services.GetServices<ISmsGateway>().ToDictionary(gateway => gateway.Provider, StringComparer.Ordinal);

        gateways.Keys.Order(StringComparer.Ordinal).ShouldBe(["log", "twilio"]);
        (await gateways["twilio"].SendAsync(TwilioSome.Sms(), Token)).ShouldBeOfType<SendResult.Accepted>();
    }

    [Fact]
    public async Task A_misspelt_setting_stops_the_start()
    {
        await using var services = Services("Twilio:Timout", "00:00:05");

        Should.Throw<InvalidOperationException>(() => services.GetRequiredService<IOptions<TwilioOptions>>().Value);
    }

    [Fact]
    public void The_environment_does_not_choose_the_proxy()
    {
        using var direct = new TwilioOptions().CreateHandler();
        using var proxied = new TwilioOptions { Proxy = new Uri("http://proxy.example:3128") }.CreateHandler();

        direct.UseProxy.ShouldBeFalse();
        proxied.Proxy!.GetProxy(new Uri("https://api.twilio.com")).ShouldBe(new Uri("http://proxy.example:3128"));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ServiceProvider Services(string name, string value)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build());
        services.AddLogging();
        services.AddTwilio();
        services.AddLogProvider();
        return services.BuildServiceProvider();
    }
}
