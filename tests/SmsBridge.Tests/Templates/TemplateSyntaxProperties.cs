using SmsBridge.Templates;

namespace SmsBridge.Tests.Templates;

public class TemplateSyntaxProperties
{
    private static readonly string[] Pieces =
    [
        "{{name}}", "{{ date }}", "{{{amount}}}", "{{~name~}}", "{{#if name}}", "{{#if  receipt }}", "{{~#if date~}}",
        "{{ #if name}}", "{{#unless name}}", "{{else}}", "{{~else~}}", "{{ else }}", "{{else if date}}", "{{/if}}", "{{ /if }}",
        "{{~/if~}}", "{{/unless}}", "{{! note }}", "{{!-- note --}}", "{{!-- {{name}} --}}", "{{~! note ~}}", "{{!}}", "{{!----}}",
        " ", "\n", "a", "{", "}", "}}", "{ {", "\\", "\"", "'", "~", "|", "{{\nname\n}}", "{{name}", "{{}}", "{{&name}}", "{{name }}",
        "{{nope}}", "{{!--", "--}}", "{{!-", // an unknown variable may hide in what looks like a comment
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_passes_the_check_renders_in_every_branch(int seed)
    {
        var random = new Random(seed);
        string[] variables = [.. TemplateEvents.VariablesOf(TemplateEvents.LoanRepayment)!.Select(variable => variable.Name)];
        var full = new TemplateModel { Name = "n", Date = "d", Amount = "a", Receipt = "r" };
        var passed = 0;

        for (var round = 0; round < 1_500; round++)
        {
            var text = string.Concat(random.GetItems(Pieces, random.Next(1, 6)));
            if (string.IsNullOrWhiteSpace(text) || TemplateSyntax.FindFault(text, variables) is not null)
            {
                continue;
            }

            passed++;
            Template.TryCompile(TemplateEvents.LoanRepayment, text, out var template, out var fault).ShouldBeTrue($"{text} => {fault}");
            Should.NotThrow(() => template!.Render(full), text);
            Should.NotThrow(() => template!.Render(new TemplateModel { Name = "n" }), text);
        }

        passed.ShouldBeGreaterThan(100);
    }
}
