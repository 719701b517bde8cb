using System.Net.Sockets;
using System.Text;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.EndToEnd;

/// <summary>What the real program tells systemd, by the socket it is given: ready, alive, stopping.</summary>
[Collection(BridgeProcesses.Name)]
public sealed class SystemdTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-e2e-");
    private readonly Socket _systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly BridgeProcess _bridge;

    public SystemdTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "systemd is Linux's.");
        var path = Path.Combine(_folder.FullName, "notify");
        _systemd.Bind(new UnixDomainSocketEndPoint(path));
        _bridge = new BridgeProcess(new BridgeProcessOptions(_folder.FullName) { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["NOTIFY_SOCKET"] = path } });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _bridge.DisposeAsync();
        _systemd.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task It_tells_when_it_is_ready_that_it_lives_and_that_it_stops()
    {
        _bridge.Settings["WATCHDOG_USEC"] = "1500000";

        await _bridge.StartAsync(Cancellation);

        (await NextAsync()).ShouldBe("READY=1");
        (await NextAsync()).ShouldBe("WATCHDOG=1\nSTATUS=Hooks are taken.");
        (await NextAsync()).ShouldStartWith("WATCHDOG=1");
        (await NextAsync()).ShouldStartWith("WATCHDOG=1");
        (await _bridge.StopAsync(Cancellation)).ShouldBe(0);
        (await RestAsync()).ShouldContain("STOPPING=1", StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_watchdog_of_another_process_is_not_fed()
    {
        _bridge.Settings["WATCHDOG_USEC"] = "300000";
        _bridge.Settings["WATCHDOG_PID"] = "1";

        await _bridge.StartAsync(Cancellation);
        (await NextAsync()).ShouldBe("READY=1");
        (await _bridge.StopAsync(Cancellation)).ShouldBe(0);

        (await RestAsync()).ShouldBe(["STOPPING=1"]);
    }

    private async Task<string> NextAsync()
    {
        var buffer = new byte[4_096];
        var length = await _systemd.ReceiveAsync(buffer, Cancellation).AsTask().WaitAsync(Eventually.Deadline, TimeProvider.System, Cancellation);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    /// <summary>The process has ended: no more comes.</summary>
    private async Task<List<string>> RestAsync()
    {
        var rest = new List<string>();
        while (_systemd.Available > 0)
        {
            rest.Add(await NextAsync());
        }

        return rest;
    }
}
