using SmsBridge.Relay;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Tests.Outages;

/// <summary>The bridge's clock jumps by a day, and is set right again; Twilio's and the core's do not.</summary>
public class ClockJumpTests
{
    private static readonly TimeSpan Recovery = new RelayOptions().MaxRetryDelay + new RelayOptions().DoubtPeriod + TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(24)]
    [InlineData(-24)]
    public async Task A_day_forward_or_back_loses_nothing_silently_and_doubles_nothing(int hours)
    {
        await using var stage = await OutageStage.SetUpAsync();
        var calls = 0;
        stage.Twilio.Faults.Plan = request => !request.IsCreate ? null : (Interlocked.Increment(ref calls) % 4) switch
        {
            0 => new StandInFault.AcceptThenDropConnection(), // in doubt, and gone
            1 => new StandInFault.RefuseBeforeAcceptance(), // in doubt, and not gone
            2 => new StandInFault.Error(503),
            _ => null,
        };
        await MinutesAsync(stage);

        stage.App.Clock.Jump(TimeSpan.FromHours(hours));
        await MinutesAsync(stage);
        stage.App.Clock.Jump(-TimeSpan.FromHours(hours));
        await MinutesAsync(stage);

        stage.Twilio.Faults.Plan = null;
        await stage.SettleAsync(Recovery);
        (await Outcomes.OfAsync(stage)).ShouldBeConserved(stage);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(-24)]
    public async Task A_day_forward_or_back_between_the_call_and_its_answer_doubles_nothing(int hours)
    {
        await using var stage = await OutageStage.SetUpAsync();
        stage.Twilio.Faults.Plan = request =>
        {
            if (request.IsCreate)
            {
                stage.App.Clock.Jump(TimeSpan.FromHours(hours));
                return new StandInFault.AcceptThenDropConnection();
            }

            return null;
        };
        await stage.PostAsync(kinds: 1);
        await stage.PassAsync(TimeSpan.FromSeconds(1));
        stage.Twilio.Faults.Plan = null;

        await stage.SettleAsync(Recovery);

        var outcomes = await Outcomes.OfAsync(stage);
        outcomes.ShouldBeConserved(stage);
        outcomes.TimesSent.Values.ShouldBe([1]);
    }

    private static async Task MinutesAsync(OutageStage stage)
    {
        for (var minute = 0; minute < 3; minute++)
        {
            await stage.PostAsync();
            await stage.PassAsync(TimeSpan.FromMinutes(1));
        }
    }
}
