using Microsoft.Extensions.Options;
using SmsBridge.Texts;

namespace SmsBridge.Tests.Texts;

public class TemplateCatalogTests
{
    private static readonly TemplateModel Jane = new()
    {
        Name = "Jane Wanjiru",
        Firstname = "Jane",
        Lastname = "Wanjiru",
        Client = "000000007",
        Office = "Head Office",
        Amount = "KES 1,500.00",
        Currency = "KES",
        Date = "21 November 2026",
        Account = "000000042",
        Product = "Business Loan",
        Outstanding = "KES 8,800.00",
        Receipt = "QK12",
    };

    [Fact]
    public void The_default_welcome_is_rendered() =>
        Catalog().Render("CLIENT CREATE", Jane).ShouldBe("Welcome, Jane Wanjiru! You are now registered with us.");

    [Fact]
    public void The_default_thanks_are_rendered() =>
        Catalog().Render("LOAN REPAYMENT", Jane)
            .ShouldBe("Thank you, Jane Wanjiru. We received KES 1,500.00 for loan 000000042 on 21 November 2026.");

    [Fact]
    public void Every_variable_of_a_repayment_has_its_value() =>
        Render(
            "{{name}}|{{firstname}}|{{lastname}}|{{client}}|{{office}}|{{amount}}|{{currency}}|{{date}}|{{account}}|{{product}}|{{outstanding}}|{{receipt}}",
            Jane).ShouldBe(
            "Jane Wanjiru|Jane|Wanjiru|000000007|Head Office|KES 1,500.00|KES|21 November 2026|000000042|Business Loan|KES 8,800.00|QK12");

    [Theory]
    [InlineData("O'Brien & Sons")]
    [InlineData("<b>\"Müller\"</b>")]
    [InlineData("{{x}}")]
    [InlineData("{{amount}}")]
    [InlineData("{{#if}}")]
    [InlineData("{{> partial}}")]
    [InlineData("}}")]
    [InlineData("\\{{name}}")]
    [InlineData("जेन")]
    [InlineData("👩‍👧 Jane")]
    public void A_name_is_data_and_appears_as_it_is(string name)
    {
        Render("Hi {{name}}.", Jane with { Name = name }).ShouldBe($"Hi {name}.");
        Render("Hi {{{name}}}.", Jane with { Name = name }).ShouldBe($"Hi {name}.");
        Render("Hi {{#if name}}{{name}}{{/if}}.", Jane with { Name = name }).ShouldBe($"Hi {name}.");
    }

    [Theory]
    [InlineData("Dear {{firstname}} {{lastname}} - hello", "Dear Jane - hello")]
    [InlineData("Dear {{lastname}} {{firstname}}", "Dear Jane")]
    [InlineData("{{lastname}}\n{{lastname}}\n\n{{firstname}} \n {{lastname}}\nBye", "Jane\n\nBye")]
    [InlineData("{{firstname}} {{#if lastname}}has{{else}}lacks{{/if}} a last name", "Jane lacks a last name")]
    [InlineData("{{#unless lastname}}only {{firstname}}{{/unless}}", "only Jane")]
    [InlineData("{{#if lastname}}1{{else if firstname}}2{{else}}3{{/if}}", "2")]
    [InlineData("a {{~#if firstname~}} b {{~/if~}} c", "abc")]
    [InlineData("{{! why }}a{{!-- {{lastname}} --}}b", "ab")]
    [InlineData("  a\r\n\tb  ", "a\nb")]
    [InlineData("{{lastname}}", "")]
    public void Missing_values_leave_no_gaps(string template, string expected) =>
        Render(template, Jane with { Lastname = null }).ShouldBe(expected);

    [Theory]
    [InlineData("Jane\0\u0007 Wanjiru\u001b", "Jane Wanjiru")]
    [InlineData("Jane\tWanjiru", "Jane Wanjiru")]
    [InlineData(" Jane \u00a0 Wanjiru ", "Jane Wanjiru")]
    [InlineData("Jane\r\nWanjiru", "Jane\nWanjiru")]
    [InlineData("Jane\u0085\u009fWanjiru", "Jane Wanjiru")]
    public void Control_characters_of_the_core_do_not_reach_a_phone(string name, string expected) =>
        Render("{{name}}", Jane with { Name = name }).ShouldBe(expected);

    [Fact]
    public void A_text_of_1600_characters_stays_whole() =>
        Render("{{name}}", Jane with { Name = Words(1600) }).ShouldBe(Words(1600));

    [Fact]
    public void A_longer_text_ends_at_a_word_and_says_so()
    {
        var text = Render("{{name}}", Jane with { Name = Words(1601) });

        text.Length.ShouldBeLessThanOrEqualTo(1600);
        text.Length.ShouldBeGreaterThan(1590);
        text.ShouldEndWith("word...");
    }

    [Fact]
    public void A_text_without_words_is_cut_between_characters()
    {
        Render("{{name}}", Jane with { Name = new string('x', 2000) }).ShouldBe(new string('x', 1597) + "...");
        Render("{{name}}", Jane with { Name = string.Concat(Enumerable.Repeat("😀", 1000)) })
            .ShouldBe(string.Concat(Enumerable.Repeat("😀", 798)) + "...");
    }

    [Fact]
    public void Many_threads_render_the_same_template()
    {
        var catalog = Catalog();

        var wrong = ParallelEnumerable.Range(0, 20_000).WithDegreeOfParallelism(8)
            .Select(number => (
                Text: catalog.Render("CLIENT CREATE", new TemplateModel { Name = $"N{number}" }),
                Expected: $"Welcome, N{number}! You are now registered with us."))
            .Where(pair => pair.Text != pair.Expected)
            .ToList();

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Event_types_have_no_case_and_unknown_ones_have_no_text()
    {
        var catalog = Catalog();

        catalog.Render("client create", Jane).ShouldStartWith("Welcome");
        Should.Throw<KeyNotFoundException>(() => catalog.Render("LOAN UNDO", Jane));
    }

    private static string Words(int length) => string.Concat(Enumerable.Repeat("word ", 400))[..(length - 1)] + "s";

    private static TemplateCatalog Catalog() => new(Options.Create(new TemplateOptions()));

    private static string Render(string template, TemplateModel model)
    {
        var options = new TemplateOptions();
        options.Texts["LOAN REPAYMENT"] = template;
        return new TemplateCatalog(Options.Create(options)).Render("LOAN REPAYMENT", model);
    }
}
