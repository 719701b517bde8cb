using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.TenantTexts;
using SmsBridge.Tests.Holding.Digests;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.TenantTexts;

/// <summary>Texts that operators only pass on as they were registered (India's DLT): from the draft to what the provider is told, and what does not go out.</summary>
public class RegisteredTemplateTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private const string Repayment = "/LOAN_REPAYMENT/en";
    private const string Words = "Dear {{name}}, we received {{amount}}.";
    private const string Pattern = "Dear {#var#}, we received {#var#}.";

    private static readonly RegisteredIds Ids = new("1107161", "1101161", null);

    private static readonly object Template = new { id = Ids.TemplateId, entityId = Ids.EntityId, pattern = Pattern };

    [Fact]
    public async Task A_registered_text_is_published_sent_with_its_numbers_and_says_so_on_the_timeline()
    {
        var tenant = await app.NewTenantAsync();
        await tenant.RepayAsync();
        await app.DrainAsync();
        app.Gateway.Sent[^1].Registered.ShouldBeNull();

        var draft = await tenant.Texts().PutAsync(Repayment, new { text = Words, registeredTemplate = Template });
        draft.TryGetProperty("registeredTemplate", out _).ShouldBeFalse();
        draft.GetProperty("draftRegisteredTemplate").Text("id").ShouldBe(Ids.TemplateId);
        var published = await tenant.Texts().PostAsync(Repayment + "/_publish");
        published.GetProperty("registeredTemplate").Text("pattern").ShouldBe(Pattern);
        published.TryGetProperty("draftRegisteredTemplate", out _).ShouldBeFalse();
        published.GetProperty("versions")[0].GetProperty("registeredTemplate").Text("entityId").ShouldBe(Ids.EntityId);
        var eventId = await tenant.RepayAsync();
        await app.DrainAsync();

        var sent = app.Gateway.Sent[^1];
        sent.Body.ShouldBe("Dear Jane Wanjiru, we received KES 1,500.00.");
        sent.Registered.ShouldBe(Ids);
        (await DetailsAsync(eventId)).ShouldContain(detail => detail.Contains("Registered template 1107161 of entity 1101161.", StringComparison.Ordinal));
        (await app.QueryAsync<string>("SELECT after FROM audit WHERE action = 'text' AND subject = @Mine", new { Mine = $"text LOAN REPAYMENT in en of {tenant.Id}" }))
            .ShouldHaveSingleItem().ShouldContain("registered template 1107161 of entity 1101161: " + Pattern);
    }

    [Fact]
    public async Task A_text_that_can_not_fit_its_template_is_refused_wherever_it_is_given()
    {
        var tenant = await app.NewTenantAsync();
        var body = JsonSerializer.Serialize(new { text = "Dear {{name}}, {{amount}} is in.", registeredTemplate = Template });

        foreach (var (method, path) in new[] { (HttpMethod.Put, Repayment), (HttpMethod.Post, Repayment + "/_preview") })
        {
            var (status, answer) = await tenant.Texts().SendAsync(method, path, body);

            status.ShouldBe(HttpStatusCode.UnprocessableEntity);
            answer.Text("field").ShouldBe("registeredTemplate");
            answer.Text("detail").ShouldNotBeNull().ShouldContain("goes on with “, we received ”, and the text has “, {{amount}} is in.” there.");
        }

        (await tenant.Texts().GetAsync(Repayment)).TryGetProperty("draft", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"id":"1107","pattern":"Dear {#var#}"}""", HttpStatusCode.UnprocessableEntity, "entityId is the number of the registered principal entity")]
    [InlineData("""{"id":"1107","entityId":"1101"}""", HttpStatusCode.UnprocessableEntity, "pattern is missing")]
    [InlineData("""{"id":"1107","entityId":"1101","pattern":"Dear {#name#}"}""", HttpStatusCode.UnprocessableEntity, "is no place for a value")]
    [InlineData("""{"id":"1107","entityId":"1101","patern":"Dear {#var#}"}""", HttpStatusCode.BadRequest, "patern")]
    public async Task What_is_incomplete_is_refused_with_the_remedy(string template, HttpStatusCode expected, string words)
    {
        var tenant = await app.NewTenantAsync();

        var (status, answer) = await tenant.Texts().SendAsync(HttpMethod.Put, Repayment, """{"text":"Dear {{name}}","registeredTemplate":""" + template + "}");

        status.ShouldBe(expected);
        answer.ToString().ShouldContain(words);
    }

    [Fact]
    public async Task A_value_too_long_for_its_place_stops_the_sms_and_is_named_and_a_resend_goes_out_once_it_is_mended()
    {
        var tenant = await PublishedAsync();
        tenant.Books.AddClient(TestTenant.Client, "Maria Francisca Oliveira dos Santos", Some.Mobile);
        var before = app.Gateway.Sent.Count;

        var eventId = await tenant.RepayAsync();
        await app.DrainAsync();

        app.Gateway.Sent.Count.ShouldBe(before);
        (await app.QueryAsync<(long, string, string)>("SELECT status, reason, detail FROM message WHERE event_id = @eventId", new { eventId })).ShouldHaveSingleItem()
            .ShouldBe(((long)MessageStatus.DeadLettered, Reasons.NotAsRegistered, "{{name}} has 35 characters; the registered template has room for 30 there."));

        tenant.Books.AddClient(TestTenant.Client, "Maria Santos", Some.Mobile);
        await app.Services.GetRequiredService<MessageResend>().ResendAsync(await IdOfAsync(tenant), [eventId], force: false, Sources.Operator);
        await app.DrainAfterAsync(TimeSpan.FromMinutes(5)); // what the core said is forgotten

        app.Gateway.Sent[^1].Body.ShouldBe("Dear Maria Santos, we received KES 1,500.00.");
    }

    [Fact]
    public async Task A_template_belongs_to_a_version_and_stays_with_words_that_are_corrected()
    {
        var tenant = await PublishedAsync();
        await PublishAsync(tenant, new { text = "Dear {{firstname}} {{lastname}}, we received {{amount}}." });
        (await tenant.Texts().GetAsync(Repayment)).GetProperty("registeredTemplate").Text("id").ShouldBe(Ids.TemplateId);

        await PublishAsync(tenant, new { text = "Paid: {{amount}}.", registeredTemplate = new { } });
        (await SentAsync(tenant)).Registered.ShouldBeNull();
        await PublishAsync(tenant, new { text = "Paid: {{amount}}.", registeredTemplate = new { id = "2", entityId = "1101161", headerId = "77", pattern = "Paid: {#var#}." } });
        (await SentAsync(tenant)).Registered.ShouldBe(new RegisteredIds("2", Ids.EntityId, "77")); // the same words under another template are another version
        await tenant.Texts().PostAsync(Repayment + "/_publish", new { version = 1 });

        (await SentAsync(tenant)).Registered.ShouldBe(Ids);
        (await tenant.Texts().GetAsync(Repayment)).GetProperty("versions").EnumerateArray().Select(version => version.TryGetProperty("registeredTemplate", out var template) ? template.Text("id") : null)
            .ShouldBe([Ids.TemplateId, "2", null, Ids.TemplateId, Ids.TemplateId]);
        await tenant.Texts().SendAsync(HttpMethod.Delete, Repayment);
        (await SentAsync(tenant)).Registered.ShouldBeNull();
    }

    [Fact]
    public async Task Each_language_has_its_own_and_another_node_knows_it()
    {
        var tenant = await PublishedAsync();
        await tenant.Texts().PutAsync("/LOAN_REPAYMENT/hi", new { text = "प्रिय {{name}}, {{amount}}", registeredTemplate = new { id = "9", entityId = "8", pattern = "प्रिय {#var#}, {#var#}" } });
        await tenant.Texts().PostAsync("/LOAN_REPAYMENT/hi/_publish");
        var other = new TextDirectory(
            app.Services.GetRequiredService<TextStore>(), app.Services.GetRequiredService<SmsBridge.Texts.TemplateCatalog>(), app.Services.GetRequiredService<EventTypeCodes>());
        await other.ReloadAsync(TestContext.Current.CancellationToken);
        var english = other.InForce(await IdOfAsync(tenant), EventTypeCodes.LoanRepaymentCode).ShouldNotBeNull();

        english.Registered.ShouldNotBeNull().Given.Id.ShouldBe(Ids.TemplateId);
        other.In(await IdOfAsync(tenant), english, "hi").ShouldNotBeNull().Registered.ShouldNotBeNull().Given.Id.ShouldBe("9");
        other.In(await IdOfAsync(tenant), english, "sw").ShouldNotBeNull().Registered.ShouldBeNull();

        await tenant.Texts().PutAsync("", new { language = "hi" });
        (await SentAsync(tenant)).ShouldSatisfyAllConditions(sms => sms.Body.ShouldStartWith("प्रिय"), sms => sms.Registered.ShouldBe(new RegisteredIds("9", "8", null)));
    }

    [Fact]
    public async Task What_a_newer_version_wrote_and_this_one_can_not_read_sends_nothing()
    {
        var tenant = await PublishedAsync();
        await app.MeddleAsync(
            """UPDATE event_text_version SET registered = '{"id":"1107161","schema":2}' WHERE tenant_id = (SELECT id FROM tenant WHERE identifier = @Id)""", new { tenant.Id });
        await app.Services.GetRequiredService<TextDirectory>().ReloadAsync(TestContext.Current.CancellationToken);
        var before = app.Gateway.Sent.Count;

        var eventId = await tenant.RepayAsync();
        await app.DrainAsync();

        app.Gateway.Sent.Count.ShouldBe(before);
        (await app.QueryAsync<string>("SELECT reason FROM message WHERE event_id = @eventId", new { eventId })).ShouldBe([Reasons.NotAsRegistered]);
    }

    [Fact]
    public async Task A_registered_receipt_is_told_by_itself_where_others_wait_for_a_digest()
    {
        await using var own = new SmsBridgeApp();
        await own.InitializeAsync();
        var stage = await DigestStage.SetUpAsync(own);
        var waiting = await stage.RepayAsync(1);
        own.Gateway.Sent.ShouldBeEmpty();
        await stage.Tenant.Texts().PutAsync(Repayment, new { text = Words, registeredTemplate = Template });
        await stage.Tenant.Texts().PostAsync(Repayment + "/_publish");

        var early = await stage.RepayAsync(1, first: 500m);

        own.Gateway.Sent.ShouldHaveSingleItem().ShouldSatisfyAllConditions(sms => sms.Body.ShouldBe("Dear Jane Wanjiru, we received KES 500.00."), sms => sms.Registered.ShouldBe(Ids));
        await stage.TellAsync();
        own.Gateway.Sent.Select(sms => sms.Body).ShouldBe(["Dear Jane Wanjiru, we received KES 500.00.", "Dear Jane Wanjiru, we received KES 100.00."]);
        (await stage.StandingAsync(waiting[0])).ShouldBe((MessageStatus.Sent, null));
        (await stage.StandingAsync(early[0])).ShouldBe((MessageStatus.Sent, null));
    }

    /// <summary>What was told by an SMS that may have left nobody else tells: whatever is registered since, the SMS that is sent anew tells all.</summary>
    [Fact]
    public async Task What_carried_others_before_it_was_registered_carries_them_again()
    {
        await using var own = new SmsBridgeApp();
        await own.InitializeAsync();
        var stage = await DigestStage.SetUpAsync(own);
        var ids = await stage.RepayAsync(3);
        await stage.TellAsync();
        own.Gateway.Sent.ShouldHaveSingleItem();
        await stage.Tenant.Texts().PutAsync(Repayment, new { text = Words, registeredTemplate = Template });
        await stage.Tenant.Texts().PostAsync(Repayment + "/_publish");

        (await stage.ResendAsync(ids[0], again: true)).Requeued.ShouldBe([ids[0]]);
        await own.DrainAsync();

        own.Gateway.Sent.Count.ShouldBe(2);
        own.Gateway.Sent[1].ShouldSatisfyAllConditions(sms => sms.Body.ShouldContain("303.00"), sms => sms.Registered.ShouldBeNull("its words are not those that are registered"));
        (await stage.StandingAsync(ids[1])).Reason.ShouldBe(Reasons.ToldInDigest);
    }

    [Fact]
    public async Task Another_tenants_template_is_nobody_elses()
    {
        var (ours, theirs) = (await app.NewTenantAsync(), await PublishedAsync());
        await PublishAsync(ours, new { text = "Ours: {{amount}}." });

        (await SentAsync(ours)).Registered.ShouldBeNull();
        (await SentAsync(theirs)).Registered.ShouldBe(Ids);
        (await ours.Texts().GetAsync("")).ToString().ShouldNotContain(Ids.TemplateId);
    }

    private async Task<TestTenant> PublishedAsync()
    {
        var tenant = await app.NewTenantAsync();
        await PublishAsync(tenant, new { text = Words, registeredTemplate = Template });
        return tenant;
    }

    private static async Task PublishAsync(TestTenant tenant, object draft)
    {
        await tenant.Texts().PutAsync(Repayment, draft);
        await tenant.Texts().PostAsync(Repayment + "/_publish");
    }

    private async Task<OutgoingSms> SentAsync(TestTenant tenant)
    {
        var before = app.Gateway.Sent.Count;
        await tenant.RepayAsync();
        await app.DrainAsync();
        app.Gateway.Sent.Count.ShouldBe(before + 1);
        return app.Gateway.Sent[^1];
    }

    private async Task<long> IdOfAsync(TestTenant tenant) => (await app.QueryAsync<long>("SELECT id FROM tenant WHERE identifier = @Id", new { tenant.Id })).ShouldHaveSingleItem();

    private Task<List<string>> DetailsAsync(long eventId) =>
        app.QueryAsync<string>("SELECT COALESCE(detail, '') FROM status_change WHERE event_id = @eventId ORDER BY id", new { eventId });
}
