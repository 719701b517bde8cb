using SmsBridge.Messages;
using SmsBridge.Relay;
using SmsBridge.Simulator.Core;

namespace SmsBridge.Tests.Outages;

/// <summary>The core is away for an hour, while its hooks still come: those who post them are not those who answer.</summary>
public class CoreOutageTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task An_hour_without_a_core_ends_with_everything_delivered_once()
    {
        await using var stage = await OutageStage.SetUpAsync();
        await OutageAsync(stage);

        await stage.SettleAsync(new RelayOptions().MaxRetryDelay + TimeSpan.FromMinutes(1));

        var outcomes = await Outcomes.OfAsync(stage);
        outcomes.ShouldBeConserved(stage);
        outcomes.Count(MessageStatus.Delivered).ShouldBe(stage.Posted.Count);
    }

    [Fact]
    public async Task What_grows_too_old_in_the_outage_is_closed_as_too_late_and_never_sent()
    {
        await using var stage = await OutageStage.SetUpAsync(("Relay:Expiry:LOAN REPAYMENT", "00:30:00"));
        await OutageAsync(stage);

        await stage.SettleAsync(new RelayOptions().MaxRetryDelay + TimeSpan.FromMinutes(1));

        var outcomes = await Outcomes.OfAsync(stage);
        outcomes.ShouldBeConserved(stage);
        outcomes.Count(MessageStatus.DeadLettered).ShouldBeInRange(1, stage.Posted.Count / 3);
    }

    private static async Task OutageAsync(OutageStage stage)
    {
        var (calls, posted) = (0, -1);
        await stage.PostAsync();
        await stage.PassAsync(TimeSpan.FromSeconds(30));
        stage.App.Core.Faults.Plan = path => (Interlocked.Increment(ref calls) % 8) switch
        {
            0 => new CoreFault(path) { Until = stage.HoldUntilDecided(), Drop = true },
            1 or 2 => new CoreFault(path) { Status = 503, Body = "<html>maintenance</html>", ContentType = "text/html" },
            3 => new CoreFault(path) { Status = 500, Body = "{}" },
            4 => new CoreFault(path) { Status = 200, Body = """{"id":""", MissingBytes = 50 },
            _ => new CoreFault(path) { Drop = true },
        };
        await stage.PassAsync(Hour, async gone =>
        {
            if ((int)gone.TotalMinutes / 2 is var due && due != posted)
            {
                posted = due;
                await stage.PostAsync();
            }
        });
        stage.App.Core.Faults.Plan = null;
        await stage.PostAsync();
    }
}
