using System.Net;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Insight.Statistics;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tests.Console;
using SmsBridge.Tests.Receipts;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Insight.Statistics;

/// <summary>The counts are what counting everything would give, whenever the roll-up ran.</summary>
public sealed class RollUpTests : IAsyncLifetime
{
    private const string Recounted = """
        SELECT event.tenant_id || ' ' || event.type_id || ' ' || COALESCE(message.status, CASE event.verdict WHEN 1 THEN 1 ELSE 10 + event.verdict END)
            || ' ' || COUNT(*)
        FROM event LEFT JOIN message ON message.event_id = event.id
        GROUP BY event.tenant_id, event.type_id, COALESCE(message.status, CASE event.verdict WHEN 1 THEN 1 ELSE 10 + event.verdict END) ORDER BY 1
        """;

    private const string RecountedReasons = """
        SELECT COALESCE(CASE WHEN message.status IN (5, 6, 7) THEN message.reason END, CASE WHEN event.verdict <> 1 THEN event.reason END) || ' ' || COUNT(*)
        FROM event LEFT JOIN message ON message.event_id = event.id
        WHERE COALESCE(CASE WHEN message.status IN (5, 6, 7) THEN message.reason END, CASE WHEN event.verdict <> 1 THEN event.reason END) IS NOT NULL
        GROUP BY COALESCE(CASE WHEN message.status IN (5, 6, 7) THEN message.reason END, CASE WHEN event.verdict <> 1 THEN event.reason END) ORDER BY 1
        """;

    private readonly SmsBridgeApp _app = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task RollUpAsync()
    {
        await TestDatabase.SettleAsync();
        await RollUp.RunAsync(Cancellation);
    }

