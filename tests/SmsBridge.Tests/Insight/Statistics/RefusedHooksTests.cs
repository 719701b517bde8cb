using System.Text.Json;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Insight.Statistics;

/// <summary>A core whose hooks are refused is seen at once, and strangers are told apart from it.</summary>
public sealed class RefusedHooksTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("another-key", "does not know")]
    [InlineData("", "without an API key")]
    public async Task From_the_first_refused_hook_after_good_ones_it_is_urgent(string key, string words)
    {
        var tenant = await _app.NewTenantAsync();
        await tenant.RepayAsync();
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        var good = _app.Clock.GetUtcNow() - TimeSpan.FromMinutes(1);

        await tenant.PostAsync(RawHook.Repayment(901) with { ApiKey = key });
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        await tenant.PostAsync(RawHook.Repayment(902) with { ApiKey = key });

        var item = (await ItemsAsync(tenant)).ShouldHaveSingleItem();
        item.Text("kind").ShouldBe("refused_hooks");
        item.GetProperty("isUrgent").GetBoolean().ShouldBeTrue();
        item.Text("tenant").ShouldBe(tenant.Id);
        item.Text("words")!.ShouldContain("2 hooks were");
        item.Text("words")!.ShouldContain(words);
        item.Text("remedy")!.ShouldContain("not the tenant's");
        item.GetProperty("since").GetDateTimeOffset().ShouldBe(good + TimeSpan.FromMinutes(1));
        (await LastHookAsync(tenant)).ShouldBe(good);
    }

    [Fact]
    public async Task It_is_over_with_the_next_good_one()
    {
        var tenant = await _app.NewTenantAsync();
        await tenant.RepayAsync();
        await tenant.PostAsync(RawHook.Repayment(901) with { ApiKey = "another-key" });

        await tenant.RepayAsync();

        (await ItemsAsync(tenant)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stranger_raises_no_alarm_and_is_said_to_be_one()
    {
        var tenant = await _app.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        await _app.MeddleAsync("UPDATE event SET source = '192.0.2.7' WHERE id = @eventId", new { eventId });

        await tenant.PostAsync(RawHook.Repayment(901) with { ApiKey = "another-key" });
        await _app.MeddleAsync("UPDATE event SET source = '203.0.113.9' WHERE verdict = 4");

        var item = (await ItemsAsync(tenant)).ShouldHaveSingleItem();
        item.GetProperty("isUrgent").GetBoolean().ShouldBeFalse();
        item.Text("words")!.ShouldContain("Somebody without the key");
        item.Text("words")!.ShouldContain("203.0.113.9");
    }

    [Fact]
    public async Task Other_tenants_are_not_touched_and_what_never_was_good_is_no_alarm()
    {
        var (tenant, other) = (await _app.NewTenantAsync(), await _app.NewTenantAsync());
        await other.RepayAsync();
        await tenant.PostAsync(RawHook.Repayment(901) with { ApiKey = "another-key" });

        (await ItemsAsync(other)).ShouldBeEmpty();
        (await ItemsAsync(tenant)).ShouldHaveSingleItem().GetProperty("isUrgent").GetBoolean().ShouldBeFalse();
        (await LastHookAsync(tenant)).ShouldBeNull();
    }

    private async Task<List<JsonElement>> ItemsAsync(TestTenant tenant)
    {
        using var browser = await _app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([tenant.Id]));
        using var answer = await browser.GetAsync("/api/stats/attention", TestContext.Current.CancellationToken);
        return [.. (await Json.ReadAsync(answer)).GetProperty("items").EnumerateArray()];
    }

    private async Task<DateTimeOffset?> LastHookAsync(TestTenant tenant)
    {
        using var browser = await _app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([tenant.Id]));
        using var answer = await browser.GetAsync($"/api/tenants/{tenant.Id}", TestContext.Current.CancellationToken);
        return (await Json.ReadAsync(answer)).TryGetProperty("lastHookAt", out var at) && at.ValueKind == JsonValueKind.String ? at.GetDateTimeOffset() : null;
    }
}
