using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.TenantTexts;
using SmsBridge.Tests.Support;
using SmsBridge.Texts;

namespace SmsBridge.Tests.TenantTexts;

/// <summary>A tenant's own words, from the draft to the client.</summary>
public class TextApiTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static readonly DateOnly Day = new(2026, 11, 21);

    [Fact]
    public async Task A_text_is_written_seen_published_sent_and_taken_back()
    {
        var tenant = await app.NewTenantAsync();
        await PutAsync(tenant, "/SAVINGSACCOUNT_DEPOSIT", new { enabled = true });

        var draft = await PutAsync(tenant, "/SAVINGSACCOUNT_DEPOSIT/en", new { text = "{{firstname}}: {{amount}} in. Balance {{balance}}." });
        draft.Text("source").ShouldBe("product");
        draft.GetProperty("cost").Text("encoding").ShouldBe("GSM-7");
        draft.GetProperty("cost").GetProperty("longestParts").GetInt32().ShouldBe(1);
        (await DepositAsync(tenant, 901)).ShouldStartWith("Thank you, Jane Wanjiru."); // a draft is sent to nobody

        var preview = await PostAsync(tenant, "/SAVINGSACCOUNT_DEPOSIT/en/_preview");
        preview.Text("body").ShouldBe("Jane: KES 1,500.00 in. Balance KES 4,250.00.");
        preview.GetProperty("parts").GetInt32().ShouldBe(1);

        var first = await PostAsync(tenant, "/SAVINGSACCOUNT_DEPOSIT/en/_publish", new { note = "first words" });
        first.GetProperty("version").GetInt64().ShouldBe(1);
        first.TryGetProperty("draft", out _).ShouldBeFalse();
        (await DepositAsync(tenant, 902)).ShouldBe("Jane: KES 1,500.00 in. Balance KES 4,250.00.");

        await PutAsync(tenant, "/SAVINGSACCOUNT_DEPOSIT/en", new { text = "Paid in: {{amount}}." });
        await PostAsync(tenant, "/SAVINGSACCOUNT_DEPOSIT/en/_publish");
        (await DepositAsync(tenant, 903)).ShouldBe("Paid in: KES 1,500.00.");

        var back = await PostAsync(tenant, "/SAVINGSACCOUNT_DEPOSIT/en/_publish", new { version = 1 });
        back.GetProperty("versions").EnumerateArray().Select(version => (version.GetProperty("version").GetInt64(), version.Text("note")))
            .ShouldBe([(3, "Back to version 1"), (2, null), (1, "first words")]);
        (await DepositAsync(tenant, 904)).ShouldStartWith("Jane: KES 1,500.00 in.");

        (await SendAsync(tenant, HttpMethod.Delete, "/SAVINGSACCOUNT_DEPOSIT/en")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await DepositAsync(tenant, 905)).ShouldStartWith("Thank you, Jane Wanjiru.");
        (await SendAsync(tenant, HttpMethod.Delete, "/SAVINGSACCOUNT_DEPOSIT/en")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await app.QueryAsync<string>("SELECT action FROM audit WHERE subject LIKE @Mine", new { Mine = $"text %{tenant.Id}" })).Count.ShouldBe(5);
    }

    [Theory]
    [InlineData("LOAN_DISBURSE/en", """{"text":"Hi {{balance}}"}""", "text", "Unknown variable {{balance}}; known: name,")]
    [InlineData("LOAN_DISBURSE/en", """{"text":"Hi {{name"}""", "text", "Broken tag at character 4")]
    [InlineData("LOAN_DISBURSE/en", """{"text":""}""", "text", "The text is empty.")]
    [InlineData("LOAN_DISBURSE/en", "{}", "text", "The text is empty.")]
    [InlineData("LOAN_DISBURSE/en", """{"text":"{{#if receipt}}Receipt {{receipt}}{{/if}}"}""", "text", "The text could be empty")]
    [InlineData("LOAN_DISBURSE", """{"enabled":true,"amountFrom":5,"amountTo":4}""", "amountTo", "No amount is at least amountFrom and at most amountTo.")]
    [InlineData("LOAN_DISBURSE", """{"enabled":true,"amountTo":0}""", "amountTo", "To tell nobody, set enabled to false.")]
    [InlineData("LOAN_DISBURSE", """{"enabled":true,"amountFrom":-1}""", "amountFrom", "0 or more")]
    [InlineData("LOAN_APPROVE", """{"enabled":true,"amountFrom":1}""", "amountFrom", "LOAN APPROVE has no amount to go by.")]
    [InlineData("SAVINGSACCOUNT_UNDOTRANSACTION", """{"enabled":true}""", "event", "names the account and not the transaction")]
    [InlineData("COLLECTIONSHEET_SAVE/en", """{"text":"Hi"}""", "event", "one hook stands for the payments of many clients")]
    public async Task What_can_not_work_is_refused_with_field_and_remedy(string path, string body, string field, string words)
    {
        var tenant = await app.NewTenantAsync();

        var (status, answer) = await SendAsync(tenant, HttpMethod.Put, "/" + path, body);

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Text("field").ShouldBe(field);
        answer.Text("detail").ShouldNotBeNull().ShouldContain(words);
    }

    [Theory]
    [InlineData("LOAN_DISBURSE", "{}", HttpStatusCode.BadRequest, "enabled")]
    [InlineData("LOAN_DISBURSE", """{"enabeld":true}""", HttpStatusCode.BadRequest, "enabeld")]
    [InlineData("LOAN_DISBURSE/Swahili", """{"text":"Hi"}""", HttpStatusCode.BadRequest, "language")]
    [InlineData("", """{"language":"Swahili"}""", HttpStatusCode.BadRequest, "language")]
    [InlineData("LOAN_DISBURS", """{"enabled":true}""", HttpStatusCode.NotFound, null)]
    public async Task What_is_not_understood_is_named(string path, string body, HttpStatusCode expected, string? field)
    {
        var tenant = await app.NewTenantAsync();

        var (status, answer) = await SendAsync(tenant, HttpMethod.Put, path.Length == 0 ? "" : "/" + path, body);

        status.ShouldBe(expected);
        answer.Text("field").ShouldBe(field);
    }

    [Fact]
    public async Task A_text_over_ten_parts_is_refused_and_one_of_ten_is_not()
    {
        var tenant = await app.NewTenantAsync();

        var (over, answer) = await SendAsync(tenant, HttpMethod.Put, "/CLIENT_CREATE/en", JsonSerializer.Serialize(new { text = new string('x', 1_531) }));
        var (just, _) = await SendAsync(tenant, HttpMethod.Put, "/CLIENT_CREATE/en", JsonSerializer.Serialize(new { text = new string('x', 1_530) }));

        (over, just).ShouldBe((HttpStatusCode.UnprocessableEntity, HttpStatusCode.OK));
        answer.Text("detail").ShouldNotBeNull().ShouldContain("11 parts; at most 10");
    }

    [Fact]
    public async Task Characters_that_make_a_text_dearer_are_named_with_what_to_write_instead()
    {
        var tenant = await app.NewTenantAsync();

        var draft = await PutAsync(tenant, "/CLIENT_CREATE/en", new { text = "Hi {{name}} – it’s on" });

        var cost = draft.GetProperty("cost");
        cost.Text("encoding").ShouldBe("UCS-2");
        cost.GetProperty("remarks").EnumerateArray().Select(remark => remark.GetString()!.Split(' ')[2]).ShouldBe(["–", "’"]);
        cost.GetProperty("remarks")[1].GetString().ShouldNotBeNull().ShouldEndWith("Write ' instead.");
    }

    [Fact]
    public async Task No_text_switch_or_draft_of_a_tenant_is_anothers()
    {
        var (ours, theirs) = (await app.NewTenantAsync(), await app.NewTenantAsync());
        await PutAsync(theirs, "/SAVINGSACCOUNT_DEPOSIT", new { enabled = true });
        await PutAsync(theirs, "/SAVINGSACCOUNT_DEPOSIT/en", new { text = "Theirs: {{amount}}." });
        await PostAsync(theirs, "/SAVINGSACCOUNT_DEPOSIT/en/_publish");
        await PutAsync(theirs, "/SAVINGSACCOUNT_DEPOSIT/en", new { text = "A draft of theirs." });

        foreach (var (method, path, body) in new[]
                 {
                     (HttpMethod.Get, "", null), (HttpMethod.Put, "", """{"language":"fr"}"""), (HttpMethod.Put, "/LOAN_REPAYMENT", """{"enabled":false}"""), (HttpMethod.Get, "/LOAN_REPAYMENT/en", null),
                     (HttpMethod.Put, "/LOAN_REPAYMENT/en", """{"text":"Ours"}"""), (HttpMethod.Delete, "/SAVINGSACCOUNT_DEPOSIT/en", null),
                     (HttpMethod.Post, "/SAVINGSACCOUNT_DEPOSIT/en/_publish", null), (HttpMethod.Post, "/SAVINGSACCOUNT_DEPOSIT/en/_preview", null),
                 })
        {
            (await SendAsync(ours with { Id = theirs.Id }, method, path, body)).Status.ShouldBe(HttpStatusCode.Unauthorized, $"{method} {path}");
        }

        JsonSerializer.Serialize(await GetAsync(ours, "")).ShouldNotContain("heirs");
        (await GetAsync(ours, "/SAVINGSACCOUNT_DEPOSIT/en")).GetProperty("versions").GetArrayLength().ShouldBe(0);
        (await SendAsync(ours, HttpMethod.Post, "/SAVINGSACCOUNT_DEPOSIT/en/_publish", """{"version":1}""")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var ignored = await ours.Hooks().PostAsync(Deposit(901), TestContext.Current.CancellationToken);
        (await HookReply.ReadAsync(ignored)).Outcome.ShouldBe("ignored");
        (await DepositAsync(theirs, 902)).ShouldBe("Theirs: KES 1,500.00.");
    }

    [Fact]
    public async Task What_another_node_published_is_sent_within_a_second()
    {
        var tenant = await app.NewTenantAsync();
        await PutAsync(tenant, "/SAVINGSACCOUNT_DEPOSIT", new { enabled = true });
        var other = new TextDirectory(
            app.Services.GetRequiredService<TextStore>(), app.Services.GetRequiredService<TemplateCatalog>(), app.Services.GetRequiredService<EventTypeCodes>());
        await other.ReloadAsync(TestContext.Current.CancellationToken);
        var id = (await app.QueryAsync<long>("SELECT id FROM tenant WHERE identifier = @Id", new { tenant.Id })).ShouldHaveSingleItem();
        app.Services.GetRequiredService<EventTypeCodes>().TryGet(EventType.SavingsDeposit, out var type).ShouldBeTrue();

        await PutAsync(tenant, "/SAVINGSACCOUNT_DEPOSIT/en", new { text = "New: {{amount}}." });
        await PostAsync(tenant, "/SAVINGSACCOUNT_DEPOSIT/en/_publish");
        var before = other.InForce(id, type).ShouldNotBeNull();
        await other.RefreshAsync(TestContext.Current.CancellationToken);

        before.Template.Text.ShouldStartWith("Thank you");
        other.InForce(id, type).ShouldNotBeNull().Template.Text.ShouldBe("New: {{amount}}.");
        new TemplateOptions().DirectoryPoll.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_text_that_did_not_change_is_not_compiled_anew()
    {
        var tenant = await app.NewTenantAsync();
        await PutAsync(tenant, "/LOAN_REPAYMENT/en", new { text = "Kept: {{amount}}." });
        await PostAsync(tenant, "/LOAN_REPAYMENT/en/_publish");
        var texts = app.Services.GetRequiredService<TextDirectory>();
        var id = (await app.QueryAsync<long>("SELECT id FROM tenant WHERE identifier = @Id", new { tenant.Id })).ShouldHaveSingleItem();
        var before = texts.InForce(id, EventTypeCodes.LoanRepaymentCode)!.Template;

        await PutAsync(tenant, "/LOAN_DISBURSE", new { enabled = true });

        texts.InForce(id, EventTypeCodes.LoanRepaymentCode)!.Template.ShouldBeSameAs(before);
    }

    [Fact]
    public async Task A_rule_by_amount_says_its_name()
    {
        var tenant = await app.NewTenantAsync();
        var set = await PutAsync(tenant, "/SAVINGSACCOUNT_DEPOSIT", new { enabled = true, amountFrom = 1_000, amountTo = 2_000.5m });
        set.GetProperty("amountTo").GetDecimal().ShouldBe(2_000.5m);
        var before = app.Gateway.Sent.Count;

        await DepositAsync(tenant, 901, 999.99m);
        await DepositAsync(tenant, 902, 1_000m);
        await DepositAsync(tenant, 903, 2_000.51m);

        app.Gateway.Sent.Count.ShouldBe(before + 1);
        (await app.QueryAsync<string>("SELECT detail FROM message WHERE reason = 'held_by_rule' AND tenant_id = (SELECT id FROM tenant WHERE identifier = @Id) ORDER BY event_id", new { tenant.Id }))
            .ShouldBe(["Rule amountFrom: 999.99 is less than 1000.", "Rule amountTo: 2000.51 is more than 2000.5."]);
    }

    [Theory]
    [InlineData("07:01-07:00", " Look again: that leaves promotional texts 0:01 hours of the day.")]
    [InlineData("12:00-08:00", " Look again: that leaves promotional texts 4:00 hours of the day.")]
    [InlineData("12:00-07:00", "")]
    public async Task Quiet_hours_of_nearly_all_day_are_warned_of(string hours, string warning)
    {
        var tenant = await app.NewTenantAsync();

        var set = await app.Services.GetRequiredService<TextSettings>().SetAsync(
            SmsBridge.Operators.Caller.CommandLine, tenant.Id, new TextSettingsRequest { TimeZone = "UTC", QuietHours = new(StringComparer.Ordinal) { ["promotional"] = hours } });

        set.ShouldBeOfType<SmsBridge.Operators.Outcome.Done>().Words.ShouldEndWith(warning.Length > 0 ? warning : "(UTC).");
    }

    [Fact]
    public async Task A_reminder_can_go_by_what_is_not_paid() =>
        (await PutAsync(await app.NewTenantAsync(), "/LOAN_REPAYMENTDUE", new { enabled = true, amountFrom = 50 })).GetProperty("amountFrom").GetDecimal().ShouldBe(50m);

    [Fact]
    public async Task A_value_the_core_does_not_have_stops_the_sms_and_is_named()
    {
        var tenant = await app.NewTenantAsync();
        await PutAsync(tenant, "/SAVINGSACCOUNT_DEPOSIT", new { enabled = true });
        await PutAsync(tenant, "/SAVINGSACCOUNT_DEPOSIT/en", new { text = "{{amount}} in, receipt {{receipt}}." });
        await PostAsync(tenant, "/SAVINGSACCOUNT_DEPOSIT/en/_publish");
        var before = app.Gateway.Sent.Count;

        await DepositAsync(tenant, 901);

        app.Gateway.Sent.Count.ShouldBe(before);
        (await app.QueryAsync<string>("SELECT detail FROM message WHERE reason = @MissingValue AND tenant_id = (SELECT id FROM tenant WHERE identifier = @Id)", new { Reasons.MissingValue, tenant.Id }))
            .ShouldHaveSingleItem().ShouldBe("{{receipt}} has no value in the core.");
    }

    [Fact]
    public async Task A_tenant_may_want_its_clients_to_hear_of_nothing()
    {
        var tenant = await app.NewTenantAsync();
        await PutAsync(tenant, "/LOAN_REPAYMENT", new { enabled = false });

        var eventId = await tenant.RepayAsync();

        (await app.QueryAsync<(long Verdict, string Reason)>("SELECT verdict, reason FROM event WHERE id = @eventId AND body IS NULL", new { eventId }))
            .ShouldHaveSingleItem().ShouldBe((3, Reasons.NotHandled));
    }

    [Fact]
    public async Task A_tenants_language_is_kept_and_its_own_words_in_it_are_sent()
    {
        var tenant = await app.NewTenantAsync();
        await PutAsync(tenant, "/LOAN_REPAYMENT/sw", new { text = "Asante {{firstname}}{{name}}." });
        await PostAsync(tenant, "/LOAN_REPAYMENT/sw/_publish");
        await tenant.RepayAsync();
        await app.DrainAsync();
        app.Gateway.Sent[^1].Body.ShouldStartWith("Thank you");

        var set = await PutAsync(tenant, "", new { language = "sw" });
        set.Text("language").ShouldBe("sw");
        tenant.Books.AddClient(new StandInClient(TestTenant.Client, "Jane Wanjiru", "0712 345 678") { Firstname = "Jane" });
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await tenant.RepayAsync();
        await app.DrainAsync();

        app.Gateway.Sent[^1].Body.ShouldBe("Asante JaneJane Wanjiru.");
    }

    [Fact]
    public async Task What_comes_in_quiet_hours_goes_out_at_their_end_and_says_so_meanwhile()
    {
        var tenant = await app.NewTenantAsync();
        await PutAsync(tenant, "/SAVINGSACCOUNT_DEPOSIT", new { enabled = true });
        var hour = app.Clock.GetUtcNow().ToString("HH:mm", CultureInfo.InvariantCulture);
        var end = app.Clock.GetUtcNow().AddHours(2).ToString("HH:mm", CultureInfo.InvariantCulture);
        var set = await PutAsync(tenant, "", new { timeZone = "UTC", quietHours = new { transactional = $"{hour}-{end}" } });
        set.GetProperty("quietHours").Text("transactional").ShouldBe($"{hour}-{end}");
        var before = app.Gateway.Sent.Count;

        await DepositAsync(tenant, 901);
        app.Gateway.Sent.Count.ShouldBe(before);
        (await app.QueryAsync<string>("SELECT reason FROM message WHERE tenant_id = (SELECT id FROM tenant WHERE identifier = @Id)", new { tenant.Id })).ShouldBe([Reasons.QuietHours]);
        await app.DrainAfterAsync(TimeSpan.FromHours(1.9));
        app.Gateway.Sent.Count.ShouldBe(before);
        await app.DrainAfterAsync(TimeSpan.FromHours(0.2));

        app.Gateway.Sent.Count.ShouldBe(before + 1);
        (await PutAsync(tenant, "", new { quietHours = new { transactional = "" } })).GetProperty("quietHours").EnumerateObject().ShouldBeEmpty();
    }

    [Fact]
    public async Task Quiet_hours_that_are_ended_hold_nothing_any_more()
    {
        var tenant = await app.NewTenantAsync();
        await PutAsync(tenant, "/SAVINGSACCOUNT_DEPOSIT", new { enabled = true });
        var (hour, end) = (app.Clock.GetUtcNow().ToString("HH:mm", CultureInfo.InvariantCulture), app.Clock.GetUtcNow().AddHours(5).ToString("HH:mm", CultureInfo.InvariantCulture));
        var later = app.Clock.GetUtcNow().AddHours(3).ToString("HH:mm", CultureInfo.InvariantCulture);
        await PutAsync(tenant, "", new { timeZone = "UTC", quietHours = new { transactional = $"{hour}-{end}" } });
        var before = app.Gateway.Sent.Count;
        await DepositAsync(tenant, 901);
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        await PutAsync(tenant, "", new { quietHours = new { transactional = $"{hour}-{later}" } });
        await app.DrainAsync();
        app.Gateway.Sent.Count.ShouldBe(before, "the new ones hold it too");
        (await app.QueryAsync<string>("SELECT detail FROM message WHERE tenant_id = (SELECT id FROM tenant WHERE identifier = @Id)", new { tenant.Id })).ShouldHaveSingleItem().ShouldContain(later);
        await PutAsync(tenant, "", new { quietHours = new { transactional = "" } });
        await app.DrainAsync();

        app.Gateway.Sent.Count.ShouldBe(before + 1);
    }

    [Fact]
    public async Task Quiet_hours_that_another_process_ended_hold_nothing_either()
    {
        var tenant = await app.NewTenantAsync();
        await PutAsync(tenant, "/SAVINGSACCOUNT_DEPOSIT", new { enabled = true });
        var hours = FormattableString.Invariant($"{app.Clock.GetUtcNow():HH:mm}-{app.Clock.GetUtcNow().AddHours(5):HH:mm}");
        await PutAsync(tenant, "", new { timeZone = "UTC", quietHours = new { transactional = hours } });
        var before = app.Gateway.Sent.Count;
        await app.MeddleAsync("DELETE FROM quiet_hours WHERE tenant_id = (SELECT id FROM tenant WHERE identifier = @Id)", new { tenant.Id });
        await app.MeddleAsync("UPDATE text_directory SET version = version + 1");

        await DepositAsync(tenant, 901); // this process still knows the old ones

        app.Gateway.Sent.Count.ShouldBe(before + 1);
    }

    [Fact]
    public async Task Quiet_hours_of_a_zone_this_machine_does_not_know_hold_and_say_so()
    {
        var tenant = await app.NewTenantAsync();
        await PutAsync(tenant, "/SAVINGSACCOUNT_DEPOSIT", new { enabled = true });
        await app.MeddleAsync(
            "INSERT INTO quiet_hours (tenant_id, class, begins, ends, time_zone) SELECT id, 'transactional', '02:00', '02:01', 'Mars/Olympus' FROM tenant WHERE identifier = @Id", new { tenant.Id });
        await app.Services.GetRequiredService<TextDirectory>().ReloadAsync(TestContext.Current.CancellationToken);

        await DepositAsync(tenant, 901);

        (await app.QueryAsync<(string Reason, string Detail)>("SELECT reason, detail FROM message WHERE tenant_id = (SELECT id FROM tenant WHERE identifier = @Id)", new { tenant.Id }))
            .ShouldHaveSingleItem().ShouldSatisfyAllConditions(it => it.Reason.ShouldBe(Reasons.QuietHours), it => it.Detail.ShouldContain("does not know that time zone"));
    }

    [Fact]
    public async Task Quiet_hours_longer_than_a_text_lives_are_warned_of()
    {
        await using var own = new SmsBridgeApp();
        own.Settings["Relay:Expiry:LOAN REPAYMENT"] = "04:00:00";
        await own.InitializeAsync();
        var tenant = await own.NewTenantAsync();
        var outcome = await own.Services.GetRequiredService<TextSettings>().SetAsync(
            SmsBridge.Operators.Caller.CommandLine, tenant.Id,
            new TextSettingsRequest { TimeZone = "Africa/Nairobi", QuietHours = new Dictionary<string, string>(StringComparer.Ordinal) { ["transactional"] = "19:00-07:00" } });

        outcome.ShouldBeOfType<SmsBridge.Operators.Outcome.Done>().Words.ShouldContain("LOAN REPAYMENT (04:00:00)");
    }

    [Fact]
    public async Task A_tenant_writes_in_so_many_languages_and_makes_so_many_changes_a_minute()
    {
        var tenant = await app.NewTenantAsync();
        for (var letter = 'a'; letter < 'a' + TextStore.MostLanguages; letter++)
        {
            await PutAsync(tenant, $"/LOAN_DISBURSE/x{letter}", new { text = "Hi {{name}}." });
        }

        (await SendAsync(tenant, HttpMethod.Put, "/LOAN_DISBURSE/yy", """{"text":"Hi {{name}}."}""")).Body.Text("field").ShouldBe("language");
        await PutAsync(tenant, "/LOAN_APPROVE/xa", new { text = "Hi {{name}}." });
        var statuses = new List<HttpStatusCode>();
        for (var change = 0; change < SmsBridge.Tenants.TenantAccess.MostChangesPerMinute; change++)
        {
            statuses.Add((await SendAsync(tenant, HttpMethod.Put, "/LOAN_DISBURSE/xa", """{"text":"Hi {{name}}."}""")).Status);
        }

        statuses[0].ShouldBe(HttpStatusCode.OK);
        statuses[^1].ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_tenants_quiet_hours_all_go_by_its_one_clock()
    {
        var tenant = await app.NewTenantAsync();
        await PutAsync(tenant, "", new { timeZone = "Africa/Nairobi", quietHours = new { collection = "19:00-07:00" } });
        await PutAsync(tenant, "", new { timeZone = "Asia/Kolkata", quietHours = new { service = "20:00-08:00" } });

        (await ZonesAsync()).ShouldBe(["Asia/Kolkata", "Asia/Kolkata"]);
        var list = await PutAsync(tenant, "", new { timeZone = "America/Lima" });

        (await ZonesAsync()).ShouldBe(["America/Lima", "America/Lima"]);
        list.Text("timeZone").ShouldBe("America/Lima");
        list.GetProperty("quietHours").Text("collection").ShouldBe("19:00-07:00");

        Task<List<string>> ZonesAsync() =>
            app.QueryAsync<string>("SELECT time_zone FROM quiet_hours WHERE tenant_id = (SELECT id FROM tenant WHERE identifier = @Id)", new { tenant.Id });
    }

    [Theory]
    [InlineData("""{"timeZone":"America/Lima"}""", "quietHours", "There are no quiet hours to go by it.")]
    [InlineData("""{"timeZone":"America/Lima","language":"en"}""", "quietHours", "There are no quiet hours to go by it.")]
    [InlineData("""{"quietHours":{"collection":"19:00-07:00"}}""", "timeZone", "Say whose clock")]
    [InlineData("""{"quietHours":{"collection":"19:00-07:00"},"timeZone":"Nairobi"}""", "timeZone", "There is no time zone Nairobi.")]
    [InlineData("""{"quietHours":{"collection":"00:00-00:00"},"timeZone":"UTC"}""", "quietHours", "not the whole day")]
    [InlineData("""{"quietHours":{"arrears":"19:00-07:00"},"timeZone":"UTC"}""", "quietHours", "There is no class arrears.")]
    [InlineData("""{"quietHours":{"service,collection":"19:00-07:00"},"timeZone":"UTC"}""", "quietHours", "There is no class service,collection. There are: transactional, service, collection, promotional; one at a time.")]
    [InlineData("""{"quietHours":{"1":"19:00-07:00"},"timeZone":"UTC"}""", "quietHours", "There is no class 1.")]
    public async Task Quiet_hours_that_can_not_be_are_refused(string body, string field, string words)
    {
        var tenant = await app.NewTenantAsync();

        var (status, answer) = await SendAsync(tenant, HttpMethod.Put, "", body);

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Text("field").ShouldBe(field);
        answer.Text("detail").ShouldNotBeNull().ShouldContain(words);
    }

    private static HookEvent Deposit(long transaction) => new("SAVINGSACCOUNT", "DEPOSIT") { ClientId = TestTenant.Client, SavingsId = 55, ResourceId = transaction };

    /// <summary>Pays in at the core and tells the bridge.</summary>
    /// <returns>The last SMS that went out.</returns>
    private async Task<string> DepositAsync(TestTenant tenant, long transaction, decimal amount = 1_500m)
    {
        tenant.Books.AddClient(new StandInClient(TestTenant.Client, "Jane Wanjiru", "0712 345 678") { Firstname = "Jane" });
        tenant.Books.Accounts.Add(new StandInAccount(StandInAccount.Savings, 55, TestTenant.Client) { Balance = 4_250m });
        tenant.Books.Accounts.Add(new StandInSavingsTransaction(transaction, 55, amount, Day));
        using var answer = await tenant.Hooks().PostAsync(Deposit(transaction), TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        await app.DrainAsync();
        return app.Gateway.Sent.Count == 0 ? "" : app.Gateway.Sent[^1].Body;
    }

    private static Task<JsonElement> GetAsync(TestTenant tenant, string path) => tenant.Texts().GetAsync(path);

    private static Task<JsonElement> PutAsync(TestTenant tenant, string path, object body) => tenant.Texts().PutAsync(path, body);

    private static Task<JsonElement> PostAsync(TestTenant tenant, string path, object? body = null) => tenant.Texts().PostAsync(path, body);

    private static Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(TestTenant tenant, HttpMethod method, string path, string? body = null) =>
        tenant.Texts().SendAsync(method, path, body);
}
