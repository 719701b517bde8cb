using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Doctor;
using SmsBridge.Ledger;
using SmsBridge.Operators;
using SmsBridge.Schedules;
using SmsBridge.Tenants;
using SmsBridge.Tests.Schedules;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Insight.Statistics;

/// <summary>Reminders and rows of reports are the bridge's own doing: they say nothing of whether the core's hooks arrive.</summary>
public sealed class OwnEventsTests : IAsyncLifetime
{
    private const string CoreAddress = "192.0.2.7";

    private readonly SmsBridgeApp _app = new();
    private ReportStage _stage = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _stage = await ReportStage.SetUpAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("reminder")]
    [InlineData("report")]
    [InlineData("report that waits")]
    public async Task A_core_that_fell_silent_is_silent_whatever_the_bridge_does_by_itself(string own)
    {
        var eventId = await _stage.Tenant.RepayAsync();
        await _app.DrainAsync();
        var good = _app.Clock.GetUtcNow();
        _app.Clock.Advance(TimeSpan.FromHours(24.2)); // in the evening of the next day, before the hour when reports end

        await MakeAsync(own, 3);

        (await ItemsAsync()).ShouldContain(item => item.Text("kind") == "silent");
        var last = await LastHookAsync();
        (last!.EventId, last.ReceivedAt).ShouldBe((eventId, good));
        (await GetAsync($"/api/tenants/{_stage.Tenant.Id}")).GetProperty("lastHookAt").GetDateTimeOffset().ShouldBe(good);
    }

    [Theory]
    [InlineData("reminder")]
    [InlineData("report")]
    public async Task A_refused_hook_is_the_cores_however_many_rows_came_between(string own)
    {
        await _stage.Tenant.RepayAsync();
        await _app.DrainAsync();
        await MakeAsync(own, 60);
        await _stage.Tenant.RepayAsync(); // a newer good one is from elsewhere: the core has several addresses
        await _app.MeddleAsync($"UPDATE event SET source = '{CoreAddress}' WHERE id = (SELECT MIN(id) FROM event WHERE verdict = 1)");
        await _app.DrainAsync();

        await _stage.Tenant.PostAsync(RawHook.Repayment(901) with { ApiKey = "another-key" });
        await _app.MeddleAsync($"UPDATE event SET source = '{CoreAddress}' WHERE verdict = 4");

        var item = (await ItemsAsync()).Single(item => item.Text("kind") == "refused_hooks");
        item.GetProperty("isUrgent").GetBoolean().ShouldBeTrue();
        item.Text("words")!.ShouldContain("1 hook from its core was refused");
    }

    [Fact]
    public async Task The_last_hook_is_found_under_more_rows_than_are_listed()
    {
        await _stage.Tenant.PostAsync(RawHook.Repayment(901) with { ApiKey = "another-key" });
        await MakeAsync("report", 60);

        (await LastHookAsync())!.Outcome.ShouldBe("refused");
    }

    [Fact]
    public async Task First_steps_wait_for_a_call_of_the_core()
    {
        await MakeAsync("report", 12);

        (await FirstStepsAsync()).ShouldContain("Nothing has arrived from this core yet");
        await _stage.Tenant.RepayAsync();
        await MakeAsync("reminder", 12);
        (await FirstStepsAsync()).ShouldNotContain("Nothing has arrived from this core yet");
    }

    private async Task MakeAsync(string own, int count)
    {
        var before = await CountAsync();
        if (own == "reminder")
        {
            for (var loan = 0; loan < count; loan++)
            {
                _stage.Schedules.Owes(5_000 + loan, (_stage.Today.AddDays(1), 900m));
            }

            (await _stage.Schedules.SetAsync(new ScheduleRequest { Enabled = true, DueDays = 3, OverdueDays = 1, TimeZone = "UTC" })).ShouldBeOfType<Outcome.Done>();
            await _stage.Schedules.TickAsync();
        }
        else
        {
            _stage.Crowd(count);
            await _stage.SetAsync("birthday", ReportStage.OfBirthday);
            await _stage.TickAsync();
        }

        (await CountAsync() - before).ShouldBe(count);
        if (own != "report that waits")
        {
            await _app.DrainAsync();
        }
    }

    private async Task<long> CountAsync() => (await _app.QueryAsync<long>($"SELECT COUNT(*) FROM event WHERE dialect IN ({(int)Dialect.Schedule}, {(int)Dialect.Report})"))[0];

    private Task<SmsBridge.Insight.EventLog.EventView?> LastHookAsync() => _app.Services.GetRequiredService<TrafficDoctor>().LastHookAsync(
        _app.Services.GetRequiredService<TenantDirectory>().Find(_stage.Tenant.Id)!, Cancellation);

    private async Task<List<JsonElement>> ItemsAsync() => [.. (await GetAsync("/api/stats/attention")).GetProperty("items").EnumerateArray()];

    private async Task<JsonElement> GetAsync(string url)
    {
        using var browser = await _app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([_stage.Tenant.Id]));
        using var answer = await browser.GetAsync(url, Cancellation);
        return await Json.ReadAsync(answer);
    }

    private async Task<string> FirstStepsAsync()
    {
        using var browser = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([_stage.Tenant.Id]));
        using var answer = await browser.GetAsync($"/console/tenants/{_stage.Tenant.Id}/first", Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }
}
