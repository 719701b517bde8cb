using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Receipts;
using SmsBridge.Simulator.Providers;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.Gateways.Contract;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Receipts;

/// <summary>Reports that come before their SMS has an id: how long they wait, for whom, and how many.</summary>
public sealed class UnknownReportTests : IAsyncLifetime
{
    private readonly HttpStage _stage = new() { IsKnownByReference = false };

    private UnknownReportStore Store => _stage.App.Services.GetRequiredService<UnknownReportStore>();

    private UnknownReports Reports => _stage.App.Services.GetRequiredService<UnknownReports>();

    public async ValueTask InitializeAsync() => await _stage.SetUpAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task One_that_waits_is_found_whenever_the_answer_comes()
    {
        _stage.Gateway.SameId = "77";
        await Store.AddAsync(["bank"], Report("77"));
        await _stage.LookAgainAsync(); // nothing yet
        (await WaitingAsync()).ShouldBe(1);

        var id = await _stage.SendAsync();
        await _stage.LookAgainAsync();
        await _stage.LookAgainAsync();

        (await _stage.StatusAsync(id)).ShouldBe(MessageStatus.Delivered);
        (await WaitingAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Another_tenants_is_never_taken_for_it()
    {
        _stage.Gateway.SameId = "77";
        await Store.AddAsync(["other"], Report("77"));
        var id = await _stage.SendAsync();

        await _stage.LookAgainAsync();

        (await _stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
        (await WaitingAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task It_goes_after_ten_minutes_and_is_looked_for_ever_less_often()
    {
        await Store.AddAsync(["bank"], Report("77"));
        var looks = 0;

        for (var second = 0; second < UnknownReportStore.Kept.TotalSeconds + 1; second++)
        {
            _stage.App.Clock.Advance(TimeSpan.FromSeconds(1));
            looks += (await Store.DueAsync(TestContext.Current.CancellationToken)).Count;
            await Reports.RunAsync(TestContext.Current.CancellationToken);
        }

        looks.ShouldBeInRange(8, 14);
        (await WaitingAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Of_one_tenant_the_latest_thousand_wait_and_a_repeat_is_none_more()
    {
        for (var number = 0; number < UnknownReportStore.MostOfTenant + 5; number++)
        {
            _stage.App.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await Store.AddAsync(["bank"], Report(number.ToString(CultureInfo.InvariantCulture)));
        }

        await Store.AddAsync(["bank"], Report("100"));
        await Store.AddAsync(["other"], Report("0"));

        (await _stage.App.QueryAsync<(string, long)>("SELECT tenant, COUNT(*) FROM unknown_report GROUP BY tenant ORDER BY tenant")).ShouldBe([("bank", UnknownReportStore.MostOfTenant), ("other", 1)]);
        (await _stage.App.QueryAsync<long>("SELECT COUNT(*) FROM unknown_report WHERE tenant = 'bank' AND provider_id IN ('local:0', 'local:4')")).ShouldBe([0]);
    }

    [Fact]
    public async Task Two_that_look_at_once_apply_it_once()
    {
        _stage.Gateway.SameId = "77";
        await Store.AddAsync(["bank"], Report("77"));
        var id = await _stage.SendAsync();
        _stage.App.Clock.Advance(UnknownReportStore.FirstLook);

        await Task.WhenAll(Reports.RunAsync(TestContext.Current.CancellationToken), Reports.RunAsync(TestContext.Current.CancellationToken));

        (await _stage.StatusAsync(id)).ShouldBe(MessageStatus.Delivered);
        (await _stage.App.QueryAsync<long>("SELECT COUNT(*) FROM status_change WHERE event_id = @id AND source = 'provider'", new { id })).ShouldBe([1]);
    }

    /// <summary>Killed after it was answered 200, it is on disk: the next start goes on.</summary>
    [Fact]
    public async Task What_was_kept_is_found_after_a_restart_with_all_that_it_said()
    {
        var early = new TaskCompletionSource();
        _stage.Faults.Next(new StandInFault.AcceptThenHold(early.Task));
        using var answer = await _stage.Tenant.Hooks().PostSmsAsync(Some.Mobile, ProviderStage.Text, TestContext.Current.CancellationToken);
        var id = (await HookReply.ReadAsync(answer)).EventId;
        var sending = _stage.App.DrainAsync();
        await Eventually.BecomesAsync(() => Task.FromResult(_stage.Taken.Count), count => count == 1, "the gateway to take it");

        await _stage.ReportAsync(0, StandInNews.Failed);
        (await WaitingAsync()).ShouldBe(1);
        early.SetResult();
        await sending;
        await using var next = await _stage.App.RestartAsync();
        next.Clock.Advance(UnknownReportStore.FirstLook);
        await next.Services.GetRequiredService<UnknownReports>().RunAsync(TestContext.Current.CancellationToken);

        (await next.QueryAsync<(long, string?, string?)>("SELECT status, provider_status, error_code FROM message WHERE event_id = @id", new { id }))
            .ShouldBe([((long)MessageStatus.Undelivered, "UNDELIV", "absent subscriber")]);
    }

    private static UnknownReport Report(string id) =>
        new("local", new Receipt(0, $"local:{id}", MessageStatus.Delivered, "DELIVRD", ErrorCode: null, Reason: null, Detail: null, Supersedes: _ => true));

    private async Task<long> WaitingAsync() => (await _stage.App.QueryAsync<long>("SELECT COUNT(*) FROM unknown_report")).ShouldHaveSingleItem();
}
