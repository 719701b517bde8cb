using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Ledger;
using SmsBridge.Tests.Gaps;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Privacy.Retention;

/// <summary>What was removed is not taken for missing, and made up again.</summary>
public class RetainedGapTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Fact]
    public async Task Acts_whose_events_were_removed_are_not_made_up_whoever_asks()
    {
        var stage = await GapStage.SetUpAsync(app);
        await app.KeepAsync(stage.Tenant, records: 31);
        var from = app.Clock.GetUtcNow();
        var told = await stage.RepayToldAsync();
        await app.DrainAsync();
        var missed = stage.RepayUntold(); // and nobody ever compared it
        await app.CountAsync();
        app.DaysPass(40);
        var young = await stage.RepayToldAsync(10m);
        await app.DrainAsync();
        await app.RetainAsync();
        (await app.RowsAsync("event", "aged > 0")).ShouldBe(1);
        (await app.Services.GetRequiredService<RecordFloor>().WholeFromAsync(stage.Registered.Id)).ShouldBe(app.Clock.GetUtcNow() - TimeSpan.FromDays(31), TimeSpan.FromSeconds(1));
        var untold = stage.RepayUntold(20m);
        stage.Settle();
        var before = stage.Sent;

        var compared = await stage.CompareAsync(from);
        await stage.MakeUpAsync(from);
        await app.DrainAsync();

        compared.Gaps.Select(gap => gap.AuditId).ShouldNotContain(told.Id);
        compared.Gaps.Select(gap => gap.AuditId).ShouldNotContain(young.Id);
        compared.Gaps.Select(gap => gap.AuditId).ShouldNotContain(missed.Id, "of that time the record is not whole: nobody can tell");
        compared.ShouldList("missing", untold.Id);
        stage.Sent.ShouldBe(before + 1);
    }
}
