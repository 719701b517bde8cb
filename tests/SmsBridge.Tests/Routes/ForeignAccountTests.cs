using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Relay;
using SmsBridge.Routes;
using SmsBridge.Tenants;

namespace SmsBridge.Tests.Routes;

/// <summary>A tenant names an account that is another's, with a token that opens nothing.</summary>
public class ForeignAccountTests(RouteStage stage) : IClassFixture<RouteStage>
{
    private const int Enough = 5; // Relay:CircuitFailures

    [Fact]
    public void An_account_is_left_alone_for_those_with_the_same_token_only_and_no_token_is_told()
    {
        var circuits = stage.App.Services.GetRequiredService<ProviderCircuits>();
        var own = new SenderAccount("acme", "account-1", "a token of its own", "BANK");
        var foreign = own with { Token = "invented" };
        for (var failure = 0; failure < Enough; failure++)
        {
            circuits.Report(ProviderCircuits.PeerOf(foreign), answered: false);
        }

        circuits.Left(ProviderCircuits.PeerOf(foreign with { Sender = "OTHER" })).ShouldNotBeNull();
        circuits.Left(ProviderCircuits.PeerOf(own)).ShouldBeNull();
        circuits.Open.ShouldHaveSingleItem().Peer.ShouldBe("acme:account-1");
    }

    [Fact]
    public async Task A_foreign_token_hides_no_other_of_the_same_account()
    {
        await PutAsync("invented"); // by the first of them
        await stage.RenewAsync();
        await PutAsync("a token of its own");

        var routes = stage.App.Services.GetRequiredService<RouteDirectory>();
        stage.App.Services.GetRequiredService<TenantDirectory>().All.SelectMany(routes.InUseBy).Where(account => account.AccountId == "second-1").Select(account => account.Token)
            .ShouldBe(["invented", "a token of its own"], ignoreOrder: true);
    }

    private async Task PutAsync(string token) => (await stage.PutAsync(new
    {
        accounts = new[] { RouteStage.Account("second", token) },
        routes = new[] { new { name = "by-second", account = "second" } },
    })).Status.ShouldBe(HttpStatusCode.OK);
}
