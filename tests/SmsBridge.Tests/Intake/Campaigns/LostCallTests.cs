using SmsBridge.Intake.Campaigns;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Campaigns;

/// <summary>A core makes each call once, and waits for ever for the texts of one that was lost.</summary>
public class LostCallTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>It asks about the first 200 that wait: the lost ones kept it from hearing of any other.</summary>
    [Fact]
    public async Task What_never_came_is_reported_failed_in_the_end_and_the_others_are_heard_of()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        var first = await SentAsync(stage, "0712345601");
        var lost = Enumerable.Range(0, 250).Select(index => Lost(stage, $"0713{index:000000}")).ToList();
        var last = await SentAsync(stage, "0712345602");

        await stage.ReportAsync();
        stage.Texts.Find(first)!.Status.ShouldBe(300);
        stage.Texts.Find(last)!.Status.ShouldBe(150); // delivered, and not asked about

        app.Clock.Advance(TimeSpan.FromMinutes(59));
        await stage.ReportAsync();
        lost.ShouldAllBe(id => stage.Texts.Find(id)!.Status == 150); // the call may still be under way

        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await stage.ReportAsync();
        stage.Texts.Find(last)!.Status.ShouldBe(300);
        lost.Take(200).ShouldAllBe(id => stage.Texts.Find(id)!.Status == 400);
        lost.Skip(200).ShouldAllBe(id => stage.Texts.Find(id)!.Status == 150); // of these it has just begun to ask

        app.Clock.Advance(TimeSpan.FromHours(1));
        await stage.ReportAsync();
        lost.ShouldAllBe(id => stage.Texts.Find(id)!.Status == 400);
        (await stage.StatusesAsync([.. lost.Take(3)])).Values.ShouldAllBe(status => status == 400); // it stays so
    }

    /// <summary>What stood there before the bridge did may have gone out by another gateway.</summary>
    [Fact]
    public async Task Nothing_is_said_of_what_came_before_all_that_is_known()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        var others = Lost(stage, "0713000001");
        await SentAsync(stage, "0712345603");

        await stage.StatusesAsync(others);
        app.Clock.Advance(TimeSpan.FromHours(2));

        (await stage.StatusesAsync(others)).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_comes_after_all_is_sent_and_reported_as_any_other()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        await SentAsync(stage, "0712345604");
        var late = Lost(stage, "0713000002");
        await stage.StatusesAsync(late);
        app.Clock.Advance(TimeSpan.FromHours(1));
        (await stage.StatusesAsync(late))[late].ShouldBe(400);

        stage.Texts.Set(late, StandInTexts.Pending); // a person put it back
        await stage.SendAsync();
        await app.DrainAsync();

        (await stage.SentAsync()).ShouldContain(sms => sms.To.Value == "+254713000002");
        (await stage.StatusesAsync(late))[late].ShouldBe(150);
    }

    /// <summary>What may be on the record that was lost with a database is not said to have failed.</summary>
    [Fact]
    public async Task After_a_backup_was_put_back_only_what_follows_a_later_text_is_given_up()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        await SentAsync(stage, "0712345605");
        var between = Lost(stage, "0713000003");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.MeddleAsync("UPDATE restore_mark SET restored_at = @now WHERE id = 1", new { now = app.Clock.GetUtcNow().ToUnixTimeMilliseconds() });
        await SentAsync(stage, "0712345606");
        var after = Lost(stage, "0713000004");

        await stage.StatusesAsync(between, after);
        app.Clock.Advance(TimeSpan.FromHours(1));
        (await stage.StatusesAsync(between, after)).Keys.ShouldHaveSingleItem().ShouldBe(after);
    }

    /// <summary>However much there is: a look into an index for each number.</summary>
    [Fact]
    [FileOnly] // the index is the same on both
    public async Task The_text_before_is_found_by_the_index()
    {
        using var store = await TempStore.OpenAsync();
        var plan = store.Explain(DeliveryStatusStore.AfterOursSql(store.Database.Dialect), new { tenantId = 1L, ids = SqlDialect.List([1L, 2L]) });

        plan.ShouldContain(step => step.Contains("SEARCH e USING INDEX event_internal (tenant_id=? AND internal_id<?)", StringComparison.Ordinal), string.Join('\n', plan));
        plan.ShouldNotContain(step => step.Contains("TEMP B-TREE", StringComparison.Ordinal), string.Join('\n', plan));
    }

    private static long Lost(CampaignStage stage, string number)
    {
        var row = stage.Texts.Add(number, "The branch is open on Saturday.");
        stage.Texts.Set(row.Id, StandInTexts.Waiting); // as the core has it before it calls
        return row.Id;
    }

    /// <returns>Its number; it was delivered.</returns>
    private static async Task<long> SentAsync(CampaignStage stage, string number)
    {
        var row = stage.Texts.Add(number, "The branch is open on Saturday.");
        await stage.SendAsync();
        await stage.App.DrainAsync();
        var (eventId, providerId) = (await stage.SentRowsAsync())[^1];
        await stage.ReceiveAsync(eventId, providerId, MessageStatus.Delivered);
        return row.Id;
    }
}
