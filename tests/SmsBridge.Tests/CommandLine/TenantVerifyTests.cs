using System.Text.Json;
using SmsBridge.CommandLine;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.CommandLine;

/// <summary>The registration doctor.</summary>
public sealed class TenantVerifyTests : IAsyncLifetime
{
    private Cli _cli = null!;

    public async ValueTask InitializeAsync()
    {
        _cli = await Cli.AloneAsync(TestContext.Current.CancellationToken);
        _cli.Settings["Bridge:PublicUrl"] = "https://sms.example.org";
        (await _cli.AddAsync()).ExitCode.ShouldBe(ExitCodes.Done);
    }

    public ValueTask DisposeAsync() => _cli.DisposeAsync();

    [Fact]
    public async Task All_well_ends_with_0_and_says_what_the_core_has_to_call()
    {
        var result = await _cli.RunAsync("tenant", "verify", Some.Tenant, "--json");

        result.ExitCode.ShouldBe(ExitCodes.Done);
        OutcomeOf(result, "key").ShouldBe("passed");
        OutcomeOf(result, "endpoint").ShouldBe("passed");
        WordsOf(result, "endpoint").ShouldBe($"The core is called at {_cli.Core.Endpoint}, as service user {SmsBridgeApp.User}.");
        OutcomeOf(result, "core").ShouldBe("passed");
        OutcomeOf(result, "READ_CLIENT").ShouldBe("passed");
        OutcomeOf(result, "READ_LOAN").ShouldBe("passed");
        OutcomeOf(result, "provider").ShouldBe("passed");
        OutcomeOf(result, "publicUrl").ShouldBe("passed");
        OutcomeOf(result, "service").ShouldBe("warning"); // none runs here
        OutcomeOf(result, "pause").ShouldBe("passed");
        OutcomeOf(result, "lastHook").ShouldBe("warning"); // none has come
        WordsOf(result, "waiting").ShouldBe("Nothing waits.");
        var calls = result.Json.GetProperty("coreCalls");
        calls.GetProperty("payloadUrl").GetString().ShouldBe("https://sms.example.org/modules/sms/");
        calls.GetProperty("byVersion").EnumerateArray()
            .Select(version => (version.GetProperty("events").GetString(), version.GetProperty("registration").GetString())).ShouldBe(
            [
                ("https://sms.example.org/modules/sms/", "https://sms.example.org/modules/sms/configuration"),
                ("https://sms.example.org/", "https://sms.example.org/configuration"),
                ("https://sms.example.org/modules/sms/", "https://sms.example.org/configuration"),
            ]);
    }

    [FileOnly]
    [Fact]
    public async Task A_lost_key_ring_is_named_as_the_cause_and_nothing_else_is()
    {
        _cli.Settings["Storage:KeyRing"] = Path.Combine(_cli.Folder, "new-and-empty");

        var result = await _cli.RunAsync("tenant", "verify", Some.Tenant, "--json");

        result.ExitCode.ShouldBe(ExitCodes.CheckFailed);
        OutcomeOf(result, "provider").ShouldBe("failed");
        WordsOf(result, "provider").ShouldContain("the key ring is not the one they were stored with");
        OutcomeOf(result, "endpoint").ShouldBe("unknown");
        result.Out.ShouldContain("Restore the key ring");
        result.Out.ShouldNotContain("brings no token");
        result.Out.ShouldNotContain("current token");
    }

    [Fact]
    public async Task A_password_that_no_longer_works_fails_says_what_to_do_and_pauses_nothing()
    {
        _cli.Core.AddTenant(Some.Tenant, new StandInUser(SmsBridgeApp.User, "changed"));

        var result = await _cli.RunAsync("tenant", "verify", Some.Tenant, "--json");

        result.ExitCode.ShouldBe(ExitCodes.CheckFailed);
        OutcomeOf(result, "core").ShouldBe("failed");
        OutcomeOf(result, "pause").ShouldBe("passed");
        result.Json.GetProperty("state").GetString().ShouldBe("active");
        WordsOf(result, "settings").ShouldContain("Nothing was changed");
        result.Json.GetProperty("next").EnumerateArray().First().GetString().ShouldBe(Reasons.Explain(Reasons.CoreCredentials).Remedy);
        result.Out.ShouldNotContain(SmsBridgeApp.Password);
    }

    [Theory]
    [InlineData("Core:AllowedEndpoints:0", "https://core.example.org")]
    [InlineData("Core:Tenants:default:Endpoint", "http://127.0.0.1:1/fineract-provider/api/v1")]
    [InlineData("Core:Tenants:default:Token", "bWlmb3M6d3Jvbmc=")]
    public async Task Judged_by_other_settings_than_the_services_it_does_not_touch_the_tenant(string setting, string value)
    {
        _cli.Settings["Core:AllowThisMachine"] = "false";
        _cli.Settings[setting] = value;

        (await _cli.RunAsync("tenant", "verify", Some.Tenant)).ExitCode.ShouldBe(ExitCodes.CheckFailed);

        var shown = await _cli.RunAsync("tenant", "show", Some.Tenant, "--json");
        shown.Json.GetProperty("state").GetString().ShouldBe("active");
        shown.Json.TryGetProperty("pause", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("READ_CLIENT", "READ_LOAN")]
    [InlineData("READ_LOAN", "READ_CLIENT")]
    public async Task A_permission_that_is_missing_is_named(string missing, string present)
    {
        _cli.Core.AddTenant(Some.Tenant, new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password) { Permissions = [present] });

        var result = await _cli.RunAsync("tenant", "verify", Some.Tenant, "--json");

        result.ExitCode.ShouldBe(ExitCodes.CheckFailed);
        OutcomeOf(result, missing).ShouldBe("failed");
        OutcomeOf(result, present).ShouldBe("passed");
        OutcomeOf(result, "core").ShouldBe("passed");
    }

