using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Campaigns;

/// <summary>Texts of acts that a core sends before they are committed; and when quiet hours count.</summary>
public sealed class TriggeredTextTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_waits_a_moment_and_goes_out_once_the_core_has_it()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        var row = stage.Texts.Begin("0712345678", "Your loan is approved.");

        await stage.Jobs.SendTriggeredAsync(row, 1, namesId: true, Cancellation);
        stage.Texts.Keep(row);
        await app.DrainAsync();
        (await stage.SentAsync()).ShouldBeEmpty();
        (await stage.StatusesAsync(row.Id))[row.Id].ShouldBe(150);

        await app.DrainAfterAsync(TimeSpan.FromSeconds(5));
        (await stage.SentAsync()).ShouldHaveSingleItem().Body.ShouldBe("Your loan is approved.");
    }

    [Fact]
    public async Task What_the_core_took_back_is_not_sent_and_reported_failed()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        var row = stage.Texts.Begin("0712345678", "You withdrew 100.");

        await stage.Jobs.SendTriggeredAsync(row, 1, namesId: true, Cancellation);
        for (var minutes = 0; minutes < 4; minutes++)
        {
            await app.DrainAfterAsync(TimeSpan.FromMinutes(1));
        }

        (await stage.SentAsync()).ShouldBeEmpty();
        (await stage.Tenant.LogAsync()).ShouldHaveSingleItem().Text("reason").ShouldBe("rolled_back");
        (await stage.StatusesAsync(row.Id))[row.Id].ShouldBe(400);
    }

    [Fact]
    public async Task A_long_transaction_is_waited_for()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        var row = stage.Texts.Begin("0712345678", "Deposited.");

        await stage.Jobs.SendTriggeredAsync(row, 1, namesId: true, Cancellation);
        await app.DrainAfterAsync(TimeSpan.FromSeconds(10));
        (await stage.SentAsync()).ShouldBeEmpty();
        stage.Texts.Keep(row);
        await app.DrainAfterAsync(TimeSpan.FromSeconds(30));

        (await stage.SentAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Where_the_core_can_not_say_it_goes_out()
    {
        await using var other = new SmsBridgeApp();
        await other.InitializeAsync();
        var books = other.Core.AddTenant("strict", new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password) { Permissions = ["READ_CLIENT", "READ_LOAN"] });
        var tenant = new TestTenant(other, "strict", await other.RegisterAsync("strict"), books);
        var jobs = new CampaignJobs(other.CreateCaller(), new Uri("http://localhost"), books.Texts, "strict", await CampaignStage.NewKeyAsync(tenant));

        await jobs.SendTriggeredAsync(books.Texts.Begin("0712345678", "Deposited."), 1, namesId: true, Cancellation);
        await other.DrainAfterAsync(TimeSpan.FromSeconds(6));

        other.Gateway.Sent.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_campaign_keeps_the_quiet_hours_of_its_class_and_a_triggered_text_has_none_of_them()
    {
        await using var other = new SmsBridgeApp();
        other.Settings["Campaigns:Tenants:tenant-2:Class"] = "Service";
        other.Settings["Campaigns:TriggeredDelay"] = "00:00:00";
        other.Settings["Campaigns:ConfirmTriggered"] = "false";
        await other.InitializeAsync();
        var (promoting, serving) = (await CampaignStage.SetUpAsync(other), await CampaignStage.SetUpAsync(other));
        foreach (var stage in new[] { promoting, serving })
        {
            await other.MeddleAsync(
                "INSERT INTO quiet_hours (tenant_id, class, begins, ends, time_zone) SELECT id, 'promotional', '00:00', '23:59', 'UTC' FROM tenant WHERE identifier = @Id", new { stage.Tenant.Id });
            stage.Texts.Add("0712345678", $"News for {stage.Tenant.Id}");
        }

        await other.MeddleAsync("UPDATE text_directory SET version = version + 1");
        await other.Services.GetService<SmsBridge.TenantTexts.TextDirectory>()!.RefreshAsync(Cancellation);

        await promoting.SendAsync();
        await serving.SendAsync();
        await promoting.Jobs.SendTriggeredAsync(promoting.Texts.Begin("0712345679", "Paid."), 1, namesId: true, Cancellation);
        await other.DrainAsync();

        other.Gateway.Sent.Select(sms => sms.Body).ShouldBe(["News for tenant-2", "Paid."], ignoreOrder: true);
        (await promoting.Tenant.LogAsync()).Select(entry => entry.Text("reason")).ShouldContain("quiet_hours", StringComparer.Ordinal);
    }
}
