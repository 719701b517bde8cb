using System.Text.RegularExpressions;

namespace SmsBridge.Texts;

/// <summary>
/// Checks a template before the engine sees it. The engine finds an unknown variable only in a branch it happens to render,
/// which may be weeks later and about somebody's money; here every tag of every branch is looked at. The language is the
/// part of Handlebars that a flat list of texts can use: variables, #if, #unless, else, comments.
/// </summary>
internal static partial class TemplateSyntax
{
    private const string Helpers = "#if, #unless";

    /// <param name="needs">Is told of every variable, and of the conditions around it.</param>
    /// <returns>What is wrong with the text, in words that follow its setting's name; null if nothing is.</returns>
    public static string? FindFault(string text, IReadOnlyCollection<string> variables, TemplateNeeds? needs = null)
    {
        var blocks = new Stack<Block>();
        var position = 0;
        while (text.IndexOf("{{", position, StringComparison.Ordinal) is >= 0 and var start)
        {
            var tag = Tag().Match(text, start);
            if (!tag.Success)
            {
                return $"broken tag at character {start + 1}: {Excerpt(text, start)}";
            }

            if (start > 0 && text[start - 1] == '\\') // the engine's escape
            {
                return $"broken tag at character {start}: {Excerpt(text, start - 1)}";
            }

            if (!tag.Groups["comment"].Success && FaultOf(tag, blocks, new Known(variables, needs)) is { } fault)
            {
                return fault;
            }

            position = start + tag.Length;
        }

        return blocks.TryPeek(out var open) ? $"{{{{#{open.Helper}}}}} is never closed" : null;
    }

    private static string? FaultOf(Match tag, Stack<Block> blocks, Known variables)
    {
        var words = tag.Groups["content"].Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [var variable] when tag.Value.StartsWith("{{{", StringComparison.Ordinal) => Use(variable, variables),
            [] => "empty tag {{}}",
            ["else", .. var rest] => Else(rest, blocks, variables),
            [['#', .. var helper], .. var rest] => Open(helper, rest, blocks, variables),
            [['/', .. var helper]] => Close(helper, blocks, variables),
            [['>', ..], ..] => $"partials do not exist here: {tag.Value.ReplaceLineEndings(" ")}",
            [var variable] => Use(variable, variables),
            [var helper, ..] => $"unknown helper {{{{{helper}}}}}; known: {Helpers}",
        };
    }

    private static string? Open(string helper, string[] rest, Stack<Block> blocks, Known variables)
    {
        if (helper is not ("if" or "unless"))
        {
            return $"unknown helper {{{{#{helper}}}}}; known: {Helpers}";
        }

        blocks.Push(new Block(helper));
        variables.Needs?.Open(helper, rest is [var condition] ? condition : "");
        return rest is [var variable] ? Unknown(variable, variables) : $"{{{{#{helper}}}}} needs exactly one variable";
    }

    private static string? Else(string[] rest, Stack<Block> blocks, Known variables)
    {
        if (!blocks.TryPeek(out var block) || block.HasElse)
        {
            return "{{else}} without its {{#if}}";
        }

        block.HasElse = rest.Length == 0;
        variables.Needs?.Else(rest is ["if", var other] ? other : null);
        return rest switch
        {
            [] => null,
            ["if", var variable] when block.Helper == "if" => Unknown(variable, variables),
            _ => $"{{{{else {string.Join(' ', rest)}}}}} is not understood; known: else, else if (after #if)",
        };
    }

    private static string? Close(string helper, Stack<Block> blocks, Known variables)
    {
        if (!blocks.TryPop(out var block) || block.Helper != helper)
        {
            return $"{{{{/{helper}}}}} closes nothing";
        }

        variables.Needs?.Close();
        return null;
    }

    private static string? Use(string variable, Known variables)
    {
        variables.Needs?.Use(variable);
        return Unknown(variable, variables);
    }

    private static string? Unknown(string variable, Known variables) =>
        variables.Names.Contains(variable, StringComparer.Ordinal) ? null
        : $"unknown variable {{{{{variable}}}}}; known: {Few(variables.Names.Where(name => IsLike(name, variable)).DefaultIfEmpty("none"))}";

    /// <summary>For who misspells a column those of data tables are told, for who misspells another variable the event's.</summary>
    private static bool IsLike(string name, string variable) => name.Contains(OwnVariable.Dot) == variable.Contains(OwnVariable.Dot);

    private static string Few(IEnumerable<string> names)
    {
        const int Most = 60; // a tenant may have a thousand columns
        var known = names.Take(Most + 1).ToList();
        return string.Join(", ", known.Take(Most)) + (known.Count > Most ? " and more" : "");
    }

    // One line, whatever the template: this ends up in a log.
    private static string Excerpt(string text, int start) =>
        text.Substring(start, Math.Min(20, text.Length - start)).ReplaceLineEndings(" ");

    [GeneratedRegex(
        @"\G(\{\{~?!--(?<comment>)((?!--|\{\{!)[\s\S])*--~?\}\}" +
        @"|\{\{~?!(?!--)(?<comment>)[^{}]*\}\}" +
        @"|\{\{\{(?<content>\s*[^{}~\s]+\s*)\}\}\}" +
        @"|\{\{~?(?<content>[^{}~]*)~?\}\})(?!\})",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Tag();

    private readonly record struct Known(IReadOnlyCollection<string> Names, TemplateNeeds? Needs);

    private sealed class Block(string helper)
    {
        public string Helper => helper;

        public bool HasElse { get; set; }
    }
}
