using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.CommandLine;

/// <summary>A command beside a service says which of the settings it judges by are not the service's.</summary>
public sealed class ServiceSettingsTests : IAsyncLifetime
{
    private const string Secret = "not-to-be-found-anywhere";

    private readonly SmsBridgeApp _app = new();
    private Cli _cli = null!;

    public async ValueTask InitializeAsync()
    {
        _app.Settings["Bridge:PublicUrl"] = "https://sms.example.org";
        _app.Settings["Partners:PreviousSecretGrace"] = "02:00:00";
        _app.Settings["Core:Tenants:one:Username"] = "service";
        _app.Settings["Core:Tenants:one:Password"] = Secret;
        _app.Settings["Relay:PollInterval"] = "00:00:03";
        await _app.InitializeAsync();
        _cli = await Cli.BesideAsync(_app, TestContext.Current.CancellationToken);
        await Eventually.BecomesAsync(
            async () => (await _app.QueryAsync<long>("SELECT COUNT(*) FROM node WHERE settings IS NOT NULL"))[0], count => count == 1, "the service's settings noted");
    }

    public async ValueTask DisposeAsync()
    {
        await _cli.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("Bridge:PublicUrl", "https://other.example.org", "tenant", "verify", "none")]
    [InlineData("Bridge:PublicUrl", "", "tenant", "connect", "none")]
    [InlineData("Core:AllowedEndpoints:7", "https://core.example.org", "hook", "list", "--tenant", "none")]
    [InlineData("Core:Tenants:one:Password", "another", "tenant", "rotate", "none")]
    [InlineData("Partners:PreviousSecretGrace", "03:00:00", "partner", "secret", "none", "none")]
    public async Task The_setting_that_differs_is_named(string name, string value, params string[] verb)
    {
        _cli.Settings[name] = value;

        var run = await _cli.RunAsync(verb);

        run.Error.ShouldContain($"settings that are not the running service's: {name}.");
        run.All.ShouldNotContain(Secret);
    }

    [Theory]
    [InlineData("tenant", "verify", "none")]
    [InlineData("partner", "secret", "none", "none")]
    public async Task Nothing_is_said_where_none_differs_that_the_command_judges_by(params string[] verb)
    {
        _cli.Settings["Relay:PollInterval"] = "00:00:07";
        _cli.Settings[verb[0] == "partner" ? "Bridge:PublicUrl" : "Partners:PreviousSecretGrace"] = verb[0] == "partner" ? "https://other.example.org" : "07:00:00";

        (await _cli.RunAsync(verb)).Error.ShouldNotContain("running service's");
    }

    [Fact]
    public async Task Of_many_that_differ_some_are_named_and_the_others_counted()
    {
        for (var number = 0; number < 11; number++)
        {
            _cli.Settings[FormattableString.Invariant($"Core:AllowedEndpoints:{number + 10}")] = "https://core.example.org";
        }

        (await _cli.RunAsync("tenant", "verify", "none")).Error.ShouldContain("Core:AllowedEndpoints:17 and 3 more.");
    }

    [FileOnly]
    [Fact]
    public async Task Another_key_ring_is_named_as_what_it_is()
    {
        _cli.Settings["Storage:KeyRing"] = Path.Combine(_cli.Folder, "other-keys");

        (await _cli.RunAsync("tenant", "verify", "none")).Error.ShouldContain("another key ring (Storage:KeyRing) than the running service");
    }

    [Fact]
    public async Task What_is_noted_shows_no_value()
    {
        var noted = (await _app.QueryAsync<string>("SELECT settings FROM node")).ShouldHaveSingleItem();

        noted.ShouldNotContain("PublicUrl");
        _app.Services.GetRequiredService<SecretBox>().Open(noted, "settings of the service")!.ShouldNotContain("example.org");
    }
}
