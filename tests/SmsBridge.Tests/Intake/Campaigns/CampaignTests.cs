using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Intake.Campaigns;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Campaigns;

/// <summary>Campaigns through the core's own jobs, over the whole application.</summary>
public class CampaignTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("gw")]
    [InlineData("a/b")]
    public async Task A_campaign_is_sent_and_what_became_of_it_flows_back(string endPoint)
    {
        var stage = await CampaignStage.SetUpAsync(app, endPoint);
        var (good, bad, open) = (stage.Texts.Add("0712 345 678", "One"), stage.Texts.Add("0712345679", "Two"), stage.Texts.Add("+254712345670", "Three"));

        var sender = (await stage.Jobs.ListSendersAsync(Cancellation))[0]!; // the other one is for two-factor codes
        await stage.Jobs.RunSendJobAsync((long)sender["id"]!, Cancellation);
        await stage.ReportAsync();

        ((string)sender["phoneNo"]!).ShouldBe(Some.Sender);
        ((string)sender["tenantId"]!).ShouldBe(stage.Tenant.Id);
        stage.Jobs.Lost.ShouldBeEmpty();
        stage.Texts.All.ShouldAllBe(row => row.Status == 150);

        await app.DrainAsync();
        var sent = await stage.SentRowsAsync();
        await stage.ReceiveAsync(sent[0].EventId, sent[0].ProviderId, MessageStatus.Delivered);
        await stage.ReceiveAsync(sent[1].EventId, sent[1].ProviderId, MessageStatus.Undelivered);
        await stage.ReportAsync();

        (await stage.SentAsync()).Select(sms => (sms.To.Value, sms.Body, sms.Account.Sender)).ShouldBe(
            [("+254712345678", "One", Some.Sender), ("+254712345679", "Two", Some.Sender), ("+254712345670", "Three", Some.Sender)], ignoreOrder: true);
        stage.Texts.Find(good.Id)!.Status.ShouldBe(300);
        stage.Texts.Find(bad.Id)!.Status.ShouldBe(400);
        stage.Texts.Find(open.Id)!.Status.ShouldBe(150); // with 200 the core would not ask again

        app.Clock.Advance(TimeSpan.FromHours(25));
        await stage.ReportAsync();
        stage.Texts.Find(open.Id)!.Status.ShouldBe(200); // nothing waits for ever
    }

    [Fact]
    public async Task One_that_can_not_be_sent_holds_up_none_of_the_others_and_is_reported_failed()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        var entries = """
            [{"internalId":1,"tenantId":"T","mobileNumber":"0712345601","message":"First"},
             {"internalId":2,"tenantId":"T","message":"No number"},
             {"internalId":3,"tenantId":"T","mobileNumber":"0712345603"},
             {"internalId":4,"tenantId":"T","mobileNumber":"0712345604","message":"LONG"},
             {"internalId":5,"tenantId":"T","mobileNumber":"not a number","message":"Five"},
             {"internalId":"6","tenantId":"T","mobileNumber":"0712345606","message":"A text for a number"},
             {"internalId":7,"tenantId":"T","mobileNumber":"0712345607","message":7},
             {"internalId":1,"tenantId":"T","mobileNumber":"0712345601","message":"First"},
             {"internalId":8.5,"tenantId":"T","mobileNumber":"0712345608","message":"Half"},
             "what?", null,
             {"internalId":9,"tenantId":"T","mobileNumber":"0712345609","message":"zero\u0000 and \ud800 half"},
             {"internalId":9223372036854775807,"tenantId":"T","mobileNumber":"0712345610","message":"Last"}]
            """.Replace("\"T\"", $"\"{stage.Tenant.Id}\"", StringComparison.Ordinal).Replace("LONG", new string('x', 5_000), StringComparison.Ordinal);

        (await stage.PostAsync("/sms", entries)).Status.ShouldBe(HttpStatusCode.Accepted);
        await app.DrainAsync();

        (await stage.SentAsync()).Select(sms => sms.Body).ShouldBe(["First", "A text for a number", "Last"], ignoreOrder: true);
        var statuses = await stage.StatusesAsync(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, long.MaxValue);
        statuses.Where(one => one.Value == 400).Select(one => one.Key).Order().ShouldBe([2, 3, 4, 5, 7, 9]);
        statuses.Where(one => one.Value == 150).Select(one => one.Key).Order().ShouldBe([1, 6, long.MaxValue]);
        statuses.ShouldNotContainKey(8); // half a number is none of the core's
        (await stage.Tenant.LogAsync("?status=dead_lettered")).Select(entry => entry.Text("reason")).ShouldBe(
            ["no_number", "empty_text", "text_too_long", "invalid_number"], ignoreOrder: true);
        (await stage.Tenant.LogAsync("?status=refused")).Select(entry => entry.Text("reason")).ShouldBe(Enumerable.Repeat("malformed_body", 5));
        (await stage.Tenant.LogAsync("?status=duplicate")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_thousand_refusals_of_one_number_are_one_row_and_one_read()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        var refused = $"[{string.Join(',', Enumerable.Repeat("""{"internalId":7,"message":8}""", 1_000))}]";

        for (var call = 0; call < 3; call++)
        {
            (await stage.PostAsync("/sms", refused)).Status.ShouldBe(HttpStatusCode.Accepted);
        }

        (await RowsAsync(stage)).ShouldBe(1);
        (await stage.StatusesAsync(7, 8)).ShouldBe(new Dictionary<long, int> { [7] = 400 });
        await stage.PostAsync("/sms", $$"""[{"internalId":7,"tenantId":"{{stage.Tenant.Id}}","mobileNumber":"0712345607","message":"Mended"},{"internalId":8,"message":9}]""");
        await app.DrainAsync();
        await stage.PostAsync("/sms", refused); // once more: the text that was taken is what the core is told of
        (await stage.StatusesAsync(7, 8)).ShouldBe(new Dictionary<long, int> { [7] = 150, [8] = 400 }, ignoreOrder: true);
        (await stage.SentAsync()).Select(sms => sms.Body).ShouldBe(["Mended"]);
    }

    /// <summary>As they were kept before: none of them is read for an answer.</summary>
    [Fact]
    public async Task Of_a_number_with_many_refusals_one_row_is_read()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        await stage.PostAsync("/sms", """[{"internalId":7,"message":8},{"internalId":9,"mobileNumber":"0712345609","message":"First"},{"internalId":9,"mobileNumber":"0712345609","message":"Second"}]""");
        await app.MeddleAsync("UPDATE event SET internal_id = 9 WHERE internal_id = 7 AND tenant_id = (SELECT id FROM tenant WHERE identifier = @Id)", new { stage.Tenant.Id });
        var id = (await app.QueryAsync<long>("SELECT id FROM tenant WHERE identifier = @Id", new { stage.Tenant.Id })).ShouldHaveSingleItem();

        var found = await app.Services.GetRequiredService<DeliveryStatusStore>().FindAsync(id, [7, 9], TestContext.Current.CancellationToken);

        var latest = (await app.QueryAsync<long>("SELECT MAX(id) FROM event WHERE internal_id = 9 AND tenant_id = @id", new { id })).ShouldHaveSingleItem();
        found.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            text => text.InternalId.ShouldBe(9), text => text.EventId.ShouldBe(latest), text => text.Verdict.ShouldBe((long)Verdict.Accepted));
    }

    [Fact]
    public async Task A_member_whose_name_is_no_text_spoils_no_entry()
    {
        var stage = await CampaignStage.SetUpAsync(app);

        (await stage.PostAsync("/sms", """
            [{"internalId":1,"tenantId":"T","mobileNumber":"0712345601","message":"First"},
             {"internalId":2,"tenantId":"T","mobileNumber":"0712345602","message":"Second","\ud800internalId":1,"\udc00":{}}]
            """.Replace("\"T\"", $"\"{stage.Tenant.Id}\"", StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.Accepted);
        await app.DrainAsync();

        (await stage.SentAsync()).Select(sms => sms.Body).ShouldBe(["First", "Second"], ignoreOrder: true);
        (await stage.StatusesAsync(1, 2)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_call_that_comes_again_sends_nothing_and_is_reported_as_before()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        var entries = JsonSerializer.Serialize(Enumerable.Range(1, 200).Select(id => new { internalId = id, tenantId = stage.Tenant.Id, mobileNumber = $"0712{id:000000}", message = $"Text {id}" }));

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => stage.PostAsync("/sms", entries)));
        await app.DrainAsync();
        await stage.PostAsync("/sms", entries);
        await app.DrainAsync();

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Accepted);
        (await stage.SentAsync()).Count.ShouldBe(200);
        (await stage.StatusesAsync([.. Enumerable.Range(1, 200).Select(id => (long)id)])).Count.ShouldBe(200);
    }

    [Fact]
    public async Task A_number_that_a_restored_core_uses_again_is_its_own_sms_and_the_later_one_is_reported()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        await stage.PostAsync("/sms", $$"""[{"internalId":1,"tenantId":"{{stage.Tenant.Id}}","mobileNumber":"0712345601","message":"Before"}]""");
        await app.DrainAsync();
        var first = (await stage.SentRowsAsync()).ShouldHaveSingleItem();
        await stage.ReceiveAsync(first.EventId, first.ProviderId, MessageStatus.Delivered);

        await stage.PostAsync("/sms", $$"""[{"internalId":1,"tenantId":"{{stage.Tenant.Id}}","mobileNumber":"0712345601","message":"After"}]""");
        await app.DrainAsync();

        (await stage.SentAsync()).Select(sms => sms.Body).ShouldBe(["Before", "After"]);
        (await stage.StatusesAsync(1))[1].ShouldBe(150);
        (await app.QueryAsync<string?>("SELECT detail FROM event WHERE internal_id = 1 AND detail IS NOT NULL AND id > @EventId", new { first.EventId }))
            .ShouldHaveSingleItem()!.ShouldContain($"for event {first.EventId} with another");
    }

    [Fact]
    public async Task A_text_without_the_cores_number_is_a_repeat_for_a_short_while_only_and_never_reported()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        var row = stage.Texts.Begin("0712345678", "You paid 100.");

        await stage.Jobs.SendTriggeredAsync(row, 1, namesId: false, Cancellation);
        await stage.Jobs.SendTriggeredAsync(row, null, namesId: false, Cancellation);
        await app.DrainAfterAsync(TimeSpan.FromSeconds(6));
        (await stage.SentAsync()).ShouldHaveSingleItem();

        app.Clock.Advance(TimeSpan.FromMinutes(3));
        await stage.Jobs.SendTriggeredAsync(row, 1, namesId: false, Cancellation);
        await app.DrainAfterAsync(TimeSpan.FromSeconds(6));
        (await stage.SentAsync()).Count.ShouldBe(2);
        (await stage.StatusesAsync(row.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_listed_as_a_campaign_text()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        stage.Texts.Add("0712345678", "One");
        await stage.SendAsync();
        await app.DrainAsync();

        var entry = (await stage.Tenant.LogAsync()).ShouldHaveSingleItem();
        entry.Text("entity").ShouldBe("SMS");
        entry.Text("action").ShouldBe("CAMPAIGN");
        (await stage.Tenant.EventAsync(entry.GetProperty("eventId").GetInt64())).Text("dialect").ShouldBe("gateway");
    }

    private async Task<long> RowsAsync(CampaignStage stage) => (await app.QueryAsync<long>(
        "SELECT COUNT(*) FROM event WHERE tenant_id = (SELECT id FROM tenant WHERE identifier = @Id)", new { stage.Tenant.Id })).ShouldHaveSingleItem();
}
