using SmsBridge.CommandLine;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.CommandLine;

/// <summary><c>smsbridge route</c>.</summary>
public sealed class RouteVerbTests : IAsyncLifetime
{
    private Cli _cli = null!;

    public async ValueTask InitializeAsync()
    {
        _cli = await Cli.AloneAsync(TestContext.Current.CancellationToken);
        foreach (var (name, value) in new[] { ("Provider", "twilio"), ("Price", "0.8"), ("Currency", "KES") })
        {
            _cli.Settings[$"Prices:PerPart:0:{name}"] = value;
        }

        await _cli.AddAsync();
    }

    public ValueTask DisposeAsync() => _cli.DisposeAsync();

    [Fact]
    public async Task An_account_is_added_routes_are_set_and_all_of_it_goes_again()
    {
        var token = Path.Combine(_cli.Folder, "token");
        await File.WriteAllTextAsync(token, "a secret token\n", TestContext.Current.CancellationToken);

        (await RunAsync("account", Some.Tenant, "backup", "--provider", "twilio", "--account", "AC00000000000000000000000000000002", "--sender", "MFI", "--token-file", token)).Out
            .ShouldBe("default sends by backup, registered, in that order.\n");
        (await RunAsync("set", Some.Tenant, "uganda", "--account", "backup", "--country", "UG", "--event", "loan_repayment", "--share", "20", "--sender", "UGA")).ExitCode.ShouldBe(ExitCodes.Done);
        (await RunAsync("set", Some.Tenant, "registered", "--account", "registered", "--at", "2")).Error.ShouldBe("", "it is for all, as the one behind it is");
        (await RunAsync("account", Some.Tenant, "backup", "--sender", "MFI2")).ExitCode.ShouldBe(ExitCodes.Done, "its token stays");
        (await RunAsync("rules", Some.Tenant, "--after-non-delivery", "true", "--leave-below", "40")).ExitCode.ShouldBe(ExitCodes.Done);

        var listed = (await RunAsync("list", Some.Tenant, "--json")).Json;
        listed.GetProperty("routes").EnumerateArray().Select(route => route.Text("name")).ShouldBe(["uganda", "registered", "backup"]);
        listed.GetProperty("routes")[0].GetProperty("events")[0].GetString().ShouldBe("LOAN_REPAYMENT");
        listed.GetProperty("accounts")[1].Text("sender").ShouldBe("MFI2");
        listed.ToString().ShouldNotContain("secret token");
        listed.GetProperty("routes")[0].GetProperty("prices")[0].Text("to").ShouldBe("UG");
        (await RunAsync("list", Some.Tenant)).Out.ShouldContain("UG: KES 0.80");
        (await RunAsync("list", Some.Tenant)).Out.ShouldContain("below 40 % of 50 SMS or more");

        (await RunAsync("off", Some.Tenant, "uganda")).Out.ShouldContain("Route uganda is switched off");
        (await RunAsync("list", Some.Tenant)).Out.ShouldContain("A person has switched the route off");
        (await RunAsync("release", Some.Tenant, "uganda")).Out.ShouldContain("uganda is taken up again.");
        (await RunAsync("off", Some.Tenant, "registered")).ExitCode.ShouldBe(ExitCodes.Done, "the one behind it is for all, too");
        (await RunAsync("off", Some.Tenant, "backup")).Error.ShouldContain("without backup some SMS would have no way out");
        (await RunAsync("remove", Some.Tenant, "uganda")).ExitCode.ShouldBe(ExitCodes.Done);
        (await RunAsync("remove", Some.Tenant, "--all")).Out.ShouldBe("default has no routes: everything goes by its registered account.\n");
        (await RunAsync("list", Some.Tenant)).Out.ShouldContain("No routes: everything goes by the registered account.");
    }

    [Fact]
    public async Task What_can_not_be_is_refused_in_a_sentence()
    {
        (await RunAsync("set", Some.Tenant, "a", "--account", "nobody")).Error.ShouldStartWith("routes[0].account: There is no account nobody.");
        (await RunAsync("remove", Some.Tenant, "nothing")).Error.ShouldBe("Nothing was changed: default has no such route or account.\n");
        (await RunAsync("remove", Some.Tenant)).ExitCode.ShouldBe(ExitCodes.Usage);
        (await RunAsync("rules", Some.Tenant, "--repeat-in-doubt", "true")).Error.ShouldContain("may get it twice");
        (await RunAsync("rules", Some.Tenant, "--repeat-in-doubt", "true", "--confirm")).ExitCode.ShouldBe(ExitCodes.Done);
        (await RunAsync("list", "nobody")).ExitCode.ShouldBe(ExitCodes.Failed);
        (await RunAsync("release", Some.Tenant, "backup")).Out.ShouldContain("is left out");
        (await _cli.RunAsync("provider", "address", Some.Tenant, "--account", "nobody")).ExitCode.ShouldNotBe(ExitCodes.Done);
    }

    private Task<CliResult> RunAsync(params string[] arguments) => _cli.RunAsync(["route", .. arguments]);
}
