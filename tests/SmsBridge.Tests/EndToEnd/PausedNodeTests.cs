using SmsBridge.Simulator.Bridge;
using SmsBridge.Simulator.Core;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.Store.Postgres;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.EndToEnd;

/// <summary>A real node that stands still (SIGSTOP) while it holds a message, until another has taken it over, and then goes on as if nothing had been.</summary>
[PostgresOnly]
[Collection(BridgeProcesses.Name)]
public sealed class PausedNodeTests(OwnServer server) : IClassFixture<OwnServer>, IAsyncDisposable
{
    private const string Tenant = "paused";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-e2e-");
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_it_held_another_sends_and_it_does_not_send_it_again()
    {
        await using var core = await StandInCore.StartAsync(new StandInCoreOptions(), Token);
        await using var twilio = await StandInTwilio.StartAsync(new StandInTwilioOptions());
        twilio.AddAccount(Some.AccountSid, Some.AuthToken, [Some.Sender]);
        var place = await server.NewDatabaseAsync();
        await using var paused = Node("paused", place, twilio);
        await using var other = Node("other", place, twilio);
        var books = core.AddTenant(Tenant, new StandInUser(EndToEndStage.User, EndToEndStage.Password));
        var client = books.AddClient(7, "Jane Wanjiru", "0712 345 678");
        await paused.StartAsync(Token);
        var hooks = new CoreHooks(_http, Generation.G4, new Uri(paused.Url, "/modules/sms/").AbsoluteUri, Tenant);
        await hooks.RegisterAsync(new HookRegistration(Some.Sender, "twilio", Some.AccountSid, Some.AuthToken, EndToEndStage.MifosToken, core.BaseUrl), Token);

        core.Faults.Add(new CoreFault("/clients/") { Delay = TimeSpan.FromSeconds(10) }); // it holds the message meanwhile
        using var answer = await hooks.PostClientCreatedAsync(1, client.Id, Token);
        answer.EnsureSuccessStatusCode();
        await Eventually.BecomesAsync(() => Task.FromResult(core.Requests.Count(request => request.Path.Contains("/clients/", StringComparison.Ordinal))), count => count > 0, "the core asked");
        paused.Pause();
        core.Faults.Clear();
        await other.StartAsync(Token);
        var sms = await twilio.WaitForMessageAsync(message => message.To == EndToEndStage.NumberOf(client), Token).WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Token);
        paused.Resume();

        // It has noticed, and is at work again: what comes next goes out, whoever takes it.
        var next = books.AddClient(8, "John Otieno", "0712 345 679");
        using var second = await hooks.PostClientCreatedAsync(1, next.Id, Token);
        second.EnsureSuccessStatusCode();
        await twilio.WaitForMessageAsync(message => message.To == EndToEndStage.NumberOf(next), Token).WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Token);
        (await paused.StopAsync(Token)).ShouldBe(0, "it finishes what it has in hand");
        (await other.StopAsync(Token)).ShouldBe(0);

        twilio.Messages.Where(message => message.To == sms.To).ShouldHaveSingleItem();
        (await OwnServer.ScalarAsync<long>(place, "SELECT COUNT(*) FROM attempt")).ShouldBe(2);
        (await OwnServer.ScalarAsync<long>(place, "SELECT COUNT(*) FROM message WHERE status >= 3 AND status <= 4")).ShouldBe(2);
    }

    private BridgeProcess Node(string name, string place, StandInTwilio twilio) => new(new BridgeProcessOptions(Path.Combine(_folder.FullName, name))
    {
        Settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Storage:Provider"] = "PostgreSql",
            ["Storage:ConnectionString"] = place,
            ["Bridge:PublicUrl"] = "http://127.0.0.1:1",
            ["Twilio:BaseUrl"] = twilio.Url.GetLeftPart(UriPartial.Authority),
            ["Numbers:DefaultRegion"] = "KE",
            ["Relay:LeaseDuration"] = "00:00:30",
            ["Relay:PollInterval"] = "00:00:00.2",
            ["Core:Timeout"] = "00:00:12",
            ["Twilio:Timeout"] = "00:00:02",
        },
    });
}
