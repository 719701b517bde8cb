using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Hosting.Telemetry;
using SmsBridge.Tests.Console;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Hosting;

/// <summary>What metrics tell of the whole, counted from the store.</summary>
public sealed class TelemetryCountsTests : IAsyncLifetime
{
    private readonly ConsoleApp _console = new();

    private SmsBridgeApp App => _console.App;

    public async ValueTask InitializeAsync()
    {
        await _console.InitializeAsync();
        App.Settings["Telemetry:MetricsUrls"] = "http://127.0.0.1:0";
        App.Settings["Telemetry:MostTenants"] = "2";
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task What_waits_is_counted_by_tenant_and_those_beyond_the_most_together()
    {
        var tenants = new List<TestTenant>();
        for (var number = 0; number < 4; number++)
        {
            tenants.Add(await App.NewTenantAsync());
            await tenants[number].RepayAsync();
        }

        await tenants[0].RepayAsync();
        App.Clock.Advance(TimeSpan.FromMinutes(20));
        using var admin = _console.As("Admin;*");
        using var paused = await admin.PostAsJsonAsync($"/api/tenants/{tenants[1].Id}/pause", new { reason = "end of the month" }, TestContext.Current.CancellationToken);
        paused.IsSuccessStatusCode.ShouldBeTrue();

        var figures = await App.Services.GetRequiredService<TelemetryCounts>().CountAsync(TestContext.Current.CancellationToken);

        figures.Waiting.Select(it => (it.Tenant, it.Queued, it.InDoubt)).ShouldBe([(tenants[0].Id, 2, 0), (tenants[1].Id, 1, 0), ("other", 2, 0)], ignoreOrder: true);
        figures.Waiting.ShouldAllBe(it => Math.Abs(it.OldestAge - 1_200) < 1);
        figures.Paused.Select(it => it.Tenant).ShouldBe([tenants[1].Id]);
        figures.Tenants["active"].ShouldBe(3);
        figures.Tenants["paused"].ShouldBe(1);
        figures.Attention[("waiting", true)].ShouldBe(3);
        figures.Attention[("paused", true)].ShouldBe(1);
        figures.OpenCircuits.ShouldBe(new Dictionary<string, int>(StringComparer.Ordinal) { ["core"] = 0, ["provider"] = 0 }, ignoreOrder: true);
        (figures.DiskFree is null).ShouldBe(TestDatabase.IsPostgres);
        figures.BackupAge.ShouldBeNull();
    }
}
