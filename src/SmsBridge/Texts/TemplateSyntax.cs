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

    /// <returns>What is wrong with the text, in words that follow its setting's name; null if nothing is.</returns>
    public static string? FindFault(string text, IReadOnlyCollection<string> variables)
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

            if (!tag.Groups["comment"].Success && FaultOf(tag, blocks, variables) is { } fault)
            {
                return fault;
            }

            position = start + tag.Length;
        }

        return blocks.TryPeek(out var open) ? $"{{{{#{open.Helper}}}}} is never closed" : null;
    }

    private static string? FaultOf(Match tag, Stack<Block> blocks, IReadOnlyCollection<string> variables)
    {
        var words = tag.Groups["content"].Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [var variable] when tag.Value.StartsWith("{{{", StringComparison.Ordinal) => Unknown(variable, variables),
            [] => "empty tag {{}}",
            ["else", .. var rest] => Else(rest, blocks, variables),
            [['#', .. var helper], .. var rest] => Open(helper, rest, blocks, variables),
            [['/', .. var helper]] => Close(helper, blocks),
            [['>', ..], ..] => $"partials do not exist here: {tag.Value.ReplaceLineEndings(" ")}",
            [var variable] => Unknown(variable, variables),
            [var helper, ..] => $"unknown helper {{{{{helper}}}}}; known: {Helpers}",
        };
    }

    private static string? Open(string helper, string[] rest, Stack<Block> blocks, IReadOnlyCollection<string> variables)
    {
        if (helper is not ("if" or "unless"))
        {
            return $"unknown helper {{{{#{helper}}}}}; known: {Helpers}";
        }

        blocks.Push(new Block(helper));
        return rest is [var variable] ? Unknown(variable, variables) : $"{{{{#{helper}}}}} needs exactly one variable";
    }

    private static string? Else(string[] rest, Stack<Block> blocks, IReadOnlyCollection<string> variables)
    {
        if (!blocks.TryPeek(out var block) || block.HasElse)
        {
            return "{{else}} without its {{#if}}";
        }

        block.HasElse = rest.Length == 0;
        return rest switch
        {
            [] => null,
            ["if", var variable] when block.Helper == "if" => Unknown(variable, variables),
            _ => $"{{{{else {string.Join(' ', rest)}}}}} is not understood; known: else, else if (after #if)",
        };
    }

    private static string? Close(string helper, Stack<Block> blocks) =>
        blocks.TryPop(out var block) && block.Helper == helper ? null : $"{{{{/{helper}}}}} closes nothing";

    private static string? Unknown(string variable, IReadOnlyCollection<string> variables) =>
        variables.Contains(variable, StringComparer.Ordinal)
            ? null
            : $"unknown variable {{{{{variable}}}}}; known: {string.Join(", ", variables)}";

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

    private sealed class Block(string helper)
    {
        public string Helper => helper;

        public bool HasElse { get; set; }
    }
}
