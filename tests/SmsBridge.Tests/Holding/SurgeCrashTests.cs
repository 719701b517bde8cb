using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Holding;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Holding;

/// <summary>A process that dies while five thousand, here some hundred, are being released or cancelled.</summary>
public sealed class SurgeCrashTests : IAsyncLifetime
{
    private const int Bulk = 450;

    private readonly SmsBridgeApp _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_next_process_goes_on_and_nothing_is_lost_or_doubled(bool isRelease)
    {
        var stage = await SurgeStage.SetUpAsync(_app);
        await stage.RepayAsync(Bulk);
        await _app.DrainAsync();
        _ = isRelease ? await stage.ReleaseAsync() : await stage.CancelAsync();
        var tenantId = stage.Registered.Id;
        await FirstBatchAsync(new HeldRange(tenantId, stage.Hour, stage.Hour + SurgeHour.Length), isRelease); // all that the process did before it died
        (await stage.HeldAsync()).ShouldBe(Bulk - 5 - HeldMessages.Batch);

        await using var next = await _app.RestartAsync();
        await next.Services.GetRequiredService<HoldDirectory>().ReloadAsync(TestContext.Current.CancellationToken);
        await next.Services.GetRequiredService<SurgeMoves>().RunAsync(TestContext.Current.CancellationToken);
        await next.DrainAsync();

        var states = await next.QueryAsync<(long Status, string? Reason, long Count)>(
            "SELECT status, reason, COUNT(*) FROM message WHERE tenant_id = @tenantId GROUP BY status, reason ORDER BY status", new { tenantId });
        states.ShouldBe(isRelease
            ? [((long)MessageStatus.Sent, null, Bulk)]
            : [((long)MessageStatus.Sent, null, 5), ((long)MessageStatus.DeadLettered, Reasons.Cancelled, Bulk - 5)]);
        _app.Gateway.Sent.Count.ShouldBe(isRelease ? Bulk : 5);
    }

    private Task<int> FirstBatchAsync(HeldRange range, bool isRelease)
    {
        var now = _app.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        return _app.Services.GetRequiredService<Database>().WriteAsync(session => isRelease
            ? HeldMessages.Release(session, range, now, Sources.Operator, "released")
            : HeldMessages.Cancel(session, range, now, Sources.Operator, "cancelled"));
    }
}
