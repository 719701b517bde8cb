using Microsoft.Extensions.Options;

namespace SmsBridge.Texts;

/// <summary>The texts of all event types, each compiled once. Thread-safe.</summary>
internal sealed class TemplateCatalog(IOptions<TemplateOptions> options)
{
    private readonly Dictionary<string, Template> _templates = options.Value.Texts.ToDictionary(
        text => text.Key, text => Compile(text.Key, text.Value), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the text of an event tells a balance, which then must know of the event's payment.</summary>
    /// <param name="eventType">One that has a text, as <c>LOAN REPAYMENT</c>, in any case.</param>
    public bool TellsBalance(string eventType) => _templates[eventType].TellsBalance;

    /// <summary>The text of an event, ready to send; see <see cref="Template.Render"/>.</summary>
    /// <param name="eventType">One of <see cref="TemplateEvents.All"/>.</param>
    /// <exception cref="KeyNotFoundException">The event type has no text.</exception>
    public string Render(string eventType, TemplateModel model) => _templates[eventType].Render(model);

    /// <summary>A date as the operator wants it read (<see cref="TemplateOptions.DateFormat"/>).</summary>
    public string FormatDate(DateOnly date) => TemplateFormat.Date(date, options.Value.DateFormat);

    private static Template Compile(string eventType, string? text) =>
        Template.TryCompile(eventType, text, out var template, out var fault)
            ? template
            : throw new InvalidOperationException(TemplateOptionsValidator.Describe(eventType, fault));
}
