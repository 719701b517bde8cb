using System.Text.Json;
using SmsBridge.CommandLine;
using SmsBridge.Simulator.Core;
using SmsBridge.Store.Sqlite;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.CommandLine;

public sealed class ConnectTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>, IAsyncLifetime
{
    private Cli _cli = null!;
    private StandInTenant _tenant = null!;
    private string _id = "";

    public async ValueTask InitializeAsync()
    {
        _cli = await Cli.BesideAsync(app, TestContext.Current.CancellationToken);
        _cli.Settings["Bridge:PublicUrl"] = "https://sms.example.org";
        _id = $"bank-{Guid.NewGuid():N}";
        _tenant = _cli.Core.AddTenant(_id, Cli.Administrator);
        (await _cli.AddAsync(_id, [])).ExitCode.ShouldBe(ExitCodes.Done);
    }

    public ValueTask DisposeAsync() => _cli.DisposeAsync();

    [Fact]
    public async Task Verifies_creates_the_hook_sends_a_test_event_and_shows_that_it_arrived()
    {
        var result = await ConnectAsync();

        result.ExitCode.ShouldBe(ExitCodes.Done);
        OutcomeOf(result, "service").ShouldBe("passed");
        OutcomeOf(result, "hook").ShouldBe("passed");
        OutcomeOf(result, "testEvent").ShouldBe("passed");
        _tenant.Hooks.All.ShouldHaveSingleItem().IsActive.ShouldBeTrue();
        var arrived = result.Json.GetProperty("lastEvents").EnumerateArray().ShouldHaveSingleItem();
        arrived.GetProperty("entity").GetString().ShouldBe("SMSBRIDGE");
        arrived.GetProperty("outcome").GetString().ShouldBe("ignored");
        result.Json.GetProperty("next").EnumerateArray().ShouldHaveSingleItem().GetString()!.ShouldContain("create a client");
    }

