using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Routes;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Routes;

/// <summary>What is looked at of every tenant now and then: none of them waits for another, or for what goes wrong with it.</summary>
public sealed class RouteCheckTests : IAsyncLifetime
{
    private readonly RouteStage _stage = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RouteChecks Checks => _stage.App.Services.GetRequiredService<RouteChecks>();

    private RouteDirectory Routes => _stage.App.Services.GetRequiredService<RouteDirectory>();

    public ValueTask InitializeAsync() => _stage.InitializeAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_provider_that_does_not_answer_holds_up_nobody_elses()
    {
        var waiting = await LeftOutAsync("second");
        var other = await LeftOutAsync("third");
        var answer = new TaskCompletionSource<AccountCheck>(TaskCreationOptions.RunContinuationsAsynchronously);
        _stage.Second.Checking = _ => answer.Task;

        var running = Checks.RunAsync(Cancellation);
        await Eventually.BecomesAsync(() => Task.FromResult(IsLeftOut(other, "third")), isLeftOut => !isLeftOut, "the other tenant's account is used again");
        (running.IsCompleted, IsLeftOut(waiting, "second")).ShouldBe((false, true));

        answer.SetResult(new AccountCheck.Verified());
        await running;
        IsLeftOut(waiting, "second").ShouldBeFalse();
    }

    [Fact]
    public async Task A_fault_at_one_account_keeps_no_other_from_being_taken_up()
    {
        var tenant = await LeftOutAsync("second", "third");
        var other = await LeftOutAsync("third");
        _stage.Second.Checking = static _ => throw new InvalidOperationException("A fault of ours.");

        await Checks.RunAsync(Cancellation);

        (IsLeftOut(tenant, "second"), IsLeftOut(tenant, "third"), IsLeftOut(other, "third")).ShouldBe((true, false, false));
    }

    /// <summary>Its check asks for it, and only once its core has let it in.</summary>
    [Fact]
    public async Task The_account_of_one_on_trust_is_not_asked_for_here()
    {
        var tenant = await LeftOutAsync(Route.Registered);
        await _stage.App.MeddleAsync("UPDATE tenant SET trusted_until = @until, verified_at = NULL WHERE id = @tenant", new { tenant, until = _stage.App.Clock.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds() });
        await _stage.App.Services.GetRequiredService<TenantDirectory>().ReloadAsync(Cancellation);
        var asked = _stage.First.Checked.Count;

        await Checks.RunAsync(Cancellation);

        (_stage.First.Checked.Count, IsLeftOut(tenant, Route.Registered)).ShouldBe((asked, true));
    }

    [Fact]
    [FileOnly] // a trigger that fails for one tenant
    public async Task A_fault_in_judging_one_tenant_keeps_no_other_from_being_judged()
    {
        var (broken, other) = (await DeliversBadlyAsync(), await DeliversBadlyAsync());
        await _stage.App.MeddleAsync($"CREATE TRIGGER broken BEFORE INSERT ON route_hold WHEN NEW.tenant_id = {broken} BEGIN SELECT RAISE(ABORT, 'broken'); END");

        await _stage.App.Services.GetRequiredService<RouteJudge>().RunAsync(Cancellation);

        Routes.PlanOf(other).HoldOfRoute("by-second")!.Reason.ShouldBe(Reasons.DeliversBadly);
        Routes.PlanOf(broken).HoldOfRoute("by-second").ShouldBeNull();
    }

    /// <summary>A new tenant whose provider refused these accounts.</summary>
    private async Task<long> LeftOutAsync(params string[] accounts)
    {
        var tenant = await NewTenantAsync();
        foreach (var account in accounts)
        {
            (await _stage.App.Services.GetRequiredService<RouteStore>().HoldAsync(tenant, RoutePlan.AccountSubject(account), Reasons.ProviderCredentials, "bad key", unchangedSince: null)).ShouldBeTrue();
        }

        await Routes.ReloadAsync(Cancellation);
        return tenant;
    }

    private async Task<long> DeliversBadlyAsync()
    {
        var tenant = await NewTenantAsync();
        for (var sms = 0; sms < 10; sms++)
        {
            var id = await _stage.SmsAsync($"Text {Guid.NewGuid()}.");
            await _stage.App.DrainAsync();
            await _stage.ReportAsync(id, (await _stage.MessageAsync(id)).ProviderId!, MessageStatus.Undelivered, "second");
        }

        return tenant;
    }

    private async Task<long> NewTenantAsync()
    {
        await _stage.RenewAsync();
        await _stage.UseAllAsync(leaveBelow: 50, leaveLeast: 10);
        return _stage.Tenant.Id;
    }

    private bool IsLeftOut(long tenant, string account) => Routes.PlanOf(tenant).Holds.ContainsKey(RoutePlan.AccountSubject(account));
}
