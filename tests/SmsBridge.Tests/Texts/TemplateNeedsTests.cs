using SmsBridge.Texts;

namespace SmsBridge.Tests.Texts;

/// <summary>A value that is missing where the text names it stops the SMS, unless the text allows for it.</summary>
public class TemplateNeedsTests
{
    private static readonly TemplateModel Known = new() { Name = "Jane", Amount = "KES 5" };

    [Theory]
    [InlineData("Hi {{name}}", null)]
    [InlineData("Hi {{name}}, {{receipt}}", "receipt")]
    [InlineData("Hi {{{receipt}}}", "receipt")]
    [InlineData("Hi{{#if receipt}} {{receipt}}{{/if}}", null)]
    [InlineData("Hi{{#if receipt}} {{receipt}} {{date}}{{/if}}", null)]
    [InlineData("Hi{{#if amount}} {{date}}{{/if}}", "date")]
    [InlineData("Hi{{#if receipt}} x{{else}} {{receipt}}{{/if}}", "receipt")]
    [InlineData("Hi{{#unless receipt}} {{date}}{{/unless}}", "date")]
    [InlineData("Hi{{#unless receipt}} x{{else}} {{receipt}}{{/unless}}", null)]
    [InlineData("Hi{{#if receipt}} {{receipt}}{{else if date}} {{date}}{{else}} none{{/if}}", null)]
    [InlineData("Hi{{#if receipt}}a{{else if amount}}{{account}}{{/if}}", "account")]
    [InlineData("Hi{{#if amount}}{{#if receipt}}{{receipt}}{{/if}}{{date}}{{/if}}", "date")]
    [InlineData("Hi{{#if receipt}}a{{/if}}{{receipt}}", "receipt")]
    [InlineData("Hi{{! {{receipt}} }}", null)]
    public void The_first_value_it_can_not_do_without_is_named(string text, string? missing)
    {
        Template.TryCompile("LOAN REPAYMENT", text.Replace("{{! {{receipt}} }}", "{{! receipt }}", StringComparison.Ordinal), out var template, out var fault, isStrict: true).ShouldBeTrue(fault);

        template.MissingValue(Known).ShouldBe(missing);
    }

    [Fact]
    public void A_text_that_is_not_strict_puts_a_blank()
    {
        Template.TryCompile("LOAN REPAYMENT", "Hi {{receipt}}!", out var template, out _).ShouldBeTrue();

        template.MissingValue(Known).ShouldBeNull();
        template.Render(Known).ShouldBe("Hi !");
    }

    [Theory]
    [InlineData("{{#if receipt}}Receipt {{receipt}}{{/if}}", true)]
    [InlineData("{{#unless name}}x{{/unless}} ", true)]
    [InlineData("{{#unless receipt}}Ask for your receipt.{{/unless}}", true)] // of each payment that has one
    [InlineData("{{#if receipt}}{{receipt}}{{else}}No receipt.{{/if}}", false)]
    [InlineData("{{#if receipt}}{{#if amount}}{{amount}}{{/if}}{{else}}No receipt.{{/if}}", true)]
    [InlineData("{{receipt}}", false)] // missing: not sent at all
    [InlineData("Hi{{#if receipt}}x{{/if}}", false)]
    public void A_text_that_is_all_condition_can_be_empty(string text, bool isEmpty)
    {
        Template.TryCompile("LOAN REPAYMENT", text, out var template, out _, isStrict: true).ShouldBeTrue();

        template.CanBeEmpty.ShouldBe(isEmpty);
    }
}
