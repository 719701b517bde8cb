using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Privacy.Retention;

/// <summary>A month and a half of a tenant with retention on, day by day.</summary>
public sealed class RetainedMonthTests : IAsyncLifetime
{
    private const int Days = 45;
    private const int ADay = 40;

    private readonly SmsBridgeApp _app = new();
    private TestTenant _tenant = null!;

    public async ValueTask InitializeAsync()
    {
        _app.Settings["Retention:Hooks"] = "1.00:00:00";
        _app.Settings["Retention:Texts"] = "7.00:00:00";
        _app.Settings["Retention:Notices"] = "7.00:00:00";
        _app.Settings["Retention:Records"] = "31.00:00:00";
        await _app.InitializeAsync();
        _tenant = await _app.NewTenantAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task The_record_does_not_grow_and_nothing_is_lost_that_should_be_kept()
    {
        var tenantId = await _app.TenantIdAsync(_tenant);
        var (first, rows, reports) = (new List<long>(), new List<long[]>(), "");
        for (var day = 1; day <= Days; day++)
        {
            var sent = await DayAsync();
            first = day == 1 ? sent : first;
            await _app.RetainAsync();
            reports = day == 1 ? await _app.CountsAsync(tenantId) : reports;
            rows.Add([
                await _app.RowsAsync("message"), await _app.RowsAsync("attempt"), await _app.RowsAsync("status_change"), await _app.RowsAsync("event", "verdict <> 1"),
                await _app.RowsAsync("message", "recipient IS NOT NULL"), await _app.RowsAsync("event", "body IS NOT NULL"), await _app.RowsAsync("search_word")]);
            _app.DaysPass(1);
        }

        rows[39].ShouldBe(rows[35], "of everything there is as much as five days before");
        rows[^1].ShouldBe(rows[39]);
        rows[^1][0].ShouldBe(32 * ADay, "31 days, and that of today");
        rows[^1][4].ShouldBe(8 * ADay);
        rows[^1][5].ShouldBe(2 * ADay);
        (await _app.RowsAsync("event", "verdict = 1")).ShouldBe(Days * ADay, "what tells a repeat");
        (await _app.RowsAsync("event", "aged > 0 AND (client_id IS NOT NULL OR loan_id IS NOT NULL OR source IS NOT NULL OR body IS NOT NULL)")).ShouldBe(0);
        (await _app.CountsAsync(tenantId)).ShouldHold(reports.Split('\n')); // the first day is counted as it was
        (await _app.RowsAsync("audit", "action = 'retention_run'")).ShouldBeLessThanOrEqualTo(Days, "one a run");
        _app.Gateway.Sent.Count.ShouldBe(Days * ADay);
        foreach (var transaction in first)
        {
            (await _tenant.RepeatAsync(transaction)).Outcome.ShouldBe("duplicate");
        }

        (await _app.DrainAsync()).ShouldBe(0);
        _app.Gateway.Sent.Count.ShouldBe(Days * ADay, "no second SMS");
        _app.ShouldBeWhole();
    }

    /// <returns>Its transactions.</returns>
    private async Task<List<long>> DayAsync()
    {
        var transactions = new List<long>();
        for (var payment = 0; payment < ADay; payment++)
        {
            transactions.Add((await _tenant.RepayTodayAsync()).Transaction);
        }

        await _tenant.RefusedAsync();
        await _tenant.RepeatAsync(transactions[0]);
        await _app.DrainAsync();
        foreach (var eventId in await _app.QueryAsync<long>("SELECT event_id FROM message WHERE status = 3"))
        {
            await _app.ReceiveAsync(eventId, MessageStatus.Delivered);
        }

        return transactions;
    }
}
