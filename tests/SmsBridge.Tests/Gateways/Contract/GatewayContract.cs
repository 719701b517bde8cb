using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Receipts;
using SmsBridge.Simulator.Providers;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways.Contract;

/// <summary>
/// What every provider keeps to, whatever it calls things: from the hook to the stand-in at the wire and back, on the store the tests run on.
/// </summary>
public abstract partial class GatewayContract : IAsyncLifetime
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(23);

    internal ProviderStage Stage { get; private set; } = null!;

    internal abstract ProviderStage Create();

    public async ValueTask InitializeAsync()
    {
        Stage = Create();
        await Stage.SetUpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Stage.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task It_takes_an_sms_once_with_the_very_number_and_text()
    {
        var id = await Stage.SendAsync();
        await Stage.PassAsync(TimeSpan.FromHours(2));

        Stage.Taken.ShouldHaveSingleItem().ShouldBe((Some.Mobile, ProviderStage.Text));
        (await Stage.MessageAsync(id)).ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.Sent), message => message.ProviderId.ShouldNotBeNullOrEmpty());
    }

    [Fact]
    public async Task A_number_it_refuses_is_given_up_at_once_and_the_next_sms_goes_out()
    {
        Stage.Refuse(StandInRefusal.WrongNumber);
        var refused = await Stage.SendAsync();
        var next = await Stage.SendAsync("+254711000111");

        (await Stage.MessageAsync(refused)).ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.DeadLettered), message => message.Reason.ShouldBe(Reasons.ProviderRejected));
        (await Stage.StatusAsync(next)).ShouldBe(MessageStatus.Sent);
        Stage.Directory().Pause.ShouldBeNull();
    }

    [Fact]
    public async Task Who_opted_out_at_the_provider_gets_nothing_more()
    {
        Stage.Refuse(StandInRefusal.OptedOut);
        var refused = await Stage.SendAsync();
        var next = await Stage.SendAsync(text: "Another text.");

        (await Stage.MessageAsync(refused)).Reason.ShouldBe(Reasons.OptedOut);
        (await Stage.MessageAsync(next)).Reason.ShouldBe(Reasons.OptedOut);
        Stage.Taken.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(StandInRefusal.WrongCredentials, Reasons.ProviderCredentials)]
    [InlineData(StandInRefusal.NoCredit, Reasons.ProviderCredentials)]
    [InlineData(StandInRefusal.WrongSender, Reasons.ProviderConfiguration)]
    internal async Task What_is_wrong_for_every_sms_holds_the_tenant_and_loses_none(StandInRefusal refusal, string reason)
    {
        Stage.Refuse(refusal);
        var first = await Stage.SendAsync();
        var second = await Stage.SendAsync("+254711000111");

        (await Stage.StatusAsync(first)).ShouldBe(MessageStatus.Queued);
        Stage.Directory().Pause.ShouldNotBeNull().Reason.ShouldBe(reason);
        Stage.Taken.ShouldBeEmpty();

        await Stage.App.Services.GetRequiredService<TenantAdmin>().ResumeAsync(Stage.Directory()); // mended
        await Stage.PassAsync(TimeSpan.FromHours(1));

        (await Stage.StatusAsync(first)).ShouldBe(MessageStatus.Sent);
        (await Stage.StatusAsync(second)).ShouldBe(MessageStatus.Sent);
        Stage.Taken.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Too_fast_is_sent_again_later_and_once()
    {
        Stage.Refuse(StandInRefusal.Throttled);
        var id = await Stage.SendAsync();
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Queued);

        await Stage.PassAsync(TimeSpan.FromHours(1));

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
        Stage.Taken.ShouldHaveSingleItem();
    }

    public static TheoryData<string> LostAnswers => ["dropped", "html", "empty", "error-500", "see-other", "truncated"];

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public async Task Taken_with_an_answer_nobody_understands_it_is_never_sent_twice(string how)
    {
        Stage.Faults.Next(how switch
        {
            "dropped" => new StandInFault.AcceptThenDropConnection(),
            "html" => new StandInFault.AnswerAfterAcceptance(200, "<html>Welcome</html>", "text/html"),
            "empty" => new StandInFault.AnswerAfterAcceptance(200, ""),
            "error-500" => new StandInFault.ErrorAfterAcceptance(500),
            "see-other" => new StandInFault.AnswerAfterAcceptance(303, ""),
            _ => new StandInFault.AnswerAfterAcceptance(200, """{"status":"""),
        });

        var id = await Stage.SendAsync();
        await Stage.PassAsync(Day);

        Stage.Taken.ShouldHaveSingleItem();
        var (status, reason, _) = await Stage.MessageAsync(id);
        (status, reason).ShouldBe(Stage.CanFind ? (MessageStatus.Sent, null) : (MessageStatus.DeadLettered, Reasons.OutcomeUnknown));
    }

    [Fact]
    public async Task Not_taken_and_not_answered_it_goes_out_at_most_once()
    {
        Stage.Faults.Next(new StandInFault.RefuseBeforeAcceptance());

        var id = await Stage.SendAsync();
        await Stage.PassAsync(Day);

        Stage.Taken.Count.ShouldBe(Stage.CanFind ? 1 : 0); // where it can not be asked, a person decides
        (await Stage.StatusAsync(id)).ShouldBe(Stage.CanFind ? MessageStatus.Sent : MessageStatus.DeadLettered);
    }

    [Fact]
    public async Task Not_reached_is_sent_again_by_itself()
    {
        Stage.Faults.Next(new StandInFault.Error(307, Location: "https://elsewhere.example/"));
        var id = await Stage.SendAsync();
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Queued, "a redirect is not followed: the token would go with it");

        await Stage.PassAsync(TimeSpan.FromHours(1));

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
        Stage.Taken.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(StandInNews.Delivered, StandInNews.OnItsWay, StandInNews.Delivered)]
    [InlineData(StandInNews.OnItsWay, StandInNews.Delivered, StandInNews.OnItsWay)]
    [InlineData(StandInNews.Failed, StandInNews.OnItsWay, StandInNews.Failed)]
    [InlineData(StandInNews.Failed, StandInNews.Delivered, StandInNews.Failed)]
    internal async Task Reports_count_in_any_order_and_however_often(params StandInNews[] reports)
    {
        var id = await Stage.SendAsync();

        foreach (var news in reports.Concat(reports))
        {
            ((int)await Stage.ReportAsync(0, news)).ShouldBeInRange(200, 299);
        }

        MessageStatus[] right = reports.Contains(StandInNews.Delivered) ? [MessageStatus.Delivered] : [MessageStatus.Undelivered, MessageStatus.Failed];
        right.ShouldContain(await Stage.StatusAsync(id));
    }

    [Theory]
    [InlineData(StandInNews.Blocked)]
    [InlineData(StandInNews.Failed, StandInNews.Blocked)] // something else in between
    internal async Task A_report_that_comes_again_undoes_no_lifted_opt_out(params StandInNews[] again)
    {
        await Stage.SendAsync();
        await Stage.ReportAsync(0, StandInNews.Blocked);
        (await OptedOutAsync()).ShouldBe(Stage.TellsWhoBlocks ? 1 : 0);
        await Stage.App.Services.GetRequiredService<OptOutVerbs>().LiftAsync(Caller.CommandLine, Stage.TenantName, Some.Mobile, "asked for it at the counter", "KE");

        foreach (var news in again)
        {
            ((int)await Stage.ReportAsync(0, news)).ShouldBeInRange(200, 299);
        }

        (await OptedOutAsync()).ShouldBe(0);
        (await Stage.StatusAsync(await Stage.SendAsync(text: "Another text."))).ShouldBe(MessageStatus.Sent);
        await Stage.ReportAsync(1, StandInNews.Blocked); // of the next SMS it is news
        (await OptedOutAsync()).ShouldBe(Stage.TellsWhoBlocks ? 1 : 0);
    }

    [Theory]
    [InlineData(StandInNews.OnItsWay)]
    [InlineData(StandInNews.Failed)]
    [InlineData(StandInNews.Delivered)]
    internal async Task A_report_that_comes_thirty_times_is_one_line(StandInNews news)
    {
        var id = await Stage.SendAsync();
        await Stage.ReportAsync(0, news);
        var (lines, at) = await TimelineAsync(id);

        for (var time = 1; time < 30; time++)
        {
            Stage.App.Clock.Advance(TimeSpan.FromSeconds(1));
            await Stage.ReportAsync(0, news);
        }

        (await TimelineAsync(id)).ShouldBe((lines, at));
        lines.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task A_report_settles_an_sms_whose_answer_was_lost()
    {
        Stage.Faults.Next(new StandInFault.AcceptThenDropConnection());
        var id = await Stage.SendAsync();
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sending);

        await Stage.ReportAsync(0, StandInNews.Delivered);
        await Stage.PassAsync(Day);

        (await Stage.StatusAsync(id)).ShouldBe(Stage.ReportsSettleDoubt ? MessageStatus.Delivered : MessageStatus.DeadLettered);
        Stage.Taken.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_report_that_comes_before_the_answer_counts()
    {
        var early = new TaskCompletionSource();
        Stage.Faults.Next(new StandInFault.AcceptThenHold(early.Task));
        using var answer = await Stage.Tenant.Hooks().PostSmsAsync(Some.Mobile, ProviderStage.Text, TestContext.Current.CancellationToken);
        var id = (await HookReply.ReadAsync(answer)).EventId;

        var sending = Stage.App.DrainAsync();
        await Eventually.BecomesAsync(() => Task.FromResult(Stage.Taken.Count), count => count == 1, "the provider to take the SMS");
        await Stage.ReportAsync(0, StandInNews.Delivered);
        early.SetResult();
        await sending;
        await Stage.LookAgainAsync();

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Delivered);
        Stage.Taken.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_forged_report_is_refused_and_changes_nothing()
    {
        var id = await Stage.SendAsync();

        (await Stage.PostAsync(Stage.ForgeryOf(0, StandInNews.Failed))).ShouldBe(HttpStatusCode.Forbidden);

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
    }

    [Fact]
    public async Task What_no_report_told_is_asked_for_where_it_can_be()
    {
        var id = await Stage.SendAsync();
        if (Stage.CanPoll)
        {
            await Stage.SettleAsync(0, StandInNews.Delivered);
        }

        Stage.App.Clock.Advance(TimeSpan.FromMinutes(11));
        await Stage.App.Services.GetRequiredService<ReceiptPolling>().RunAsync(TestContext.Current.CancellationToken);

        (await Stage.StatusAsync(id)).ShouldBe(Stage.CanPoll ? MessageStatus.Delivered : MessageStatus.Sent);
    }

    private async Task<long> OptedOutAsync() => (await Stage.App.QueryAsync<long>("SELECT COUNT(*) FROM opt_out WHERE lifted_at IS NULL")).ShouldHaveSingleItem();

    /// <summary>How often the provider is heard of, and when the message changed last.</summary>
    private async Task<(long Lines, long At)> TimelineAsync(long id) => (await Stage.App.QueryAsync<(long, long)>(
        "SELECT (SELECT COUNT(*) FROM status_change WHERE event_id = @id AND source = 'provider'), updated_at FROM message WHERE event_id = @id", new { id })).ShouldHaveSingleItem();
}
