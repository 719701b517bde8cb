using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.TenantTexts;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.TenantTexts.OwnEvents;

/// <summary>Beyond the catalogue: any other pair of entity and action of the core, told in the tenant's own words with what its hook says.</summary>
public class OwnEventTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private const string Words = "{{name}}: {{request.transactionAmount}} held on {{response.changes.transactionDate}} ({{response.resourceId}}).";

    [Fact]
    public async Task It_is_made_worded_switched_on_and_told_with_what_the_hook_says()
    {
        var stage = await OwnEventStage.MadeAsync(app);
        var texts = stage.Tenant.Texts();
        (await stage.PostAsync(OwnEventStage.Held(901))).ShouldBe(Reasons.NotHandled);
        (await stage.KeptAsync()).ShouldBeNull("nothing is kept of what is off");

        var (early, answer) = await texts.SendAsync(HttpMethod.Put, "/" + OwnEventStage.Hold, """{"enabled":true}""");
        (early, answer.Text("field")).ShouldBe((HttpStatusCode.UnprocessableEntity, "enabled"));
        await stage.PublishAsync(Words);
        (await stage.PostAsync(OwnEventStage.Held(902))).ShouldBe(Reasons.NotHandled);
        var on = await stage.SwitchAsync(on: true);

        (on.GetProperty("enabled").GetBoolean(), on.GetProperty("own").GetBoolean(), on.Text("class")).ShouldBe((true, true, "service"));
        (await stage.PostAsync(OwnEventStage.Held(903))).ShouldBe("Jane Wanjiru: 123456789012345678901234.567 held on 21 November 2026 (903).");
        (await texts.GetAsync("")).GetProperty("events").EnumerateArray().Select(each => each.Text("event")).ShouldContain(each => each == OwnEventStage.Hold);
        (await texts.PostAsync($"/{OwnEventStage.Hold}/en/_preview")).Text("body").ShouldBe("Jane Wanjiru: Sample text held on Sample text (Sample text).");
        (await texts.PostAsync($"/{OwnEventStage.Hold}/en/_rehearse")).GetProperty("examples")[0].Text("body").ShouldNotBeNull().ShouldContain("•••567");
    }

    /// <summary>Its words may name what the catalogue's event does not have; and nobody asked for the product's.</summary>
    [Fact]
    public async Task What_comes_into_the_catalogue_with_an_upgrade_is_silent_until_it_is_switched_on_anew()
    {
        const string known = "RESCHEDULELOAN APPROVE";
        var stage = await OwnEventStage.ToldAsync(app, Words);
        var values = new { stage.Tenant.Id, known, was = "SAVINGSACCOUNT HOLDAMOUNT" };
        foreach (var table in new[] { "event_setting", "event_text" })
        {
            await app.MeddleAsync($"UPDATE {table} SET event = @known WHERE event = @was AND tenant_id = (SELECT MAX(id) FROM tenant WHERE identifier = @Id)", values); // as it was stored by an older version
        }

        await app.MeddleAsync("UPDATE event_setting SET type_id = (SELECT id FROM event_type WHERE entity = 'RESCHEDULELOAN' AND action = 'APPROVE') WHERE event = @known", values);
        await app.MeddleAsync("UPDATE text_directory SET version = version + 1");
        await app.Services.GetRequiredService<TextDirectory>().RefreshAsync(TestContext.Current.CancellationToken);
        var approved = new HookEvent("RESCHEDULELOAN", "APPROVE") { ClientId = TestTenant.Client, LoanId = TestTenant.Loan, ResourceId = 17 };

        (await stage.PostAsync(approved)).ShouldBe(Reasons.NotHandled);
        (await stage.Tenant.Texts().GetAsync("")).GetProperty("events").EnumerateArray().Count(each => each.Text("event") == "RESCHEDULELOAN_APPROVE").ShouldBe(1);

        await stage.Tenant.Texts().PutAsync("/RESCHEDULELOAN_APPROVE", new { enabled = true });
        (await stage.PostAsync(approved with { ResourceId = 18 })).ShouldStartWith("Dear Jane Wanjiru, the instalments of your loan");
    }

    [Fact]
    public async Task Of_the_hook_neither_a_secret_nor_a_list_is_kept()
    {
        var stage = await OwnEventStage.ToldAsync(app, Words);

        await stage.PostAsync(OwnEventStage.Held());

        var kept = (await stage.KeptAsync()).ShouldNotBeNull();
        kept.ShouldContain("Court order 7/26");
        kept.ShouldNotContain("4711");
        kept.ShouldNotContain("parts");
        Encoding.UTF8.GetString(app.StoredBytes()).ShouldNotContain("walletPin");
    }

    [Fact]
    public async Task A_command_that_failed_is_not_told_and_nothing_is_kept_of_it()
    {
        var stage = await OwnEventStage.ToldAsync(app, Words);

        using var answer = await stage.Tenant.Hooks().PostFailedAsync(OwnEventStage.Held(), FailureShape.Unmarked, TestContext.Current.CancellationToken);
        await app.DrainAsync();

        (await HookReply.ReadAsync(answer)).Reason.ShouldBe(Reasons.FailedInCore);
        (await stage.KeptAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task The_same_hook_is_one_sms_however_late_it_comes_again_and_another_act_on_the_same_resource_is_another()
    {
        var stage = await OwnEventStage.ToldAsync(app, "{{name}}: {{response.resourceId}}.", "CLIENT_UPDATE");
        var change = new HookEvent("CLIENT", "UPDATE") { ClientId = TestTenant.Client, ResourceId = TestTenant.Client };
        var raw = new RawHook("""{"entityName":"CLIENT","actionName":"UPDATE","clientId":7,"request":{},"response":{"clientId":7,"resourceId":7},"timestamp":"2026-11-21T19:11:50.123456Z"}""")
        {
            Entity = "CLIENT", Action = "UPDATE",
        };

        (await stage.PostAsync(change)).ShouldBe("Jane Wanjiru: 7.");
        (await stage.PostAsync(change)).ShouldBe(Reasons.Repeated);
        app.Clock.Advance(TimeSpan.FromHours(3));
        (await stage.PostAsync(change)).ShouldBe("Jane Wanjiru: 7.");

        (await stage.Tenant.PostAsync(raw)).Outcome.ShouldBe("accepted");
        app.Clock.Advance(TimeSpan.FromHours(3));
        (await stage.Tenant.PostAsync(raw)).Reason.ShouldBe(Reasons.Repeated);
        await app.DrainAsync();
    }

    [Fact]
    public async Task Cores_before_the_envelope_are_told_by_their_result()
    {
        var stage = await OwnEventStage.ToldAsync(app, "{{name}}: {{response.changes.transactionDate}}{{#if request.fee}} {{request.fee}}{{/if}}.");

        using var answer = await stage.Tenant.Hooks(Generation.G2).PostAsync(OwnEventStage.Held(), TestContext.Current.CancellationToken);
        await app.DrainAsync();

        app.Gateway.Sent[^1].Body.ShouldBe("Jane Wanjiru: 21 November 2026.");
    }

    [Theory]
    [InlineData("{{request.fee}}", "1500")]
    [InlineData("{{#if request.lienAllowed}}may{{else}}may not{{/if}}", "may not")]
    [InlineData("{{#if request.nothing}}{{request.nothing}}{{else}}none{{/if}}", "none")]
    public async Task Values_are_told_as_they_came(string text, string told)
    {
        var stage = await OwnEventStage.ToldAsync(app, "It is " + text);

        (await stage.PostAsync(OwnEventStage.Held())).ShouldBe("It is " + told);
    }

    [Theory]
    [InlineData("request.nothing")]
    [InlineData("request.lienAllowed")]
    [InlineData("request.parts")]
    [InlineData("response.changes")]
    public async Task What_is_missing_closes_the_sms_and_is_named(string variable)
    {
        var stage = await OwnEventStage.ToldAsync(app, $"It is {{{{{variable}}}}}.");

        (await stage.PostAsync(OwnEventStage.Held())).ShouldBe(Reasons.MissingValue);
        (await stage.DetailAsync()).ShouldBe($"{{{{{variable}}}}} has no value in the hook.");
    }

    [Fact]
    public async Task Whose_it_is_say_the_account_the_group_or_the_request()
    {
        var stage = await OwnEventStage.ToldAsync(app, "For {{name}}.");
        var books = stage.Tenant.Books;
        books.AddClient(8, "Grace Achieng", "0712 345 679");
        books.Accounts.Add(new StandInAccount(StandInAccount.Savings, OwnEventStage.Savings, 8));
        books.AddGroup(new StandInGroup(3, "Umoja") { Roles = [("Leader", 8)] });
        var nobody = new HookEvent("SAVINGSACCOUNT", "HOLDAMOUNT") { ResourceId = 1 };

        (await LaterAsync(OwnEventStage.Held(client: null))).ShouldBe("For Grace Achieng.");
        (await LaterAsync(nobody with { LoanId = TestTenant.Loan })).ShouldBe("For Jane Wanjiru.");
        (await LaterAsync(nobody with { Request = new JavaMap().Add("clientId", 8L) })).ShouldBe("For Grace Achieng.");
        (await LaterAsync(nobody with { GroupId = 3 })).ShouldBe(Reasons.NoClient);
        (await LaterAsync(nobody)).ShouldBe(Reasons.NoClient);
        (await stage.DetailAsync()).ShouldNotBeNull().ShouldContain("names no client");

        await stage.Tenant.Texts().PutAsync("/" + OwnEventStage.Hold, new { enabled = true, groupRole = "Leader" });
        (await LaterAsync(nobody with { GroupId = 3 })).ShouldBe("For Grace Achieng.");

        Task<string> LaterAsync(HookEvent hook) // each act has its own time
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            return stage.PostAsync(hook);
        }
    }

    [Fact]
    public async Task A_client_that_the_core_does_not_have_is_not_told()
    {
        var stage = await OwnEventStage.ToldAsync(app, "For {{name}}.");

        (await stage.PostAsync(OwnEventStage.Held(client: 99))).ShouldBe(Reasons.NotFoundInCore);
    }

    [Fact]
    public async Task It_is_nobody_elses()
    {
        var stage = await OwnEventStage.ToldAsync(app, Words);
        var other = new OwnEventStage(app, await app.NewTenantAsync(), OwnEventStage.Hold);

        (await other.PostAsync(OwnEventStage.Held())).ShouldBe(Reasons.NotHandled);

        (await other.KeptAsync()).ShouldBeNull();
        (await other.Tenant.Texts().SendAsync(HttpMethod.Put, $"/{OwnEventStage.Hold}/en", """{"text":"Hi"}""")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await stage.PostAsync(OwnEventStage.Held())).ShouldStartWith("Jane Wanjiru:");
    }

    [Fact]
    public async Task After_a_restart_it_is_told_as_before()
    {
        await using var first = new SmsBridgeApp();
        await first.InitializeAsync();
        var stage = await OwnEventStage.ToldAsync(first, "For {{name}}.");
        using var answer = await stage.Tenant.Hooks().PostAsync(OwnEventStage.Held(), TestContext.Current.CancellationToken);

        await using var second = await first.RestartAsync();
        await second.DrainAsync();

        second.Gateway.Sent.ShouldHaveSingleItem().Body.ShouldBe("For Jane Wanjiru.");
    }

    [Fact]
    [PostgresOnly] // a file is one process's
    public async Task Another_node_tells_it_that_has_not_read_of_it_yet()
    {
        await using var here = new SmsBridgeApp();
        await here.InitializeAsync();
        var tenant = await here.NewTenantAsync();
        await using var node = here.Beside();
        _ = node.Services;
        var stage = await OwnEventStage.ToldAsync(here, "For {{name}}.", of: tenant);
        using var answer = await stage.Tenant.Hooks().PostAsync(OwnEventStage.Held(), TestContext.Current.CancellationToken);

        await node.DrainAsync();

        (await here.QueryAsync<string?>("SELECT reason FROM message")).ShouldBe([null]);
        node.Gateway.Sent.ShouldHaveSingleItem().Body.ShouldBe("For Jane Wanjiru.");
    }

    [Fact]
    public async Task It_goes_by_its_class_and_is_given_up_after_a_day()
    {
        var stage = await OwnEventStage.ToldAsync(app, "For {{name}}.", kind: "promotional");
        await stage.Tenant.Texts().PutAsync("", new { timeZone = "Africa/Nairobi", quietHours = new { promotional = "00:00-23:59" } });

        (await stage.PostAsync(OwnEventStage.Held(1))).ShouldBe(Reasons.QuietHours);
        await stage.Tenant.Texts().PutAsync("/" + OwnEventStage.Hold, new { enabled = true, @class = "transactional" });
        (await stage.PostAsync(OwnEventStage.Held(2))).ShouldBe("For Jane Wanjiru.");

        using var late = await stage.Tenant.Hooks().PostAsync(OwnEventStage.Held(3), TestContext.Current.CancellationToken);
        await app.DrainAfterAsync(TimeSpan.FromHours(25));
        (await app.QueryAsync<string>("SELECT reason FROM message WHERE tenant_id = (SELECT MAX(id) FROM tenant WHERE identifier = @Id) ORDER BY event_id DESC LIMIT 1", new { stage.Tenant.Id })).ShouldBe([Reasons.TooLate]);
    }

    [Theory]
    [InlineData("USER_CHANGEPWD", "event", "can carry passwords")]
    [InlineData("PASSWORD_PREFERENCES UPDATE", "event", "passwords of the core's users")]
    [InlineData("TWOFACTOR_ACCESSTOKEN INVALIDATE", "event", "second factor")]
    [InlineData("HOOK_CREATE", "event", "provider's token")]
    [InlineData("SMS_CREATE", "event", "texts that the core sends itself")]
    [InlineData("SMSCAMPAIGN_CREATE", "event", "texts that the core sends itself")]
    [InlineData("REPORT_ARREARS", "event", "texts of their own")]
    [InlineData("OFFICERCOPY_SERVICE", "event", "follow what they copy")]
    [InlineData("SAVINGSACCOUNT_UNDOTRANSACTION", "event", "names the account")]
    [InlineData("SHAREPRODUCT_APPROVE_DIVIDEND", "event", "Write a blank there")]
    [InlineData("LOAN_DISBURSE", "class", "is the product's")]
    public async Task What_can_not_be_made_is_refused_with_the_reason(string name, string field, string words)
    {
        var tenant = await app.NewTenantAsync();

        var (status, answer) = await tenant.Texts().SendAsync(HttpMethod.Put, "/" + Uri.EscapeDataString(name), """{"enabled":false,"class":"service"}""");

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (answer.Text("field"), answer.Text("detail")).ShouldSatisfyAllConditions(each => each.Item1.ShouldBe(field), each => each.Item2.ShouldNotBeNull().ShouldContain(words));
    }

    [Theory]
    [InlineData("""{"text":"{{request.password}}"}""", "may be a secret")]
    [InlineData("""{"text":"{{request.user.repeatPassword}}"}""", "may be a secret")]
    [InlineData("""{"text":"{{#if response.accessToken}}x{{/if}}y"}""", "may be a secret")]
    [InlineData("""{"text":"{{request.a-b}}"}""", "names no member of the hook")]
    [InlineData("""{"text":"{{envelope.clientId}}"}""", "Unknown variable {{envelope.clientId}}")]
    [InlineData("""{"text":"{{amount}}"}""", "Unknown variable {{amount}}; known: name,")]
    public async Task A_text_that_names_something_else_is_refused(string body, string words)
    {
        var stage = await OwnEventStage.MadeAsync(app);

        var (status, answer) = await stage.Tenant.Texts().SendAsync(HttpMethod.Put, $"/{OwnEventStage.Hold}/en", body);

        (status, answer.Text("field")).ShouldBe((HttpStatusCode.UnprocessableEntity, "text"));
        answer.Text("detail").ShouldNotBeNull().ShouldContain(words);
    }

    [Fact]
    public async Task A_name_that_was_misspelled_makes_nothing_without_a_class()
    {
        var tenant = await app.NewTenantAsync();

        (await tenant.Texts().SendAsync(HttpMethod.Put, "/LOAN_REPAYMNT", """{"enabled":false}""")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await tenant.Texts().SendAsync(HttpMethod.Put, "/LOAN_REPAYMNT", """{"enabled":true,"class":"service"}""")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await tenant.Texts().SendAsync(HttpMethod.Put, "/LOAN_REPAYMNT", """{"enabled":false,"class":"urgent"}""")).Body.Text("field").ShouldBe("class");
    }

    [Fact]
    public async Task It_is_removed_once_it_is_off_and_one_of_the_list_is_not()
    {
        var stage = await OwnEventStage.ToldAsync(app, Words, "SHAREPRODUCT APPROVE_DIVIDEND");
        var texts = stage.Tenant.Texts();

        (await texts.SendAsync(HttpMethod.Delete, "/SHAREPRODUCT_APPROVE_DIVIDEND/en")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity, "its only words");
        (await texts.SendAsync(HttpMethod.Delete, "/SHAREPRODUCT_APPROVE_DIVIDEND")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity, "it is on");
        await stage.SwitchAsync(on: false);
        (await texts.SendAsync(HttpMethod.Delete, "/SHAREPRODUCT_APPROVE_DIVIDEND")).Status.ShouldBe(HttpStatusCode.NoContent);

        (await texts.SendAsync(HttpMethod.Delete, "/SHAREPRODUCT_APPROVE_DIVIDEND")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await texts.SendAsync(HttpMethod.Delete, "/LOAN_DISBURSE")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await texts.GetAsync("")).GetProperty("events").EnumerateArray().ShouldAllBe(each => each.Text("event") != "SHAREPRODUCT APPROVE_DIVIDEND");
    }

    [Fact]
    public async Task A_tenant_has_at_most_fifty()
    {
        var tenant = await app.NewTenantAsync();
        for (var each = 1; each <= 50; each++)
        {
            await tenant.Texts().PutAsync($"/CHARGE_ACT{each}", new { enabled = false, @class = "service" });
        }

        var (status, answer) = await tenant.Texts().SendAsync(HttpMethod.Put, "/CHARGE_ACT51", JsonSerializer.Serialize(new { enabled = false, @class = "service" }));

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Text("detail").ShouldNotBeNull().ShouldContain("at most 50");
    }
}