    [Fact]
    public async Task The_key_lent_for_the_test_is_gone_afterwards_and_the_tenants_own_is_not()
    {
        var before = await KeysAsync();

        await ConnectAsync();

        (await KeysAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_second_time_takes_the_hook_that_is_there_and_leaves_its_key()
    {
        await ConnectAsync();
        var id = _tenant.Hooks.All[0].Id;
        _tenant.Hooks.AddApiKey(id, "key");

        var again = await ConnectAsync();

        again.ExitCode.ShouldBe(ExitCodes.Done);
        _tenant.Hooks.All.ShouldHaveSingleItem().ApiKeys.ShouldBe(["key"]);
        WordsOf(again, "hook").ShouldContain("is there and as it should be");
    }

    [Fact]
    public async Task What_clients_are_told_of_and_the_hook_does_not_listen_to_is_said_by_connect_and_verify()
    {
        await _cli.RunAsync("tenant", "connect", _id, "--event", "LOAN/REPAYMNT", "--json");
        var hook = _tenant.Hooks.All.ShouldHaveSingleItem().Id;
        (await _cli.RunAsync("text", "set", _id, "LOAN_DISBURSE", "--on")).Error.ShouldContain($"LOAN/DISBURSE; whether it does: smsbridge tenant verify {_id}");

        var deaf = await ConnectAsync();

        OutcomeOf(deaf, "hookEvents").ShouldBe("warning");
        WordsOf(deaf, "hookEvents").ShouldBe($"Clients are told of CLIENT CREATE, LOAN DISBURSE, LOAN REPAYMENT, but hook {hook} does not listen to it: none of that comes.");
        deaf.Out.ShouldNotContain("create a client");
        deaf.Out.ShouldContain("that the hook listens to (LOAN/REPAYMNT)");
        var update = $"hook update {hook} --tenant {_id} --event LOAN/REPAYMNT --event CLIENT/CREATE --event LOAN/DISBURSE --event LOAN/REPAYMENT";
        deaf.Out.ShouldContain(update);
        (await _cli.RunAsync("tenant", "verify", _id)).Out.ShouldContain(update);

        await _cli.RunAsync(update.Split(' '));
        var hears = await ConnectAsync();
        OutcomeOf(hears, "hookEvents").ShouldBe("passed");
        hears.Out.ShouldContain("e.g. create a client");
    }

    [Fact]
    public async Task What_external_events_bring_as_well_needs_no_hook()
    {
        await _cli.RunAsync("tenant", "connect", _id, "--event", "LOAN/REPAYMENT", "--json");
        _cli.Settings["ExternalEvents:Brokers:main:Servers"] = "127.0.0.1:1";

        OutcomeOf(await ConnectAsync(), "hookEvents").ShouldBe("passed");
    }

    [Fact]
    public async Task A_hook_that_points_elsewhere_is_named_with_the_way_to_mend_it()
    {
        await ConnectAsync();
        var id = _tenant.Hooks.All[0].Id;
        _cli.Settings["Bridge:PublicUrl"] = "https://moved.example.org";

        var result = await ConnectAsync();

        result.ExitCode.ShouldBe(ExitCodes.CheckFailed);
        WordsOf(result, "hook").ShouldContain("another Payload URL");
        result.Json.GetProperty("next").EnumerateArray().ShouldContain(line => line.GetString() == $"smsbridge hook update {id} --tenant {_id}");
    }

    [Fact]
    public async Task What_answers_but_is_another_bridge_is_found_out()
    {
        await using var other = new SmsBridgeApp();
        await other.InitializeAsync();
        using var start = other.CreateClient();
        await using var cli = await Cli.BesideAsync(app, TestContext.Current.CancellationToken, other.Server.CreateHandler);
        cli.Settings["Bridge:PublicUrl"] = "https://sms.example.org";
        cli.Core.AddTenant("bank-elsewhere", Cli.Administrator);
        await cli.AddAsync("bank-elsewhere", []);

        var result = await cli.RunAsync("tenant", "connect", "bank-elsewhere", "--json");

        result.ExitCode.ShouldBe(ExitCodes.CheckFailed);
        OutcomeOf(result, "testEvent").ShouldBe("failed");
    }

    [Fact]
    public async Task A_connection_reset_as_it_is_made_is_told_in_words()
    {
        await using var cli = await Cli.BesideAsync(app, TestContext.Current.CancellationToken, ResetConnection.CreateHandler);
        cli.Settings["Bridge:PublicUrl"] = "https://sms.example.org";
        cli.Core.AddTenant("bank-reset", Cli.Administrator);
        await cli.AddAsync("bank-reset", []);

        var result = await cli.RunAsync("tenant", "connect", "bank-reset", "--json");

        result.ExitCode.ShouldBe(ExitCodes.CheckFailed);
        WordsOf(result, "testEvent").ShouldContain("can not be reached from here");
    }

    [Fact]
    public async Task A_tenant_that_does_not_verify_gets_no_hook()
    {
        _tenant.AddUser(new StandInUser(SmsBridgeApp.User, "changed"));

        var result = await ConnectAsync();

        result.ExitCode.ShouldBe(ExitCodes.CheckFailed);
        OutcomeOf(result, "core").ShouldBe("failed");
        _tenant.Hooks.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_service_it_says_so_and_sends_no_test_event()
    {
        await using var cli = await Cli.AloneAsync(TestContext.Current.CancellationToken);
        cli.Settings["Bridge:PublicUrl"] = cli.Core.Address.AbsoluteUri; // something that answers the core's ping
        cli.Core.AddTenant(_id, Cli.Administrator);
        await cli.AddAsync(_id, []);

        var result = await cli.RunAsync("tenant", "connect", _id, "--json");

        result.ExitCode.ShouldBe(ExitCodes.CheckFailed);
        OutcomeOf(result, "service").ShouldBe("warning");
        OutcomeOf(result, "testEvent").ShouldBe("unknown");
        WordsOf(result, "testEvent").ShouldContain("not running");
        InstanceLock.IsHeld(Path.Combine(cli.Folder, "smsbridge.db.lock")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_it_did_is_on_the_audit()
    {
        await ConnectAsync();
        await ConnectAsync();

        (await app.QueryAsync<string>("SELECT action FROM audit WHERE subject = @subject ORDER BY id", new { subject = $"tenant {_id}" }))
            .ShouldBe(["tenant_add", "verify", "hook_create", "verify"]);
    }

    private Task<CliResult> ConnectAsync() => _cli.RunAsync("tenant", "connect", _id, "--json");

    private async Task<List<string?>> KeysAsync() =>
        [.. (await _cli.RunAsync("tenant", "show", _id, "--json")).Json.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("prefix").GetString())];

    private static JsonElement Step(CliResult result, string name) =>
        result.Json.GetProperty("steps").EnumerateArray().Single(step => step.GetProperty("name").GetString() == name);

    private static string? OutcomeOf(CliResult result, string name) => Step(result, name).GetProperty("outcome").GetString();

    private static string WordsOf(CliResult result, string name) => Step(result, name).GetProperty("words").GetString()!;
}
