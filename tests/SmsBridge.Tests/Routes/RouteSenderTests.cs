using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Routes;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Routes;

/// <summary>A sender that a route has of its own is refused: the route is left out, and not its account.</summary>
public sealed class RouteSenderTests : IAsyncLifetime
{
    private static readonly SendResult WrongSender = new SendResult.Rejected(FailureClass.Configuration, "402", "InvalidSenderId") { Scope = RejectionScope.Tenant };

    private readonly RouteStage _stage = new();

    private RouteChecks Checks => _stage.App.Services.GetRequiredService<RouteChecks>();

    public async ValueTask InitializeAsync()
    {
        await _stage.InitializeAsync();
        await UseAsync("OWN", token: "a token of its own");
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Another_route_of_the_same_account_is_used_and_the_tenant_goes_on()
    {
        await RefuseAsync();

        _stage.Tenant.Pause.ShouldBeNull();
        _stage.Second.Sent.Select(sms => sms.Account.Sender).ShouldBe(["OWN", "SECOND", "SECOND"]);
        var shown = await _stage.ShowAsync();
        shown.GetProperty("routes")[0].GetProperty("hold").Text("reason").ShouldBe(Reasons.ProviderConfiguration);
        shown.GetProperty("accounts")[1].TryGetProperty("hold", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task It_is_taken_up_again_when_its_provider_accepts_its_own_sender()
    {
        await RefuseAsync();
        _stage.Second.NextCheck = new AccountCheck.Refused("phoneNo", "still");
        await Checks.RunAsync(TestContext.Current.CancellationToken);
        (await IsHeldAsync()).ShouldBeTrue();
        _stage.Second.Checked.Last().Sender.ShouldBe("OWN");

        _stage.Second.NextCheck = new AccountCheck.Verified();
        await Checks.RunAsync(TestContext.Current.CancellationToken);
        (await IsHeldAsync()).ShouldBeFalse();
        await SendAsync();
        _stage.Second.Sent[^1].Account.Sender.ShouldBe("OWN");
    }

    [Fact]
    public async Task Another_sender_takes_it_up_again_and_other_changes_do_not()
    {
        await RefuseAsync();
        await UseAsync("OWN", afterNonDelivery: true);
        (await IsHeldAsync()).ShouldBeTrue();

        await UseAsync("OTHER");
        (await IsHeldAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task With_no_other_way_the_tenant_waits()
    {
        (await _stage.PutAsync(new
        {
            accounts = new[] { RouteStage.Account("second", token: null) },
            routes = new[] { new { name = "own", account = "second", sender = "OWN" } },
        })).Status.ShouldBe(HttpStatusCode.OK);
        _stage.Second.Next(WrongSender);
        await SendAsync();

        _stage.Tenant.Pause.ShouldNotBeNull().Reason.ShouldBe(Reasons.ProviderConfiguration);
    }

    private async Task RefuseAsync()
    {
        _stage.Second.Next(WrongSender);
        await SendAsync();
        await SendAsync();
    }

    private async Task SendAsync()
    {
        await _stage.SmsAsync($"Text {_stage.Second.Sent.Count}.");
        await _stage.App.DrainAsync();
    }

    private async Task<bool> IsHeldAsync() => (await _stage.ShowAsync()).GetProperty("routes")[0].TryGetProperty("hold", out _);

    private async Task UseAsync(string sender, bool afterNonDelivery = false, string? token = null) => (await _stage.PutAsync(new
    {
        accounts = new[] { RouteStage.Account("second", token) },
        routes = new object[] { new { name = "own", account = "second", sender }, new { name = "plain", account = "second" } },
        afterNonDelivery,
    })).Status.ShouldBe(HttpStatusCode.OK);
}
