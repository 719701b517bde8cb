using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Schedules;

/// <summary>Many reports of many tenants, in turn.</summary>
public sealed class ReportTurnTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private ReportStage _slow = null!;
    private ReportStage _other = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        (_slow, _other) = (await ReportStage.SetUpAsync(_app), await ReportStage.SetUpAsync(_app));
        foreach (var number in Enumerable.Range(1, 6))
        {
            await _slow.SetAsync($"r{number}", ReportStage.OfBirthday);
        }

        await _other.SetAsync("birthday", ReportStage.OfBirthday);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task One_tenants_reports_take_one_place_of_all()
    {
        using var othersTurn = new ManualResetEventSlim();
        var (atOnce, most, waited) = (0, 0, true);
        Answers(_other, () => othersTurn.Set());
        Answers(_slow, () =>
        {
            most = Math.Max(most, Interlocked.Increment(ref atOnce));
            waited &= othersTurn.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            Interlocked.Decrement(ref atOnce);
        });

        await _slow.TickAsync();

        waited.ShouldBeTrue("the other tenant's report had a place while this one's core was busy");
        most.ShouldBe(1, "a core is asked for one report at a time");
        (await StatesAsync(_slow)).ShouldBe(Enumerable.Repeat("done", 6), "quick ones are all done in one round");
        (await StatesAsync(_other)).ShouldBe(["done"]);
    }

    [Fact]
    public async Task A_slow_core_is_asked_for_the_rest_in_the_next_round_and_what_was_tried_comes_last()
    {
        Answers(_slow, () => _app.Clock.Advance(TimeSpan.FromSeconds(61)));
        await _slow.TickAsync();
        (await StatesAsync(_slow)).ShouldBe(["done", "under_way", "under_way", "under_way", "under_way", "under_way"], ignoreOrder: true);
        (await StatesAsync(_other)).ShouldBe(["done"]);

        _app.Core.Faults.Add(new CoreFault("/runreports") { Status = 503, Times = 1 });
        Answers(_slow, () => { });
        await _slow.TickAsync();
        (await StatesAsync(_slow)).Count(state => state == "under_way").ShouldBe(1, "one that the core refused waits, and holds up none");

        _app.Clock.Advance(TimeSpan.FromMinutes(2));
        await _slow.TickAsync();
        (await StatesAsync(_slow)).ShouldAllBe(state => state == "done");
    }

    private static void Answers(ReportStage stage, Action asked) =>
        stage.Books.Reports.Add(new StandInReport(
            ReportStage.Birthday, [("id", "INTEGER"), ("firstName", "STRING"), ("mobileNo", "STRING"), ("age", "INTEGER")], _ =>
            {
                asked();
                return stage.Rows;
            }) { Parameters = ["officeId"] });

    private static async Task<List<string>> StatesAsync(ReportStage stage) =>
        [.. (await stage.AllAsync()).Select(report => report.Runs.ShouldHaveSingleItem().State)];
}
