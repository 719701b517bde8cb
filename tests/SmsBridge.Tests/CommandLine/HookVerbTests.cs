using SmsBridge.CommandLine;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.CommandLine;

/// <summary>The core's hooks from the command line, with a service that the core's pings reach.</summary>
public sealed class HookVerbTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>, IAsyncLifetime
{
    private const string PublicUrl = "https://sms.example.org";

    private Cli _cli = null!;
    private StandInTenant _tenant = null!;
    private string _id = "";

    public async ValueTask InitializeAsync()
    {
        app.Settings["Bridge:PublicUrl"] = PublicUrl;
        _cli = await Cli.BesideAsync(app, TestContext.Current.CancellationToken);
        _id = $"bank-{Guid.NewGuid():N}";
        _tenant = _cli.Core.AddTenant(_id, Cli.Administrator);
        (await _cli.AddAsync(_id, [])).ExitCode.ShouldBe(ExitCodes.Done);
    }

    public ValueTask DisposeAsync() => _cli.DisposeAsync();

    [Fact]
    public async Task A_hook_is_created_from_the_tenant_alone()
    {
        var created = await RunAsync("create", "--json");

        created.ExitCode.ShouldBe(ExitCodes.Done);
        var hook = _tenant.Hooks.All.ShouldHaveSingleItem();
        created.Json.GetProperty("id").GetInt64().ShouldBe(hook.Id);
        hook.Template.Name.ShouldBe("SMS Bridge");
        hook.IsActive.ShouldBeTrue();
        hook.Events.ShouldBe([("CLIENT", "CREATE"), ("LOAN", "REPAYMENT")]);
        hook["Payload URL"].ShouldBe($"{PublicUrl}/modules/sms/");
        hook["SMS Provider"].ShouldBe("twilio");
        hook["Phone Number"].ShouldBe(Some.Sender);
        hook["SMS Provider Account Id"].ShouldBe(Some.AccountSid);
        hook["SMS Provider Token"].ShouldBe(Some.AuthToken);
        created.All.ShouldNotContain(Some.AuthToken);
    }

    [Fact]
    public async Task Other_events_another_name_and_another_address_can_be_asked_for()
    {
        await RunAsync("create", "--event", "loan/repayment", "--event", "SAVINGSACCOUNT/DEPOSIT", "--display-name", "SMS", "--bridge-url", "http://bridge.internal:9191");

        var hook = _tenant.Hooks.All.ShouldHaveSingleItem();
        hook.Events.ShouldBe([("LOAN", "REPAYMENT"), ("SAVINGSACCOUNT", "DEPOSIT")]);
        hook.DisplayName.ShouldBe("SMS");
        hook["Payload URL"].ShouldBe("http://bridge.internal:9191/modules/sms/");
    }

