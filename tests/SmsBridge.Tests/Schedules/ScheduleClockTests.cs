using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tests.Privacy;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Schedules;

/// <summary>Whose day it is, which the relay asks for each reminder.</summary>
public sealed class ScheduleClockTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task It_is_known_while_everybody_reads_also_where_only_a_report_has_a_clock()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var (reminded, reported, neither) = (await ScheduleStage.SetUpAsync(_app), await _app.NewTenantAsync(), await _app.NewTenantAsync());
        var stage = await ReportStage.SetUpAsync(_app);
        await stage.SetAsync("birthday", ReportStage.OfBirthday with { TimeZone = "Pacific/Kiritimati" });
        await _app.MeddleAsync($"UPDATE report_schedule SET tenant_id = {await _app.TenantIdAsync(reported)}"); // has neither reminders nor quiet hours
        var clock = _app.Services.GetRequiredService<ITenantClock>();
        await using var busy = new BusyReaders(_app.Services.GetRequiredService<Database>(), 20);

        (await OfAsync(reminded.Tenant)).ShouldBe(reminded.Today);
        (await OfAsync(reported)).ShouldBe(reminded.Today.AddDays(1), "it is tomorrow there already");
        (await OfAsync(neither)).ShouldBeNull();

        async Task<DateOnly?> OfAsync(TestTenant tenant) => await clock.TodayOfAsync(await _app.TenantIdAsync(tenant), cancellationToken).WaitAsync(TimeSpan.FromSeconds(10), cancellationToken);
    }
}
