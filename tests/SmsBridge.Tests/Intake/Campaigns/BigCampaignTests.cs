using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Campaigns;

/// <summary>A campaign as big as they come, through the core's own jobs.</summary>
public sealed class BigCampaignTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    /// <summary>Ten thousand take a while: so many where the variable says so, as before a release (tests/faults.sh --campaign).</summary>
    private static readonly int Texts = int.TryParse(Environment.GetEnvironmentVariable("SMSBRIDGE_CAMPAIGN_TEXTS"), out var texts) ? texts / 1_000 * 1_000 : 1_000;

    [Fact]
    public async Task Of_thousands_of_texts_each_is_delivered_or_reported_with_the_right_number_and_none_waits_for_ever()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        for (var text = 0; text < Texts; text++)
        {
            stage.Texts.Add(text % 100 == 99 ? "no number" : $"0722{text:000000}", $"News {text}");
        }

        await stage.SendAsync();
        await app.DrainAsync();
        var sent = await stage.SentRowsAsync();
        await Task.WhenAll(sent.Select((row, index) => index % 10 == 9 ? Task.CompletedTask
            : stage.ReceiveAsync(row.EventId, row.ProviderId, index % 10 == 8 ? MessageStatus.Undelivered : MessageStatus.Delivered)));
        await stage.Jobs.RunReportJobAsync(TestContext.Current.CancellationToken, most: 100);
        app.Clock.Advance(TimeSpan.FromHours(25));
        await stage.Jobs.RunReportJobAsync(TestContext.Current.CancellationToken, most: 100);

        stage.Jobs.Lost.ShouldBeEmpty();
        sent.Count.ShouldBe(Texts / 100 * 99);
        var tenth = sent.Count / 10;
        stage.Texts.All.GroupBy(row => row.Status).ToDictionary(group => group.Key, group => group.Count()).ShouldBe(
            new Dictionary<int, int> { [300] = 8 * tenth, [400] = tenth + (Texts / 100), [200] = tenth }, ignoreOrder: true);
    }
}
