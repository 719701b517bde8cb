using SmsBridge.Holding;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tests.CommandLine;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Holding;

/// <summary>A rule that changes while something is held: what is held stays so, and what comes is judged by the rule of now.</summary>
public class SurgeRuleChangeTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Two are usual: six pass, and three of nine are held. Then come 4, and 20.</summary>
    /// <param name="passed">Of all 33, by the rule that is set when nine have come.</param>
    [Theory]
    [InlineData(false, 5L, 3L, 30)]
    [InlineData(true, 20L, 3L, 17)] // and 20 are counted by then, with the three that are held
    [InlineData(true, 5L, 9L, 15)]
    [InlineData(true, 4L, 2L, 6)]
    public async Task The_rule_of_now_judges_what_comes_in_the_same_hour(bool isOn, long floor, long times, int passed)
    {
        var stage = await SurgeStage.SetUpAsync(app, floor: 5, times: 3);
        await stage.CameAsync(TimeSpan.FromDays(1), 2);
        await stage.RepayAsync(9);
        await app.DrainAsync();
        (await stage.HeldAsync()).ShouldBe(3);

        (await stage.Verbs.RuleAsync(Caller.CommandLine, stage.Tenant.Id, new SurgeRuleRequest(isOn, floor, times))).ShouldBeOfType<Outcome.Done>().Words
            .ShouldEndWith("What is held already stays held until it is released or cancelled.");
        await stage.RepayAsync(4);
        await app.DrainAsync();
        await stage.RepayAsync(20);
        await app.DrainAsync();

        (await stage.CountAsync(MessageStatus.Sent)).ShouldBe(passed);
        (await stage.HeldAsync()).ShouldBe(33 - passed);
    }

    [Fact]
    public async Task Where_it_is_off_and_something_is_held_both_are_said()
    {
        var stage = await SurgeStage.SetUpAsync(app);
        await stage.RepayAsync(7);
        await app.DrainAsync();
        await stage.RuleAsync(isOn: false);
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([stage.Tenant.Id]));
        await using var cli = await Cli.BesideAsync(app, Cancellation);

        (await PageAsync(browser, $"/console/tenants/{stage.Tenant.Id}/holding")).ShouldContain("off: nothing more is held, and what is held waits for a decision");
        (await cli.RunAsync("surge", "list", "--tenant", stage.Tenant.Id)).Out.ShouldContain("off: nothing more is held");
        await stage.CancelAsync();
        await stage.MoveAsync();
        (await PageAsync(browser, $"/console/tenants/{stage.Tenant.Id}/holding")).ShouldNotContain("off: nothing more");
    }
}
