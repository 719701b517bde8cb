using System.Text.RegularExpressions;
using Serilog.Core;
using Serilog.Events;

namespace SmsBridge.Hosting;

/// <summary>
/// The key of a "Web" hook is part of its URL, and the framework writes paths into its lines and scopes: whatever a property says after
/// <c>/k/</c> is cut to the prefix that lists show, and so is the token of a provider's report address (<c>/providers/…</c>). Runs after all other enrichers, so nothing is added behind its back.
/// </summary>
internal sealed partial class WebhookTokenMask : ILogEventEnricher
{
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        List<LogEventProperty>? masked = null;
        foreach (var (name, value) in logEvent.Properties)
        {
            if (Mask(value) is { } clean)
            {
                (masked ??= []).Add(new LogEventProperty(name, clean));
            }
        }

        masked?.ForEach(logEvent.AddOrUpdateProperty);
    }

    /// <summary>The same for what goes elsewhere than into the log.</summary>
    public static string Hide(string text) => Token().Replace(text, "***");

    /// <returns>Null when there is nothing to hide.</returns>
    private static LogEventPropertyValue? Mask(LogEventPropertyValue value) =>
        value switch
        {
            ScalarValue { Value: (string or Uri) and var scalar } when TextOf(scalar) is { } text && Token().IsMatch(text) => new ScalarValue(Token().Replace(text, "***")),
            SequenceValue sequence when sequence.Elements.Any(element => Mask(element) is not null) =>
                new SequenceValue(sequence.Elements.Select(element => Mask(element) ?? element)),
            StructureValue structure when structure.Properties.Any(property => Mask(property.Value) is not null) =>
                new StructureValue(structure.Properties.Select(property => new LogEventProperty(property.Name, Mask(property.Value) ?? property.Value)), structure.TypeTag),
            DictionaryValue dictionary when dictionary.Elements.Any(element => Mask(element.Value) is not null) =>
                new DictionaryValue(dictionary.Elements.Select(element => KeyValuePair.Create(element.Key, Mask(element.Value) ?? element.Value))),
            _ => null,
        };

    private static string? TextOf(object scalar) => scalar is Uri uri ? uri.OriginalString : scalar.ToString();

    /// <summary>Beyond its first six characters; slashes and letters are read as routing and <see cref="ForgivenPaths"/> read them, several for one and escaped.</summary>
    [GeneratedRegex("(?<=(?:/|%2f)(?:(?:k|%6b|%4b)|providers(?:/|%2f)+[^/?\\s\"{]+(?:/|%2f)+[^/?\\s\"{]+)(?:/|%2f)+(?!/|%2f)[^/?\\s\"{]{6})[^/?\\s\"]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Token();
}
