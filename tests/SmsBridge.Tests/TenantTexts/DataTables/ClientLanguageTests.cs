using System.Net;
using SmsBridge.Operators;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.TenantTexts.DataTables;

/// <summary>Each client's language: by a column of the core, by the office, else the tenant's; and why is on the record.</summary>
public class ClientLanguageTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static readonly object ByColumnAndOffice = new
    {
        variable = "kyc.mothertongue", values = new Dictionary<string, string>(StringComparer.Ordinal) { ["kiswahili"] = "sw", ["Luo"] = "luo" }, offices = new Dictionary<string, string>(StringComparer.Ordinal) { ["HEAD office"] = "fr" },
    };

    [Fact]
    public async Task The_column_goes_first_then_the_office_and_why_is_on_the_record()
    {
        var tenant = await ChosenAsync();
        await tenant.PublishAsync("Asante {{name}}.", "sw");
        await tenant.PublishAsync("Merci {{name}}.", "fr");
        await tenant.PublishAsync("Thanks {{name}}.");

        tenant.SetKyc(11L);
        (await tenant.RepaidAsync()).ShouldBe("Asante Jane Wanjiru.");
        (await NoteAsync(tenant)).ShouldBe("Written in sw, by {{kyc.mothertongue}}.");

        tenant.SetKyc(12L);
        (await tenant.RepaidAsync()).ShouldBe("Merci Jane Wanjiru.");
        (await NoteAsync(tenant)).ShouldBe("Written in fr, by the client's office. {{kyc.mothertongue}} has a value for which no language is set.");

        tenant.Books.AddOffice(5, "Mombasa");
        tenant.Books.AddClient(new StandInClient(TestTenant.Client, "Jane Wanjiru", "0712 345 678") { OfficeId = 5 });
        tenant.Books.DataTables.Set(DataTableBooks.Kyc, TestTenant.Client);
        (await tenant.RepaidAsync()).ShouldBe("Thanks Jane Wanjiru.");
        (await NoteAsync(tenant)).ShouldNotBeNull().ShouldStartWith("Written in en, the tenant's language. {{kyc.mothertongue}} has no value. The core's data table KYC details has no row of the client.");
        tenant.Books.DataTables.Asked.ShouldBe(3);
    }

    [Fact]
    public async Task A_language_that_nobody_has_words_in_is_the_tenants()
    {
        var tenant = await ChosenAsync();
        tenant.Books.DataTables.Add(new StandInDataTable(
            DataTableBooks.Kyc, "m_client", "client_id", new StandInColumn(DataTableBooks.LanguageColumn, "CODELOOKUP") { Values = new Dictionary<long, string> { [11] = "Luo" } }));
        tenant.Books.DataTables.Set(DataTableBooks.Kyc, TestTenant.Client, [11L]);
        await tenant.PublishAsync("Thanks {{name}}.");

        (await tenant.RepaidAsync()).ShouldBe("Thanks Jane Wanjiru.");

        (await NoteAsync(tenant)).ShouldBe("Written in en, the tenant's language: there is no text in luo, by {{kyc.mothertongue}}.");
    }

    [Fact]
    public async Task A_table_that_may_not_be_read_leaves_the_tenants_language()
    {
        var tenant = await ChosenAsync(offices: false);
        tenant.MayRead();
        await tenant.PublishAsync("Thanks {{name}}.");

        (await tenant.RepaidAsync()).ShouldBe("Thanks Jane Wanjiru.");

        (await NoteAsync(tenant)).ShouldNotBeNull().ShouldContain("Give the core's user READ_KYC details.");
    }

    [Fact]
    public async Task One_question_serves_language_and_text()
    {
        var tenant = await ChosenAsync();
        tenant.SetKyc(11L, "Kijiji");
        await tenant.PublishAsync("{{kyc.village}}: asante.", "sw");

        (await tenant.RepaidAsync()).ShouldBe("Kijiji: asante.");

        tenant.Books.DataTables.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task Where_nothing_is_set_nothing_is_asked_or_noted()
    {
        var tenant = await app.NewTenantAsync();
        tenant.AddKyc(11L);
        await tenant.SetKycAsync();

        (await tenant.RepaidAsync()).ShouldNotBeNull();

        (await NoteAsync(tenant)).ShouldBeNull();
        tenant.Books.DataTables.Asked.ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"values":{"Kiswahili":"sw"}}""", "variable", "Say which column has these values")]
    [InlineData("""{"variable":"kyc.mothertongue"}""", "values", "Say which language a value means")]
    [InlineData("""{"variable":"kyc.nothing","values":{"Kiswahili":"sw"}}""", "variable", "There is no column kyc.nothing.")]
    [InlineData("""{"variable":"visit.language","values":{"Kiswahili":"sw"}}""", "variable", "is not of a client")]
    [InlineData("""{"variable":"kyc.mothertongue","values":{"Kiswahili":"Swahili"}}""", "values", "Kiswahili: A language is written as in sw or pt-BR.")]
    [InlineData("""{"variable":"kyc.mothertongue","values":{"Kiswahili":"sw","kiswahili ":"fr"}}""", "values", "stands for two languages")]
    [InlineData("""{"offices":{"":"sw"}}""", "offices", "Each of offices has 1 to 200 characters.")]
    public async Task What_can_not_work_is_refused_with_field_and_remedy(string body, string field, string words)
    {
        var tenant = await app.NewTenantAsync();
        tenant.AddKyc();
        await tenant.SetKycAsync();
        tenant.MayRead("Visit");
        tenant.Books.DataTables.Add(new StandInDataTable("Visit", "m_loan", "loan_id", new StandInColumn("Language", "STRING", 20)));
        await tenant.Texts().PutAsync("/_tables/visit", new { table = "Visit" });

        var (status, answer) = await tenant.Texts().SendAsync(HttpMethod.Put, "/_language", body);

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Text("field").ShouldBe(field);
        answer.Text("detail").ShouldNotBeNull().ShouldContain(words);
    }

    [Fact]
    public async Task A_table_by_which_the_language_is_chosen_stays_until_it_is_chosen_otherwise()
    {
        var tenant = await ChosenAsync();

        var (status, answer) = await tenant.Texts().SendAsync(HttpMethod.Delete, "/_tables/kyc");
        var ended = await tenant.Texts().PutAsync("/_language", new { });

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Text("detail").ShouldNotBeNull().ShouldStartWith("The language of clients is chosen by kyc.mothertongue");
        ended.TryGetProperty("variable", out _).ShouldBeFalse();
        (await tenant.Texts().SendAsync(HttpMethod.Delete, "/_tables/kyc")).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Both_are_set_and_seen_in_the_console_and_by_nobody_else()
    {
        var (tenant, theirs) = (await app.NewTenantAsync(), await app.NewTenantAsync());
        tenant.AddKyc();
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        var url = $"/console/tenants/{tenant.Id}/texts";

        (await SubmitAsync(browser, url, "data-table", ("core-table", "Nothing"), ("table-name", "kyc"), ("core-columns", ""))).ShouldContain("no data table Nothing");
        (await SubmitAsync(browser, url, "data-table", ("core-table", DataTableBooks.Kyc), ("table-name", "kyc"), ("core-columns", $"{DataTableBooks.LanguageColumn}\r\nVillage"))).ShouldContain("{{kyc.village}}");
        (await SubmitAsync(browser, url, "client-language", ("language-variable", "kyc.mothertongue"), ("language-values", "Kiswahili sw"), ("language-offices", ""))).ShouldContain("each line has a value");
        (await SubmitAsync(browser, url, "client-language", ("language-variable", "kyc.mothertongue"), ("language-values", "Kiswahili = sw"), ("language-offices", "Head Office = fr")))
            .ShouldContain("By kyc.mothertongue: Kiswahili sw. By office: Head Office fr. Else in en.");
        var page = await PageAsync(browser, $"{url}/LOAN_REPAYMENT/sw");
        page.ShouldContain("{{kyc.village}}");
        page.ShouldNotContain("nobody gets this text");
        (await browser.GetAsync($"/console/tenants/{theirs.Id}/texts", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<TestTenant> ChosenAsync(bool offices = true)
    {
        var tenant = await app.NewTenantAsync();
        tenant.AddKyc();
        await tenant.SetKycAsync();
        await tenant.Texts().PutAsync("/_language", offices ? ByColumnAndOffice : new { variable = "kyc.mothertongue", values = new Dictionary<string, string>(StringComparer.Ordinal) { ["Kiswahili"] = "sw" } });
        return tenant;
    }

    /// <summary>What the timeline of the newest message says of how it was written.</summary>
    private async Task<string?> NoteAsync(TestTenant tenant) =>
        (await app.QueryAsync<string?>(
            """
            SELECT detail FROM status_change WHERE detail LIKE 'Written in%'
                AND event_id = (SELECT MAX(event_id) FROM message WHERE tenant_id = (SELECT id FROM tenant WHERE identifier = @Id))
            """, new { tenant.Id })).SingleOrDefault();
}
