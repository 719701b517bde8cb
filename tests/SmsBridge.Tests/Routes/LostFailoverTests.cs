using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Receipts;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Routes;

/// <summary>
/// The process is killed between the record of a failure and the step by the next route. That it was killed is played by a rule that is taken away between the two: what is on disk is the same.
/// </summary>
public sealed class LostFailoverTests : IAsyncLifetime
{
    private readonly RouteStage _stage = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LostFailovers Failovers => _stage.App.Services.GetRequiredService<LostFailovers>();

    public ValueTask InitializeAsync() => _stage.InitializeAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_failure_that_was_faster_than_its_answer_goes_on_once_however_many_look_for_it()
    {
        var id = await KilledAsync();

        await Task.WhenAll(Failovers.RunAsync(Token), Failovers.RunAsync(Token), AgainAsync(id));
        await _stage.App.DrainAsync();
        await Failovers.RunAsync(Token);
        await _stage.App.DrainAsync();

        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second", "by-third"]);
        (await _stage.MessageAsync(id)).Status.ShouldBe(MessageStatus.Sent);
        (await _stage.App.QueryAsync<long>("SELECT COUNT(*) FROM status_change WHERE event_id = @id AND detail LIKE 'On by route%'", new { id })).ShouldBe([1]);
    }

    [Fact]
    public async Task The_report_that_comes_again_is_enough()
    {
        var id = await KilledAsync();

        await AgainAsync(id);
        await _stage.App.DrainAsync();

        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second", "by-third"]);
    }

    [Fact]
    public async Task After_an_hour_nobody_expects_it_any_more()
    {
        var id = await KilledAsync();
        _stage.App.Clock.Advance(LostFailovers.Window + TimeSpan.FromSeconds(1));

        await Failovers.RunAsync(Token);
        await _stage.App.DrainAsync();

        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second"]);
        (await _stage.MessageAsync(id)).Status.ShouldBe(MessageStatus.Undelivered);
    }

    /// <summary>Its report says so in the transaction that stores it: nothing is lost there, and what was decided then stands, however soon it came after the answer.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60)]
    public async Task What_was_reported_after_its_answer_is_not_looked_at_again(int seconds)
    {
        await _stage.UseAllAsync();
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        _stage.App.Clock.Advance(TimeSpan.FromSeconds(seconds));
        await AgainAsync(id);
        await _stage.UseAllAsync(afterNonDelivery: true);

        await StaysAsync(id);
    }

    [Fact]
    public async Task What_was_faster_than_its_answer_while_nobody_wanted_it_to_go_on_does_not_go_on_by_a_later_rule()
    {
        await _stage.UseAllAsync();
        ReportFirst(static () => Task.CompletedTask);
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        await _stage.UseAllAsync(afterNonDelivery: true);

        await StaysAsync(id);
    }

    [Fact]
    public async Task What_no_route_could_take_when_it_was_answered_is_settled_and_goes_by_none_that_comes_later()
    {
        (await _stage.PutAsync(new
        {
            accounts = new[] { RouteStage.Account("second") }, routes = new[] { new { name = "by-second", account = "second" } }, afterNonDelivery = true,
        })).Status.ShouldBe(HttpStatusCode.OK);
        ReportFirst(static () => Task.CompletedTask);
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        await _stage.UseAllAsync(afterNonDelivery: true);

        await StaysAsync(id);
        (await _stage.App.QueryAsync<long>("SELECT COUNT(*) FROM status_change WHERE event_id = @id AND detail LIKE 'It goes on by no other route%'", new { id })).ShouldBe([1]);
    }

    /// <summary>No report comes of what the answer said already (Twilio, Infobip): the provider is asked for it like for any SMS of which nothing final was heard.</summary>
    [Fact]
    public async Task A_failure_that_came_with_the_answer_and_was_lost_with_the_process_is_asked_for_and_goes_on()
    {
        await _stage.UseAllAsync(afterNonDelivery: true);
        _stage.Second.Polled = static (_, id, providerId, _) => Task.FromResult<ProviderReport>(new ProviderReport.Reported(
            new Receipt(id, providerId, MessageStatus.Undelivered, "UNDELIVERABLE", "17", Reasons.DeliveryFailed, Detail: null, Supersedes: static _ => true)));
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync(); // "sent": the answer's word was not stored

        _stage.App.Clock.Advance(TimeSpan.FromMinutes(11));
        await _stage.App.Services.GetRequiredService<ReceiptPolling>().RunAsync(Token);
        await _stage.App.DrainAsync();

        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second", "by-third"]);
    }

    [FileOnly]
    [Fact]
    public async Task Looking_costs_the_newest_that_were_not_delivered_and_no_history()
    {
        using var store = await TempStore.OpenAsync();

        store.Explain(RouteHistories.OvertakenSinceSql, new { tenantId = 1, since = 0, Accepted = 1, KnownByReport = "", Relay = "", Opened = "", Closed = "" })
            .Where(static step => step.Contains("message", StringComparison.Ordinal)).ToList().ShouldSatisfyAllConditions(
                static steps => steps.Count.ShouldBe(2), static steps => steps.ShouldAllBe(step => step.Contains("message_trouble (tenant_id=? AND status=?)", StringComparison.Ordinal)));
    }

    /// <summary>Reported as not delivered, then answered, and nothing more.</summary>
    private async Task<long> KilledAsync()
    {
        await _stage.UseAllAsync(afterNonDelivery: true);
        ReportFirst(() => _stage.UseAllAsync());
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        (await _stage.MessageAsync(id)).Status.ShouldBe(MessageStatus.Undelivered);
        await _stage.UseAllAsync(afterNonDelivery: true);
        return id;
    }

    /// <summary>The report of the next SMS comes while its call is not answered yet.</summary>
    private void ReportFirst(Func<Task> beforeTheAnswer) => _stage.Second.NextAsync(async sms =>
    {
        var answer = _stage.Second.Take(sms);
        await _stage.ReportAsync(sms.MessageId, answer.ProviderId, MessageStatus.Undelivered, "second");
        await beforeTheAnswer();
        return answer;
    });

    /// <summary>Whoever looks, and whoever reports it again.</summary>
    private async Task StaysAsync(long id)
    {
        await Failovers.RunAsync(Token);
        await AgainAsync(id);
        await Failovers.RunAsync(Token);
        await _stage.App.DrainAsync();

        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second"]);
        (await _stage.MessageAsync(id)).Status.ShouldBe(MessageStatus.Undelivered);
    }

    private Task AgainAsync(long id) => _stage.ReportAsync(id, _stage.Second.Taken[0].ProviderId, MessageStatus.Undelivered, "second");
}
