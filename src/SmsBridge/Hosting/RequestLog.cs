using System.Text.RegularExpressions;
using Serilog.AspNetCore;
using Serilog.Events;
using SmsBridge.Web;
using SmsBridge.Web.Limits;

namespace SmsBridge.Hosting;

/// <summary>
/// A line per request, but for those there are most of: hooks are counted by the minute and probes are not logged, both before this is reached; the provider's calls and the console's own files only
/// with level Debug. Beyond so many lines a minute, strangers must not push everything else out of the log, and the rest is Debug too. Never a query, a body or a header.
/// </summary>
internal sealed partial class RequestLog(TimeProvider time)
{
    /// <summary>Lines a minute.</summary>
    internal const int Most = 600;

    private const int LongestPath = 200;

    private readonly MinuteLimit<bool> _lines = new(Most, time);

    public void Configure(RequestLoggingOptions options)
    {
        options.MessageTemplate = "{RequestMethod} {RequestPath} answered {StatusCode} in {Elapsed:0.0} ms";
        options.GetLevel = Level;
        options.GetMessageTemplateProperties = Properties;
    }

    internal LogEventLevel Level(HttpContext context, double elapsed, Exception? exception) =>
        exception is not null || (context.Response.StatusCode >= StatusCodes.Status500InternalServerError && !PutOff.Is(context)) ? LogEventLevel.Error
        : IsNumerous(context) || !HasLinesLeft() ? LogEventLevel.Debug
        : LogEventLevel.Information;

    /// <summary>The path escaped, as it came: it can not begin a line of its own. Long runs of digits may be somebody's number.</summary>
    internal static string Shown(PathString path)
    {
        var text = path.ToUriComponent();
        return Digits().Replace(text.Length > LongestPath ? text[..LongestPath] + "…" : text, static match => string.Concat(match.ValueSpan[..4], "***"));
    }

    private static IEnumerable<LogEventProperty> Properties(HttpContext context, string path, double elapsed, int status) =>
    [
        new("RequestMethod", new ScalarValue(context.Request.Method.Length > 20 ? "?" : context.Request.Method)),
        new("RequestPath", new ScalarValue(Shown(context.Request.Path))),
        new("StatusCode", new ScalarValue(status)),
        new("Elapsed", new ScalarValue(elapsed)),
    ];

    private static bool IsNumerous(HttpContext context) =>
        context.Response.StatusCode < StatusCodes.Status400BadRequest
        && (context.Request.Path.StartsWithSegments("/twilio", StringComparison.OrdinalIgnoreCase)
            || context.Request.Path.StartsWithSegments("/providers", StringComparison.OrdinalIgnoreCase) || context.Request.Path.StartsWithSegments("/console/assets", StringComparison.OrdinalIgnoreCase));

    private bool HasLinesLeft() => _lines.Count(true) is null;

    [GeneratedRegex("[0-9]{8,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Digits();
}
