using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Routes;

/// <summary>The registered account is left out, and taken up again when the tenant is accepted: what is said of it, and the next refusal, follow.</summary>
public sealed class RegisteredHoldTests : IAsyncLifetime
{
    private const string LeftOut = "sends nothing by account registered";

    private readonly RouteStage _stage = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _stage.InitializeAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_hold_that_is_over_is_neither_told_nor_in_the_way_of_the_next()
    {
        (await _stage.PutAsync(new
        {
            accounts = new[] { RouteStage.Account("second") },
            routes = new[] { new { name = "by-first", account = "registered" }, new { name = "by-second", account = "second" } },
        })).Status.ShouldBe(HttpStatusCode.OK);
        using var browser = await _stage.App.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([_stage.Own.Id]));
        await RefuseAsync("old key");
        (await PageAsync(browser, "/console")).ShouldContain(LeftOut);

        _stage.App.Clock.Advance(TimeSpan.FromMinutes(1));
        await _stage.App.Services.GetRequiredService<TenantAdmin>().VerifyAsync(_stage.Tenant, Cancellation); // as a new registration does
        await SendAsync();

        _stage.First.Taken.Count.ShouldBe(1, "it is used again");
        (await PageAsync(browser, "/console")).ShouldNotContain(LeftOut);

        _stage.App.Clock.Advance(TimeSpan.FromMinutes(1));
        await RefuseAsync("closed");
        await SendAsync();

        (await PageAsync(browser, "/console")).ShouldContain(LeftOut);
        _stage.First.Sent.Count.ShouldBe(3, "it is left out once more, and not called for each");
        _stage.Second.Taken.Count.ShouldBe(3);
        var hold = (await _stage.ShowAsync()).GetProperty("accounts")[0].GetProperty("hold");
        hold.Text("reason").ShouldBe(Reasons.ProviderCredentials);
        hold.Text("detail")!.ShouldContain("closed");
    }

    private async Task RefuseAsync(string words)
    {
        _stage.First.Next(new SendResult.Rejected(FailureClass.Credentials, "401", words));
        await SendAsync();
    }

    private async Task SendAsync()
    {
        await _stage.SmsAsync($"Text {_stage.First.Sent.Count + _stage.Second.Sent.Count}.");
        await _stage.App.DrainAsync();
    }
}
