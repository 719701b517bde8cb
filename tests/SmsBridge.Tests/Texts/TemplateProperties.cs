using CsCheck;
using SmsBridge.Texts;

namespace SmsBridge.Tests.Texts;

/// <summary>Whatever somebody typed in the core, and whatever an operator writes as a text.</summary>
public class TemplateProperties
{
    private static readonly string[] Pieces =
    [
        "{{name}}", "{{ date }}", "{{{amount}}}", "{{~name~}}", "{{#if name}}", "{{#if  receipt }}", "{{~#if date~}}",
        "{{ #if name}}", "{{#unless name}}", "{{else}}", "{{~else~}}", "{{ else }}", "{{else if date}}", "{{/if}}", "{{ /if }}",
        "{{~/if~}}", "{{/unless}}", "{{! note }}", "{{!-- note --}}", "{{!-- {{name}} --}}", "{{~! note ~}}", "{{!}}", "{{!----}}",
        " ", "\n", "a", "{", "}", "}}", "{ {", "\\", "\"", "'", "~", "|", "{{\nname\n}}", "{{name}", "{{}}", "{{&name}}", "{{name }}",
        "{{nope}}", "{{!--", "--}}", "{{!-", // an unknown variable may hide in what looks like a comment
    ];

    /// <summary>What looks like markup, templates, escapes or the end of something, in names and elsewhere.</summary>
    private static readonly Gen<string?> Value = Gen
        .OneOf(
            Gen.OneOf(
                "O'Brien", "& Sons", "<b>", "</b>", "\"", "'", "`", "=", "&amp;", "&#39;", "{{name}}", "{{#if name}}", "{{{", "}}", "{", "}", "\\", "\\{{", "%", "$1", "\n", "\t",
                "\0", "\u202e", "😀", "é", "\ud83d", " "),
            Gen.String[0, 8], Gen.String[1_500, 1_700])
        .Array[0, 5].Select(string.Concat).Null();

    [Fact]
    public void What_passes_the_check_renders_in_every_branch()
    {
        string[] variables = [.. TemplateEvents.VariablesOf(TemplateEvents.LoanRepayment)!.Select(variable => variable.Name)];
        var full = new TemplateModel { Name = "n", Date = "d", Amount = "a", Receipt = "r" };
        var passed = 0;

        Gen.OneOf(Pieces).Array[1, 5].Select(string.Concat)
            .Where(text => !string.IsNullOrWhiteSpace(text))
            .Sample(
                text =>
                {
                    if (TemplateSyntax.FindFault(text, variables) is null)
                    {
                        Interlocked.Increment(ref passed);
                        Template.TryCompile(TemplateEvents.LoanRepayment, text, out var template, out var fault).ShouldBeTrue($"{text} => {fault}");
                        template.Render(full);
                        template.Render(new TemplateModel { Name = "n" });
                    }
                },
                iter: 4_500);

        passed.ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData(TemplateEvents.LoanRepayment, "Dear {{name}}, {{{amount}}} of {{#if receipt}}{{receipt}}{{else}}none{{/if}} {{ account }}.")]
    [InlineData(TemplateEvents.LoanRepayment, "{{amount}}{{name}}{{account}}{{receipt}}")]
    [InlineData(TemplateEvents.LoanRepayment, null)]
    [InlineData(TemplateEvents.ClientCreate, null)]
    public void Any_value_is_inserted_as_it_is(string eventType, string? text)
    {
        text ??= new TemplateOptions().Texts[eventType]!;
        Template.TryCompile(eventType, text, out var template, out _).ShouldBeTrue();

        Gen.Select(Value, Value, Value, Value).Sample(
            (name, amount, account, receipt) =>
            {
                var sms = template!.Render(new TemplateModel { Name = name, Amount = amount, Account = account, Receipt = receipt, Date = "21 November 2026" });

                sms.ShouldBe(TemplateText.Finish(Inserted(text, name, amount, account, receipt)));
                sms.Length.ShouldBeLessThanOrEqualTo(TemplateText.LongestBody);
                sms.ShouldNotContain(character => char.IsControl(character) && character != '\n');
                if (!string.Concat(name, amount, account, receipt).Contains('{', StringComparison.Ordinal))
                {
                    sms.ShouldNotContain("{");
                }
            },
            iter: 1_000);
    }

    /// <summary>By plain replacement, in one pass: a value that looks like a variable is not filled in.</summary>
    private static string Inserted(string text, string? name, string? amount, string? account, string? receipt)
    {
        var filled = text
            .Replace("{{#if receipt}}{{receipt}}{{else}}none{{/if}}", string.IsNullOrEmpty(TemplateText.Clean(receipt)) ? "none" : "\u0001r", StringComparison.Ordinal)
            .Replace("{{name}}", "\u0001n", StringComparison.Ordinal).Replace("{{{amount}}}", "\u0001a", StringComparison.Ordinal)
            .Replace("{{amount}}", "\u0001a", StringComparison.Ordinal).Replace("{{ account }}", "\u0001c", StringComparison.Ordinal)
            .Replace("{{account}}", "\u0001c", StringComparison.Ordinal).Replace("{{receipt}}", "\u0001r", StringComparison.Ordinal)
            .Replace("{{date}}", "21 November 2026", StringComparison.Ordinal);
        var parts = filled.Split('\u0001');
        return parts[0] + string.Concat(parts.Skip(1).Select(part => TemplateText.Clean(part[0] switch { 'n' => name, 'a' => amount, 'c' => account, _ => receipt }) + part[1..]));
    }
}
