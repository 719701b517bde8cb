using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Hosting.Connections;
using SmsBridge.Tests.Support;
using SmsBridge.Tests.Tenants;

namespace SmsBridge.Tests.Hosting.Connections;

/// <summary>On real sockets: whoever only connects takes nobody's place.</summary>
public sealed class IdleConnectionTests : IAsyncLifetime
{
    private const int Most = 24;

    private readonly SmsBridgeApp _app = new();
    private readonly List<Socket> _idle = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _app.Settings["Connections:Most"] = "24";
        _app.Settings["Connections:MostPerAddress"] = "24";
        _app.UseKestrel(0);
        _app.StartServer();
    }

    public async ValueTask DisposeAsync()
    {
        _idle.ForEach(static socket => socket.Dispose());
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("POST /modules/sms/ HTTP/1.1\r\nHost: x\r\n")] // a request that is never finished
    [InlineData("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")] // one, and then nothing
    public async Task Hooks_go_on_while_thousands_connect_and_say_nothing_more(string said)
    {
        var life = await Life.BornAsync(_app);
        var address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        using var core = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };

        for (var round = 0; round < 20; round++)
        {
            await ConnectAsync(address.Port, 50, said);

            (await PostAsync(core, life)).ShouldBe(HttpStatusCode.OK);
        }

        _app.Services.GetRequiredService<ConnectionTable>().Count.ShouldBeInRange(1, Most + 1);
    }

    private async Task ConnectAsync(int port, int number, string said)
    {
        for (var made = 0; made < number; made++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _idle.Add(socket);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, Cancellation);
                await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(said), Cancellation);
            }
            catch (SocketException)
            {
                // It gave way already.
            }
        }
    }

    /// <summary>On a connection of its own, as a core may: what it had may have given way between two hooks.</summary>
    private static async Task<HttpStatusCode> PostAsync(HttpClient core, Life life)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/modules/sms/") { Content = new StringContent("""{"clientId":7,"resourceId":7}""") };
        request.Headers.ConnectionClose = true;
        request.Headers.Add("X-Fineract-Entity", "CLIENT");
        request.Headers.Add("X-Fineract-Action", "CREATE");
        request.Headers.Add("Fineract-Platform-TenantId", life.Name);
        request.Headers.Add("X-Fineract-API-Key", life.Key);
        using var answer = await core.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }
}
