using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SmsBridge.Gateways;
using SmsBridge.Hosting.Reload;
using SmsBridge.Intake.Hooks;
using SmsBridge.Relay;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Hosting.Reload;

public class ReloadableSettingsTests
{
    [Fact]
    public void What_is_marked_is_what_the_documents_promise() =>
        ReloadableSettings.MarkedNames.Order(StringComparer.Ordinal).ShouldBe(
        [
            "Hooks:MaxRefusalsPerMinute", "Partners:MaxWrongSignaturesPerMinute", "Registration:MaxEventsOnTrustPerMinute", "Registration:MaxWrongKeysPerMinute", "Relay:SenderRate",
            "Statistics:LowDisk", "Statistics:SilentAfter", "Statistics:WaitingTooLong",
        ]);

    [Fact]
    public async Task A_marked_setting_is_set_anew_in_the_options_and_no_other()
    {
        await using var running = Services(new HooksOptions { MaxRefusalsPerMinute = 60, MaxBodyBytes = 2_000 });
        await using var read = Services(new HooksOptions { MaxRefusalsPerMinute = 5, MaxBodyBytes = 3_000 });

        ReloadableSettings.Apply("hooks:MaxRefusalsPerMinute", running, read).ShouldBe("5");
        ReloadableSettings.Apply("Hooks:MaxRefusalsPerMinute", running, read).ShouldBeNull(); // it is so already
        ReloadableSettings.Apply("Hooks:MaxBodyBytes", running, read).ShouldBeNull();

        var options = running.GetRequiredService<IOptions<HooksOptions>>().Value;
        (options.MaxRefusalsPerMinute, options.MaxBodyBytes).ShouldBe((5, 2_000));
    }

    [Fact]
    public void A_rate_that_is_set_anew_holds_from_the_next_message()
    {
        var options = new RelayOptions { SenderRate = 0 };
        var rates = new SenderRates(() => options.SenderRate, new TestClock());
        rates.Room(1, Some.Sender).ShouldBe(int.MaxValue);

        options.SenderRate = 3;

        rates.Room(1, Some.Sender).ShouldBe(3);
    }

    [Theory]
    [InlineData("Serilog:MinimumLevel", true)]
    [InlineData("Serilog:MinimumLevel:Default", true)]
    [InlineData("Serilog:MinimumLevel:Override:Quartz", true)]
    [InlineData("Serilog:MinimumLevel:ControlledBy", false)]
    [InlineData("Serilog:WriteTo:0:Name", false)]
    public void The_levels_are_told_from_the_rest_of_the_log(string name, bool isLevel) => ReloadableSettings.IsLevel(name).ShouldBe(isLevel);

    [Fact]
    public void What_differs_is_named_once_also_where_one_side_has_nothing()
    {
        var running = Settings(("Relay:Concurrency", "5"), ("Core:DefaultEndpoint", "http://a"), ("Numbers:DefaultRegion", "KE"), ("Bridge:PublicUrl", ""));
        var read = Settings(("relay:concurrency", "6"), ("Numbers:DefaultRegion", "KE"), ("Twilio:Proxy", "http://p"), ("PATH", "/bin"));

        SettingsReload.Differing(running, read).Select(name => name.ToUpperInvariant()).ShouldBe(["CORE:DEFAULTENDPOINT", "RELAY:CONCURRENCY", "TWILIO:PROXY"]);
    }

    private static IConfiguration Settings(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value, StringComparer.Ordinal)).Build();

    private static ServiceProvider Services(HooksOptions options) => new ServiceCollection().AddSingleton(Options.Create(options)).BuildServiceProvider();
}