    [Fact]
    public async Task A_second_one_is_refused_with_the_way_to_the_first()
    {
        await RunAsync("create");

        var second = await RunAsync("create");

        second.ExitCode.ShouldBe(ExitCodes.Failed);
        second.Error.ShouldContain($"hook update {_tenant.Hooks.All[0].Id} --tenant {_id}");
        _tenant.Hooks.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Secrets_are_masked_unless_asked_for()
    {
        await RunAsync("create");
        var id = _tenant.Hooks.All[0].Id;
        _tenant.Hooks.AddApiKey(id, "the-key-of-the-hook-that-nobody-may-see");

        foreach (var masked in new[] { await RunAsync("list"), await RunAsync("list", "--json"), await ShowAsync(id), await ShowAsync(id, "--json") })
        {
            masked.ExitCode.ShouldBe(ExitCodes.Done);
            masked.All.ShouldNotContain(Some.AuthToken);
            masked.All.ShouldNotContain("the-key-of-the-hook-that-nobody-may-see");
        }

        var clear = (await ShowAsync(id, "--json", "--show-secrets")).Json.GetProperty("config");
        clear.GetProperty("SMS Provider Token").GetString().ShouldBe(Some.AuthToken);
        clear.GetProperty("Api Key").GetString().ShouldBe("the-key-of-the-hook-that-nobody-may-see");
    }

    [Fact]
    public async Task An_update_without_new_fields_keeps_the_key()
    {
        await RunAsync("create");
        var id = _tenant.Hooks.All[0].Id;
        _tenant.Hooks.AddApiKey(id, "key");

        var updated = await UpdateAsync(id, "--event", "LOAN/REPAYMENT", "--json");

        updated.Json.GetProperty("changed").GetBoolean().ShouldBeTrue();
        updated.Json.GetProperty("keyForgotten").GetBoolean().ShouldBeFalse();
        updated.Error.ShouldBeEmpty();
        _tenant.Hooks.Find(id)!.ApiKeys.ShouldBe(["key"]);
        (await UpdateAsync(id, "--json")).Json.GetProperty("changed").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_hook_can_wait_for_its_key_and_be_switched_on_without_losing_it()
    {
        await RunAsync("create", "--inactive");
        var id = _tenant.Hooks.All.ShouldHaveSingleItem().Id;
        _tenant.Hooks.All[0].IsActive.ShouldBeFalse();
        _tenant.Hooks.AddApiKey(id, "key");

        (await UpdateAsync(id)).ExitCode.ShouldBe(ExitCodes.Done);

        _tenant.Hooks.Find(id)!.IsActive.ShouldBeTrue();
        _tenant.Hooks.Find(id)!.ApiKeys.ShouldBe(["key"]);
    }

    [Fact]
    public async Task New_fields_make_the_core_forget_its_key_and_that_is_said()
    {
        await RunAsync("create");
        var id = _tenant.Hooks.All[0].Id;
        _tenant.Hooks.AddApiKey(id, "key");

        var updated = await UpdateAsync(id, "--bridge-url", "https://other.example.org", "--json");

        updated.Json.GetProperty("keyForgotten").GetBoolean().ShouldBeTrue();
        updated.Error.ShouldContain("forgets its API key");
        _tenant.Hooks.Find(id)!.ApiKeys.ShouldBeEmpty();
        _tenant.Hooks.Find(id)!["SMS Provider Token"].ShouldBe(Some.AuthToken);
    }

    [Fact]
    public async Task Where_a_repeated_registration_is_refused_the_key_is_not_thrown_away()
    {
        await RunAsync("create");
        var id = _tenant.Hooks.All[0].Id;
        _tenant.Hooks.AddApiKey(id, "key");
        _cli.Settings["Registration:Repeat"] = "Refuse";

        var updated = await UpdateAsync(id, "--forget-key");

        updated.ExitCode.ShouldBe(ExitCodes.Settings);
        updated.Error.ShouldContain("Registration:Repeat");
        _tenant.Hooks.Find(id)!.ApiKeys.ShouldBe(["key"]);
    }

    [Fact]
    public async Task The_hook_that_was_created_registers_with_its_first_event_and_its_events_arrive()
    {
        await RunAsync("create");
        _tenant.AddClient(7, "Jane Wanjiru", "0712 345 678");
        _tenant.AddLoan(31, 7, 10_000m);

        var deliveries = await _tenant.RepayAsync(31, 1_500m, new DateOnly(2026, 11, 21), SmsBridgeApp.User, TestContext.Current.CancellationToken);

        deliveries.ShouldHaveSingleItem();
        _tenant.Hooks.All[0].ApiKeys.ShouldHaveSingleItem();
        var report = (await _cli.RunAsync("tenant", "verify", _id, "--json")).Json;
        report.GetProperty("lastEvent").GetProperty("entity").GetString().ShouldBe("LOAN");
        report.GetProperty("lastEvent").GetProperty("outcome").GetString().ShouldBe("accepted");
        report.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "waiting")
            .GetProperty("words").GetString().ShouldStartWith("1 waiting");
    }

    [Fact]
    public async Task Templates_and_events_are_listed()
    {
        var result = (await RunAsync("template", "--json")).Json;

        result.GetProperty("templates").EnumerateArray().ShouldContain(template => template.GetProperty("name").GetString() == "SMS Bridge");
        result.GetProperty("events").EnumerateArray().ShouldContain(it => it.GetString() == "LOAN/REPAYMENT");
        (await RunAsync("template")).Out.ShouldContain("Payload URL");
    }

    [Fact]
    public async Task A_deleted_hook_is_gone_and_the_tenant_stays()
    {
        await RunAsync("create");
        var id = _tenant.Hooks.All[0].Id;

        (await RunAsync("delete", Text(id))).ExitCode.ShouldBe(ExitCodes.Done);
        var again = await RunAsync("delete", Text(id));

        _tenant.Hooks.All.ShouldBeEmpty();
        again.ExitCode.ShouldBe(ExitCodes.Failed);
        again.Error.Trim().ShouldBe("There is no such hook in the core.");
        (await _cli.RunAsync("tenant", "show", _id)).ExitCode.ShouldBe(ExitCodes.Done);
    }

    [Fact]
    public async Task A_user_that_may_not_is_told_which_permission_it_lacks()
    {
        _cli.Core.AddTenant(_id, new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password));

        var result = await RunAsync("list");

        result.ExitCode.ShouldBe(ExitCodes.Failed);
        result.Error.Trim().ShouldBe("The core's user lacks the permission READ_HOOK.");
    }

    [Fact]
    public async Task Without_a_public_url_the_setting_is_asked_for()
    {
        _cli.Settings["Bridge:PublicUrl"] = "";

        var result = await RunAsync("create");

        result.ExitCode.ShouldBe(ExitCodes.Settings);
        result.Error.ShouldContain("Bridge:PublicUrl");
        _tenant.Hooks.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_done_to_a_hook_is_on_the_audit_without_its_secrets()
    {
        await RunAsync("create");
        var id = _tenant.Hooks.All[0].Id;
        await UpdateAsync(id); // is so already
        await UpdateAsync(id, "--forget-key");
        await RunAsync("delete", Text(id));

        var rows = await app.QueryAsync<string>(
            "SELECT action || ' ' || COALESCE(before, '-') || ' > ' || after FROM audit WHERE actor = 'command line' AND subject = @subject AND action LIKE 'hook%' ORDER BY id",
            new { subject = $"tenant {_id}" });

        rows.ShouldBe(
        [
            $"hook_create - > hook {id}, active, on CLIENT/CREATE, LOAN/REPAYMENT, calls {PublicUrl}/modules/sms/",
            $"hook_change hook {id}, active, on CLIENT/CREATE, LOAN/REPAYMENT > its key forgotten",
            $"hook_delete hook {id} > deleted",
        ]);
    }

    private static string Text(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private Task<CliResult> RunAsync(string verb, params string[] more) => _cli.RunAsync(["hook", verb, "--tenant", _id, .. more]);

    private Task<CliResult> ShowAsync(long id, params string[] more) => RunAsync("show", [Text(id), .. more]);

    private Task<CliResult> UpdateAsync(long id, params string[] more) => RunAsync("update", [Text(id), .. more]);
}
