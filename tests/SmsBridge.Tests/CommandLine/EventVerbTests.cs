using SmsBridge.CommandLine;
using SmsBridge.Simulator.Brokers;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Intake.Events.Amqp;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.CommandLine;

/// <summary><c>smsbridge events</c>: what is wrong between core, broker and bridge, and what the core is to publish.</summary>
public sealed class EventVerbTests : IAsyncLifetime
{
    private Cli _cli = null!;
    private StandInTenant _books = null!;

    public async ValueTask InitializeAsync()
    {
        _cli = await Cli.AloneAsync(TestContext.Current.CancellationToken);
        _books = _cli.Core.AddTenant(Some.Tenant, Cli.Administrator);
        (await _cli.AddAsync()).ExitCode.ShouldBe(ExitCodes.Done);
    }

    public ValueTask DisposeAsync() => _cli.DisposeAsync();

    [Fact]
    public async Task Without_a_broker_it_says_that_events_are_off_and_fails_only_where_somebody_waits_for_them()
    {
        var nobody = await _cli.RunAsync("events", "doctor");
        nobody.ExitCode.ShouldBe(ExitCodes.Done, nobody.All);
        nobody.Out.ShouldContain("[note] brokers: No broker is named");
        nobody.Out.ShouldNotContain("events enable");

        await _cli.RunAsync("text", "set", Some.Tenant, "LOAN_REPAYMENTDUE", "--on");
        var somebody = await _cli.RunAsync("events", "doctor");
        somebody.ExitCode.ShouldBe(ExitCodes.CheckFailed);
        somebody.Out.ShouldContain($"[FAIL] brokers: No broker is named: external events are off, but texts of {Some.Tenant} wait");
    }

    [Fact]
    public async Task A_schedule_answers_for_the_events_it_makes_and_for_no_other()
    {
        await _cli.RunAsync("text", "set", Some.Tenant, "LOAN_REPAYMENTDUE", "--on");
        await _cli.RunAsync("text", "set", Some.Tenant, "LOAN_REPAYMENTOVERDUE", "--on");
        (await _cli.RunAsync("schedule", "set", "--tenant", Some.Tenant, "--due", "3", "--zone", "UTC")).ExitCode.ShouldBe(ExitCodes.Done);

        var overdue = await _cli.RunAsync("events", "doctor");
        overdue.ExitCode.ShouldBe(ExitCodes.CheckFailed);
        overdue.Out.ShouldContain("wait for what only they tell: LOAN REPAYMENTOVERDUE.");
        overdue.Out.ShouldNotContain("LoanRepaymentDue");
        overdue.Out.ShouldNotContain("MakeRepayment"); // a hook brings it
        overdue.Out.ShouldContain("does not publish LoanRepaymentOverdueBusinessEvent, which texts wait for");

        await _cli.RunAsync("schedule", "set", "--tenant", Some.Tenant, "--overdue", "1");
        (await _cli.RunAsync("events", "doctor")).ExitCode.ShouldBe(ExitCodes.Done);

        _cli.Settings["Schedules:Enabled"] = "false";
        var off = await _cli.RunAsync("events", "doctor");
        off.ExitCode.ShouldBe(ExitCodes.CheckFailed);
        off.Out.ShouldContain("LOAN REPAYMENTDUE, LOAN REPAYMENTOVERDUE");
        off.Out.ShouldContain("with Schedules:Enabled true");
    }

    [Fact]
    public async Task It_says_what_the_core_does_not_publish_and_switches_it_on()
    {
        using var kafka = Broker();

        var before = await _cli.RunAsync("events", "doctor");
        var enabled = await _cli.RunAsync("events", "enable", Some.Tenant);
        var again = await _cli.RunAsync("events", "enable", Some.Tenant, "--json");
        var after = await _cli.RunAsync("events", "doctor", "--json");

        before.Out.ShouldContain("does not publish ClientCreateBusinessEvent, LoanTransactionMakeRepaymentPostBusinessEvent");
        before.Out.ShouldContain($"events enable {Some.Tenant}");
        enabled.ExitCode.ShouldBe(ExitCodes.Done);
        _books.EventSwitches.On.ShouldBe(["ClientCreateBusinessEvent", "LoanTransactionMakeRepaymentPostBusinessEvent"]);
        again.Json.GetProperty("changed").GetBoolean().ShouldBeFalse();
        after.ExitCode.ShouldBe(ExitCodes.Done, after.All);
        after.Json.GetProperty("checks").EnumerateArray().ShouldAllBe(check => check.GetProperty("outcome").GetString() == "passed");
    }

