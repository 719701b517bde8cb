using Serilog;
using Serilog.Core;
using Serilog.Events;
using SmsBridge.Hosting;

namespace SmsBridge.Tests.Hosting;

/// <summary>The token is hidden under every address by which a hook with it is taken (<see cref="ForgivenPaths"/>).</summary>
public sealed class WebhookTokenMaskTests : IDisposable
{
    private const string Token = "HSuiTAL8dDsR-2NLbIPlcq1TYTDiHwawvW5yXI8N78w";

    private readonly Kept _kept = new();
    private readonly Logger _logger;

    public WebhookTokenMaskTests() => _logger = new LoggerConfiguration().Enrich.With<WebhookTokenMask>().WriteTo.Sink(_kept).CreateLogger();

    public void Dispose() => _logger.Dispose();

    [Theory]
    [InlineData("/modules/sms/k/@")]
    [InlineData("/modules/sms/k/@/")]
    [InlineData("/modules/sms/k//@")]
    [InlineData("/modules/sms/k///@/")]
    [InlineData("//modules//sms//k//@")]
    [InlineData("/modules/sms/k%2f@")]
    [InlineData("/modules/sms/k/%2F@")]
    [InlineData("/modules/sms/k%2f/@")]
    [InlineData("/modules/sms%2Fk%2F%2f@")]
    [InlineData("/modules/sms/%6b//@")]
    [InlineData("/modules/sms/K/%2F/@")]
    [InlineData("http://sms.example.org/modules/sms/k//@?x=1")]
    public void Of_a_token_no_more_than_its_beginning_is_written(string address)
    {
        var path = address.Replace("@", Token, StringComparison.Ordinal);

        _logger.Information("{RequestPath} {Uri} {Scope} {Whole}", path, new Uri(path, UriKind.RelativeOrAbsolute), new[] { path }, new Dictionary<string, string>(StringComparer.Ordinal) { ["RequestPath"] = path });
        using var text = new StringWriter();
        new Serilog.Formatting.Json.JsonFormatter(renderMessage: true).Format(_kept.Events.ShouldHaveSingleItem(), text);

        text.ToString().ShouldNotContain(Token[6..]);
        text.ToString().ShouldContain("***");
    }

    [Theory]
    [InlineData("/console/messages/17")]
    [InlineData("/modules/sms/configuration/bank")]
    [InlineData("/modules/sms/k/short")]
    public void What_is_none_is_written_as_it_is(string path)
    {
        _logger.Information("{RequestPath}", path);

        _kept.Events.ShouldHaveSingleItem().Properties["RequestPath"].ShouldBe(new ScalarValue(path));
    }

    private sealed class Kept : ILogEventSink
    {
        public List<LogEvent> Events { get; } = [];

        public void Emit(LogEvent logEvent) => Events.Add(logEvent);
    }
}
