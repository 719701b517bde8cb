using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Relay;
using SmsBridge.Routes;

namespace SmsBridge.Tests.Routes;

/// <summary>An SMS that left a route does not wait for another one that nobody can use, while the one it left works again.</summary>
public sealed class RouteRestTests : IAsyncLifetime
{
    private static readonly SendResult Unreachable = new SendResult.Retryable(FailureClass.Unreachable, "not-connected", null, "refused");
    private static readonly SendResult Refused = new SendResult.Rejected(FailureClass.Permanent, "400", "no");

    private readonly RouteStage _stage = new();

    private RouteDirectory Routes => _stage.App.Services.GetRequiredService<RouteDirectory>();

    public async ValueTask InitializeAsync()
    {
        await _stage.InitializeAsync();
        (await _stage.PutAsync(new
        {
            accounts = new[] { RouteStage.Account("second"), RouteStage.Account("third") },
            routes = new[] { new { name = "by-second", account = "second" }, new { name = "by-third", account = "third" } },
        })).Status.ShouldBe(HttpStatusCode.OK);
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task While_the_next_account_does_not_answer_the_first_one_is_tried_again_after_a_wait()
    {
        Rest("third");
        _stage.Second.Next(Unreachable);
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second"], "it is not called again and again");

        _stage.App.Clock.Advance(TimeSpan.FromSeconds(5));
        Rest("third");
        await _stage.App.DrainAsync();

        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second", "by-second"]);
        (_stage.Second.Taken.Count, _stage.Third.Sent.Count).ShouldBe((1, 0));
        (await _stage.MessageAsync(id)).Status.ShouldBe(MessageStatus.Sent);
    }

    [Fact]
    public async Task What_the_first_refused_for_good_waits_for_the_account_that_does_not_answer()
    {
        Rest("third");
        _stage.Second.Next(Refused);
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        (await _stage.MessageAsync(id)).Status.ShouldBe(MessageStatus.Queued);

        await _stage.App.DrainAfterAsync(TimeSpan.FromMinutes(2)); // the account is called again

        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second", "by-third"]);
        _stage.Third.Taken.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_account_that_is_left_out_between_two_routes_does_not_strand_it()
    {
        _stage.Second.NextAsync(async _ =>
        {
            await HoldAsync("third");
            return Unreachable;
        });
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second"], "it rests before it goes by the same again");

        await _stage.App.DrainAfterAsync(TimeSpan.FromSeconds(5));

        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second", "by-second"]);
        _stage.Taken.ShouldBe(1);
    }

    [Fact]
    public async Task Two_routes_that_both_fail_are_not_called_one_after_the_other_without_a_wait()
    {
        for (var call = 0; call < 3; call++)
        {
            _stage.Second.Next(Unreachable);
            _stage.Third.Next(Unreachable);
        }

        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second", "by-third"]);

        Rest("third");
        await _stage.App.DrainAfterAsync(TimeSpan.FromSeconds(8));
        await _stage.App.DrainAsync();
        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second", "by-third", "by-second"]);
    }

    /// <summary>Nobody answers there from now on.</summary>
    private void Rest(string account)
    {
        var peer = ProviderCircuits.PeerOf(Routes.PlanOf(_stage.Tenant.Id).Accounts[account].Account!);
        for (var call = 0; call < 5; call++)
        {
            _stage.App.Services.GetRequiredService<ProviderCircuits>().Report(peer, answered: false);
        }
    }

    private async Task HoldAsync(string account)
    {
        (await _stage.App.Services.GetRequiredService<RouteStore>().HoldAsync(
            _stage.Tenant.Id, RoutePlan.AccountSubject(account), Reasons.ProviderCredentials, "bad key", unchangedSince: null)).ShouldBeTrue();
        await Routes.ReloadAsync(TestContext.Current.CancellationToken);
    }
}
