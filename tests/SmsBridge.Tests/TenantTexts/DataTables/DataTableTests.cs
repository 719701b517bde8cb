using System.Net;
using System.Text.Json;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.TenantTexts.DataTables;

/// <summary>Data tables of the core as variables: set, named, looked up, told.</summary>
public class DataTableTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Fact]
    public async Task A_column_is_spelled_in_small_letters_named_and_told()
    {
        var tenant = await app.NewTenantAsync();
        tenant.AddKyc(11L, "Kijiji cha Juu", 3L, 1_500.5m, new DateOnly(2020, 3, 1), new DateTime(2026, 12, 1, 14, 30, 0), true);

        var set = await tenant.Texts().PutAsync("/_tables/kyc", new { table = DataTableBooks.Kyc });
        var table = set.GetProperty("tables").EnumerateArray().ShouldHaveSingleItem();
        (table.Text("table"), table.Text("of")).ShouldBe((DataTableBooks.Kyc, "client"));
        table.GetProperty("columns").EnumerateArray().Select(column => (column.Text("variable"), column.Text("kind"))).ShouldBe(
            [("kyc.mothertongue", "choice"), ("kyc.village", "text"), ("kyc.dependants", "whole"), ("kyc.income", "amount"), ("kyc.membersince", "date"), ("kyc.meeting", "datetime"), ("kyc.ownhouse", "truth")]);
        await tenant.PublishAsync("{{name}}: {{kyc.mothertongue}}, {{kyc.village}}, {{kyc.dependants}}, {{kyc.income}}, {{kyc.membersince}}, {{kyc.meeting}}, {{kyc.ownhouse}}.");

        (await tenant.RepaidAsync()).ShouldBe("Jane Wanjiru: Kiswahili, Kijiji cha Juu, 3, 1,500.50, 1 March 2020, 1 December 2026 14:30, yes.");

        tenant.Books.DataTables.Asked.ShouldBe(1);
        (await app.QueryAsync<string>("SELECT subject FROM audit WHERE subject LIKE @Mine", new { Mine = $"data table kyc of {tenant.Id}" })).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Values_are_written_as_the_texts_language_does()
    {
        var tenant = await app.NewTenantAsync();
        tenant.AddKyc(null, null, null, 1_500.5m, new DateOnly(2020, 3, 1), null, true);
        await tenant.SetKycAsync();
        await tenant.PublishAsync("{{kyc.income}} {{kyc.membersince}} {{kyc.ownhouse}}", "fr");
        await tenant.Texts().PutAsync("", new { language = "fr" });

        (await tenant.RepaidAsync()).ShouldBe("1 500,50 1 mars 2020 oui");
    }

    [Fact]
    public async Task A_text_that_names_no_data_table_asks_for_none()
    {
        var tenant = await app.NewTenantAsync();
        tenant.AddKyc(11L, "Kijiji");
        await tenant.SetKycAsync();
        await tenant.PublishAsync("Thank you, {{name}}. Our page kyc.village is new. {{! kyc.village}}");

        (await tenant.RepaidAsync()).ShouldStartWith("Thank you, Jane Wanjiru.");

        tenant.Books.DataTables.Asked.ShouldBe(0);
    }

    [Theory]
    [InlineData("none", "{{kyc.village}} has no value in the core. The core's data table KYC details has no row of the client.")]
    [InlineData("null", "{{kyc.village}} has no value in the core.")]
    [InlineData("two", "{{kyc.village}} has no value in the core. The core's data table KYC details has several rows of the client.")]
    [InlineData("long", "{{kyc.village}} has no value in the core. What it has is longer than 160 characters.")]
    [InlineData("gone", "{{kyc.village}} has no value in the core. The core's data table KYC details: The core does not have it")]
    public async Task A_value_that_is_missing_closes_it_and_says_why_and_a_condition_allows_it(string what, string words)
    {
        var tenant = await app.NewTenantAsync();
        tenant.AddKyc();
        await tenant.SetKycAsync();
        await tenant.PublishAsync("Village {{kyc.village}}.");
        Set(tenant, what);

        (await tenant.RepaidAsync()).ShouldBeNull();

        var (reason, detail) = await tenant.NewestAsync();
        reason.ShouldBe(Reasons.MissingValue);
        detail.ShouldNotBeNull().ShouldStartWith(words);
        if (what != "gone")
        {
            await tenant.PublishAsync("{{name}}{{#if kyc.village}} of {{kyc.village}}{{/if}}.");
            (await tenant.RepaidAsync()).ShouldBe("Jane Wanjiru.");
        }
    }

    [Fact]
    public async Task Lines_and_signs_that_turn_the_writing_around_do_not_come_through()
    {
        var tenant = await app.NewTenantAsync();
        tenant.AddKyc(null, "<b>Up</b>\r\n\u202Eper {{name}}\u0000");
        await tenant.SetKycAsync();
        await tenant.PublishAsync("[{{kyc.village}}]");

        (await tenant.RepaidAsync()).ShouldBe("[<b>Up</b> per {{name}}]");
    }

    /// <summary>The id of a client would find the loan of that number.</summary>
    [Fact]
    public async Task A_row_that_is_of_something_else_is_nobodys()
    {
        var tenant = await app.NewTenantAsync();
        tenant.AddKyc(null, "Hers");
        await tenant.SetKycAsync();
        await tenant.PublishAsync("Village {{kyc.village}}.");
        tenant.Books.AddLoan(TestTenant.Client, TestTenant.Client, 1_000m);
        tenant.Books.DataTables.Add(new StandInDataTable(DataTableBooks.Kyc, "m_loan", "loan_id", new StandInColumn("Village", "STRING", 50)));
        tenant.Books.DataTables.Set(DataTableBooks.Kyc, TestTenant.Client, ["Somebody else's"]);

        (await tenant.RepaidAsync()).ShouldBeNull();

        (await tenant.NewestAsync()).Detail.ShouldNotBeNull().ShouldContain("does not say that its row is of this client");
    }

    [Fact]
    public async Task A_table_of_loans_is_for_events_that_have_one_and_columns_may_be_in_small_letters()
    {
        var tenant = await app.NewTenantAsync();
        tenant.MayRead("Field Visit");
        tenant.Books.DataTables.Add(new StandInDataTable("Field Visit", "m_loan", "loan_id", new StandInColumn("Officer Name", "STRING", 50)));
        tenant.Books.DataTables.Set("Field Visit", TestTenant.Loan, ["Ann Otieno"]);
        await tenant.Texts().PutAsync("/_tables/visit", new { table = "field visit", columns = new[] { "officer name" } });
        await tenant.PublishAsync("Seen by {{visit.officername}}.");
        tenant.Books.DataTables.IsLowerCase = true;

        var (status, answer) = await tenant.Texts().SendAsync(HttpMethod.Put, "/CLIENT_ACTIVATE/en", """{"text":"Seen by {{visit.officername}}."}""");

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Text("detail").ShouldNotBeNull().ShouldContain("Unknown variable {{visit.officername}}; known: none");
        (await tenant.RepaidAsync()).ShouldBe("Seen by Ann Otieno.");
    }

    [Theory]
    [InlineData("kyc", """{}""", HttpStatusCode.BadRequest, "table", "table is its name in the core")]
    [InlineData("Kyc", """{"table":"KYC details"}""", HttpStatusCode.BadRequest, "name", "small letters and digits")]
    [InlineData("kyc", """{"table":"Nothing"}""", HttpStatusCode.UnprocessableEntity, "table", "no data table Nothing. It shows: Alike, Branch, KYC details")]
    [InlineData("kyc", """{"table":"Secret"}""", HttpStatusCode.UnprocessableEntity, "table", "give the user READ_Secret")]
    [InlineData("kyc", """{"table":"Visits"}""", HttpStatusCode.UnprocessableEntity, "table", "can have several rows of one client")]
    [InlineData("kyc", """{"table":"Branch"}""", HttpStatusCode.UnprocessableEntity, "table", "belongs to m_office; texts can name those of m_client")]
    [InlineData("kyc", """{"table":"Wide"}""", HttpStatusCode.UnprocessableEntity, "columns", "has 1000 columns; texts can name 100 of one table")]
    [InlineData("kyc", """{"table":"KYC details","columns":["Villag"]}""", HttpStatusCode.UnprocessableEntity, "columns", "has no column Villag. It has: Language_cd_Mother Tongue, Village")]
    [InlineData("kyc", """{"table":"KYC details","columns":["Picture"]}""", HttpStatusCode.UnprocessableEntity, "columns", "holds nothing that can be told in words")]
    [InlineData("kyc", """{"table":"Alike"}""", HttpStatusCode.UnprocessableEntity, "columns", "would both be spelled name")]
    public async Task What_texts_can_not_name_is_refused_with_field_and_remedy(string name, string body, HttpStatusCode expected, string field, string words)
    {
        var tenant = await app.NewTenantAsync();
        tenant.AddKyc();
        tenant.MayRead(DataTableBooks.Kyc, "Visits", "Branch", "Wide", "Alike");
        var tables = tenant.Books.DataTables;
        tables.Add(new StandInDataTable("Secret", "m_client", "client_id", new StandInColumn("A", "STRING")));
        tables.Add(new StandInDataTable("Visits", "m_client", "client_id", new StandInColumn("A", "STRING")) { HasManyRows = true });
        tables.Add(new StandInDataTable("Branch", "m_office", "office_id", new StandInColumn("A", "STRING")));
        tables.Add(new StandInDataTable("Wide", "m_client", "client_id", [.. Enumerable.Range(1, 1_000).Select(number => new StandInColumn($"C{number}", "STRING"))]));
        tables.Add(new StandInDataTable("Alike", "m_client", "client_id", new StandInColumn("na me", "STRING"), new StandInColumn("Name", "STRING")));

        var (status, answer) = await tenant.Texts().SendAsync(HttpMethod.Put, $"/_tables/{name}", body);

        status.ShouldBe(expected, answer.ToString());
        answer.Text("field").ShouldBe(field);
        answer.Text("detail").ShouldNotBeNull().ShouldContain(words);
        (await tenant.Texts().GetAsync("/_tables")).GetProperty("tables").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_a_published_text_names_is_not_taken_from_it()
    {
        var tenant = await app.NewTenantAsync();
        tenant.AddKyc(null, "Kijiji");
        await tenant.SetKycAsync();
        await tenant.PublishAsync("Village {{kyc.village}}.");

        var removed = await tenant.Texts().SendAsync(HttpMethod.Delete, "/_tables/kyc");
        var narrowed = await tenant.Texts().SendAsync(HttpMethod.Put, "/_tables/kyc", """{"table":"KYC details","columns":["Income"]}""");

        (removed.Status, narrowed.Status).ShouldBe((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity));
        removed.Body.Text("detail").ShouldBe("The text of LOAN REPAYMENT in en names {{kyc.village}}, which would be gone. Publish another text first.");
        (await tenant.RepaidAsync()).ShouldBe("Village Kijiji.");
        await tenant.PublishAsync("No village.");
        (await tenant.Texts().SendAsync(HttpMethod.Delete, "/_tables/kyc")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await tenant.Texts().SendAsync(HttpMethod.Delete, "/_tables/kyc")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task At_publishing_the_core_is_asked_once_more()
    {
        var tenant = await app.NewTenantAsync();
        tenant.AddKyc(null, "Kijiji");
        await tenant.SetKycAsync();
        await tenant.Texts().PutAsync("/LOAN_REPAYMENT/en", new { text = "Village {{kyc.village}}." });
        tenant.MayRead();

        var (status, answer) = await tenant.Texts().SendAsync(HttpMethod.Post, "/LOAN_REPAYMENT/en/_publish");

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Text("field").ShouldBe("text");
        answer.Text("detail").ShouldNotBeNull().ShouldContain("give the user READ_KYC details");
        app.Core.Faults.Add(new CoreFault("/datatables") { Status = 503 });
        var unasked = await tenant.Texts().SendAsync(HttpMethod.Post, "/LOAN_REPAYMENT/en/_publish");
        app.Core.Faults.Clear();
        unasked.Status.ShouldBe(HttpStatusCode.OK, "a core that is away stops no text");
    }

    [Fact]
    public async Task A_right_that_was_taken_away_holds_those_that_name_it_alone()
    {
        var tenant = await app.NewTenantAsync();
        tenant.AddKyc(null, "Kijiji");
        await tenant.SetKycAsync();
        await tenant.PublishAsync("Village {{kyc.village}}.");
        await tenant.Texts().PutAsync("/LOAN_DISBURSE", new { enabled = true });
        tenant.MayRead();

        (await tenant.RepaidAsync()).ShouldBeNull();

        var (reason, detail) = await tenant.NewestAsync();
        reason.ShouldBe(Reasons.CoreForbidden);
        detail.ShouldNotBeNull().ShouldStartWith("Give the core's user READ_KYC details.");
        (await app.QueryAsync<long?>("SELECT CAST(paused_at AS BIGINT) FROM tenant WHERE identifier = @Id", new { tenant.Id })).ShouldHaveSingleItem().ShouldBeNull();
    }

    [Fact]
    public async Task A_table_that_does_not_answer_holds_up_those_that_name_it_alone()
    {
        var tenant = await app.NewTenantAsync();
        tenant.AddKyc(null, "Kijiji");
        await tenant.SetKycAsync();
        await tenant.PublishAsync("Village {{kyc.village}}.");
        app.Core.Faults.Add(new CoreFault("/datatables/") { Drop = true });
        for (var times = 0; times < 6; times++)
        {
            (await tenant.RepaidAsync()).ShouldBeNull();
        }

        (await tenant.NewestAsync()).Reason.ShouldBe(Reasons.CoreUnavailable);
        await tenant.PublishAsync("Thank you.");
        (await tenant.RepaidAsync()).ShouldBe("Thank you.");
        app.Core.Faults.Clear();
    }

    [Fact]
    public async Task No_data_table_of_a_tenant_is_anothers()
    {
        var (ours, theirs) = (await app.NewTenantAsync(), await app.NewTenantAsync());
        theirs.AddKyc(null, "Theirs");
        await theirs.SetKycAsync();

        var draft = await ours.Texts().SendAsync(HttpMethod.Put, "/LOAN_REPAYMENT/en", """{"text":"{{kyc.village}} it is."}""");
        var set = await ours.Texts().SendAsync(HttpMethod.Put, "/_tables/kyc", """{"table":"KYC details"}""");
        var language = await ours.Texts().SendAsync(HttpMethod.Put, "/_language", """{"variable":"kyc.mothertongue","values":{"Kiswahili":"sw"}}""");
        var foreign = await (ours with { Id = theirs.Id }).Texts().SendAsync(HttpMethod.Get, "/_tables");

        (draft.Status, set.Status, language.Status, foreign.Status).ShouldBe(
            (HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity, HttpStatusCode.Unauthorized));
        set.Body.Text("detail").ShouldNotBeNull().ShouldContain("It shows none.");
    }

    [Fact]
    public async Task A_preview_and_a_rehearsal_know_them_and_what_they_cost()
    {
        var tenant = await app.NewTenantAsync();
        tenant.AddKyc(11L, "Kijiji", 3L, null, new DateOnly(2020, 3, 1));
        await tenant.SetKycAsync();
        await tenant.RepaidAsync();

        var draft = await tenant.Texts().PutAsync("/LOAN_REPAYMENT/en", new { text = "{{kyc.village}} since {{kyc.membersince}}, {{kyc.mothertongue}}." });
        var preview = await tenant.Texts().PostAsync("/LOAN_REPAYMENT/en/_preview");
        var rehearsal = await tenant.Texts().PostAsync("/LOAN_REPAYMENT/en/_rehearse");

        preview.Text("body").ShouldBe("Sample text since 21 November 2026, Sample te.");
        draft.GetProperty("cost").GetProperty("longestParts").GetInt32().ShouldBe(1);
        rehearsal.GetProperty("wouldBeSent").GetInt32().ShouldBe(1);
        rehearsal.GetProperty("examples")[0].Text("body").ShouldBe("K••• since •••020, K•••.");
        (await tenant.Texts().GetAsync("")).GetProperty("events").EnumerateArray().Single(each => each.Text("event") == "LOAN_REPAYMENT")
            .GetProperty("variables").EnumerateArray().Select(variable => variable.GetString()).ShouldContain("kyc.village", StringComparer.Ordinal);
        var wide = await tenant.Texts().SendAsync(HttpMethod.Put, "/LOAN_REPAYMENT/en", JsonSerializer.Serialize(new { text = string.Concat(Enumerable.Repeat("{{kyc.village}}", 31)) }));
        wide.Body.Text("detail").ShouldNotBeNull().ShouldContain("at most 10 are sent"); // 31 times 50 letters
    }

    private static void Set(TestTenant tenant, string what)
    {
        switch (what)
        {
            case "null":
                tenant.SetKyc(11L);
                break;
            case "two":
                tenant.Books.DataTables.Set(DataTableBooks.Kyc, TestTenant.Client, [null, "One", null, null, null, null, null, null], [null, "Two", null, null, null, null, null, null]);
                break;
            case "long":
                tenant.SetKyc(null, new string('x', 161));
                break;
            case "gone":
                tenant.Books.DataTables.Remove(DataTableBooks.Kyc);
                break;
            default:
                break;
        }
    }
}
