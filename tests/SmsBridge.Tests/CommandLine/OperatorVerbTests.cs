using SmsBridge.CommandLine;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.CommandLine;

public sealed class OperatorVerbTests : IAsyncLifetime
{
    private Cli _cli = null!;

    public async ValueTask InitializeAsync() => _cli = await Cli.AloneAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _cli.DisposeAsync();

    [Fact]
    public async Task An_installation_may_begin_with_its_first_operator()
    {
        var added = (await _cli.RunAsync("operator", "add", "anna", "--role", "admin", "--json")).Json;
        var listed = await _cli.RunAsync("operator", "list", "--json");

        added.GetProperty("password").GetString()!.Length.ShouldBe(20);
        var anna = listed.Json.GetProperty("operators").EnumerateArray().ShouldHaveSingleItem();
        anna.GetProperty("role").GetString().ShouldBe("admin");
        anna.GetProperty("allTenants").GetBoolean().ShouldBeTrue();
        listed.All.ShouldNotContain(added.GetProperty("password").GetString()!);
    }

    [Fact]
    public async Task A_password_from_stdin_is_not_shown_and_must_be_a_good_one()
    {
        var weak = await _cli.RunAsync("secret\n", ["operator", "add", "ben", "--role", "support", "--tenant", "a", "b", "--password-stdin"]);
        var added = await _cli.RunAsync("a fine long passphrase\n", ["operator", "add", "ben", "--role", "support", "--tenant", "a", "b", "--password-stdin"]);
        var listed = await _cli.RunAsync("operator", "list");

        weak.ExitCode.ShouldBe(ExitCodes.Failed);
        added.ExitCode.ShouldBe(ExitCodes.Done);
        added.All.ShouldNotContain("passphrase");
        listed.Out.ShouldContain("a, b");
    }

    [Theory]
    [InlineData("operator", "add", "x y", "--role", "admin")]
    [InlineData("operator", "add", "anna", "--role", "king")]
    [InlineData("operator", "add", "anna", "--role", "viewer")]
    [InlineData("operator", "add", "anna", "--role", "viewer", "--all-tenants", "--tenant", "a")]
    [InlineData("operator", "add", "anna", "--role", "admin", "--tenant", "a")]
    [InlineData("operator", "add", "anna", "--role", "viewer", "--tenant", "*")]
    [InlineData("operator", "add", "anna")]
    public async Task What_can_not_be_is_wrong_usage(params string[] arguments) =>
        (await _cli.RunAsync(arguments)).ExitCode.ShouldBe(ExitCodes.Usage);

    [Fact]
    public async Task A_tenant_nobody_has_registered_is_said_to_be_unknown() =>
        (await _cli.RunAsync("operator", "add", "ben", "--role", "viewer", "--tenant", "misspelt")).Error.ShouldContain("No tenant is registered as misspelt yet; case counts.");

    [Fact]
    public async Task A_name_is_given_once_whatever_its_case()
    {
        await _cli.RunAsync("operator", "add", "anna", "--role", "admin");

        var again = await _cli.RunAsync("operator", "add", "ANNA", "--role", "admin");

        again.ExitCode.ShouldBe(ExitCodes.Failed);
        again.Error.ShouldContain("exists already");
    }

    [Fact]
    public async Task The_last_admin_can_not_be_disabled_another_can()
    {
        await _cli.RunAsync("operator", "add", "anna", "--role", "admin");

        (await _cli.RunAsync("operator", "disable", "anna")).Error.ShouldContain("last admin");
        await _cli.RunAsync("operator", "add", "ben", "--role", "admin");
        (await _cli.RunAsync("operator", "disable", "anna", "--json")).Json.GetProperty("state").GetString().ShouldBe("disabled");
        (await _cli.RunAsync("operator", "disable", "ben")).ExitCode.ShouldBe(ExitCodes.Failed);
        (await _cli.RunAsync("operator", "enable", "anna")).ExitCode.ShouldBe(ExitCodes.Done);
        (await _cli.RunAsync("operator", "disable", "ben")).ExitCode.ShouldBe(ExitCodes.Done);
    }

    [Fact]
    public async Task An_operator_that_is_enabled_is_not_enabled_again()
    {
        await _cli.RunAsync("operator", "add", "anna", "--role", "admin");

        var again = await _cli.RunAsync("operator", "enable", "anna");

        (again.ExitCode, again.Out.Trim()).ShouldBe((ExitCodes.Done, "Operator anna is not disabled. Nothing was changed."));
        (await _cli.RunAsync("operator", "enable", "anna", "--json")).Json.GetProperty("state").GetString().ShouldBe("enabled");
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("disable")]
    [InlineData("enable")]
    [InlineData("end-sessions")]
    public async Task Somebody_nobody_knows_is_said_in_one_sentence(string verb)
    {
        await _cli.RunAsync("operator", "add", "anna", "--role", "admin");

        var result = await _cli.RunAsync("operator", verb, "zoe", "--json");

        result.ExitCode.ShouldBe(ExitCodes.Failed);
        result.Out.ShouldBeEmpty();
        result.Error.ShouldContain("There is no operator zoe");
    }
}

/// <summary>The command line beside a running service.</summary>
public class OperatorBesideServiceTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Fact]
    public async Task Who_is_added_signs_in_and_who_is_reset_is_out_at_the_next_request()
    {
        await using var cli = await Cli.BesideAsync(app, TestContext.Current.CancellationToken);
        var password = (await cli.RunAsync("operator", "add", "carol", "--role", "support", "--all-tenants", "--json")).Json.GetProperty("password").GetString()!;
        using var browser = app.CreateBrowser();

        using var signedIn = await browser.SignInAsync("carol", password);
        using var inside = await browser.GetAsync("/console/password", TestContext.Current.CancellationToken);
        (await cli.RunAsync("operator", "reset", "carol")).ExitCode.ShouldBe(ExitCodes.Done);
        using var outside = await browser.GetAsync("/console/password", TestContext.Current.CancellationToken);

        inside.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        outside.StatusCode.ShouldBe(System.Net.HttpStatusCode.Redirect);
        (await app.QueryAsync<string>("SELECT action FROM audit WHERE actor = 'command line' ORDER BY id")).ShouldBe(["operator_add", "operator_reset"]);
    }
}
