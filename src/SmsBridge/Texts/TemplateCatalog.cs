using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using SmsBridge.Texts.Catalogue;
using SmsBridge.Texts.Languages;

namespace SmsBridge.Texts;

/// <summary>
/// The installation's texts, from its file, and the product's where the file has none; each compiled once, when it is first needed. Thread-safe.
/// </summary>
internal sealed class TemplateCatalog(IOptions<TemplateOptions> options)
{
    private readonly ConcurrentDictionary<(EventKind Kind, string? Language), Template> _templates = new();
    private readonly ConcurrentDictionary<LanguageForm, TextFormat> _formats = new(); // by form: anybody may ask for any language

    /// <summary>Whether the text of an event tells a balance, which then must know of the event's payment.</summary>
    /// <param name="eventType">One that has a text, as <c>LOAN REPAYMENT</c>, in any case.</param>
    public bool TellsBalance(string eventType) => Of(eventType).TellsBalance;

    /// <summary>The text of an event, ready to send; see <see cref="Template.Render"/>.</summary>
    /// <param name="eventType">One of <see cref="TemplateEvents.All"/>.</param>
    /// <exception cref="KeyNotFoundException">The event type has no text.</exception>
    public string Render(string eventType, TemplateModel model) => Of(eventType).Render(model);

    /// <summary>The installation's text where it has one of its own, else the product's.</summary>
    /// <param name="language">Of the product's text, if there is one in it; English else.</param>
    public Template Of(EventKind kind, string language) =>
        IsInstallations(kind) ? _templates.GetOrAdd((kind, null), key => Compile(key.Kind, options.Value.Texts[key.Kind.Name]!))
        : _templates.GetOrAdd((kind, ProductTexts.LanguageFor(kind, language)), static key => Compile(key.Kind, ProductTexts.Of(key.Kind, key.Language!)));

    /// <summary>Whether the installation's file has words of its own for it.</summary>
    public bool IsInstallations(EventKind kind) =>
        options.Value.Texts.TryGetValue(kind.Name, out var text) && text is not null && text != kind.Text;

    /// <summary>How a language writes amounts and dates; dates as the operator wants them, where that is set (<see cref="TemplateOptions.DateFormat"/>).</summary>
    public TextFormat FormatOf(string language) => _formats.GetOrAdd(LanguageForms.Of(language), static (form, date) => TextFormat.For(form, date), options.Value.DateFormat);

    private Template Of(string eventType) =>
        Of(EventCatalogue.Find(eventType) ?? throw new KeyNotFoundException($"No text belongs to {eventType}."), ProductTexts.English);

    /// <summary>Where no value stands a blank did from the beginning, for the two events of the beginning.</summary>
    private static Template Compile(EventKind kind, string text) =>
        Template.TryCompile(kind.Name, text, out var template, out var fault, isStrict: !kind.OnByDefault)
            ? template
            : throw new InvalidOperationException(TemplateOptionsValidator.Describe(kind.Name, fault));
}
