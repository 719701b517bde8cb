using System.Net;
using System.Net.Sockets;
using SmsBridge.Simulator.Bridge;

namespace SmsBridge.Tests.EndToEnd;

/// <summary>What an operator set wrong stops the start with exit code 78, what may pass with 75, and one line that names the setting.</summary>
[Collection(BridgeProcesses.Name)]
public sealed class WrongSettingTests : IAsyncDisposable
{
    /// <summary>What a supervisor starts again.</summary>
    private const int TryAgain = 75;

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
    [InlineData("Serilog__WriteTo__0__Name", "Consol", "Consol")]
    [InlineData("Urls", "http://127.0.0.1:1/path", "Urls")]
    [InlineData("Urls", "https://127.0.0.1:0", "Urls")] // no certificate
    [InlineData("Urls", "", "Urls")]
    [InlineData("Urls", "http://u@127.0.0.1:1", "Urls")]
    [InlineData("Kestrel__Endpoints__Inner__Url", "http://127.0.0.1:1/path", "Kestrel:Endpoints:Inner:Url")]
    [InlineData("Telemetry__MetricsUrls", "http://127.0.0.1:1/metrics", "Telemetry:MetricsUrls")]
    [InlineData("Telemetry__OtlpProtocol", "Carrier pigeon", "Telemetry:OtlpProtocol")]
    [InlineData("Alarms__Receivers__duty__Kind", "Telegram", "Alarms:Receivers:duty:Kind")]
    [InlineData("Alarms__Receivers__duty__Url", "https://example.org", "Alarms:Receivers:duty")]
    [InlineData("Relay__Expiry__LOAN_REPAYMNT", "01:00:00", "LOAN REPAYMENT")]
    [InlineData("Templates__Texts__LOAN_REPAYMENT", "Hi {{nme}}", "Templates:Texts:LOAN REPAYMENT")]
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

        await ShouldRefuseToStartAsync(bridge, taken.LocalEndpoint.ToString()!, TryAgain);
    }

    [Fact]
    public async Task A_busy_port_for_metrics_is_named_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var bridge = Bridge(("Telemetry__MetricsUrls", $"http://{taken.LocalEndpoint}"));

        await ShouldRefuseToStartAsync(bridge, $"Telemetry:MetricsUrls: Failed to bind to address http://{taken.LocalEndpoint}", TryAgain);
    }

    /// <summary>As before the network is up.</summary>
    [Fact]
    public async Task An_address_that_is_not_there_yet_may_be_tried_again()
    {
        await using var bridge = Bridge(("Urls", "http://192.0.2.1:9191"));

        await ShouldRefuseToStartAsync(bridge, "Urls", TryAgain);
    }

    [Fact]
    public async Task A_database_that_is_none_is_not_tried_again()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "smsbridge.db"), new string('x', 8_192), TestContext.Current.CancellationToken);
        await using var bridge = Bridge();

        await ShouldRefuseToStartAsync(bridge, "damaged");
    }

    [Fact]
    public async Task A_carriage_return_behind_a_value_is_not_part_of_it()
    {
        await using var bridge = Bridge(("Relay__Concurrency", "5\r"), ("Relay__TenantConcurrency", " 4 "), ("Twilio__BaseUrl", "https://api.twilio.com\t"));

        await bridge.StartAsync(TestContext.Current.CancellationToken);

        (await bridge.StopAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
    }

    [Fact]
    public async Task A_section_misspelt_in_the_environment_is_in_the_log()
    {
        await using var bridge = Bridge(("Relai__BatchSize", "5"), ("Somebody__Elses", "1"));

        await bridge.StartAsync(TestContext.Current.CancellationToken);

        (await bridge.StopAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
        bridge.StandardOutput.Lines.Where(line => line.Contains("in the environment", StringComparison.Ordinal)).ShouldHaveSingleItem()
            .ShouldEndWith("Relai__BatchSize in the environment is not read: there is no such section of settings. Is Relay meant?");
    }

    [Fact]
    public void A_port_is_given_once()
    {
        var port = Machine.FreePort();

        Machine.IsPortFree(port).ShouldBeTrue();
        Machine.TryReserve(port).ShouldBeFalse();
    }

    [Fact]
    public async Task A_second_bridge_on_the_same_database_is_refused_in_one_line_and_leaves_the_first_alone()
    {
        await using var first = Bridge();
        await using var second = Bridge();
        await first.StartAsync(TestContext.Current.CancellationToken);

        await ShouldRefuseToStartAsync(second, "Storage:ConnectionString", TryAgain);

        (await first.StopAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
    }

    private BridgeProcess Bridge(params (string Name, string Value)[] settings) => new(new BridgeProcessOptions(_folder.FullName)
    {
        Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value, StringComparer.Ordinal),
    });

    internal static async Task ShouldRefuseToStartAsync(BridgeProcess bridge, string named, int exitCode = 78)
    {
        bridge.Launch();

        (await bridge.WaitForExitAsync(TestContext.Current.CancellationToken)).ShouldBe(exitCode, bridge.StandardError.ToString());

        var line = bridge.StandardError.Lines.ShouldHaveSingleItem();
        line.ShouldStartWith("SmsBridge can not start. ");
        line.ShouldContain(named);
        bridge.StandardOutput.Lines.ShouldNotContain(output => output.Contains("Exception", StringComparison.Ordinal));
    }
}
