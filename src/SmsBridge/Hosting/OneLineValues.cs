using Serilog.Core;
using Serilog.Events;
using SmsBridge.Messages;

namespace SmsBridge.Hosting;

/// <summary>
/// What others said stands on the line of who logs it: a line feed in it would begin a line of its own on the console, which looks like one of ours. Of values alone: templates and
/// stack traces are our own. In the JSON file it makes no difference.
/// </summary>
internal sealed class OneLineValues : ILogEventEnricher
{
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        List<LogEventProperty>? cleaned = null;
        foreach (var (name, value) in logEvent.Properties)
        {
            if (value is ScalarValue { Value: string text } && (text.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0 || text.AsSpan().ContainsAny(OtherBreaks)))
            {
                (cleaned ??= []).Add(new LogEventProperty(name, new ScalarValue(OneLineText.Of(text).Replace('\u2028', ' ').Replace('\u2029', ' '))));
            }
        }

        cleaned?.ForEach(logEvent.AddOrUpdateProperty);
    }

    /// <summary>Delete, next line, the C1 sequence introducer that terminals obey, line and paragraph separator.</summary>
    private static ReadOnlySpan<char> OtherBreaks => ['\u007f', '\u0085', '\u009b', '\u2028', '\u2029'];
}
