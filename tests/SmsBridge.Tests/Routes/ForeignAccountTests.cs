using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Relay;
using SmsBridge.Routes;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

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

    /// <summary>Where wrong tokens are counted, they lock the account: and its owner pays for it.</summary>
    [Fact]
    public async Task The_key_of_another_tenant_brings_about_so_many_refusals_of_an_account_in_an_hour_and_its_owner_is_not_held_up()
    {
        var owner = stage.Own;
        (await PutAsync(owner, "owned-1", "right")).ShouldBe(HttpStatusCode.OK);
        await stage.RenewAsync();
        var asked = stage.Second.Checked.Count;
        stage.Second.Checking = static account => Task.FromResult<AccountCheck>(
            account.Token.StartsWith("guess", StringComparison.Ordinal) ? new AccountCheck.Refused("smsProviderToken", "Wrong token.") : new AccountCheck.Verified());
        try
        {
            var answers = new List<HttpStatusCode>();
            for (var guess = 0; guess < TenantProver.MostRefusalsPerHour + 3; guess++)
            {
                answers.Add(await PutAsync(stage.Own, guess % 2 == 0 ? "owned-1" : "OWNED-1", $"guess {guess}"));
            }

            answers.Count(status => status == HttpStatusCode.UnprocessableEntity).ShouldBe(TenantProver.MostRefusalsPerHour);
            answers[^1].ShouldBe(HttpStatusCode.ServiceUnavailable);
            (stage.Second.Checked.Count - asked).ShouldBe(TenantProver.MostRefusalsPerHour);
            (await stage.App.QueryAsync<string>("SELECT after FROM audit WHERE action = 'account_refused' AND actor LIKE '%' || @Id", new { stage.Own.Id }))
                .ShouldBe(Enumerable.Repeat($"asked by {stage.Own.Id}, used by {owner.Id}", TenantProver.MostRefusalsPerHour));

            (await PutAsync(owner, "owned-1", "guess of its own")).ShouldBe(HttpStatusCode.UnprocessableEntity, "it is asked about");
            (await PutAsync(owner, "owned-1", "newer")).ShouldBe(HttpStatusCode.OK);
            stage.App.Clock.Advance(TimeSpan.FromHours(1));
            (await PutAsync(stage.Own, "owned-1", "right")).ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            stage.Second.Checking = null;
        }
    }

    [Fact]
    public async Task What_many_ask_at_once_is_bounded_too()
    {
        await stage.RenewAsync();
        var gate = new TaskCompletionSource<AccountCheck>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = stage.Second.Checked.Count;
        stage.Second.Checking = _ => gate.Task;
        try
        {
            var all = Enumerable.Range(0, 10).Select(guess => PutAsync(stage.Own, "at-once", $"guess {guess}")).ToList();
            while (all.Count > TenantProver.MostRefusalsPerHour)
            {
                var first = await Task.WhenAny(all);
                (await first).ShouldBe(HttpStatusCode.ServiceUnavailable);
                all.Remove(first);
            }

            (stage.Second.Checked.Count - asked).ShouldBe(TenantProver.MostRefusalsPerHour);
            gate.SetResult(new AccountCheck.Refused("smsProviderToken", "Wrong token."));
            (await Task.WhenAll(all)).ShouldAllBe(status => status == HttpStatusCode.UnprocessableEntity);
        }
        finally
        {
            gate.TrySetResult(new AccountCheck.Verified());
            stage.Second.Checking = null;
        }
    }

    [Fact]
    public async Task New_settings_by_a_key_are_counted_as_well()
    {
        await stage.RenewAsync();
        var asked = stage.First.Checked.Count;
        stage.First.Checking = static _ => Task.FromResult<AccountCheck>(new AccountCheck.Refused("smsProviderToken", "Wrong token."));
        try
        {
            for (var guess = 0; guess < TenantProver.MostRefusalsPerHour + 3; guess++)
            {
                using var caller = stage.Own.CreateCaller();
                using var answer = await caller.PatchAsJsonAsync(
                    $"/modules/sms/configuration/{stage.Own.Id}", new { smsProviderToken = $"guess{guess}" }, TestContext.Current.CancellationToken);
                answer.IsSuccessStatusCode.ShouldBeFalse();
            }

            (stage.First.Checked.Count - asked).ShouldBe(TenantProver.MostRefusalsPerHour);
        }
        finally
        {
            stage.First.Checking = null;
        }
    }

    private static async Task<HttpStatusCode> PutAsync(TestTenant tenant, string accountId, string token)
    {
        using var caller = tenant.CreateCaller();
        using var answer = await caller.PutAsJsonAsync($"/modules/sms/routes/{tenant.Id}", new
        {
            accounts = new[] { new { name = "second", provider = "second", accountId, token, sender = "SECOND" } },
            routes = new[] { new { name = "by-second", account = "second" } },
        }, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private async Task PutAsync(string token) => (await stage.PutAsync(new
    {
        accounts = new[] { RouteStage.Account("second", token) },
        routes = new[] { new { name = "by-second", account = "second" } },
    })).Status.ShouldBe(HttpStatusCode.OK);
}
