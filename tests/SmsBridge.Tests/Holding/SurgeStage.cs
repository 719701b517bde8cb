using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Holding;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Holding;

/// <summary>A tenant whose surge gate lets a few pass in an hour; each test takes one of its own.</summary>
internal sealed class SurgeStage(TestTenant tenant)
{
    public TestTenant Tenant => tenant;

    public SmsBridgeApp App => tenant.App;

    public SurgeVerbs Verbs => App.Services.GetRequiredService<SurgeVerbs>();

    public HoldStore Store => App.Services.GetRequiredService<HoldStore>();

    public Tenant Registered => App.Services.GetRequiredService<TenantDirectory>().Find(tenant.Id)!;

    public long Hour => SurgeHour.StartOf(App.Clock.GetUtcNow().ToUnixTimeMilliseconds());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<SurgeStage> SetUpAsync(SmsBridgeApp app, long floor = 5, long times = 3)
    {
        var stage = new SurgeStage(await app.NewTenantAsync());
        await stage.RuleAsync(isOn: true, floor, times);
        return stage;
    }

    public async Task RuleAsync(bool isOn, long? floor = null, long? times = null) =>
        (await Verbs.RuleAsync(Caller.CommandLine, tenant.Id, new SurgeRuleRequest(isOn, floor, times))).ShouldBeOfType<Outcome.Done>();

    /// <returns>The messages' numbers.</returns>
    public async Task<List<long>> RepayAsync(int count)
    {
        var ids = new List<long>();
        for (var number = 0; number < count; number++)
        {
            ids.Add(await tenant.RepayAsync(100m + number));
        }

        return ids;
    }

    public async Task<string> ReleaseAsync() => (await Verbs.ReleaseAsync(Caller.CommandLine, tenant.Id, Cancellation)).ShouldBeOfType<Outcome.Done>().Words;

    public async Task<string> CancelAsync() => (await Verbs.CancelAsync(Caller.CommandLine, tenant.Id, Cancellation)).ShouldBeOfType<Outcome.Done>().Words;

    /// <summary>One run of the job.</summary>
    public Task MoveAsync() => App.Services.GetRequiredService<SurgeMoves>().RunAsync(Cancellation);

    public Task<SurgeView> ViewAsync() => App.Services.GetRequiredService<SurgeViews>().OfAsync(Registered, Cancellation);

    /// <summary>What is on record of this tenant's messages, by status and reason.</summary>
    public async Task<Dictionary<(MessageStatus Status, string? Reason), int>> StatesAsync()
    {
        var rows = await App.QueryAsync<(long Status, string? Reason)>("SELECT status, reason FROM message WHERE tenant_id = @Id ORDER BY event_id", new { Registered.Id });
        return rows.GroupBy(row => ((MessageStatus)row.Status, row.Reason)).ToDictionary(group => group.Key, group => group.Count());
    }

    public async Task<int> CountAsync(MessageStatus status, string? reason = null) => (await StatesAsync()).GetValueOrDefault((status, reason));

    public Task<int> HeldAsync() => CountAsync(MessageStatus.Queued, Reasons.HeldAsSurge);

    /// <summary>An hour in the past, as the counts for the charts have it.</summary>
    public Task CameAsync(TimeSpan ago, int count) => App.MeddleAsync(
        "INSERT INTO roll_up_count (grain, tenant_id, start, type_id, outcome, count) VALUES (2, @Id, @start, 2, 3, @count)",
        new { Registered.Id, start = Hour - (long)ago.TotalMilliseconds, count });
}
