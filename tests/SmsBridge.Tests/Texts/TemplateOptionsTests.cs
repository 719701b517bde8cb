using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SmsBridge.Texts;

namespace SmsBridge.Tests.Texts;

public class TemplateOptionsTests
{
    private const string RepaymentVariables =
        "known: name, firstname, lastname, client, office, amount, currency, date, account, product, outstanding, receipt";

    [Theory]
    [InlineData("Thanks for {{amout}}", "unknown variable {{amout}}; " + RepaymentVariables)]
    [InlineData("{{#if receipt}}{{recipt}}{{/if}}", "unknown variable {{recipt}}; " + RepaymentVariables)]
    [InlineData("{{#if receipt}}x{{else}}{{recipt}}{{/if}}", "unknown variable {{recipt}}; " + RepaymentVariables)]
    [InlineData("{{#if recipt}}x{{/if}}", "unknown variable {{recipt}}; " + RepaymentVariables)]
    [InlineData("{{#if receipt}}x{{else if recipt}}y{{/if}}", "unknown variable {{recipt}}; " + RepaymentVariables)]
    [InlineData("{{#unless recipt}}x{{/unless}}", "unknown variable {{recipt}}; " + RepaymentVariables)]
    [InlineData("{{{recipt}}}", "unknown variable {{recipt}}; " + RepaymentVariables)]
    [InlineData("{{Name}}", "unknown variable {{Name}}; " + RepaymentVariables)]
    [InlineData("{{this}}", "unknown variable {{this}}; " + RepaymentVariables)]
    [InlineData("{{&name}}", "unknown variable {{&name}}; " + RepaymentVariables)]
    [InlineData("Hi {{name", "broken tag at character 4: {{name")]
    [InlineData("Hi {{name}", "broken tag at character 4: {{name}")]
    [InlineData("Hi {{name}}}", "broken tag at character 4: {{name}}}")]
    [InlineData("Hi {{{name}}", "broken tag at character 4: {{{name}}")]
    [InlineData("Hi {{{{name}}}}", "broken tag at character 4: {{{{name}}}}")]
    [InlineData("Hi {{name\n{{date}}", "broken tag at character 4: {{name {{date}}")]
    [InlineData("Hi \\{{name}}", "broken tag at character 4: \\{{name}}")]
    [InlineData("{{!-- never ends", "broken tag at character 1: {{!-- never ends")]
    [InlineData("{{}}", "empty tag {{}}")]
    [InlineData("{{#if name}}x", "{{#if}} is never closed")]
    [InlineData("x{{/if}}", "{{/if}} closes nothing")]
    [InlineData("{{#if name}}x{{/unless}}", "{{/unless}} closes nothing")]
    [InlineData("x{{else}}y", "{{else}} without its {{#if}}")]
    [InlineData("{{#if name}}x{{else}}y{{else}}z{{/if}}", "{{else}} without its {{#if}}")]
    [InlineData("{{#unless name}}x{{else if date}}y{{/unless}}", "{{else if date}} is not understood; known: else, else if (after #if)")]
    [InlineData("{{#if}}x{{/if}}", "{{#if}} needs exactly one variable")]
    [InlineData("{{#if name date}}x{{/if}}", "{{#if}} needs exactly one variable")]
    [InlineData("{{> footer}}", "partials do not exist here: {{> footer}}")]
    [InlineData("{{>footer}}", "partials do not exist here: {{>footer}}")]
    [InlineData("{{upper name}}", "unknown helper {{upper}}; known: #if, #unless")]
    [InlineData("{{#each name}}x{{/each}}", "unknown helper {{#each}}; known: #if, #unless")]
    [InlineData("{{#name}}x{{/name}}", "unknown helper {{#name}}; known: #if, #unless")]
    [InlineData("", "the text is empty")]
    [InlineData(" \n", "the text is empty")]
    [InlineData(null, "the text is empty")]
    public async Task A_text_that_cannot_be_rendered_stops_the_start(string? text, string fault)
    {
        var exception = await StartAsync(("Templates:Texts:LOAN REPAYMENT", text)).ShouldThrowAsync<OptionsValidationException>();

        exception.Message.ShouldBe($"Templates:Texts:LOAN REPAYMENT: {fault}");
    }

    [Fact]
    public async Task A_client_event_does_not_offer_what_only_a_repayment_has()
    {
        var exception = await StartAsync(("Templates:Texts:CLIENT CREATE", "{{amount}}")).ShouldThrowAsync<OptionsValidationException>();

        exception.Message.ShouldBe(
            "Templates:Texts:CLIENT CREATE: unknown variable {{amount}}; known: name, firstname, lastname, client, office");
    }

    [Fact]
    public async Task An_event_type_nobody_handles_stops_the_start()
    {
        var exception = await StartAsync(("Templates:Texts:LOAN REPAYMNT", "Hi")).ShouldThrowAsync<OptionsValidationException>();

        exception.Message.ShouldStartWith("Templates:Texts:LOAN REPAYMNT: no such event type; known: CLIENT CREATE, CLIENT ACTIVATE");
    }

    [Theory]
    [InlineData("HH:mm")]
    [InlineData("q\"")]
    [InlineData("-")]
    public async Task A_date_format_that_gives_no_date_stops_the_start(string format)
    {
        var exception = await StartAsync(("Templates:DateFormat", format)).ShouldThrowAsync<OptionsValidationException>();

        exception.Message.ShouldBe(
            $"Templates:DateFormat: \"{format}\" is no format for a date without time; an example: d MMMM yyyy");
    }

    [Theory]
    [InlineData("Templates:DateFormat", "")]
    [InlineData("Templates:DateFormat", "yyyy-MM-dd yyyy-MM-dd yyyy-MM-dd yyyy-MM-dd yyyy-MM-dd")]
    public async Task A_date_format_is_neither_empty_nor_long(string key, string format) =>
        (await StartAsync((key, format)).ShouldThrowAsync<OptionsValidationException>()).Message.ShouldContain("DateFormat");

    [Fact]
    public async Task A_misspelt_setting_stops_the_start() =>
        (await StartAsync(("Templates:Text:LOAN REPAYMENT", "Hi")).ShouldThrowAsync<InvalidOperationException>())
            .Message.ShouldContain("Text");

    [Fact]
    public async Task Overriding_one_text_keeps_the_other()
    {
        using var host = await StartAsync(("Templates:Texts:loan repayment", "Paid: {{amount}}"));
        var catalog = host.Services.GetRequiredService<TemplateCatalog>();

        catalog.Render("LOAN REPAYMENT", new TemplateModel { Amount = "KES 5" }).ShouldBe("Paid: KES 5");
        catalog.Render("CLIENT CREATE", new TemplateModel { Name = "Jane" })
            .ShouldBe("Welcome, Jane! You are now registered with us.");
    }

    [Fact]
    public async Task Two_faults_are_both_named()
    {
        var exception = await StartAsync(("Templates:Texts:CLIENT CREATE", ""), ("Templates:Texts:LOAN REPAYMENT", "{{x}}"))
            .ShouldThrowAsync<OptionsValidationException>();

        exception.Failures.Count().ShouldBe(2);
    }

    private static async Task<IHost> StartAsync(params (string Key, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        builder.Services.AddTemplates();
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
