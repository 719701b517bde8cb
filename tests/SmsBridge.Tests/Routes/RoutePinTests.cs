using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Tenants;

namespace SmsBridge.Tests.Routes;

/// <summary>An SMS that was in doubt stays with its account and sender, whatever becomes of the routes.</summary>
public sealed class RoutePinTests : IAsyncLifetime
{
    private static readonly SendResult Silence = new SendResult.Unknown("timeout", "No answer in time.");

    private readonly RouteStage _stage = new();

    public ValueTask InitializeAsync() => _stage.InitializeAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Its_route_is_removed_and_it_still_goes_by_no_other_account(bool othersStay)
    {
        await _stage.UseAllAsync();
        var id = await DoubtedAsync();
        await WithoutSecondAsync(othersStay);
        await SettleAsync();

        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second", "by-second"]);
        (_stage.First.Sent.Count, _stage.Third.Sent.Count).ShouldBe((0, 0));
        var again = _stage.Second.Sent[^1];
        (again.Account.AccountId, again.Account.Token, again.Account.Sender).ShouldBe(("second-1", "a token of its own", "SECOND"));
        again.Reference.ShouldBe(_stage.Second.Sent[0].Reference, "a repeat, which its provider can tell");
    }

    [Fact]
    public async Task The_account_that_was_removed_is_kept_as_long_as_such_an_sms_waits_and_its_refusals_hold_nobody()
    {
        await _stage.UseAllAsync();
        var id = await DoubtedAsync();
        await WithoutSecondAsync(othersStay: false);
        _stage.Second.Next(new SendResult.Retryable(FailureClass.Throttled, "429", TimeSpan.FromHours(3), "slow"));
        _stage.Second.Next(new SendResult.Rejected(FailureClass.Credentials, "401", "bad key"));
        await SettleAsync();
        _stage.App.Clock.Advance(TimeSpan.FromHours(2));
        await _stage.App.Services.GetRequiredService<FormerAccounts>().ForgetSettledAsync(TestContext.Current.CancellationToken);
        await _stage.App.DrainAfterAsync(TimeSpan.FromHours(2));

        _stage.Second.Sent.Count.ShouldBe(3, string.Join(" | ", await _stage.App.QueryAsync<string>("SELECT COALESCE(reason, '') || ': ' || COALESCE(detail, '') FROM status_change WHERE event_id = @id ORDER BY id", new { id })));
        _stage.Tenant.Pause.ShouldBeNull();
        (await _stage.MessageAsync(id)).Status.ShouldBe(MessageStatus.Queued);
        await _stage.App.DrainAfterAsync(TimeSpan.FromMinutes(20));
        (_stage.Second.Taken.Count, _stage.Taken).ShouldBe((1, 1));
    }

    [Fact]
    public async Task It_is_repeated_from_the_sender_of_its_route_where_two_routes_lead_to_the_account()
    {
        (await _stage.PutAsync(new
        {
            accounts = new[] { RouteStage.Account("second") },
            routes = new object[]
            {
                new { name = "plain", account = "second", countries = new[] { "UG" } },
                new { name = "own", account = "second", sender = "OWN" },
            },
        })).Status.ShouldBe(HttpStatusCode.OK);
        var id = await DoubtedAsync();
        await SettleAsync();

        _stage.Second.Sent.Select(sms => sms.Account.Sender).ShouldBe(["OWN", "OWN"]);
        (await _stage.RoutesOfAsync(id)).ShouldBe(["own", "own"]);
    }

    [Fact]
    public async Task What_was_in_doubt_before_there_were_routes_stays_with_the_registered_account()
    {
        _stage.First.Next(Silence);
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        (await _stage.PutAsync(new
        {
            accounts = new[] { RouteStage.Account("second") },
            routes = new[] { new { name = "by-second", account = "second" } },
        })).Status.ShouldBe(HttpStatusCode.OK);
        await SettleAsync();

        (await _stage.RoutesOfAsync(id)).ShouldBe(["-", "registered"]);
        (_stage.First.Sent.Count, _stage.Second.Sent.Count).ShouldBe((2, 0));
        _stage.First.Sent[1].Account.ShouldBe(_stage.First.Sent[0].Account);
    }

    [Fact]
    public async Task What_another_route_had_refused_before_is_repeated_by_the_tenants_rule_all_the_same_and_once()
    {
        (await _stage.PutAsync(new
        {
            accounts = new[] { RouteStage.Account("second"), RouteStage.Account("third") },
            routes = new[] { new { name = "by-second", account = "second" }, new { name = "by-third", account = "third" } },
            repeatInDoubt = true,
            confirm = true,
        })).Status.ShouldBe(HttpStatusCode.OK);
        _stage.Third.CanBeAsked = false;
        _stage.Second.Next(new SendResult.Rejected(FailureClass.Permanent, "400", "no"));
        for (var call = 0; call < 3; call++)
        {
            _stage.Third.Next(Silence);
        }

        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        for (var hours = 0; hours < 6; hours++)
        {
            await _stage.App.DrainAfterAsync(TimeSpan.FromMinutes(62));
        }

        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second", "by-third", "by-third"]);
        (await _stage.MessageAsync(id)).Reason.ShouldBe(Reasons.OutcomeUnknown);
    }

    /// <summary>Its first call goes unanswered.</summary>
    private async Task<long> DoubtedAsync()
    {
        _stage.Second.Next(Silence);
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        return id;
    }

    /// <summary>Its provider does not list it, for long enough.</summary>
    private async Task SettleAsync()
    {
        await _stage.App.DrainAfterAsync(TimeSpan.FromSeconds(10));
        await _stage.App.DrainAfterAsync(TimeSpan.FromMinutes(5));
        await _stage.App.DrainAfterAsync(TimeSpan.FromMinutes(5));
    }

    private async Task WithoutSecondAsync(bool othersStay) => (await _stage.PutAsync(othersStay
        ? new
        {
            accounts = new[] { RouteStage.Account("third", token: null) },
            routes = new[] { new { name = "by-third", account = "third" }, new { name = "by-first", account = "registered" } },
        }
        : new { })).Status.ShouldBe(HttpStatusCode.OK);
}
