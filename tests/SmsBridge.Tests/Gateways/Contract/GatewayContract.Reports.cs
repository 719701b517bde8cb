using System.Net;
using SmsBridge.Messages;
using SmsBridge.Simulator.Providers;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways.Contract;

/// <summary>Reports that come too early or about nothing, and what they say of the price.</summary>
public abstract partial class GatewayContract
{
    /// <summary>Two SMS to one number, both taken and neither answered: each report finds its own all the same.</summary>
    [Fact]
    public async Task Of_two_sms_to_one_number_each_has_its_own_report_though_both_came_before_the_answers()
    {
        var early = new TaskCompletionSource();
        Stage.Faults.Next(new StandInFault.AcceptThenHold(early.Task), new StandInFault.AcceptThenHold(early.Task));
        var ids = new List<long>();
        foreach (var text in (string[])["First.", "Second."])
        {
            using var answer = await Stage.Tenant.Hooks().PostSmsAsync(Some.Mobile, text, TestContext.Current.CancellationToken);
            ids.Add((await HookReply.ReadAsync(answer)).EventId);
        }

        var sending = Stage.App.DrainAsync();
        await Eventually.BecomesAsync(() => Task.FromResult(Stage.Taken.Count), count => count == 2, "the provider to take both");
        var first = Stage.Taken[0].Text == "First." ? 0 : 1;
        await Stage.ReportAsync(first, StandInNews.Delivered);
        await Stage.ReportAsync(1 - first, StandInNews.Failed);
        early.SetResult();
        await sending;
        await Stage.LookAgainAsync();

        (await Stage.StatusAsync(ids[0])).ShouldBe(MessageStatus.Delivered);
        (await Stage.StatusAsync(ids[1])).ShouldBeOneOf(MessageStatus.Undelivered, MessageStatus.Failed);
        (await WaitingAsync()).ShouldBe(0);
    }

    /// <summary>Of an SMS of another program's, or of the time before: nothing is under way that it could be about, so nothing is kept.</summary>
    [Fact]
    public async Task A_report_about_no_sms_of_ours_is_taken_and_changes_and_leaves_nothing()
    {
        var id = await Stage.SendAsync();
        await Stage.App.MeddleAsync("UPDATE message SET provider_id = 'another' WHERE event_id = @id", new { id });
        await Stage.App.MeddleAsync("UPDATE attempt SET provider_id = 'another' WHERE event_id = @id", new { id });

        ((int)await Stage.ReportAsync(0, StandInNews.OnItsWay)).ShouldBeInRange(200, 299);

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
        (await WaitingAsync()).ShouldBe(0);
    }

    /// <summary>Another program's, of the same account.</summary>
    [Theory]
    [InlineData(StandInNews.Failed)]
    [InlineData(StandInNews.Delivered)]
    internal async Task A_report_about_an_sms_that_nobody_knows_is_taken_and_is_of_none_of_ours(StandInNews news)
    {
        var id = await Stage.SendAsync();

        var answer = await Stage.ReportStrangeAsync(news);
        if (Stage.TakesStrangeReports)
        {
            ((int)answer).ShouldBeInRange(200, 299);
        }
        else
        {
            answer.ShouldBe(HttpStatusCode.Forbidden);
        }

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
        (await WaitingAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task An_id_given_twice_is_the_first_ones_and_no_sms_is_sent_anew_for_it()
    {
        if (!Stage.RepeatIds())
        {
            Assert.Skip("It knows SMS by our own names.");
        }

        var first = await Stage.SendAsync();
        var second = await Stage.SendAsync("+254711000111");
        await Stage.ReportAsync(0, StandInNews.Delivered);
        await Stage.PassAsync(TimeSpan.FromHours(2));

        Stage.Taken.Count.ShouldBe(2);
        (await Stage.StatusAsync(first)).ShouldBe(MessageStatus.Delivered);
        (await Stage.StatusAsync(second)).ShouldBe(MessageStatus.Sent);
    }

    [Fact]
    public async Task What_it_says_that_an_sms_costs_is_on_the_record()
    {
        var id = await Stage.SendAsync();
        await Stage.ReportAsync(0, StandInNews.Delivered);
        await Stage.ReportAsync(0, StandInNews.Delivered);

        var costs = (await Stage.Tenant.EventAsync(id)).GetProperty("costs").EnumerateArray().ToList();
        Price?[] told = Stage.Price is { } price ? [price] : [];
        costs.Where(cost => cost.Text("amount") is not null).Select(cost => Price.Read(cost.Text("amount"), cost.Text("currency"))).ShouldBe(told);
    }

    private async Task<long> WaitingAsync() => (await Stage.App.QueryAsync<long>("SELECT COUNT(*) FROM unknown_report")).ShouldHaveSingleItem();
}
