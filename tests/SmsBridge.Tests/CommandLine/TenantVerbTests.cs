using System.Text.Json;
using SmsBridge.CommandLine;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.CommandLine;

public sealed class TenantVerbTests : IAsyncLifetime
{
    private Cli _cli = null!;

    public async ValueTask InitializeAsync() => _cli = await Cli.AloneAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _cli.DisposeAsync();

    [Fact]
    public async Task Added_means_proved_and_the_key_comes_with_the_sql_for_the_core()
    {
        _cli.Settings["Bridge:PublicUrl"] = "https://sms.example.org";

        var added = (await _cli.AddAsync("--json", "--hook", "3")).Json;

        added.GetProperty("state").GetString().ShouldBe("active");
        added.TryGetProperty("unverified", out _).ShouldBeFalse();
        var key = added.GetProperty("apiKey").GetString()!;
        key.Length.ShouldBe(43);
        added.GetProperty("sql").EnumerateArray().Select(statement => statement.GetString()).ShouldBe(
        [
            "delete from m_hook_configuration where hook_id = 3 and field_name = 'Api Key';",
            $"insert into m_hook_configuration(hook_id, field_type, field_name, field_value) values (3, 'string', 'Api Key', '{key}');",
        ]);
        added.GetProperty("payloadUrl").GetString().ShouldBe("https://sms.example.org/modules/sms/");
        _cli.Core.Requests.ShouldContain(request => request.Path.EndsWith("/offices", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Words_show_the_key_once_and_no_other_secret_ever()
    {
        var added = await _cli.AddAsync("--web-token");
        var listed = await _cli.RunAsync("tenant", "list");
        var shown = await _cli.RunAsync("tenant", "show", Some.Tenant);
        var verified = await _cli.RunAsync("tenant", "verify", Some.Tenant);

        var key = added.Out.Split('\n').Select(line => line.Trim()).Single(line => line.Length == 43);
        added.Out.ShouldContain("HOOK_ID is the id of the tenant's \"SMS Bridge\" hook");
        added.Out.ShouldContain("/modules/sms/k/");
        foreach (var later in new[] { listed, shown, verified })
        {
            later.All.ShouldNotContain(key);
        }

        foreach (var any in new[] { added, listed, shown, verified })
        {
            any.All.ShouldNotContain(Some.AuthToken);
            any.All.ShouldNotContain(SmsBridgeApp.Password);
            any.All.ShouldNotContain("\u001b");
        }
    }

    [Fact]
    public async Task What_the_provider_refuses_is_not_stored_and_is_told_by_its_option()
    {
        _cli.Gateway.NextCheck = new AccountCheck.Refused("phoneNo", "The account does not own this number.");

        var refused = await _cli.AddAsync();

        refused.ExitCode.ShouldBe(ExitCodes.Failed);
        refused.Out.ShouldBeEmpty();
        refused.Error.ShouldContain("--sender: The account does not own this number. Nothing was stored.");
        (await _cli.RunAsync("tenant", "list", "--json")).Json.GetProperty("tenants").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_the_core_refuses_is_not_stored()
    {
        _cli.Core.AddTenant(Some.Tenant, new Simulator.Core.StandInUser("somebody", "else"));

        (await _cli.AddAsync()).ExitCode.ShouldBe(ExitCodes.Failed);

        (await _cli.RunAsync("tenant", "list", "--json")).Json.GetProperty("tenants").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Without_verification_nobody_is_asked_and_the_state_says_so()
    {
        var added = (await _cli.AddAsync("--no-verify", "--json")).Json;

        added.GetProperty("state").GetString().ShouldBe("unverified");
        _cli.Core.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("not a name", "ID:")]
    [InlineData("..", "ID:")]
    public async Task An_identifier_no_url_can_name_is_wrong_usage(string identifier, string named)
    {
        var result = await _cli.AddAsync(identifier, []);

        result.ExitCode.ShouldBe(ExitCodes.Usage);
        result.Error.ShouldStartWith(named);
    }

    [Theory]
    [InlineData("--region", "XX", "--region:")]
    [InlineData("--endpoint", "ftp://core", "--endpoint:")]
    public async Task A_setting_that_can_not_be_is_wrong_usage_even_without_verification(string option, string value, string named)
    {
        var result = await _cli.RunAsync(Some.AuthToken,
        [
            "tenant", "add", Some.Tenant, "--provider", "twilio", "--account", Some.AccountSid, "--sender", Some.Sender, "--token-file", "-", "--no-verify", option, value,
        ]);

        result.ExitCode.ShouldBe(ExitCodes.Usage);
        result.Error.ShouldStartWith(named);
    }

    [Fact]
    public async Task A_secret_nobody_can_be_asked_for_is_wrong_usage()
    {
        var result = await _cli.RunAsync(
            "tenant", "add", Some.Tenant, "--provider", "twilio", "--account", Some.AccountSid, "--sender", Some.Sender, "--endpoint", _cli.Core.BaseUrl);

        result.ExitCode.ShouldBe(ExitCodes.Usage);
        result.Error.ShouldContain("--token-file");
    }

    [Fact]
    public async Task A_tenant_that_exists_is_not_added_again()
    {
        await _cli.AddAsync();

        var again = await _cli.AddAsync();

        again.ExitCode.ShouldBe(ExitCodes.Failed);
        again.Error.ShouldContain("exists already");
    }

    [Fact]
    public async Task A_rotated_key_comes_with_the_update_and_with_the_end_of_the_one_before()
    {
        var first = (await _cli.AddAsync("--json")).Json.GetProperty("apiKey").GetString();

        var rotated = (await _cli.RunAsync("tenant", "rotate", Some.Tenant, "--json")).Json;

        var key = rotated.GetProperty("key").GetString();
        (key == first).ShouldBeFalse();
        rotated.GetProperty("previousValidUntil").GetDateTimeOffset().ShouldBe(_cli.Clock.GetUtcNow() + TimeSpan.FromHours(24));
        rotated.GetProperty("sql").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldBe(
            $"update m_hook_configuration set field_value = '{key}' where hook_id = HOOK_ID and field_name = 'Api Key';");
    }

    [Fact]
    public async Task A_webhook_token_is_a_url_and_leaves_the_api_key_alone()
    {
        _cli.Settings["Bridge:PublicUrl"] = "https://sms.example.org";
        await _cli.AddAsync();

        var rotated = (await _cli.RunAsync("tenant", "rotate", Some.Tenant, "--kind", "webhook", "--json")).Json;

        rotated.GetProperty("webhookUrl").GetString().ShouldBe($"https://sms.example.org/modules/sms/k/{rotated.GetProperty("key").GetString()}/");
        rotated.TryGetProperty("sql", out _).ShouldBeFalse();
        var keys = (await _cli.RunAsync("tenant", "show", Some.Tenant, "--json")).Json.GetProperty("keys").EnumerateArray().ToList();
        keys.Select(key => key.GetProperty("kind").GetString()).ShouldBe(["apiKey", "webhookToken"]);
        keys.Where(key => key.TryGetProperty("validUntil", out _)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_app_key_is_made_shown_and_ended_and_leaves_the_api_key_alone()
    {
        await _cli.AddAsync();

        var made = await _cli.RunAsync("tenant", "rotate", Some.Tenant, "--kind", "app");
        var kinds = (await _cli.RunAsync("tenant", "show", Some.Tenant, "--json")).Json.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("kind").GetString()).ToList();
        var unsure = await _cli.RunAsync("tenant", "revoke", Some.Tenant, "--kind", "app");
        var ended = await _cli.RunAsync("tenant", "revoke", Some.Tenant, "--kind", "app", "--yes", "--json");
        var again = await _cli.RunAsync("tenant", "revoke", Some.Tenant, "--kind", "app", "--yes");

        made.Out.ShouldContain("The new app key, shown only now:");
        made.Out.ShouldContain("tenant_app_key");
        kinds.ShouldBe(["apiKey", "appKey"]);
        unsure.ExitCode.ShouldBe(1);
        unsure.Error.ShouldContain("add --yes");
        ended.Json.GetProperty("changed").GetBoolean().ShouldBeTrue();
        again.Error.ShouldContain("has no app key");
        (await _cli.RunAsync("tenant", "show", Some.Tenant, "--json")).Json.GetProperty("keys").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Paused_and_resumed_twice_is_said_and_no_failure()
    {
        await _cli.AddAsync();

        var paused = (await _cli.RunAsync("tenant", "pause", Some.Tenant, "--reason", "Month end", "--json")).Json;
        var again = (await _cli.RunAsync("tenant", "pause", Some.Tenant, "--json")).Json;
        var resumed = (await _cli.RunAsync("tenant", "resume", Some.Tenant, "--json")).Json;
        var once = await _cli.RunAsync("tenant", "resume", Some.Tenant, "--json");

        paused.GetProperty("state").GetString().ShouldBe("paused");
        paused.GetProperty("changed").GetBoolean().ShouldBeTrue();
        paused.GetProperty("pause").GetProperty("reason").GetString().ShouldBe(Reasons.PausedByOperator);
        paused.GetProperty("pause").GetProperty("detail").GetString().ShouldBe("Month end");
        again.GetProperty("changed").GetBoolean().ShouldBeFalse();
        again.GetProperty("pause").GetProperty("detail").GetString().ShouldBe("Month end");
        resumed.GetProperty("state").GetString().ShouldBe("active");
        once.ExitCode.ShouldBe(ExitCodes.Done);
        once.Json.GetProperty("changed").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task An_operators_pause_takes_over_from_one_that_would_end_by_itself()
    {
        await _cli.AddAsync();
        _cli.Gateway.NextCheck = new AccountCheck.Refused("smsProviderToken", "The token is wrong.");
        await _cli.RunAsync("tenant", "verify", Some.Tenant);

        await _cli.RunAsync("tenant", "pause", Some.Tenant, "--reason", "Until Monday");
        _cli.Gateway.NextCheck = new AccountCheck.Verified();
        await _cli.RunAsync("tenant", "verify", Some.Tenant);

        var pause = (await _cli.RunAsync("tenant", "show", Some.Tenant, "--json")).Json.GetProperty("pause");
        pause.GetProperty("reason").GetString().ShouldBe(Reasons.PausedByOperator);
        pause.GetProperty("detail").GetString().ShouldBe("Until Monday");
    }

    [Theory]
    [InlineData("default\n", ExitCodes.Done, 0)]
    [InlineData("defautl\n", ExitCodes.Failed, 1)]
    [InlineData("", ExitCodes.Failed, 1)]
    public async Task Deleting_wants_the_identifier_typed(string typed, int exitCode, int left)
    {
        await _cli.AddAsync();

        var result = await _cli.RunAsync(typed, ["tenant", "delete", Some.Tenant]);

        result.ExitCode.ShouldBe(exitCode);
        (await _cli.RunAsync("tenant", "list", "--json")).Json.GetProperty("tenants").GetArrayLength().ShouldBe(left);
    }

    [Fact]
    public async Task Deleting_with_yes_does_not_ask()
    {
        await _cli.AddAsync();

        var result = await _cli.RunAsync("tenant", "delete", Some.Tenant, "--yes", "--json");

        result.Json.GetProperty("state").GetString().ShouldBe("deleted");
        result.Error.ShouldNotContain("Type");
    }

    [Theory]
    [InlineData("show")]
    [InlineData("rotate")]
    [InlineData("delete")]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("verify")]
    [InlineData("connect")]
    public async Task A_tenant_nobody_knows_is_said_in_one_sentence(string verb)
    {
        await _cli.AddAsync();

        var result = await _cli.RunAsync("tenant", verb, "DEFAULT", "--json");

        result.ExitCode.ShouldBe(ExitCodes.Failed);
        result.Out.ShouldBeEmpty();
        result.Error.ShouldContain("There is no tenant DEFAULT");
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(200)]
    public async Task A_list_fits_the_terminal_and_names_the_tenant(int width)
    {
        await _cli.AddAsync();

        var listed = await _cli.RunAsync("", ["tenant", "list"], width);

        listed.Out.ShouldContain(Some.Tenant);
        listed.Out.ShouldContain("active");
        listed.Out.Split('\n').ShouldAllBe(line => line.Length <= width);
    }

    [Fact]
    public async Task A_reason_can_not_steer_the_terminal()
    {
        await _cli.AddAsync();
        await _cli.RunAsync("tenant", "pause", Some.Tenant, "--reason", "\u001b[2Jgone\u0007");

        (await _cli.RunAsync("tenant", "show", Some.Tenant)).Out.Where(char.IsControl).ShouldAllBe(character => character == '\n');
        JsonDocument.Parse((await _cli.RunAsync("tenant", "show", Some.Tenant, "--json")).Out).Dispose();
    }
}
