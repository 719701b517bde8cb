using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gaps;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gaps;

/// <summary>A core that answers just before it is given up: it gets its share of the timetable, and no more.</summary>
public sealed class SlowCoreTests : IAsyncLifetime
{
    private const int Entries = 4_000;

    private readonly SmsBridgeApp _app = new();
    private GapStage _stage = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app.Settings["Gaps:MostLookUps"] = "0";
        await _app.InitializeAsync();
        _stage = await GapStage.SetUpAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task What_its_time_did_not_suffice_for_is_gone_on_with_in_the_next_run()
    {
        var timetable = _app.Services.GetRequiredService<GapTimetable>();
        for (var number = 0; number < Entries; number++)
        {
            _stage.RepayUntold(1m);
        }

        _stage.Settle();
        var (seconds, asked) = (8, 0);
        _app.Core.Faults.Plan = path => Answered(path, ref asked, seconds);

        await timetable.RunAsync(Cancellation);
        var first = asked;
        var listed = await ListAsync();
        listed.Missing.ShouldBeInRange(200, Entries - 200);
        listed.Problem!.ShouldStartWith("The core answers so slowly that no more than");

        _app.Clock.Advance(TimeSpan.FromMinutes(15));
        for (var arriving = 0; arriving < 500; arriving++)
        {
            _stage.Audits.Record(GapStage.RepaymentOf(9_000_000 + arriving), status: StandInAudit.Error); // all below is shifted
        }

        await timetable.RunAsync(Cancellation);

        (await ListAsync()).Missing.ShouldBe(Entries);
        (asked - first).ShouldBeLessThan(first + 6, "it did not begin anew");
        _app.Clock.Advance(TimeSpan.FromMinutes(15));
        seconds = 0;
        await timetable.RunAsync(Cancellation);
        (await ListAsync()).Problem.ShouldBeNull();
    }

    private Task<GapListView> ListAsync() => _app.Services.GetRequiredService<GapViews>().OfAsync(_stage.Registered, from: null, Cancellation);

    private CoreFault? Answered(string path, ref int asked, int seconds)
    {
        if (path.EndsWith("/audits", StringComparison.Ordinal))
        {
            asked++;
            _app.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        return null;
    }
}
