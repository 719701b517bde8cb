using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Relay;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Tests.Outages;

/// <summary>Twilio is away for an hour, with the settings as they come.</summary>
public class TwilioOutageTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Spell = TimeSpan.FromMinutes(5);

    /// <summary>The longest wait between two tries, and the longest doubt before the last of them.</summary>
    private static readonly TimeSpan Recovery = new RelayOptions().MaxRetryDelay + new RelayOptions().DoubtPeriod + TimeSpan.FromMinutes(1);

    [Fact]
    public async Task An_hour_of_refused_connections_errors_and_lost_answers_ends_with_everything_delivered_once()
    {
        await using var stage = await OutageStage.SetUpAsync();
        await OutageAsync(stage);

        await stage.SettleAsync(Recovery);

        var outcomes = await Outcomes.OfAsync(stage);
        outcomes.ShouldBeConserved(stage);
        outcomes.Count(MessageStatus.Delivered).ShouldBe(stage.Posted.Count);
        (await stage.App.QueryAsync<AttemptOutcome>("SELECT DISTINCT outcome FROM attempt ORDER BY outcome"))
            .ShouldBe([AttemptOutcome.Accepted, AttemptOutcome.Retryable, AttemptOutcome.NotTaken]); // it was an outage of every kind
    }

    [Fact]
    public async Task What_grows_too_old_in_the_outage_is_closed_as_too_late_and_never_sent()
    {
        await using var stage = await OutageStage.SetUpAsync(("Relay:Expiry:SMS SEND", "00:30:00"));
        await OutageAsync(stage);

        await stage.SettleAsync(Recovery);

        var outcomes = await Outcomes.OfAsync(stage);
        outcomes.ShouldBeConserved(stage);
        outcomes.Count(MessageStatus.DeadLettered).ShouldBeInRange(1, stage.Posted.Count / 3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public void The_tries_outlast_an_outage_of_three_hours_even_with_the_shortest_waits(double jitter)
    {
        var options = new RelayOptions();
        var policy = new RetryPolicy(options, () => jitter);

        var waits = Enumerable.Range(1, options.MaxAttempts - 1).Sum(tries => policy.Backoff(tries).TotalHours);

        waits.ShouldBeInRange(3, 24);
    }

    /// <summary>Hooks before, during and after; the outage changes its face every five minutes.</summary>
    private static async Task OutageAsync(OutageStage stage)
    {
        var calls = 0;
        var (spell, posted) = (-1, -1);
        await stage.PostAsync();
        await stage.PassAsync(TimeSpan.FromSeconds(30));
        await stage.PassAsync(Hour, async gone =>
        {
            if ((int)(gone / Spell) is var now && now != spell)
            {
                spell = now;
                await WeatherAsync(stage, spell % 4, () => Interlocked.Increment(ref calls));
            }

            if ((int)gone.TotalMinutes / 2 is var due && due != posted)
            {
                posted = due;
                await stage.PostAsync();
            }
        });

        stage.Twilio.Faults.Plan = null;
        await stage.Twilio.ListenAgainAsync();
        await stage.PostAsync();
    }

    private static async Task WeatherAsync(OutageStage stage, int spell, Func<int> next)
    {
        if (spell == 0)
        {
            await stage.Twilio.StopListeningAsync();
            return;
        }

        await stage.Twilio.ListenAgainAsync();
        stage.Twilio.Faults.Plan = spell switch
        {
            1 => _ => new StandInFault.Error(503, next() % 2 == 0 ? 20503 : null),
            2 => request => request.IsCreate && next() % 8 == 0 ? stage.HoldTaken() : stage.HoldUntaken(),
            _ => request => (request.IsCreate ? next() % 4 : 3) switch
            {
                0 => new StandInFault.AcceptThenDropConnection(),
                1 => new StandInFault.ErrorAfterAcceptance(502),
                _ => new StandInFault.RefuseBeforeAcceptance(),
            },
        };
    }
}
