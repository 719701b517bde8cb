using System.Diagnostics.CodeAnalysis;
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

    private Template(IReadOnlyList<TextVariable> variables, TemplateNeeds? needs, string text) =>
        (_variables, _needs, Text, _render) = (variables, needs, text, new(() => Engine().Compile(text)));

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Whether it can be nothing at all, because all it has is said on conditions.</summary>
    public bool CanBeEmpty => _needs?.Any != true && Render(new TemplateModel()).Length == 0;

    /// <summary>
    /// Checks a text for an event type; one that is more than words and variables is also compiled and rendered on trial. The engine takes a tenth
    /// of the start of the service for its first text, and has nothing to say about words and variables that <see cref="TemplateSyntax"/> has
    /// found in order: those are compiled when first rendered.
    /// </summary>
    /// <param name="fault">What is wrong, on one line, in words that follow the setting's name.</param>
    /// <param name="isStrict">Whether a value that is missing where the text names it stops the SMS; else a blank stands for it.</param>
    public static bool TryCompile(
        string eventType, string? text, [NotNullWhen(true)] out Template? template, [NotNullWhen(false)] out string? fault, bool isStrict = false)
    {
        template = null;
        if (TemplateEvents.VariablesOf(eventType) is not { } variables)
        {
            fault = $"no such event type; known: {string.Join(", ", TemplateEvents.All)}";
            return false;
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            fault = "the text is empty";
            return false;
        }

        var needs = new TemplateNeeds();
        fault = TemplateSyntax.FindFault(text, [.. variables.Select(variable => variable.Name)], needs)
            ?? Create(variables, text, isStrict ? needs : null, out template);
        return fault is null;
    }

    /// <summary>Whether the text may tell what the client still owes; sometimes true without need, never false with it.</summary>
    public bool TellsBalance => _variables.Any(variable => variable.Name == TextVariables.Outstanding);

    /// <summary>
    /// The finished body: clean, trimmed, at most <see cref="TemplateText.LongestBody"/> characters. Empty if the text
    /// consists of nothing but values that are missing.
    /// </summary>
    public string Render(TemplateModel model) => TemplateText.Finish(_render.Value(Values(model)));

    /// <summary>A variable that the text needs and that has no value; null: none, or a blank may stand for it.</summary>
    public string? MissingValue(TemplateModel model) => _needs?.Missing(Values(model));

    /// <summary>Values are data to the engine: braces in a client's name stay braces.</summary>
    private Dictionary<string, string> Values(TemplateModel model) =>
        _variables.ToDictionary(variable => variable.Name, variable => TemplateText.Clean(variable.Value(model)), StringComparer.Ordinal);

    private static string? Create(IReadOnlyList<TextVariable> variables, string text, TemplateNeeds? needs, out Template? template)
    {
        try
        {
            template = new Template([.. variables.Where(variable => text.Contains(variable.Name, StringComparison.Ordinal))], needs, text);
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
