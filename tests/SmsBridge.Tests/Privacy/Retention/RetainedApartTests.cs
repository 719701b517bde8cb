using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics.Metrics;
using System.Globalization;
using SmsBridge.Privacy.Retention;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Privacy.Retention;

/// <summary>The audit, and what could not be read, go by their own age: by a tenant's rule or by the settings, and no entry of the last year in any case.</summary>
public sealed class RetainedApartTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private TestTenant _tenant = null!;
    private long _row;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _tenant = await _app.NewTenantAsync();
        _row = (await _app.QueryAsync<long>("SELECT id FROM tenant WHERE identifier = @Id", new { _tenant.Id }))[0];
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_tenants_old_entries_go_and_those_of_others_stay()
    {
        using var meter = new MeterListener();
        var measured = new ConcurrentBag<string>();
        meter.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "smsbridge.retention.removed")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meter.SetMeasurementEventCallback<long>((_, count, tags, _) => measured.Add(FormattableString.Invariant($"{tags[0].Value} {count}")));
        meter.Start();
        for (var entry = 0; entry < 300; entry++) // more than a batch
        {
            await EntryAsync("old", days: 1100, _row);
        }

        await EntryAsync("young", days: 300, _row);
        await EntryAsync("nobodys", days: 1100, tenant: null);
        await _app.KeepAsync(_tenant, audit: 365);

        (await _app.RetainAsync())[RetentionKind.Audit].ShouldBe(300);

        (await _app.RowsAsync("audit", "actor = 'old'")).ShouldBe(0);
        (await _app.RowsAsync("audit", "actor IN ('young', 'nobodys')")).ShouldBe(2);
        (await _app.QueryAsync<string>("SELECT after FROM audit WHERE action = 'retention_run'")).ShouldBe(["audit 300"]);
        measured.ShouldContain("audit 300", StringComparer.Ordinal);
        (await _app.RetainAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_settings_are_for_those_of_nobody()
    {
        await using var app = new SmsBridgeApp { Settings = { ["Retention:Audit"] = "400.00:00:00" } };
        await app.InitializeAsync();
        using var start = app.CreateClient();
        await EntryAsync("old", days: 1100, tenant: null, app);
        await EntryAsync("young", days: 390, tenant: null, app);

        await app.RetainAsync();

        (await app.RowsAsync("audit", "actor = 'old'")).ShouldBe(0);
        (await app.RowsAsync("audit", "actor = 'young'")).ShouldBe(1);
    }

    [Fact]
    public async Task What_is_younger_than_a_year_is_let_go_by_nobody()
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var days in new[] { 1, 359, 361 })
        {
            await _app.MeddleAsync(FormattableString.Invariant($"INSERT INTO audit (at, actor, action) VALUES ({now.AddDays(-days).ToUnixTimeMilliseconds()}, 'days {days}', 'note')"));
        }

        (await Should.ThrowAsync<DbException>(() => _app.MeddleAsync("DELETE FROM audit WHERE actor = 'days 1'"))).Message.ShouldContain("append-only");
        (await Should.ThrowAsync<DbException>(() => _app.MeddleAsync("DELETE FROM audit WHERE actor = 'days 359'"))).Message.ShouldContain("append-only");
        await _app.MeddleAsync("DELETE FROM audit WHERE actor = 'days 361'");
        (await Should.ThrowAsync<DbException>(() => _app.MeddleAsync("UPDATE audit SET actor = 'x' WHERE actor = 'days 359'"))).Message.ShouldContain("append-only");
    }

    [Fact]
    public async Task What_could_not_be_read_goes_by_the_rule_of_its_tenant()
    {
        await ParkAsync(1, _tenant.Id, days: 31);
        await ParkAsync(2, _tenant.Id, days: 29);
        await ParkAsync(3, "another", days: 31);
        await _app.KeepAsync(_tenant, parked: 30);

        (await _app.RetainAsync())[RetentionKind.Parked].ShouldBe(1);

        (await _app.QueryAsync<string>("SELECT place FROM parked_event ORDER BY id")).ShouldBe(["2", "3"]);
        (await _app.QueryAsync<string>("SELECT after FROM audit WHERE action = 'retention_run'")).ShouldBe(["unreadable events 1"]);
    }

    private Task EntryAsync(string actor, int days, long? tenant, SmsBridgeApp? app = null) => (app ?? _app).MeddleAsync(FormattableString.Invariant(
        $"INSERT INTO audit (at, actor, action, tenant_id) VALUES ({_app.Clock.GetUtcNow().AddDays(-days).ToUnixTimeMilliseconds()}, '{actor}', 'note', {tenant?.ToString(CultureInfo.InvariantCulture) ?? "NULL"})"));

    private Task ParkAsync(int number, string tenant, int days) => _app.MeddleAsync(
        "INSERT INTO parked_event (tenant, digest, broker, place, problem, body, parked_at) VALUES (@tenant, @Digest, 'main', @place, 'No.', @Body, @At)",
        new
        {
            tenant, Digest = new[] { (byte)number }, place = number.ToString(CultureInfo.InvariantCulture), Body = new byte[] { 0 }, At = _app.Clock.GetUtcNow().AddDays(-days).ToUnixTimeMilliseconds(),
        });
}
