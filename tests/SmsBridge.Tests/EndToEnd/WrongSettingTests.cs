using System.Net;
using System.Net.Sockets;
using SmsBridge.Simulator.Bridge;

namespace SmsBridge.Tests.EndToEnd;

/// <summary>What an operator set wrong stops the start with exit code 78 and one line that names the setting.</summary>
[Collection(BridgeProcesses.Name)]
public sealed class WrongSettingTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-e2e-");

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("Relay__Concurrency", "abc", "Relay:Concurrency")]
    [InlineData("Relay__Concurrency", "0", "Relay:Concurrency")]
    [InlineData("Relay__Concurency", "5", "Relay:Concurency")]
    [InlineData("Storage__Provider", "Oracle", "Storage:Provider")]
    [InlineData("Templates__Texts__CLIENT CREATE", "Welcome {{nme}}", "Templates:Texts:CLIENT CREATE")]
    [InlineData("Urls", "nonsense", "Urls")]
    [InlineData("Serilog__MinimumLevel__Default", "Loud", "Serilog")]
    public async Task A_wrong_setting_is_named_in_one_line(string name, string value, string named)
    {
        await using var bridge = Bridge((name, value));

        await ShouldRefuseToStartAsync(bridge, named);
    }

    [Fact]
    public async Task A_busy_port_is_named_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var bridge = Bridge(("Urls", $"http://{taken.LocalEndpoint}"));

        await ShouldRefuseToStartAsync(bridge, taken.LocalEndpoint.ToString()!);
    }

    [Fact]
    public async Task A_second_bridge_on_the_same_database_is_refused_in_one_line_and_leaves_the_first_alone()
    {
        await using var first = Bridge();
        await using var second = Bridge();
        await first.StartAsync(TestContext.Current.CancellationToken);

        await ShouldRefuseToStartAsync(second, "Storage:ConnectionString");

        (await first.StopAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
    }

    private BridgeProcess Bridge(params (string Name, string Value)[] settings) => new(new BridgeProcessOptions(_folder.FullName)
    {
        Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value, StringComparer.Ordinal),
    });

    private static async Task ShouldRefuseToStartAsync(BridgeProcess bridge, string named)
    {
        bridge.Launch();

        (await bridge.WaitForExitAsync(TestContext.Current.CancellationToken)).ShouldBe(78, bridge.StandardError.ToString());

        var line = bridge.StandardError.Lines.ShouldHaveSingleItem();
        line.ShouldStartWith("SmsBridge can not start. ");
        line.ShouldContain(named);
        bridge.StandardOutput.Lines.ShouldNotContain(output => output.Contains("Exception", StringComparison.Ordinal));
    }
}
