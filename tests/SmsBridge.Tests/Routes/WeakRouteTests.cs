using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Insight.Statistics;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Routes;

namespace SmsBridge.Tests.Routes;

/// <summary>A route that delivers badly is pointed out, whatever the tenant's rules are.</summary>
public sealed class WeakRouteTests : IAsyncLifetime
{
    private readonly RouteStage _stage = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _stage.InitializeAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task It_is_pointed_out_once_there_is_enough_to_judge_by_and_until_it_delivers_or_is_left()
    {
        await _stage.UseAllAsync();
        await SendAsync(49, delivered: 20);
        (await WeakAsync()).ShouldBeEmpty("too few to judge by");

        await SendAsync(1, delivered: 0);
        var item = (await WeakAsync()).ShouldHaveSingleItem();
        (item.IsUrgent, item.Words).ShouldBe((false, $"{_stage.Own.Id}'s route by-second delivers badly: 20 of its latest 50 SMS, 40 %."));

        await _stage.UseAllAsync(leaveBelow: 60);
        (await WeakAsync()).ShouldBeEmpty("its rule has left it, which is said by itself");
        (await AttentionAsync()).ShouldContain(one => one.Kind == "route_left_out");

        await _stage.UseAllAsync();
        _stage.App.Clock.Advance(RouteHealthStore.Window + TimeSpan.FromMinutes(1));
        (await WeakAsync()).ShouldBeEmpty("of the latest hours nothing is known");
        (await _stage.App.QueryAsync<long>("SELECT COUNT(*) FROM route_weak")).ShouldBe([0]);
    }

    /// <summary>Without receipts from handsets all that arrives stays "sent".</summary>
    [Fact]
    public async Task A_network_that_tells_of_failures_alone_says_nothing_about_what_arrived()
    {
        await _stage.UseAllAsync(leaveBelow: 60);
        for (var sms = 0; sms < 101; sms++)
        {
            await _stage.SmsAsync($"Text {Guid.NewGuid()}.");
        }

        await _stage.App.DrainAsync();
        await SendAsync(50, delivered: 0);
        _stage.App.Clock.Advance(TimeSpan.FromMinutes(61));

        (await WeakAsync()).ShouldBeEmpty();
        (await AttentionAsync()).ShouldNotContain(one => one.Kind == "route_left_out");

        await SendAsync(1, delivered: 1);
        await WeakAsync();
        (await AttentionAsync()).ShouldContain(one => one.Kind == "route_left_out", "it does tell of what was delivered");
    }

    [Fact]
    public async Task It_goes_with_its_route()
    {
        await _stage.UseAllAsync();
        await SendAsync(50, delivered: 0);
        (await WeakAsync()).ShouldHaveSingleItem();

        (await _stage.PutAsync(new { })).Status.ShouldBe(System.Net.HttpStatusCode.OK);

        (await WeakAsync()).ShouldBeEmpty();
        (await _stage.App.QueryAsync<long>("SELECT COUNT(*) FROM route_weak")).ShouldBe([0]);
    }

    private async Task SendAsync(int count, int delivered)
    {
        for (var sms = 0; sms < count; sms++)
        {
            var id = await _stage.SmsAsync($"Text {Guid.NewGuid()}.");
            await _stage.App.DrainAsync();
            await _stage.ReportAsync(id, (await _stage.MessageAsync(id)).ProviderId!, sms < delivered ? MessageStatus.Delivered : MessageStatus.Undelivered, "second");
        }
    }

    private async Task<IEnumerable<AttentionItem>> WeakAsync()
    {
        await _stage.App.Services.GetRequiredService<RouteJudge>().RunAsync(Cancellation);
        return (await AttentionAsync()).Where(item => item.Kind == "route_weak");
    }

    private Task<IReadOnlyList<AttentionItem>> AttentionAsync() => _stage.App.Services.GetRequiredService<Attention>().ListAsync(
        new SignedInOperator(0, "viewer", OperatorRole.Viewer, TenantScope.Of([_stage.Own.Id]), "", null), Cancellation);
}
