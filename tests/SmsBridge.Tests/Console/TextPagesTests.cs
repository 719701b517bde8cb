using System.Net;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Console;

/// <summary>A tenant's texts in the console: seen, written, published, taken back, and by nobody else.</summary>
public class TextPagesTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Fact]
    public async Task A_text_is_written_seen_published_and_gone_back_to()
    {
        var tenant = await app.NewTenantAsync();
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        var url = Url(tenant, "LOAN_DISBURSE", "sw");
        (await PageAsync(browser, $"/console/tenants/{tenant.Id}/texts")).ShouldContain("LOAN_DISBURSE");
        (await PageAsync(browser, url)).ShouldContain("No speaker of this language has checked");

        (await SubmitAsync(browser, url, "event", ("enabled", "yes"), ("from", "100"), ("to", ""), ("officer", "yes"))).ShouldContain("Loan disbursed: told, from 100, with a copy to the loan officer.");
        var ruled = await SubmitAsync(browser, url, "event", ("enabled", "yes"), ("products", "Personal Loan\r\n\r\n 3 "), ("offices", "Mombasa"), ("types", ""), ("atMost", "2"));
        ruled.ShouldContain("Loan disbursed: told, of the products Personal Loan; 3, to clients of the offices Mombasa, at most 2 per client and day.");
        ruled.ShouldContain("Personal Loan\n3</textarea>");
        (await SubmitAsync(browser, url, "event", ("enabled", "yes"), ("types", "0"))).ShouldContain("which is no id in the core");
        (await SubmitAsync(browser, url, "event", ("enabled", "yes"), ("atMost", "-1"))).ShouldContain("a number from 1 to 50");
        (await SubmitAsync(browser, url, "event", ("enabled", "yes"), ("atMost", "51"))).ShouldContain("a number from 1 to 50");
        (await SubmitAsync(browser, url, "draft", ("text", "Habari {{nmae}}"))).ShouldContain("Unknown variable {{nmae}}");
        var draft = await SubmitAsync(browser, url, "draft", ("text", "Habari {{firstname}}, {{amount}}."));
        draft.ShouldContain("Habari Jane, KES 1,500.00.");
        draft.ShouldContain("one part, GSM-7");

        (await SubmitAsync(browser, url, "publish", ("note", "first words"))).ShouldContain("Version 1 of LOAN DISBURSE in sw is published.");
        await SubmitAsync(browser, url, "draft", ("text", "Second: {{amount}}."));
        await SubmitAsync(browser, url, "publish", ("note", ""));
        var difference = await PageAsync(browser, url);
        difference.ShouldContain("<del>Habari {{firstname}},</del>");
        difference.ShouldContain("<ins>Second:</ins>");
        var back = await SubmitAsync(browser, url, "back", ("version", "1"));

        back.ShouldContain("Version 3 of LOAN DISBURSE in sw is published.");
        back.ShouldContain("Back to version 1");
        (await SubmitAsync(browser, url, "withdraw")).ShouldContain("has no words of its own for LOAN DISBURSE in sw any more");
        (await app.QueryAsync<string>("SELECT actor FROM audit WHERE action = 'text' AND subject LIKE @Mine", new { Mine = $"%{tenant.Id}" })).Count.ShouldBe(6);
    }

    [Fact]
    public async Task An_event_that_is_not_on_the_list_is_put_there_worded_switched_on_and_removed()
    {
        var tenant = await app.NewTenantAsync();
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        var (list, url) = ($"/console/tenants/{tenant.Id}/texts", Url(tenant, "SAVINGSACCOUNT_HOLDAMOUNT", "en"));

        (await SubmitAsync(browser, list, "own", ("event", "USER_UPDATE"), ("class", "service"))).ShouldContain("carries a password");
        (await SubmitAsync(browser, list, "own", ("event", "LOAN_REPAYMENT"), ("class", "service"))).ShouldContain("is on the list already");
        (await SubmitAsync(browser, list, "own", ("event", "SAVINGSACCOUNT_HOLDAMOUNT"), ("class", "collection"))).ShouldContain("SAVINGSACCOUNT_HOLDAMOUNT");
        (await PageAsync(browser, url)).ShouldContain("No words in this language");
        (await SubmitAsync(browser, url, "draft", ("text", "Held: {{request.password}}"))).ShouldContain("may be a secret");
        (await SubmitAsync(browser, url, "draft", ("text", "Held: {{request.transactionAmount}}"))).ShouldContain("Held: Sample text");
        await SubmitAsync(browser, url, "publish", ("note", ""));
        (await SubmitAsync(browser, url, "event", ("enabled", "yes"), ("class", "service"), ("role", ""))).ShouldContain("SAVINGSACCOUNT HOLDAMOUNT: told, class service.");
        (await SubmitAsync(browser, url, "event", ("class", "service"), ("role", ""))).ShouldContain("not told, class service");
        (await SubmitAsync(browser, url, "remove")).ShouldContain("is no event of");
        (await PageAsync(browser, list)).ShouldNotContain("HOLDAMOUNT</code></th>");
    }

    [Fact]
    public async Task A_draft_is_rehearsed_and_sent_to_ones_own_number_before_clients_read_it()
    {
        var tenant = await app.NewTenantAsync();
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        var url = Url(tenant, "LOAN_REPAYMENT", "en");
        await tenant.RepayAsync();
        await SubmitAsync(browser, url, "draft", ("text", "Draft for {{name}}: {{amount}}."));

        var rehearsal = await SubmitAsync(browser, url, "rehearse");
        (await SubmitAsync(browser, url, "send", ("number", "12"))).ShouldContain("can not be read as one telephone number");
        var sent = await SubmitAsync(browser, url, "send", ("number", "+254711000111"));
        await app.DrainAsync();

        rehearsal.ShouldContain("Of 1 events of the last day 1 would be told");
        rehearsal.ShouldContain("What would have been sent");
        sent.ShouldContain("is on its way");
        app.Gateway.Sent.Last(sms => sms.To.Value == "+254711000111").Body.ShouldBe("Draft for Jane Wanjiru: KES 1,500.00.");
        app.Gateway.Sent.ShouldNotContain(sms => sms.Body.StartsWith("Draft") && sms.To.Value != "+254711000111");
    }

    [Fact]
    public async Task A_registered_template_is_given_with_the_draft_kept_shown_and_taken_off()
    {
        var tenant = await app.NewTenantAsync();
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        var url = Url(tenant, "LOAN_DISBURSE", "en");
        (string, string)[] template = [("templateId", "1107161"), ("entityId", "1101161"), ("headerId", ""), ("pattern", "Dear {#var#}, paid: {#var#}.")];

        var refused = await SubmitAsync(browser, url, "draft", [("text", "Dear {{name}}; paid: {{amount}}."), .. template]);
        refused.ShouldContain("The registered template goes on with");
        refused.ShouldContain("value=\"1107161\""); // what was typed stays
        (await SubmitAsync(browser, url, "draft", [("text", "Dear {{name}}, paid: {{amount}}."), .. template])).ShouldContain("value=\"1101161\"");
        var published = await SubmitAsync(browser, url, "publish", ("note", ""));

        published.ShouldContain("registered as template 1107161");
        published.ShouldContain("Registered as template");
        await SubmitAsync(browser, url, "draft", ("text", "Paid: {{amount}}."), ("templateId", ""), ("entityId", ""), ("headerId", ""), ("pattern", ""));
        (await SubmitAsync(browser, url, "publish", ("note", ""))).ShouldNotContain("registered as template 1107161");
    }

    [Fact]
    public async Task Amounts_and_languages_that_are_none_are_said()
    {
        var tenant = await app.NewTenantAsync();
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));

        (await SubmitAsync(browser, Url(tenant, "LOAN_DISBURSE", "en"), "event", ("enabled", "yes"), ("from", "1,5"), ("to", ""))).ShouldContain("an amount is written as in 1500");
        (await SubmitAsync(browser, $"/console/tenants/{tenant.Id}/texts", "language", ("language", "Kiswa"))).ShouldContain("A language is written as in sw or pt-BR.");
        (await SubmitAsync(browser, $"/console/tenants/{tenant.Id}/texts", "language", ("language", "sw"))).ShouldContain($"{tenant.Id} writes in sw.");
    }

    [Fact]
    public async Task Another_tenants_staff_finds_nothing_and_a_viewer_changes_nothing()
    {
        var (ours, theirs) = (await app.NewTenantAsync(), await app.NewTenantAsync());
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([ours.Id]));
        using var viewer = await app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([ours.Id]));

        (await StatusAsync(browser, Url(theirs, "LOAN_DISBURSE", "en"))).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(browser, Url(ours, "LOAN_DISBURS", "en"))).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(browser, Url(ours, "LOAN_DISBURSE", "English"))).ShouldBe(HttpStatusCode.NotFound);
        (await PageAsync(viewer, Url(ours, "LOAN_DISBURSE", "en"))).ShouldNotContain("<textarea");
    }

    private static string Url(TestTenant tenant, string code, string language) => $"/console/tenants/{tenant.Id}/texts/{code}/{language}";
}
