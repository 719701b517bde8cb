using System.Globalization;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Holding;

/// <summary>What the gate let pass, or a person decided about, stays so while the hour is held or cancelled around it.</summary>
public class SurgePassedTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private const int Floor = 5;
    private const int Beyond = 3;

    /// <summary>Five pass and wait for something else; three are held.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_passed_and_waits_for_quiet_hours_goes_out_whatever_becomes_of_the_rest_of_its_hour(bool isCancelled)
    {
        var stage = await SurgeStage.SetUpAsync(app, Floor);
        var now = app.Clock.GetUtcNow();
        var hours = string.Create(CultureInfo.InvariantCulture, $"{now.AddHours(-1):HH:mm}-{now.AddHours(2):HH:mm}");
        await stage.Tenant.Texts().PutAsync("", new { timeZone = "UTC", quietHours = new { transactional = hours } });
        await stage.RepayAsync(Floor + Beyond);
        await app.DrainAsync();
        (await stage.CountAsync(MessageStatus.Queued, Reasons.QuietHours)).ShouldBe(Floor);
        (await stage.HeldAsync()).ShouldBe(Beyond);

        if (isCancelled)
        {
            (await stage.CancelAsync()).ShouldStartWith("Cancelled: 3 SMS of");
            await stage.MoveAsync();
        }

        await app.DrainAfterAsync(TimeSpan.FromHours(3));

        (await stage.CountAsync(MessageStatus.Sent)).ShouldBe(Floor);
        (await stage.CountAsync(MessageStatus.DeadLettered, Reasons.Cancelled)).ShouldBe(isCancelled ? Beyond : 0, "as many as the answer said");
        (await stage.HeldAsync()).ShouldBe(isCancelled ? 0 : Beyond);
    }

    [Fact]
    public async Task What_turns_up_late_of_a_cancelled_bulk_is_not_held_with_what_came_afterwards()
    {
        var stage = await SurgeStage.SetUpAsync(app, Floor);
        await stage.RepayAsync(Floor + Beyond);
        await app.DrainAsync();
        await stage.RepayAsync(1); // of the bulk, and nobody has looked at it yet
        await stage.CancelAsync();
        await stage.MoveAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await stage.RepayAsync(1); // of something else
        (await stage.Store.OpenAsync(stage.Registered.Id, stage.Hour, usual: 0, allowed: Floor, parts: 1)).ShouldBeTrue(); // as another node does
        var hour = (await stage.ViewAsync()).Hours.ShouldHaveSingleItem();
        (hour.State, hour.DecidedBy, hour.DecidedAt).ShouldBe(("held", null, null));

        await app.DrainAsync();

        (await stage.HeldAsync()).ShouldBe(1);
        (await stage.CountAsync(MessageStatus.DeadLettered, Reasons.Cancelled)).ShouldBe(Beyond + 1);
    }
}
