using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using SmsBridge.Hosting;
using SmsBridge.Intake.Hooks;
using SmsBridge.Ledger;
using SmsBridge.Tests.Support;
using SmsBridge.Web;

namespace SmsBridge.Tests.Hosting;

public class RequestLogTests
{
    [Theory]
    [InlineData("/api/messages", 200, LogEventLevel.Information)]
    [InlineData("/no/such/page", 404, LogEventLevel.Information)]
    [InlineData("/api/messages", 500, LogEventLevel.Error)]
    [InlineData("/twilio/status/1", 204, LogEventLevel.Debug)]
    [InlineData("/twilio/status/1", 403, LogEventLevel.Information)]
    [InlineData("/console/assets/a.css", 200, LogEventLevel.Debug)]
    public void What_there_is_most_of_is_not_logged_line_by_line(string path, int status, LogEventLevel level) =>
        new RequestLog(new TestClock()).Level(Request(path, status), 1, null).ShouldBe(level);

    [Fact]
    public void Beyond_so_many_lines_a_minute_the_rest_is_left_out()
    {
        var clock = new TestClock();
        var log = new RequestLog(clock);
        for (var line = 0; line < RequestLog.Most; line++)
        {
            log.Level(Request("/x", 404), 1, null).ShouldBe(LogEventLevel.Information);
        }

        log.Level(Request("/x", 404), 1, null).ShouldBe(LogEventLevel.Debug);
        log.Level(Request("/x", 503), 1, null).ShouldBe(LogEventLevel.Error);
        clock.Advance(TimeSpan.FromMinutes(1));
        log.Level(Request("/x", 404), 1, null).ShouldBe(LogEventLevel.Information);
    }

    [Fact]
    public void Who_is_asked_to_come_back_later_is_no_error_of_ours()
    {
        var context = Request("/modules/sms/configuration", 503);
        Problems.NotNow(context, "Too many registrations wait to be checked.");

        new RequestLog(new TestClock()).Level(context, 1, null).ShouldBe(LogEventLevel.Information);
        new RequestLog(new TestClock()).Level(context, 1, new InvalidOperationException()).ShouldBe(LogEventLevel.Error);
    }

    [Theory]
    [InlineData("/api/clients/254712345678", "/api/clients/2547***")]
    [InlineData("/a\r\nFTL forged", "/a%0D%0AFTL%20forged")]
    [InlineData("/console/messages/17", "/console/messages/17")]
    public void A_path_shows_no_number_and_begins_no_line(string path, string shown) => RequestLog.Shown(path).ShouldBe(shown);

    [Fact]
    public void Hooks_are_counted_by_what_became_of_them()
    {
        using var lines = new LogLines();
        using var loggers = new LoggerFactory([lines]);
        var counts = new HookCounts();
        using var summary = new HookSummary(counts, new TestClock(), loggers.CreateLogger<HookSummary>());
        counts.Add(Verdict.Accepted);
        counts.Add(Verdict.Accepted);
        counts.Add(Verdict.Refused);

        summary.Tell();
        summary.Tell(); // nothing since

        lines.Text.ShouldBe("Hooks of the last minute: 2 accepted, 0 repeated, 0 ignored, 1 refused");
    }

    private static DefaultHttpContext Request(string path, int status) => new() { Request = { Path = path }, Response = { StatusCode = status } };
}

/// <summary>The lines of the whole application.</summary>
public sealed class RequestLineTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    public ValueTask InitializeAsync()
    {
        var kept = new ConfigurationBuilder().AddInMemoryCollection(
            [KeyValuePair.Create("Serilog:Using:0", (string?)"SmsBridge.Tests"), KeyValuePair.Create("Serilog:WriteTo:0:Name", (string?)nameof(KeptLogSink.Kept))]).Build();
        _app.Replacements.Add(services => services.AddSerilog(HostingSetup.CreateLogger(kept), dispose: true));
        return _app.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_request_has_its_line_without_its_query_and_a_hook_and_a_probe_have_none()
    {
        var tenant = await _app.NewTenantAsync();
        using var caller = _app.CreateCaller();
        await tenant.PostAsync(new RawHook());
        using var probe = await caller.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        using var other = await caller.GetAsync("/one/of/these/lines?token=secret", TestContext.Current.CancellationToken);

        var lines = await Eventually.BecomesAsync( // the line comes after the answer
            LinesAsync, seen => seen.Exists(line => line.Contains("/one/of/these/lines", StringComparison.Ordinal) && line.Contains("404", StringComparison.Ordinal)), "the request's line");
        lines.ShouldNotContain(line => line.Contains("secret", StringComparison.Ordinal));
        lines.ShouldNotContain(line => line.Contains("health", StringComparison.Ordinal));
        lines.ShouldNotContain(line => line.Contains("/modules/sms", StringComparison.Ordinal) && !line.Contains("configuration", StringComparison.Ordinal));
    }

    private static Task<List<string>> LinesAsync() =>
        Task.FromResult(KeptLogSink.Events.Select(kept => kept.RenderMessage(null)).Where(line => line.Contains(" answered ", StringComparison.Ordinal)).ToList());
}
