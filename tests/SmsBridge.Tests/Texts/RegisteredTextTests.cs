using SmsBridge.Texts;

namespace SmsBridge.Tests.Texts;

/// <summary>A text with variables against the template it is registered under: before it is published, and with its values.</summary>
public class RegisteredTextTests
{
    private static readonly TemplateModel Values = new() { Name = "Jane Wanjiru", Firstname = "Jane", Amount = "KES 1,500.00", Account = "000000031" };

    [Theory]
    [InlineData("Dear {{name}}, we received {{amount}}.")]
    [InlineData("Dear {{firstname}} {{lastname}}, we received {{currency}} {{amount}}.")]
    [InlineData("Dear {{#if firstname}}{{firstname}}{{else}}client{{/if}}, we received {{amount}}.")]
    [InlineData("Dear {{name}}, we received {{amount}}{{#if receipt}}, receipt {{receipt}}{{/if}}.")]
    [InlineData("Dear client, we received {{amount}} on {{date}}.")]
    [InlineData("Dear {{name}},   we received {{amount}}. ")]
    public void What_is_the_template_with_variables_in_its_places_can_be_published(string text) => WhyNever(text).ShouldBeNull();

    [Theory]
    [InlineData("Dear {{name}}, we have received {{amount}}.", "goes on with “, we received ”, and the text has “, we have received {{amount}}.” there.")]
    [InlineData("Dear {{name}}, we received {{amount}}", "goes on with “.”, and the text has nothing more there.")]
    [InlineData("Dear {{name}}, we received {{amount}}. Balance {{outstanding}}, and thank you very much.", "The registered template ends where the text has")]
    [InlineData("Hello {{name}}", "goes on with “Dear ”, and the text has “Hello {{name}}” there.")]
    [InlineData("{{name}} {{amount}}", "goes on with “Dear ”, and the text has “{{name}} {{amount}}” there.")]
    [InlineData("Dear {{#if firstname}}{{firstname}}{{/if}}, we received {{amount}}.", "That is so where {{firstname}} has no value.")]
    [InlineData("Dear {#var#}, we received {{amount}}.", "has a place of the registered template in it")]
    [InlineData("Dear \uE000, we received {{amount}}.", "characters that are no writing")]
    [InlineData("Dear x{{#if name}}{{/if}}{{#if firstname}}{{/if}}{{#if lastname}}{{/if}}{{#if client}}{{/if}}{{#if office}}{{/if}}{{#if amount}}{{/if}}{{#if date}}{{/if}}, we received {{amount}}.", "7 conditions")]
    public void What_could_not_fit_is_refused_and_says_where(string text, string words) => WhyNever(text).ShouldNotBeNull().ShouldContain(words);

    [Fact]
    public void A_value_that_is_too_long_is_named_and_not_told()
    {
        var (text, registered) = (Text("Dear {{name}}, we received {{amount}}."), Registered());
        var longName = Values with { Name = "Maria Francisca Oliveira dos Santos" };

        registered.WhyNot(text, Values, text.Render(Values)).ShouldBeNull();
        registered.WhyNot(text, longName, text.Render(longName)).ShouldBe("{{name}} has 35 characters; the registered template has room for 30 there.");
    }

    [Fact]
    public void Values_that_share_a_place_are_named_together()
    {
        var text = Text("Dear {{firstname}} {{name}}, we received {{amount}}.");
        var longer = Values with { Name = "Oliveira dos Santos Nascimento" };

        Registered().WhyNot(text, longer, text.Render(longer)).ShouldBe("{{firstname}} {{name}} has 35 characters; the registered template has room for 30 there.");
    }

    [Fact]
    public void Under_a_template_that_can_not_be_read_nothing_goes_out()
    {
        var text = Text("Dear {{name}}.");

        RegisteredText.Of(new RegisteredTemplate()).WhyNot(text, Values, text.Render(Values)).ShouldNotBeNull().ShouldContain("another version");
    }

    [Theory]
    [InlineData(null, "1101", "Hi {#var#}", "id is the number of the registered content template")]
    [InlineData("11 07", "1101", "Hi {#var#}", "id is the number")]
    [InlineData("..", "1101", "Hi {#var#}", "id is the number")]
    [InlineData("1107", "", "Hi {#var#}", "entityId is the number of the registered principal entity")]
    [InlineData("1107", "1101", "", "pattern is missing")]
    [InlineData("1107", "1101", "Hi {#x#}", "is no place for a value")]
    public void What_is_incomplete_names_what_is_missing(string? id, string? entity, string? pattern, string words) =>
        new RegisteredTemplate { Id = id, EntityId = entity, Pattern = pattern }.OrNone.ShouldNotBeNull().Fault().ShouldNotBeNull().ShouldContain(words);

    [Fact]
    public void An_empty_one_is_none_and_blanks_around_do_not_count()
    {
        new RegisteredTemplate { Id = " ", Pattern = "" }.OrNone.ShouldBeNull();
        new RegisteredTemplate { Id = " 1107 ", EntityId = "1101\n", HeaderId = " ", Pattern = "\r\nHi\r\n{#var#} " }.OrNone
            .ShouldBe(new RegisteredTemplate { Id = "1107", EntityId = "1101", Pattern = "Hi\n{#var#}" });
    }

    private static string? WhyNever(string text) => Registered().WhyNever(Text(text));

    private static RegisteredText Registered() =>
        RegisteredText.Of(new RegisteredTemplate { Id = "1107", EntityId = "1101", Pattern = "Dear {#var#}, we received {#var#}." });

    private static Template Text(string text)
    {
        Template.TryCompile("LOAN REPAYMENT", text, out var template, out var fault, isStrict: true).ShouldBeTrue(fault);
        return template!;
    }
}
