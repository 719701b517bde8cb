using SmsBridge.Tests.Gateways.Contract;

namespace SmsBridge.Tests.CommandLine;

/// <summary>What an operator tries a description with.</summary>
public sealed class ProviderVerbTests : IAsyncLifetime
{
    private readonly HttpStage _stage = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _stage.SetUpAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Try_shows_the_call_and_sends_nothing()
    {
        await using var cli = await CliAsync();

        var shown = await cli.RunAsync("provider", "try", "bank", "+254712345678", "--text", "Habari");

        shown.ExitCode.ShouldBe(0, shown.All);
        shown.Out.ShouldContain("POST " + new Uri(_stage.Gateway.Url, "/send").AbsoluteUri);
        shown.Out.ShouldContain("Authorization: Bearer ***");
        shown.Out.ShouldContain("\"text\":\"Habari\"");
        shown.All.ShouldNotContain(SmsBridge.Simulator.Providers.StandInHttpGateway.Token);
        _stage.Gateway.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Try_sends_when_told_and_shows_answer_and_verdict()
    {
        await using var cli = await CliAsync();

        var sent = await cli.RunAsync("provider", "try", "bank", "+254712345678", "--send", "--json");
        _stage.Gateway.Refuse(SmsBridge.Simulator.Providers.StandInRefusal.WrongNumber);
        var refused = await cli.RunAsync("provider", "try", "bank", "+254712345678", "--send");

        sent.ExitCode.ShouldBe(0, sent.All);
        sent.Json.GetProperty("verdict").GetString().ShouldNotBeNull().ShouldStartWith("accepted, as 999999999999.1.");
        sent.Json.GetProperty("answer").GetString().ShouldNotBeNull().ShouldContain("queued");
        refused.ExitCode.ShouldBe(3, refused.All);
        refused.Out.ShouldContain("refused (Permanent): E21 Invalid destination");
        _stage.Gateway.Taken.ShouldHaveSingleItem();
        (await _stage.App.QueryAsync<string>("SELECT action FROM audit WHERE action = 'test_sms'")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Address_is_the_one_reports_come_to_and_list_knows_the_name()
    {
        await using var cli = await CliAsync();

        var address = await cli.RunAsync("provider", "address", "bank");
        var list = await cli.RunAsync("provider", "list");
        var nobody = await cli.RunAsync("provider", "address", "nobody");

        address.ExitCode.ShouldBe(0, address.All);
        address.Out.ShouldStartWith($"{ProviderStage.PublicUrl}/providers/local/bank/");
        (await _stage.PostAsync(new HttpRequestMessage(HttpMethod.Get, address.Out.Trim() + "?ref=1.1.1&status=DELIVRD"))).ShouldBe(System.Net.HttpStatusCode.OK, "nothing is known of it, and it is a provider's");
        list.Out.ShouldContain("local");
        nobody.ExitCode.ShouldBe(1);
    }

    private async Task<Cli> CliAsync()
    {
        var cli = await Cli.BesideAsync(_stage.App, Token);
        foreach (var (key, value) in _stage.App.Settings)
        {
            cli.Settings[key] = value;
        }

        return cli;
    }
}
