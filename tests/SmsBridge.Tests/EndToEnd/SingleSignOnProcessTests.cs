using SmsBridge.Tests.Operators.SingleSignOn;

namespace SmsBridge.Tests.EndToEnd;

/// <summary>The library of OpenID Connect is the choice of who runs the bridge: who names no provider does not load it, nor wait for it at start.</summary>
[Collection(BridgeProcesses.Name)]
public class SingleSignOnProcessTests(EndToEndStage stage) : IClassFixture<EndToEndStage>
{
    [Fact]
    public async Task The_library_is_loaded_where_a_provider_is_named_and_config_check_says_whether_it_is_found()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What a process has loaded is read from /proc, which only Linux has.");
        await stage.Bridge.StartAsync(EndToEndStage.Cancellation);
        await OpenDoorAsync();
        (await LoadedAsync()).ShouldBeEmpty();
        (await stage.Bridge.RunVerbAsync(EndToEndStage.Cancellation, "config", "check")).ShouldNotContain("sign-in");
        await stage.Bridge.KillAsync(EndToEndStage.Cancellation);

        await using var issuer = await TestIssuer.StartAsync();
        Set("Authority", issuer.Address);
        Set("ClientId", TestIssuer.ClientId);
        Set("ClientSecret", TestIssuer.ClientSecret);
        Set("Grants:0:Value", "sms-admins");
        Set("Grants:0:Role", "admin");
        await stage.Bridge.StartAsync(EndToEndStage.Cancellation);
        await OpenDoorAsync();

        (await LoadedAsync()).ShouldContain("Microsoft.AspNetCore.Authentication.OpenIdConnect.dll", StringComparer.Ordinal); // else nothing was looked at above
        var found = await stage.Bridge.RunVerbAsync(EndToEndStage.Cancellation, "config", "check");
        found.ShouldContain($"sign-in  {issuer.Address} answers, and publishes 1 key.");
        found.ShouldContain("The service can start with these settings.");
        (await stage.Bridge.RunVerbAsync(EndToEndStage.Cancellation, "config", "show", "Operators:OpenIdConnect")).ShouldNotContain(TestIssuer.ClientSecret);
        issuer.IsDown = true;
        var lost = await stage.Bridge.RunVerbAsync(EndToEndStage.Cancellation, "config", "check");
        lost.ShouldContain("warning  Operators:OpenIdConnect: nobody can sign in by the provider now.");
        lost.ShouldContain("The service can start with these settings.");
    }

    private void Set(string name, string value) => stage.Bridge.Settings[$"Operators:OpenIdConnect:{name}"] = value;

    private async Task OpenDoorAsync()
    {
        using var http = new HttpClient();
        (await http.GetStringAsync(new Uri(stage.Bridge.Url, "/console/sign-in"), EndToEndStage.Cancellation)).ShouldContain("<form");
    }

    /// <summary>Names of its files that are mapped into the bridge's memory.</summary>
    private async Task<List<string>> LoadedAsync() =>
        [.. (await File.ReadAllLinesAsync($"/proc/{stage.Bridge.ProcessId}/maps", EndToEndStage.Cancellation))
            .Select(line => Path.GetFileName(line)).Where(file => file.Contains("OpenIdConnect", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];
}