    [Theory]
    [InlineData("SAVINGSACCOUNT_DEPOSIT", "READ_SAVINGSACCOUNT")]
    [InlineData("FIXEDDEPOSITACCOUNT_CLOSE", "READ_FIXEDDEPOSITACCOUNT")]
    [InlineData("RECURRINGDEPOSITACCOUNT_DEPOSIT", "READ_RECURRINGDEPOSITACCOUNT")]
    [InlineData("SHAREACCOUNT_APPROVE", "READ_SHAREACCOUNT")]
    [InlineData("ACCOUNTTRANSFER_CREATE", "READ_ACCOUNTTRANSFER")]
    public async Task Permissions_of_the_events_that_are_on_are_asked_for(string code, string permission)
    {
        _cli.Core.AddTenant(Some.Tenant, new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password) { Permissions = ["READ_CLIENT", "READ_LOAN"] });
        (await _cli.RunAsync("tenant", "verify", Some.Tenant, "--json")).Out.ShouldNotContain(permission);
        (await _cli.RunAsync("text", "set", Some.Tenant, code, "--on")).ExitCode.ShouldBe(ExitCodes.Done);

        var without = await _cli.RunAsync("tenant", "verify", Some.Tenant, "--json");
        _cli.Core.AddTenant(Some.Tenant, new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password) { Permissions = ["READ_CLIENT", "READ_LOAN", permission] });
        var with = await _cli.RunAsync("tenant", "verify", Some.Tenant, "--json");

        (without.ExitCode, OutcomeOf(without, permission)).ShouldBe((ExitCodes.CheckFailed, "failed"));
        WordsOf(without, permission).ShouldContain(code.Replace('_', ' '));
        (with.ExitCode, OutcomeOf(with, permission)).ShouldBe((ExitCodes.Done, "passed"));
    }

    [Fact]
    public async Task The_permission_for_copies_to_loan_officers_is_asked_for_where_there_are_some()
    {
        _cli.Core.AddTenant(Some.Tenant, new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password) { Permissions = ["READ_CLIENT", "READ_LOAN"] });
        (await _cli.RunAsync("tenant", "verify", Some.Tenant, "--json")).Out.ShouldNotContain("READ_STAFF");
        (await _cli.RunAsync("text", "set", Some.Tenant, "LOAN_REPAYMENT", "--on", "--copy-to", "loanOfficer")).ExitCode.ShouldBe(ExitCodes.Done);

        var without = await _cli.RunAsync("tenant", "verify", Some.Tenant, "--json");

        (without.ExitCode, OutcomeOf(without, "READ_STAFF")).ShouldBe((ExitCodes.CheckFailed, "failed"));
        WordsOf(without, "READ_STAFF").ShouldContain("no loan officer gets a copy of LOAN REPAYMENT");
    }

    [Fact]
    public async Task A_provider_that_nobody_can_ask_is_no_trouble()
    {
        _cli.Gateway.NextCheck = new AccountCheck.Verified(IsAsked: false);

        var result = await _cli.RunAsync("tenant", "verify", Some.Tenant, "--json");

        (result.ExitCode, OutcomeOf(result, "provider")).ShouldBe((ExitCodes.Done, "warning"));
        result.Out.ShouldContain("Send a test SMS");
    }

    [Fact]
    public async Task An_endpoint_no_longer_allowed_fails_and_is_not_dialled()
    {
        _cli.Settings["Core:AllowThisMachine"] = "false";
        _cli.Settings["Core:AllowedEndpoints:0"] = "https://core.example.org";
        _cli.Core.ForgetRequests();

        var result = await _cli.RunAsync("tenant", "verify", Some.Tenant, "--json");

        result.ExitCode.ShouldBe(ExitCodes.CheckFailed);
        OutcomeOf(result, "endpoint").ShouldBe("failed");
        WordsOf(result, "endpoint").ShouldContain("Core:AllowedEndpoints");
        OutcomeOf(result, "provider").ShouldBe("unknown");
        _cli.Core.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_provider_that_can_not_be_asked_is_unknown_and_pauses_nothing()
    {
        _cli.Gateway.NextCheck = new AccountCheck.Unavailable("Twilio does not answer.");

        var result = await _cli.RunAsync("tenant", "verify", Some.Tenant, "--json");

        result.ExitCode.ShouldBe(ExitCodes.CheckFailed);
        OutcomeOf(result, "provider").ShouldBe("unknown");
        result.Json.GetProperty("state").GetString().ShouldBe("active");
    }

    [Fact]
    public async Task Without_a_public_url_it_says_what_will_be_missing()
    {
        _cli.Settings["Bridge:PublicUrl"] = "";

        var result = await _cli.RunAsync("tenant", "verify", Some.Tenant, "--json");

        OutcomeOf(result, "publicUrl").ShouldBe("warning");
        result.Json.TryGetProperty("coreCalls", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Words_tell_every_check_and_what_to_do_next()
    {
        var result = await _cli.RunAsync("tenant", "verify", Some.Tenant);

        result.Out.ShouldContain("[ok]   provider:");
        result.Out.ShouldContain("[note] service: The service is not running");
        result.Out.ShouldContain("1. Start the service.");
        result.Out.ShouldContain("events to https://sms.example.org/, registration to https://sms.example.org/configuration");
    }

    private static JsonElement Check(CliResult result, string name) =>
        result.Json.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == name);

    private static string? OutcomeOf(CliResult result, string name) => Check(result, name).GetProperty("outcome").GetString();

    private static string WordsOf(CliResult result, string name) => Check(result, name).GetProperty("words").GetString()!;
}