    private RollUp RollUp => _app.Services.GetRequiredService<RollUp>();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(2_000)]
    [InlineData(3)]
    [InlineData(1)]
    [InlineData(7)]
    public Task Whatever_happens_in_whatever_order_the_counts_are_right(int atOnce) =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 1], Gen.Int[0, 9_999]).Array[160].SampleAsync(steps => HappensAsync(steps, atOnce), iter: 1, threads: 1);

    /// <param name="steps">What happens, to which tenant, and a number that decides the rest.</param>
    private async Task HappensAsync((int What, int Tenant, int Dice)[] steps, int atOnce)
    {
        _app.Services.GetRequiredService<RollUpReader>().MostAtOnce = atOnce;
        var tenants = new[] { await _app.NewTenantAsync(), await _app.NewTenantAsync() };
        foreach (var (what, which, dice) in steps)
        {
            var tenant = tenants[which];
            switch (what)
            {
                case 0 or 1 or 2:
                    await tenant.RepayAsync();
                    break;
                case 3:
                    await tenant.PostAsync((dice % 3) switch
                    {
                        0 => new RawHook("{}") { Entity = "CENTER", Action = "ACTIVATE" },
                        1 => RawHook.Repayment(5), // a repeat, from the second on; and unknown to the core
                        _ => new RawHook("no JSON"),
                    });
                    break;
                case 4:
                    Misbehave(dice);
                    await _app.DrainAsync();
                    break;
                case 5:
                    await _app.DrainAfterAsync(TimeSpan.FromMinutes(1 + (dice % 39)));
                    break;
                case 6 or 7:
                    await ReceiveAsync(dice);
                    break;
                case 8:
                    await _app.Services.GetRequiredService<MessageResend>().ResendFailedAsync((await TenantIdsAsync())[which], Sources.Api);
                    break;
                default:
                    await RollUpAsync();
                    break;
            }
        }

        await RollUpAsync();
        await ShouldBeRightAsync();
        await RollUpAsync();
        await ShouldBeRightAsync();
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM message WHERE status IN (4, 5, 6, 7)"))[0].ShouldBeGreaterThan(0, "else nothing was played");
    }

    [Fact]
    public async Task What_came_before_the_first_run_is_counted_too()
    {
        var tenant = await _app.NewTenantAsync();
        await tenant.RepayAsync();
        await tenant.RepayAsync();
        await _app.DrainAsync();
        await tenant.RepayAsync();

        await RollUpAsync();

        await ShouldBeRightAsync();
    }

    [FileOnly]
    [Fact]
    public async Task A_long_history_is_counted_step_by_step()
    {
        _ = await _app.NewTenantAsync();
        _ = await _app.NewTenantAsync();
        LogSeed.Fill(_app.DatabaseFile, 20_000, await TenantIdsAsync(), _app.Clock.GetUtcNow());
        await _app.MeddleAsync("UPDATE roll_up_cursor SET position = 0"); // as if all had happened since

        await RollUpAsync();

        await ShouldBeRightAsync(isSeeded: true);
    }

    [Fact]
    public async Task Two_at_once_count_nothing_twice()
    {
        var tenant = await _app.NewTenantAsync();
        for (var i = 0; i < 20; i++)
        {
            await tenant.RepayAsync();
        }

        try
        {
            await Task.WhenAll(RollUp.RunAsync(Cancellation), RollUp.RunAsync(Cancellation));
        }
        catch (InvalidOperationException)
        {
            // One of them was too late, and said so.
        }

        await RollUpAsync();
        await ShouldBeRightAsync();
    }

    [Fact]
    public async Task What_is_old_is_kept_by_the_day_only()
    {
        var tenant = await _app.NewTenantAsync();
        await tenant.RepayAsync();
        await RollUpAsync();
        _app.Clock.Jump(TimeSpan.FromDays(41));

        await RollUp.ForgetOldAsync(Cancellation);
        await _app.DrainAsync(); // too late: given up; moves from queued to dead-lettered where it is still counted
        await RollUpAsync();

        (await _app.QueryAsync<long>("SELECT DISTINCT grain FROM roll_up_count")).ShouldBe([(long)Grain.Day]);
        (await _app.QueryAsync<long>("SELECT outcome FROM roll_up_count WHERE count <> 0")).ShouldBe([(long)MessageStatus.DeadLettered]);
    }

    [Fact]
    public async Task The_console_is_told_counts_times_and_reasons_of_its_tenants_alone()
    {
        var (ours, theirs) = (await _app.NewTenantAsync(), await _app.NewTenantAsync());
        await ours.RepayAsync();
        await theirs.RepayAsync();
        _app.Clock.Advance(TimeSpan.FromSeconds(4));
        await _app.DrainAsync();
        await ours.PostAsync(new RawHook("{}") { Entity = "CENTER", Action = "ACTIVATE" });
        await ours.RepayAsync();
        await RollUpAsync();
        using var browser = await _app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([ours.Id]));
        using var all = await _app.SignInAsAsync(OperatorRole.Viewer);

        var stats = await GetAsync(browser, "/api/stats?window=1h");
        var everything = await GetAsync(all, "/api/stats?window=24h");
        var today = await GetAsync(browser, "/api/stats/today");

        stats.GetProperty("counts").GetProperty("sent").GetInt64().ShouldBe(1);
        stats.GetProperty("counts").GetProperty("waiting").GetInt64().ShouldBe(1);
        stats.GetProperty("counts").GetProperty("ignored").GetInt64().ShouldBe(1);
        stats.GetProperty("hookToSent").GetProperty("p50").GetDouble().ShouldBeInRange(3_000, 5_000);
        stats.GetProperty("points").GetArrayLength().ShouldBe(60);
        stats.GetProperty("points").EnumerateArray().Sum(point => point.GetProperty("counts").GetProperty("sent").GetInt64()).ShouldBe(1);
        stats.GetProperty("reasons").EnumerateArray().ShouldHaveSingleItem().Text("reason").ShouldBe(Reasons.NotHandled);
        stats.GetProperty("tenants").EnumerateArray().ShouldHaveSingleItem().Text("tenant").ShouldBe(ours.Id);
        everything.GetProperty("counts").GetProperty("sent").GetInt64().ShouldBe(2);
        today.GetProperty("waiting").GetInt64().ShouldBe(1);
        today.GetProperty("counts").GetProperty("sent").GetInt64().ShouldBe(1);
        using var foreign = await browser.GetAsync($"/api/stats?tenant={theirs.Id}", Cancellation);
        foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_needs_a_person_is_pointed_out_to_those_who_look_after_it()
    {
        var (ours, theirs) = (await _app.NewTenantAsync(), await _app.NewTenantAsync());
        await ours.RepayAsync();
        _app.Clock.Jump(TimeSpan.FromHours(25));
        using var browser = await _app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([ours.Id]));

        var items = (await GetAsync(browser, "/api/stats/attention")).GetProperty("items").EnumerateArray().ToList();

        items.Select(item => item.Text("kind")).ShouldBe(["waiting", "silent"]);
        items.ShouldAllBe(item => item.Text("tenant") == ours.Id);
        items.ShouldNotContain(item => item.Text("tenant") == theirs.Id);
    }

    [Fact]
    public void Times_are_read_off_the_histogram_within_their_slot()
    {
        LatencySlots.Percentile(new Dictionary<int, long>(), 0.5).ShouldBeNull();
        var thousand = Enumerable.Range(1, 1000).GroupBy(milliseconds => LatencySlots.SlotOf(milliseconds * 10)).ToDictionary(slot => slot.Key, slot => (long)slot.Count());

        LatencySlots.Percentile(thousand, 0.5)!.Value.ShouldBe(5_000, 100);
        LatencySlots.Percentile(thousand, 0.95)!.Value.ShouldBe(9_500, 100);
        LatencySlots.SlotOf(long.MaxValue).ShouldBe(LatencySlots.SlotOf(long.MaxValue - 1));
    }

    /// <param name="isSeeded">The seed ends most messages without a status change, which the bridge never does; they stay remembered.</param>
    private async Task ShouldBeRightAsync(bool isSeeded = false)
    {
        var right = await _app.QueryAsync<string>(Recounted);
        var reasons = await _app.QueryAsync<string>(RecountedReasons);
        foreach (var grain in new[] { Grain.Hour, Grain.Day })
        {
            (await _app.QueryAsync<string>("""
                SELECT tenant_id || ' ' || type_id || ' ' || outcome || ' ' || SUM(count) FROM roll_up_count WHERE grain = @grain
                GROUP BY tenant_id, type_id, outcome HAVING SUM(count) <> 0 ORDER BY 1
                """, new { grain })).ShouldBe(right);
            (await _app.QueryAsync<string>(
                "SELECT reason || ' ' || SUM(count) FROM roll_up_reason WHERE grain = @grain GROUP BY reason HAVING SUM(count) <> 0 ORDER BY 1", new { grain })).ShouldBe(reasons);
        }

        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM roll_up_count WHERE count < 0"))[0].ShouldBe(0);
        if (!isSeeded)
        {
            (await _app.QueryAsync<long>("SELECT COUNT(*) FROM roll_up_open WHERE status NOT IN (1, 2)"))[0].ShouldBe(0);
        }
    }

    private void Misbehave(int dice)
    {
        switch (dice % 4)
        {
            case 0:
                _app.Gateway.Next(new SendResult.Rejected(FailureClass.Permanent, "21211", "Not a number."));
                break;
            case 1:
                _app.Gateway.Next(new SendResult.Unknown("timeout", "No answer in time."));
                break;
            case 2:
                _app.Gateway.NextTakenWithoutAnswer();
                break;
        }
    }

    private async Task ReceiveAsync(int dice)
    {
        var sent = await _app.QueryAsync<(long EventId, string Sid)>("SELECT event_id, provider_id FROM attempt WHERE provider_id IS NOT NULL");
        if (sent.Count > 0)
        {
            var (eventId, sid) = sent[dice / 4 % sent.Count];
            var word = ((string[])["sent", "delivered", "undelivered", "failed"])[dice % 4];
            await _app.Services.GetRequiredService<MessageReceipts>().ApplyAsync(ReceiptSome.Of(eventId, sid, word));
        }
    }

    private Task<List<long>> TenantIdsAsync() => _app.QueryAsync<long>("SELECT id FROM tenant ORDER BY id");

    private static async Task<System.Text.Json.JsonElement> GetAsync(HttpClient browser, string url)
    {
        using var answer = await browser.GetAsync(url, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await Json.ReadAsync(answer);
    }
}