    [Fact]
    public async Task It_says_how_much_waits_at_the_broker()
    {
        using var kafka = Broker();
        await kafka.PublishAsync("external-events", 1, [1], [2], [3]);
        kafka.Confirm("external-events", "smsbridge", partitions: 1, offset: 1);

        var result = await _cli.RunAsync("events", "doctor", "--json");

        var broker = result.Json.GetProperty("brokers").EnumerateArray().ShouldHaveSingleItem();
        (broker.GetProperty("lag").GetInt64(), broker.GetProperty("partitions").GetInt32()).ShouldBe((2, 1));
    }

    [Fact]
    public async Task Of_a_broker_by_amqp_it_says_that_it_lets_the_bridge_in_and_that_nobody_knows_how_much_waits()
    {
        using var broker = new AmqpStandIn();
        broker.Publish([1], [2]);
        foreach (var (setting, value) in new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Type"] = "Amqp", ["Servers"] = broker.Servers, ["Queue"] = "core-events", ["User"] = AmqpStandIn.User, ["Password"] = AmqpStandIn.Password,
        })
        {
            _cli.Settings[$"ExternalEvents:Brokers:main:{setting}"] = value;
        }

        var result = await _cli.RunAsync("events", "doctor", "--json");
        result.Json.GetProperty("brokers").EnumerateArray().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            view => view.GetProperty("type").GetString().ShouldBe("Amqp"), view => view.GetProperty("queue").GetString().ShouldBe("core-events"),
            view => (view.TryGetProperty("lag", out var lag) && lag.ValueKind != System.Text.Json.JsonValueKind.Null).ShouldBeFalse());
        (await _cli.RunAsync("events", "doctor")).Out.ShouldContain($"[ok]   broker main: {broker.Servers} by AMQP, queue core-events: it lets the bridge in.");
        (broker.Left, broker.MostHanded).ShouldBe((2, 0));

        broker.Refusal = "no such queue";
        (await _cli.RunAsync("events", "doctor")).Out.ShouldContain($"[FAIL] broker main: {broker.Servers} can not be asked: no such queue.");
    }

    [Fact]
    public async Task A_broker_that_is_away_is_said_within_seconds()
    {
        _cli.Settings["ExternalEvents:Brokers:main:Servers"] = "127.0.0.1:1";

        var result = await _cli.RunAsync("events", "doctor");

        result.ExitCode.ShouldBe(ExitCodes.CheckFailed);
        result.Out.ShouldContain("[FAIL] broker main: 127.0.0.1:1 can not be asked");
    }

    [Fact]
    public async Task A_user_that_may_not_is_told_which_permission_it_lacks()
    {
        _books.AddUser(new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password) { Permissions = ["READ_CLIENT", "READ_LOAN"] });

        var result = await _cli.RunAsync("events", "enable", Some.Tenant);

        result.ExitCode.ShouldBe(ExitCodes.Failed);
        result.Error.ShouldContain("READ_EXTERNAL_EVENT_CONFIGURATION");
    }

    [Fact]
    public async Task Nothing_parked_is_said() => (await _cli.RunAsync("events", "parked")).Out.ShouldContain("All that came could be read.");

    [Theory]
    [InlineData(ExitCodes.Usage, "events", "parked", "drop")]
    [InlineData(ExitCodes.Usage, "events", "parked", "drop", "--all", "--tenant", "bank-x")]
    [InlineData(ExitCodes.Done, "events", "parked", "drop", "--all")]
    [InlineData(ExitCodes.Done, "events", "parked", "drop", "--tenant", "bank-x")]
    [InlineData(ExitCodes.Done, "events", "parked", "again")]
    public async Task What_is_dropped_or_taken_once_more_is_named(int exitCode, params string[] command) =>
        (await _cli.RunAsync(command)).ShouldSatisfyAllConditions(result => result.ExitCode.ShouldBe(exitCode, result.All));

    private MockKafka Broker()
    {
        var kafka = new MockKafka();
        kafka.CreateTopic("external-events", 1);
        _cli.Settings["ExternalEvents:Brokers:main:Servers"] = kafka.Servers;
        return kafka;
    }
}
