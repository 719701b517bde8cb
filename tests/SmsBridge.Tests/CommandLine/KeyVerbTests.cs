using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.CommandLine;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.CommandLine;

/// <summary><c>smsbridge key …</c>, beside the service of a test application.</summary>
public sealed class KeyVerbTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_made_shown_once_listed_and_ended_and_the_service_knows_it_at_once()
    {
        var tenant = await app.NewTenantAsync();
        await using var cli = await Cli.BesideAsync(app, Token);

        var none = await cli.RunAsync("key", "list", tenant.Id);
        var made = await cli.RunAsync("key", "add", tenant.Id, "report", "--scope", "log", "--scope", "texts", "--until", "2027-03-01T00:00:00Z", "--json");
        var key = made.Json.GetProperty("key").GetString()!;
        var read = await StatusAsync(tenant, key);
        var listed = await cli.RunAsync("key", "list", tenant.Id, "--json");
        var words = await cli.RunAsync(input: "", ["key", "list", tenant.Id], width: 160);
        var ended = await cli.RunAsync("key", "end", tenant.Id, "report");

        none.Out.ShouldContain("has no keys for programs");
        made.Json.GetProperty("expiresAt").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2027, 3, 1, 0, 0, 0, TimeSpan.Zero));
        read.ShouldBe(HttpStatusCode.OK);
        var shown = listed.Json.GetProperty("keys").EnumerateArray().ShouldHaveSingleItem();
        shown.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()).ShouldBe(["log", "texts"]);
        (listed.All + words.All).ShouldNotContain(key);
        words.Out.ShouldContain(key[..6]);
        words.Out.ShouldContain("2027-03-01");
        ended.Out.ShouldContain($"The key report of {tenant.Id} works no more.");
        await app.Services.GetRequiredService<TenantDirectory>().RefreshAsync(Token); // within Registration:DirectoryPoll
        (await StatusAsync(tenant, key)).ShouldBe(HttpStatusCode.Unauthorized);
        (await app.QueryAsync<string>("SELECT action || '|' || actor FROM audit WHERE subject = @subject ORDER BY id", new { subject = $"tenant {tenant.Id}" }))
            .ShouldBe(["program_key_add|command line", "program_key_end|command line"]);
    }

    [Fact]
    public async Task What_can_not_be_is_refused_in_a_sentence_and_a_misspelt_name_ends_nothing()
    {
        var tenant = await app.NewTenantAsync();
        await using var cli = await Cli.BesideAsync(app, Token);
        await cli.RunAsync("key", "add", tenant.Id, "till", "--scope", "hooks");

        var again = await cli.RunAsync("key", "add", tenant.Id, "till", "--scope", "log");
        var noScope = await cli.RunAsync("key", "add", tenant.Id, "other");
        var wrongScope = await cli.RunAsync("key", "add", tenant.Id, "other", "--scope", "everything");
        var misspelt = await cli.RunAsync("key", "end", tenant.Id, "tills");
        var stranger = await cli.RunAsync("key", "add", "nobody", "till", "--scope", "log");

        again.ExitCode.ShouldBe(ExitCodes.Failed);
        again.Error.ShouldContain("has a key till already");
        noScope.ExitCode.ShouldBe(ExitCodes.Usage);
        wrongScope.ExitCode.ShouldBe(ExitCodes.Usage);
        misspelt.ExitCode.ShouldBe(ExitCodes.Failed);
        misspelt.Error.ShouldContain("has no key tills");
        stranger.ExitCode.ShouldBe(ExitCodes.Failed);
        stranger.Error.ShouldContain("There is no tenant nobody");
        (await cli.RunAsync("key", "list", tenant.Id, "--json")).Json.GetProperty("keys").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Who_makes_a_new_api_key_is_told_that_those_of_programs_work_on()
    {
        var tenant = await app.NewTenantAsync();
        await using var cli = await Cli.BesideAsync(app, Token);
        var alone = await cli.RunAsync("tenant", "rotate", tenant.Id, "--json", "--yes");
        await cli.RunAsync("key", "add", tenant.Id, "till", "--scope", "hooks");

        var rotated = await cli.RunAsync("tenant", "rotate", tenant.Id, "--json", "--yes");

        alone.Error.ShouldNotContain("programs");
        rotated.Error.ShouldContain($"smsbridge key list {tenant.Id}");
        rotated.Json.GetProperty("key").GetString()!.Length.ShouldBe(43);
    }

    private static async Task<HttpStatusCode> StatusAsync(TestTenant tenant, string key)
    {
        using var caller = (tenant with { ApiKey = key }).CreateCaller();
        using var answer = await caller.GetAsync(tenant.EventsUrl, Token);
        return answer.StatusCode;
    }
}
