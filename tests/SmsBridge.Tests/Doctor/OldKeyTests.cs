using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Doctor;
using SmsBridge.Ledger;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Tests.Schedules;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Doctor;

/// <summary>A key that was replaced opens until its last minute, and then every hook is refused: whether the core has the new one is said before.</summary>
public class OldKeyTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_core_that_still_uses_the_key_before_is_pointed_out_until_its_hooks_come_with_the_new_one()
    {
        var tenant = await app.NewTenantAsync();
        await tenant.RepayAsync();
        var renewed = tenant with { ApiKey = await RotateAsync(tenant, KeyKind.ApiKey) };
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        (await KeyCheckAsync(tenant)).Outcome.ShouldBe(CheckOutcome.Passed, "nothing came since");

        await tenant.RepayAsync();
        var (check, item) = (await KeyCheckAsync(tenant), (await AttentionAsync(tenant)).ShouldHaveSingleItem());
        check.Outcome.ShouldBe(CheckOutcome.Warning);
        check.Words.ShouldStartWith($"{tenant.Id} still uses API key {tenant.ApiKey[..6]}…, which ends at ");
        check.Remedy!.ShouldContain("m_hook_configuration");
        (item.Text("kind"), item.GetProperty("isUrgent").GetBoolean(), item.Text("words")).ShouldBe(("old_key", true, check.Words));

        app.Clock.Advance(TimeSpan.FromMinutes(2));
        await renewed.LogAsync(); // somebody looks at the log with the new key, which says nothing of the core
        (await KeyCheckAsync(tenant)).Outcome.ShouldBe(CheckOutcome.Warning);

        await renewed.RepayAsync();
        (await KeyCheckAsync(tenant)).Outcome.ShouldBe(CheckOutcome.Passed);
        (await AttentionAsync(tenant)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_bridge_does_by_itself_comes_with_no_key_and_does_not_say_that_the_core_has_the_old_one()
    {
        var stage = await ReportStage.SetUpAsync(app);
        var renewed = stage.Tenant with { ApiKey = await RotateAsync(stage.Tenant, KeyKind.ApiKey) };
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        await stage.Tenant.LogAsync(); // somebody looks at the log with the old key
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        await renewed.RepayAsync();
        (await KeyCheckAsync(stage.Tenant)).Outcome.ShouldBe(CheckOutcome.Passed);
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        await stage.Tenant.LogAsync();

        await stage.SetAsync("birthday", ReportStage.OfBirthday);
        await stage.TickAndSendAsync();

        (await app.QueryAsync<long>($"SELECT COUNT(*) FROM event WHERE dialect = {(int)Dialect.Report}"))[0].ShouldBe(1);
        (await KeyCheckAsync(stage.Tenant)).Outcome.ShouldBe(CheckOutcome.Passed);
        (await AttentionAsync(stage.Tenant)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tenant_whose_hooks_come_with_a_webhook_token_needs_no_api_key()
    {
        var tenant = await app.NewTenantAsync();
        await RotateAsync(tenant, KeyKind.WebhookToken);
        (await app.Services.GetRequiredService<TenantKeyVerbs>().RevokeAsync(Caller.CommandLine, tenant.Id, KeyKind.ApiKey)).ShouldBeOfType<Outcome.Done>();
        var token = await KeyCheckAsync(tenant);
        token.Outcome.ShouldBe(CheckOutcome.Passed, token.Words);
        token.Words.ShouldContain("webhook token");

        (await app.Services.GetRequiredService<TenantKeyVerbs>().RevokeAsync(Caller.CommandLine, tenant.Id, KeyKind.WebhookToken)).ShouldBeOfType<Outcome.Done>();
        (await KeyCheckAsync(tenant)).Outcome.ShouldBe(CheckOutcome.Failed);
    }

    private async Task<string> RotateAsync(TestTenant tenant, KeyKind kind) =>
        (await app.Services.GetRequiredService<TenantKeyVerbs>().RotateAsync(Caller.CommandLine, tenant.Id, kind, confirmed: true)).ShouldBeOfType<Outcome.Secret>().Value;

    private async Task<CheckView> KeyCheckAsync(TestTenant tenant)
    {
        await TestDatabase.SettleAsync();
        return (await app.Services.GetRequiredService<TenantExamination>().VerifyAsync(Caller.CommandLine, tenant.Id, Cancellation)).ShouldBeOfType<Examined>()
            .Report.Checks.Single(check => check.Name == "key");
    }

    private async Task<List<System.Text.Json.JsonElement>> AttentionAsync(TestTenant tenant)
    {
        using var browser = await app.SignInAsAsync(OperatorRole.Admin);
        using var answer = await browser.GetAsync("/api/stats/attention", Cancellation);
        return [.. (await Json.ReadAsync(answer)).GetProperty("items").EnumerateArray().Where(item => item.Text("tenant") == tenant.Id && item.Text("kind") == "old_key")];
    }
}
