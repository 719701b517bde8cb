using Microsoft.Extensions.Configuration;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using SmsBridge.Hosting;

namespace SmsBridge.Tests.Hosting;

public class LogSettingsTests
{
    [Fact]
    public void A_sink_of_another_library_is_found_by_its_name()
    {
        using var logger = HostingSetup.CreateLogger(Settings(("Serilog:Using:0", "SmsBridge.Tests"), ("Serilog:WriteTo:0:Name", nameof(KeptLogSink.Kept))));

        logger.Information("One for {Reader}", nameof(A_sink_of_another_library_is_found_by_its_name));

        KeptLogSink.Events.ShouldContain(kept => kept.RenderMessage(null).Contains(nameof(A_sink_of_another_library_is_found_by_its_name), StringComparison.Ordinal));
    }

    [Fact]
    public void A_logger_within_the_logger_is_found_though_only_our_sinks_are_beside_it()
    {
        using var logger = HostingSetup.CreateLogger(Settings(
            ("Serilog:Using:0", "SmsBridge.Tests"), ("Serilog:WriteTo:0:Name", "Logger"),
            ("Serilog:WriteTo:0:Args:configureLogger:WriteTo:0:Name", nameof(KeptLogSink.Kept))));

        logger.Information("Two for {Reader}", nameof(A_logger_within_the_logger_is_found_though_only_our_sinks_are_beside_it));

        KeptLogSink.Events.ShouldContain(kept => kept.MessageTemplate.Text == "Two for {Reader}");
    }

    [Theory]
    [InlineData("\r\n12:00:00.000 INF forged")]
    [InlineData("\n")]
    [InlineData("\u001b[2K\u001b[1A")] // a terminal goes back and overwrites
    [InlineData("\u009b2K")]
    [InlineData("\u0085\u2028\u2029")]
    public void What_others_said_begins_no_line_and_commands_no_terminal(string said)
    {
        using var logger = HostingSetup.CreateLogger(Settings(("Serilog:Using:0", "SmsBridge.Tests"), ("Serilog:WriteTo:0:Name", nameof(KeptLogSink.Kept))));
        var mark = Guid.NewGuid().ToString();

        logger.Warning("Twilio reports {Status}, message {Id}", $"before{said}after", mark);

        var line = KeptLogSink.Events.Single(kept => kept.Properties.TryGetValue("Id", out var id) && id.ToString().Contains(mark, StringComparison.Ordinal)).Properties["Status"];
        var text = ((ScalarValue)line).Value.ShouldBeOfType<string>();
        text.ShouldStartWith("before");
        text.ShouldEndWith("after");
        text.ShouldAllBe(character => !char.IsControl(character) && character != '\u2028' && character != '\u2029');
    }

    private static IConfiguration Settings(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value, StringComparer.Ordinal)).Build();
}

/// <summary>Named in settings, as an operator's sink is.</summary>
public static class KeptLogSink
{
    private static readonly System.Collections.Concurrent.ConcurrentBag<LogEvent> Log = [];

    public static IReadOnlyCollection<LogEvent> Events => Log;

    public static LoggerConfiguration Kept(this LoggerSinkConfiguration sinks) => sinks.Sink(new Keep());

    private sealed class Keep : ILogEventSink
    {
        public void Emit(LogEvent logEvent) => Log.Add(logEvent);
    }
}
