using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Doctor;
using SmsBridge.Operators;
using SmsBridge.Tenants;
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
        item.Text("words")!.ShouldContain("2 hooks from its core were refused");
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
    public async Task What_the_remedy_points_to_is_said()
    {
        var tenant = await _app.NewTenantAsync();
        await tenant.RepayAsync();

        await tenant.PostAsync(new RawHook("""{"clientId":7,"resourceId":904}"""));

        var item = (await ItemsAsync(tenant)).ShouldHaveSingleItem();
        item.Text("words")!.ShouldEndWith("The latest: loanId is missing in the body.");
        item.Text("remedy")!.ShouldContain("what the detail names");
    }

    [Theory]
    [InlineData("a test SMS")]
    [InlineData("a test SMS that was sent")]
    [InlineData("a test of the payload URL")]
    public async Task A_test_of_the_bridges_own_is_no_good_hook_and_hides_nothing(string test)
    {
        var tenant = await _app.NewTenantAsync();
        await tenant.RepayAsync();
        var good = _app.Clock.GetUtcNow();
        await tenant.PostAsync(RawHook.Repayment(901) with { ApiKey = "another-key" });
        _app.Clock.Advance(TimeSpan.FromMinutes(1));

        await TestAsync(tenant, test);

        (await ItemsAsync(tenant)).ShouldHaveSingleItem().Text("words")!.ShouldContain("1 hook from its core was refused");
        (await LastHookAsync(tenant)).ShouldBe(good);
        _app.Clock.Advance(TimeSpan.FromHours(25));
        await TestAsync(tenant, test);
        (await ItemsAsync(tenant)).ShouldContain(item => item.Text("kind") == "silent");
    }

    [Fact]
    public async Task Who_sends_a_test_sms_is_not_taken_for_the_core_by_his_address()
    {
        var tenant = await _app.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        await _app.MeddleAsync("UPDATE event SET source = '192.0.2.7' WHERE id = @eventId", new { eventId });
        await TestAsync(tenant, "a test SMS that was sent");

        await tenant.PostAsync(RawHook.Repayment(901) with { ApiKey = "another-key" });

        (await ItemsAsync(tenant)).ShouldHaveSingleItem().GetProperty("isUrgent").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task The_doctor_tells_of_the_last_hook_and_not_of_a_test()
    {
        var tenant = await _app.NewTenantAsync();
        await tenant.PostAsync(RawHook.Repayment(901) with { ApiKey = "another-key" });
        await TestAsync(tenant, "a test SMS");
        await TestAsync(tenant, "a test of the payload URL");

        var report = await _app.Services.GetRequiredService<TenantDoctor>().LookAsync(
            _app.Services.GetRequiredService<TenantDirectory>().Find(tenant.Id)!, TestContext.Current.CancellationToken);

        report.Checks.Single(check => check.Name == "lastHook").Words.ShouldContain("LOAN REPAYMENT, refused");
    }

    private async Task TestAsync(TestTenant tenant, string test)
    {
        if (test.EndsWith("URL", StringComparison.Ordinal))
        {
            (await tenant.PostAsync(new RawHook("""{"resourceId":0}""") { Entity = "SMSBRIDGE", Action = "TEST" })).Outcome.ShouldBe("ignored");
            return;
        }

        using var browser = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        browser.DefaultRequestHeaders.Add("X-SmsBridge", "1");
        using var answer = await browser.PostAsJsonAsync($"/api/tenants/{tenant.Id}/test-sms", new { number = "+254712345678" }, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        if (test.EndsWith("sent", StringComparison.Ordinal))
        {
            await _app.DrainAsync();
        }
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
