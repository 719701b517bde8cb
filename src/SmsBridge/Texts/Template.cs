using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using HandlebarsDotNet;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Texts;

/// <summary>One text, ready to render on any thread. Immutable.</summary>
internal sealed partial class Template
{
    private readonly IReadOnlyList<TextVariable> _variables;
    private readonly TemplateNeeds? _needs;
    private readonly Lazy<HandlebarsTemplate<object, object>> _render;
    private readonly IReadOnlyDictionary<string, string> _ownKeys;

    /// <summary>No words at all: of a tenant's own event that it has none for yet. Never sent.</summary>
    public static Template Wordless { get; } = new([], [], needs: null, "");

    private Template(IReadOnlyList<TextVariable> variables, IReadOnlyList<OwnVariable> own, TemplateNeeds? needs, string text)
    {
        (_variables, Own, _needs, Text) = (variables, own, needs, text);
        OfTables = own.All(static variable => !variable.IsOfHook) ? own : [.. own.Where(static variable => !variable.IsOfHook)];
        _ownKeys = own.Select(static (variable, place) => (variable.Name, Key: string.Create(CultureInfo.InvariantCulture, $"own{place}")))
            .ToDictionary(static each => each.Name, static each => each.Key, StringComparer.Ordinal);
        _render = new(() => Engine().Compile(own.Count == 0 ? text : TemplateSyntax.Rename(text, _ownKeys)));
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>What it names of the core's data tables, and of the hook of a tenant's own event.</summary>
    public IReadOnlyList<OwnVariable> Own { get; }

    /// <summary>Of them what data tables have; each table is a question to the core.</summary>
    public IReadOnlyList<OwnVariable> OfTables { get; }

    /// <summary>
    /// Checks a text for an event type; one that is more than words and variables is also compiled and rendered on trial. The engine takes a tenth
    /// of the start of the service for its first text, and has nothing to say about words and variables that <see cref="TemplateSyntax"/> has
    /// found in order: those are compiled when first rendered.
    /// </summary>
    /// <param name="fault">What is wrong, on one line, in words that follow the setting's name.</param>
    /// <param name="isStrict">Whether a value that is missing where the text names it stops the SMS; else a blank stands for it.</param>
    /// <param name="own">What the tenant's texts can name beside the event's variables; null: nothing.</param>
    public static bool TryCompile(
        string eventType, string? text, [NotNullWhen(true)] out Template? template, [NotNullWhen(false)] out string? fault, bool isStrict = false, IReadOnlyList<OwnVariable>? own = null)
    {
        template = null;
        if (EventCatalogue.Find(eventType) is not { } kind)
        {
            fault = $"no such event type; known: {string.Join(", ", TemplateEvents.All)}";
            return false;
        }

        return TryCompile(kind, text, out template, out fault, isStrict, own);
    }

    /// <inheritdoc cref="TryCompile(string, string?, out Template?, out string?, bool, IReadOnlyList{OwnVariable}?)"/>
    public static bool TryCompile(
        EventKind kind, string? text, [NotNullWhen(true)] out Template? template, [NotNullWhen(false)] out string? fault, bool isStrict = false, IReadOnlyList<OwnVariable>? own = null)
    {
        template = null;
        var variables = kind.Variables;
        if (string.IsNullOrWhiteSpace(text))
        {
            fault = "the text is empty";
            return false;
        }

        var needs = new TemplateNeeds();
        fault = TemplateSyntax.FindFault(text, [.. variables.Select(variable => variable.Name), .. (own ?? []).Select(variable => variable.Name)], needs)
            ?? Create(variables, own is null ? [] : Named(own, text), text, isStrict ? needs : null, out template);
        return fault is null;
    }

    /// <summary>Whether the text may tell what the client still owes; sometimes true without need, never false with it.</summary>
    public bool TellsBalance => _variables.Any(variable => variable.Name == TextVariables.Outstanding);

    /// <summary>
    /// The finished body: clean, trimmed, at most <see cref="TemplateText.LongestBody"/> characters. Empty if the text
    /// consists of nothing but values that are missing.
    /// </summary>
    public string Render(TemplateModel model) => Fill(Values(model));

    private string Fill(Dictionary<string, string> values)
    {
        foreach (var (name, key) in _ownKeys)
        {
            values[key] = values[name];
        }

        return TemplateText.Finish(_render.Value(values));
    }

    /// <summary>A variable that the text needs and that has no value; null: none, or a blank may stand for it.</summary>
    public string? MissingValue(TemplateModel model) => _needs?.Missing(Values(model));

    /// <summary>Values are data to the engine: braces in a client's name stay braces.</summary>
    private Dictionary<string, string> Values(TemplateModel model)
    {
        var values = _variables.ToDictionary(variable => variable.Name, variable => TemplateText.Clean(variable.Value(model)), StringComparer.Ordinal);
        foreach (var variable in Own)
        {
            values[variable.Name] = model.Own?.TryGetValue(variable.Name, out var value) == true ? TemplateText.Clean(value) : "";
        }

        return values;
    }

    private static List<OwnVariable> Named(IReadOnlyList<OwnVariable> own, string text)
    {
        var names = TemplateSyntax.OwnNames(text);
        return [.. own.Where(variable => names.Contains(variable.Name, StringComparer.Ordinal))];
    }

    private static string? Create(IReadOnlyList<TextVariable> variables, IReadOnlyList<OwnVariable> own, string text, TemplateNeeds? needs, out Template? template)
    {
        try
        {
            template = new Template([.. variables.Where(variable => text.Contains(variable.Name, StringComparison.Ordinal))], own, needs, text);
            if (!WordsAndVariables().IsMatch(text))
            {
                template.Render(new TemplateModel());
            }

            return null;
        }
        catch (Exception exception) when (exception is HandlebarsException or InvalidOperationException or ArgumentException)
        {
            // TemplateSyntax let through what the engine does not take; it has no one type for that.
            template = null;
            return exception.Message.ReplaceLineEndings(" ");
        }
    }

    [GeneratedRegex(@"\A(?>[^{}\\]+|\{\{[a-z]+\}\})*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex WordsAndVariables();

    // NoEscape: an SMS is no HTML page, and O'Brien & Sons is a name.
    private static IHandlebars Engine() =>
        Handlebars.Create(new HandlebarsConfiguration { NoEscape = true, ThrowOnUnresolvedBindingExpression = true });
}
