using SmsBridge.Gateways;
using SmsBridge.Simulator.Providers;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Tests.Gateways.Http;

/// <summary>What can only go wrong on a real connection.</summary>
public class HttpWireTests
{
    [Fact]
    public async Task A_get_whose_connection_breaks_is_not_repeated_by_the_handler()
    {
        await using var standIn = new StandInHttpGateway();
        await standIn.StartAsync();
        standIn.Faults.Plan = _ => new StandInFault.AcceptThenDropConnection();
        var gateway = HttpSome.Gateway(HttpSome.Options(it => (it.Method, it.Json, it.Url) = ("GET", "", new Uri(standIn.Url, "/send").AbsoluteUri + "?to={to}&text={text}")));

        var result = await gateway.SendAsync(HttpSome.Sms(), Token);

        result.ShouldBeOfType<SendResult.Unknown>();
        standIn.Calls.Count.ShouldBe(1, "an SMS for each repeat");
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_the_token_goes_nowhere_else()
    {
        await using var elsewhere = new StandInHttpGateway();
        await elsewhere.StartAsync();
        await using var standIn = new StandInHttpGateway();
        await standIn.StartAsync();
        standIn.Faults.Plan = _ => new StandInFault.Error(302, Location: new Uri(elsewhere.Url, "/send").AbsoluteUri);
        var gateway = HttpSome.Gateway(HttpSome.Options(url: standIn.Url));

        (await gateway.SendAsync(HttpSome.Sms(), Token)).ShouldBeOfType<SendResult.Unknown>().Code.ShouldBe("http-302");

        elsewhere.Calls.ShouldBeEmpty();
    }

    /// <summary>However it came to be: a sender of a route, or a description that was changed after the account was proved.</summary>
    [Theory]
    [InlineData("/api/v1/{from}/send", "..", "Habari", FailureClass.Configuration)]
    [InlineData("/api/v1/.{from}/send", ".", "Habari", FailureClass.Configuration)]
    [InlineData("/api/v1/{text}", "Bank", "..", FailureClass.Permanent)]
    internal async Task What_would_change_the_address_is_not_sent(string path, string sender, string text, FailureClass failure)
    {
        await using var standIn = new StandInHttpGateway();
        await standIn.StartAsync();
        var gateway = HttpSome.Gateway(HttpSome.Options(it => it.Url = standIn.Url.GetLeftPart(UriPartial.Authority) + path));

        (await gateway.SendAsync(HttpSome.Sms(text) with { Account = HttpSome.Account with { Sender = sender } }, Token)).ShouldBeOfType<SendResult.Rejected>().Class.ShouldBe(failure);
        standIn.Calls.ShouldBeEmpty();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
