using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Gateways.Wire;
using SmsBridge.Hosting;
using SmsBridge.Relay;

namespace SmsBridge.Tests.Hosting;

/// <summary>How long a lease has to be for what is asked of the core while it lasts. A start that was allowed is not refused; it is said what to set.</summary>
public class LeaseOutlastsCallsTests
{
    [Fact]
    public void With_the_defaults_the_lease_outlasts_all_that_can_be_asked() => Warning(new RelayOptions().LeaseDuration, new CoreOptions().Timeout).ShouldBeNull();

    [Theory]
    [InlineData("00:02:00", "00:00:19", null)] // 6 x 19 + 5 = 119
    [InlineData("00:02:00", "00:00:20", "Relay:LeaseDuration should be at least 00:02:05, or Core:Timeout at most 00:00:19.")]
    [InlineData("00:02:00", "00:00:57", "Relay:LeaseDuration should be at least 00:05:47, or Core:Timeout at most 00:00:19.")]
    [InlineData("00:30:00", "00:02:00", null)]
    public void Less_is_taken_and_the_least_is_named(string lease, string timeout, string? words)
    {
        var (relay, core) = (Parse(lease), Parse(timeout));

        Check(relay, core).Succeeded.ShouldBeTrue();
        if (words is null)
        {
            Warning(relay, core).ShouldBeNull();
        }
        else
        {
            Warning(relay, core).ShouldNotBeNull().ShouldEndWith(words);
        }
    }

    [Fact]
    public void What_the_questions_of_most_SMS_outlast_is_refused_as_ever() =>
        Check(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(1)).FailureMessage.ShouldStartWith("Relay:LeaseDuration must be at least 00:02:05");

    [Fact]
    public void Settings_that_are_wrong_themselves_are_not_warned_of()
    {
        var services = new ServiceCollection();
        services.AddOptions<CoreOptions>().Validate(_ => false, "wrong");
        services.AddSingleton(Options.Create(new RelayOptions()));
        using var provider = services.BuildServiceProvider();

        LeaseOutlastsCalls.WarningOf(provider).ShouldBeNull();
    }

    private static ValidateOptionsResult Check(TimeSpan lease, TimeSpan timeout)
    {
        using var services = Services(lease, timeout);
        return new LeaseOutlastsCalls(services).Validate(null, services.GetRequiredService<IOptions<RelayOptions>>().Value);
    }

    private static string? Warning(TimeSpan lease, TimeSpan timeout)
    {
        using var services = Services(lease, timeout);
        return LeaseOutlastsCalls.WarningOf(services);
    }

    private static ServiceProvider Services(TimeSpan lease, TimeSpan timeout) => new ServiceCollection()
        .AddSingleton(Options.Create(new RelayOptions { LeaseDuration = lease }))
        .AddSingleton(Options.Create(new CoreOptions { Timeout = timeout }))
        .AddSingleton(new ProviderTimeout("Twilio:Timeout", TimeSpan.FromSeconds(15)))
        .BuildServiceProvider();

    private static TimeSpan Parse(string text) => TimeSpan.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
