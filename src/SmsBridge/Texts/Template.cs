using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using HandlebarsDotNet;

namespace SmsBridge.Texts;

/// <summary>One text, ready to render on any thread. Immutable.</summary>
internal sealed partial class Template
{
    private readonly IReadOnlyList<TemplateEvents.Variable> _variables;
    private readonly Lazy<HandlebarsTemplate<object, object>> _render;

    private Template(IReadOnlyList<TemplateEvents.Variable> variables, string text) =>
        (_variables, _render) = (variables, new(() => Engine().Compile(text)));

    /// <summary>
    /// Checks a text for an event type; one that is more than words and variables is also compiled and rendered on trial. The engine takes a tenth
    /// of the start of the service for its first text, and has nothing to say about words and variables that <see cref="TemplateSyntax"/> has
    /// found in order: those are compiled when first rendered.
    /// </summary>
    /// <param name="fault">What is wrong, on one line, in words that follow the setting's name.</param>
    public static bool TryCompile(
        string eventType, string? text, [NotNullWhen(true)] out Template? template, [NotNullWhen(false)] out string? fault)
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

        fault = TemplateSyntax.FindFault(text, [.. variables.Select(variable => variable.Name)])
            ?? Create(variables, text, out template);
        return fault is null;
    }

    /// <summary>Whether the text may tell what the client still owes; sometimes true without need, never false with it.</summary>
    public bool TellsBalance => _variables.Any(variable => variable.Name == TemplateEvents.Balance);

    /// <summary>
    /// The finished body: clean, trimmed, at most <see cref="TemplateText.LongestBody"/> characters. Empty if the text
    /// consists of nothing but values that are missing.
    /// </summary>
    public string Render(TemplateModel model)
    {
        // Values are data to the engine: braces in a client's name stay braces.
        var values = _variables.ToDictionary(
            variable => variable.Name, variable => TemplateText.Clean(variable.Value(model)), StringComparer.Ordinal);
        return TemplateText.Finish(_render.Value(values));
    }

    private static string? Create(IReadOnlyList<TemplateEvents.Variable> variables, string text, out Template? template)
    {
        try
        {
            template = new Template([.. variables.Where(variable => text.Contains(variable.Name, StringComparison.Ordinal))], text);
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
