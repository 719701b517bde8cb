using System.Diagnostics.CodeAnalysis;
using HandlebarsDotNet;

namespace SmsBridge.Templates;

/// <summary>One text, compiled. Immutable; renders on any thread.</summary>
internal sealed class Template
{
    private readonly IReadOnlyList<TemplateEvents.Variable> _variables;
    private readonly HandlebarsTemplate<object, object> _render;

    private Template(IReadOnlyList<TemplateEvents.Variable> variables, HandlebarsTemplate<object, object> render) =>
        (_variables, _render) = (variables, render);

    /// <summary>Compiles a text for an event type and renders it once on trial.</summary>
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
            ?? Compile(variables, text, out template);
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
        return TemplateText.Finish(_render(values));
    }

    private static string? Compile(IReadOnlyList<TemplateEvents.Variable> variables, string text, out Template? template)
    {
        try
        {
            template = new Template([.. variables.Where(variable => text.Contains(variable.Name, StringComparison.Ordinal))], Engine().Compile(text));
            template.Render(new TemplateModel());
            return null;
        }
        catch (Exception exception) when (exception is HandlebarsException or InvalidOperationException or ArgumentException)
        {
            // TemplateSyntax let through what the engine does not take; it has no one type for that.
            template = null;
            return exception.Message.ReplaceLineEndings(" ");
        }
    }

    // NoEscape: an SMS is no HTML page, and O'Brien & Sons is a name.
    private static IHandlebars Engine() =>
        Handlebars.Create(new HandlebarsConfiguration { NoEscape = true, ThrowOnUnresolvedBindingExpression = true });
}
