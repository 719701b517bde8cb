using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.EndToEnd;

/// <summary>Layers of settings, secrets in files, <c>config</c> and a reload: of the real program, in a process of its own.</summary>
[Collection(BridgeProcesses.Name)]
public sealed class SettingsProcessTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-e2e-");
    private readonly HttpClient _http = new();
    private readonly BridgeProcess _bridge;

    public SettingsProcessTests()
    {
        Directory.CreateDirectory(Settings);
        _bridge = new BridgeProcess(new BridgeProcessOptions(_folder.FullName) { Arguments = ["--config", Settings] });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Settings => Path.Combine(_folder.FullName, "settings");

    public async ValueTask DisposeAsync()
    {
        await _bridge.DisposeAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_service_starts_on_a_connection_string_from_a_file_and_config_tells_where_each_value_comes_from()
    {
        Write("appsettings.json", """{ "Numbers": { "DefaultRegion": "KE" }, "Relay": { "Concurrency": 30 } }""");
        Write("20-core.json", """{ "Relay": { "Concurrency": 20 } }""");
        var secret = Path.Combine(_folder.FullName, "connection");
        await File.WriteAllTextAsync(secret, $"Data Source={Path.Combine(_folder.FullName, "elsewhere.db")}\n", Cancellation);
        var password = Path.Combine(_folder.FullName, "password");
        await File.WriteAllTextAsync(password, "hunter2\n", Cancellation);
        _bridge.Settings.Remove("Storage:ConnectionString");
        _bridge.Settings["Storage:ConnectionString_FILE"] = secret;
        _bridge.Settings["Core:Tenants:default:Username"] = "mifos";
        _bridge.Settings["Core:Tenants:default:Password_FILE"] = password;

        await _bridge.StartAsync(Cancellation);

        File.Exists(Path.Combine(_folder.FullName, "elsewhere.db")).ShouldBeTrue();
        (await _bridge.RunVerbAsync(Cancellation, "health", _bridge.Url.AbsoluteUri)).ShouldContain("Healthy");
        var shown = await _bridge.RunVerbAsync(Cancellation, "config", "show", "--json");
        shown.ShouldNotContain("hunter2");
        Of(shown, "Relay:Concurrency").ShouldBe(("20", Path.Combine(Settings, "20-core.json")));
        Of(shown, "Numbers:DefaultRegion").ShouldBe(("KE", Path.Combine(Settings, "appsettings.json")));
        Of(shown, "Core:AllowThisMachine").ShouldBe(("true", "environment"));
        Of(shown, "Core:Tenants:default:Password").ShouldBe(("(set, not shown)", $"{password} (Core__Tenants__default__Password_FILE)"));
        Of(shown, "Storage:ConnectionString").From.ShouldStartWith(secret);
        Of(shown, "Relay:MaxAttempts").From.ShouldEndWith("appsettings.json");
        var own = await _bridge.RunVerbAsync(Cancellation, "config", "show", "Relay", "--own");
        own.ShouldContain("Relay:Concurrency");
        own.ShouldNotContain("Relay:MaxAttempts");
    }

    [Fact]
    public async Task Check_names_every_problem_and_a_warning_and_opens_nothing()
    {
        Write("appsettings.json", """{ "Relay": { "MaxAttempts": 0 }, "Hooks": { "MaxBodyBytes": 1 } }""");
        _bridge.Settings["Relai:BatchSize"] = "5";

        var failure = await Should.ThrowAsync<BridgeProcessException>(() => _bridge.RunVerbAsync(Cancellation, "config", "check"));

        failure.Message.ShouldContain("wrong    Relay:MaxAttempts");
        failure.Message.ShouldContain("wrong    Hooks:MaxBodyBytes");
        failure.Message.ShouldContain("warning  Relai__BatchSize");
        failure.Message.ShouldContain(Path.Combine(Settings, "appsettings.json"));
        File.Exists(_bridge.DatabaseFile).ShouldBeFalse();

        Write("appsettings.json", """{ "Serilog": { "MinimumLevel": { "Default": "Loud" } } }""");
        (await Should.ThrowAsync<BridgeProcessException>(() => _bridge.RunVerbAsync(Cancellation, "config", "check"))).Message.ShouldContain("wrong    Serilog");

        Write("appsettings.json", "{ \"Relay\": { ");
        (await Should.ThrowAsync<BridgeProcessException>(() => _bridge.RunVerbAsync(Cancellation, "config", "check"))).Message.ShouldContain("line 1");

        Write("appsettings.json", """{ "Core": { "Timeout": "00:00:30" } }""");
        var slow = await _bridge.RunVerbAsync(Cancellation, "config", "check");
        slow.ShouldContain("warning  Relay:LeaseDuration is 00:02:00");
        slow.ShouldContain("The service can start with these settings.");

        Write("appsettings.json", "{}");
        (await _bridge.RunVerbAsync(Cancellation, "config", "check")).ShouldContain("The service can start with these settings.");
        JsonNode.Parse(await _bridge.RunVerbAsync(Cancellation, "config", "check", "--json"))!["ok"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task A_reload_takes_over_levels_and_limits_names_what_must_wait_and_refuses_what_a_start_would()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals.");
        Write("appsettings.json", """{ "Registration": { "MaxWrongKeysPerMinute": 1000 } }""");
        await _bridge.StartAsync(Cancellation);
        await WrongKeyAsync(HttpStatusCode.Unauthorized);
        await WrongKeyAsync(HttpStatusCode.Unauthorized);

        Write("appsettings.json", """{ "Registration": { "MaxWrongKeysPerMinute": 1 }, "Relay": { "Concurrency": 40 }, "Serilog": { "MinimumLevel": { "Default": "Debug" } } }""");
        await ReloadAsync("The settings were read again. Taken over: Registration:MaxWrongKeysPerMinute, Serilog:MinimumLevel:Default");
        await WroteAsync("and count from the next start: Relay:Concurrency");
        await WrongKeyAsync(HttpStatusCode.TooManyRequests);
        using (await _http.GetAsync(new Uri(_bridge.Url, "/console/assets/icon.svg"), Cancellation))
        {
            await WroteAsync("DBG GET /console/assets/icon.svg answered 200");
        }

        Write("appsettings.json", """{ "Registration": { "MaxWrongKeysPerMinute": 0 } }""");
        await ReloadAsync("can not be used; all stays as it is. Registration:MaxWrongKeysPerMinute");
        await WrongKeyAsync(HttpStatusCode.TooManyRequests);

        Write("appsettings.json", """{ "Registration": { "MaxWrongKeysPerMinute": 1000 } }""");
        await ReloadAsync("Taken over: Registration:MaxWrongKeysPerMinute, Serilog:MinimumLevel:Default");
        await WrongKeyAsync(HttpStatusCode.Unauthorized);
        (await _bridge.StopAsync(Cancellation)).ShouldBe(0);
    }

    private async Task ReloadAsync(string words)
    {
        _bridge.StandardOutput.Clear();
        _bridge.Reload();
        await WroteAsync(words);
    }

    private async Task WroteAsync(string words) => await Eventually.BecomesAsync(
        () => Task.FromResult(string.Join('\n', _bridge.StandardOutput.Lines)), lines => lines.Contains(words, StringComparison.Ordinal), words);

    private async Task WrongKeyAsync(HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_bridge.Url, "/modules/sms/")) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        foreach (var (name, value) in new[] { ("X-Fineract-Entity", "CLIENT"), ("X-Fineract-Action", "CREATE"), ("Fineract-Platform-TenantId", "nobody"), ("X-Fineract-API-Key", "wrong") })
        {
            request.Headers.Add(name, value);
        }

        using var answer = await _http.SendAsync(request, Cancellation);
        answer.StatusCode.ShouldBe(expected);
    }

    private static (string Value, string From) Of(string shown, string name)
    {
        var setting = JsonNode.Parse(shown)!["settings"]!.AsArray().Single(each => (string)each!["name"]! == name)!;
        return ((string)setting["value"]!, (string)setting["from"]!);
    }

    private void Write(string name, string json) => File.WriteAllText(Path.Combine(Settings, name), json);
}
