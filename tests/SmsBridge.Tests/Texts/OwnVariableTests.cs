using SmsBridge.Texts;

namespace SmsBridge.Tests.Texts;

/// <summary>Variables with a dot: what a text names of them, and how the engine is given them.</summary>
public class OwnVariableTests
{
    private static readonly OwnVariable[] Own = [new("kyc", "village", OwnValue.Text, 50), new("kyc", "vill", OwnValue.Text, 50), new("kyc", "कुल2", OwnValue.Whole, 0)];

    [Theory]
    [InlineData("{{kyc.village}}", "V")]
    [InlineData("{{{kyc.village}}} {{~ kyc.village ~}}", "VV")]
    [InlineData("{{kyc.vill}}{{kyc.village}}", "SV")]
    [InlineData("kyc.village is {{kyc.village}}.", "kyc.village is V.")]
    [InlineData("{{! kyc.village}}{{!-- {{kyc.vill}} --}}Hi", "Hi")]
    [InlineData("{{#if kyc.village}}a{{else if kyc.vill}}b{{else}}c{{/if}}{{#unless kyc.vill}}d{{/unless}}", "a")]
    [InlineData("{{kyc.कुल2}} {{name}}", "3 Jane")]
    public void They_are_told_whatever_stands_around_them(string text, string body)
    {
        Template.TryCompile("LOAN REPAYMENT", text, out var template, out var fault, isStrict: true, Own).ShouldBeTrue(fault);

        template.Render(new TemplateModel
        {
            Name = "Jane", Own = new Dictionary<string, string>(StringComparer.Ordinal) { ["kyc.village"] = "V", ["kyc.vill"] = "S", ["kyc.कुल2"] = "3" },
        }).ShouldBe(body);
    }

    [Fact]
    public void What_a_text_names_is_what_stands_in_its_tags()
    {
        Template.TryCompile("LOAN REPAYMENT", "kyc.vill {{! kyc.vill}}{{#if kyc.village}}{{name}}{{/if}}.", out var template, out _, isStrict: true, Own).ShouldBeTrue();

        template!.Own.ShouldHaveSingleItem().Name.ShouldBe("kyc.village");
        template.MissingValue(new TemplateModel { Name = "Jane" }).ShouldBeNull();
    }

    [Theory]
    [InlineData("{{kyc.villages}}", "unknown variable {{kyc.villages}}; known: kyc.village, kyc.vill, kyc.कुल2")]
    [InlineData("{{kyc}}", "unknown variable {{kyc}}; known: name,")]
    [InlineData("{{kyc.village.x}}", "unknown variable {{kyc.village.x}}")]
    [InlineData("{{kyc village}}", "unknown helper {{kyc}}")]
    [InlineData("{{kyc/village}}", "unknown variable {{kyc/village}}")]
    [InlineData("{{#each kyc.village}}x{{/each}}", "unknown helper {{#each}}")]
    public void What_is_misspelled_is_named_with_what_there_is(string text, string words)
    {
        Template.TryCompile("LOAN REPAYMENT", text, out _, out var fault, isStrict: true, Own).ShouldBeFalse();

        fault.ShouldNotBeNull().ShouldStartWith(words);
    }

    [Fact]
    public void A_value_may_hold_what_looks_like_a_tag()
    {
        Template.TryCompile("LOAN REPAYMENT", "[{{kyc.village}}]", out var template, out _, isStrict: true, Own).ShouldBeTrue();

        template!.Render(new TemplateModel { Name = "Jane", Own = new Dictionary<string, string>(StringComparer.Ordinal) { ["kyc.village"] = "{{name}} & <b>" } }).ShouldBe("[{{name}} & <b>]");
    }
}
