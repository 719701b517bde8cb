using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serilog;
using SmsBridge.Hosting;
using SmsBridge.Hosting.Connections;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Hosting;

/// <summary>On a real Kestrel: forms that break their limits, from whoever likes, must not write lines into the log.</summary>
public sealed class BrokenFormTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var kept = new ConfigurationBuilder().AddInMemoryCollection(
            [KeyValuePair.Create("Serilog:Using:0", (string?)"SmsBridge.Tests"), KeyValuePair.Create("Serilog:WriteTo:0:Name", (string?)nameof(KeptLogSink.Kept))]).Build();
        _app.Replacements.Add(services => services.AddSerilog(HostingSetup.CreateLogger(kept), dispose: true));
        await _app.InitializeAsync();
        _app.UseKestrel(0);
        _app.StartServer();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("/twilio/status/1")]
    [InlineData("/console/sign-in/code")]
    [InlineData("/console/sign-in")]
    public async Task One_with_a_key_that_is_too_long_and_no_end_is_refused_without_a_line(string path)
    {
        for (var count = 0; count < 10; count++)
        {
            await PostAsync(path);
        }

        var open = _app.Services.GetRequiredService<ConnectionTable>();
        await Eventually.BecomesAsync(() => Task.FromResult(open.Count), left => left == 0, "the connections to end");
        KeptLogSink.Events.Select(line => line.RenderMessage(null)).Where(line => line.Contains("ended abnormally", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>The caller hangs up, and the rest of the form never comes.</summary>
    private async Task PostAsync(string path)
    {
        var address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port), Cancellation);
        var request = $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 20000\r\n\r\n{new string('a', 5_000)}=1";
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), Cancellation);
        socket.Shutdown(SocketShutdown.Send);
    }
}
