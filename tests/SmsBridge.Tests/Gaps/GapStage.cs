using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gaps;
using SmsBridge.Operators;
using SmsBridge.Simulator.Core;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gaps;

/// <summary>A tenant whose core has an audit trail, and may or may not tell the bridge of what is on it.</summary>
internal sealed class GapStage
{
    private long _client = 100;

    private GapStage(TestTenant tenant) => Tenant = tenant;

    public TestTenant Tenant { get; }

    public StandInAudits Audits => Tenant.Books.Audits;

    public SmsBridgeApp App => Tenant.App;

    public GapVerbs Verbs => App.Services.GetRequiredService<GapVerbs>();

    public Tenant Registered => App.Services.GetRequiredService<TenantDirectory>().Find(Tenant.Id)!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>An hour after its registration.</summary>
    public static async Task<GapStage> SetUpAsync(SmsBridgeApp app)
    {
        var stage = new GapStage(await app.NewTenantAsync());
        stage.Audits.Time = app.Clock;
        app.Clock.Advance(TimeSpan.FromHours(1));
        return stage;
    }

    /// <summary>Repays in the core, whose hooks do not tell of it.</summary>
    public StandInAudit RepayUntold(decimal amount = 1_500m, DateOnly? on = null)
    {
        var date = on ?? DateOnly.FromDateTime(App.Clock.GetUtcNow().UtcDateTime);
        return Audits.Record(RepaymentOf(Tenant.Books.AddRepayment(TestTenant.Loan, amount, date), amount));
    }

    /// <summary>Repays in the core, and the hook comes.</summary>
    public async Task<StandInAudit> RepayToldAsync(decimal amount = 1_500m)
    {
        var entry = RepayUntold(amount);
        await TellAsync(entry, amount);
        return entry;
    }

    /// <summary>The hook of an entry, however late.</summary>
    public async Task<HookReply> TellAsync(StandInAudit entry, decimal amount = 1_500m)
    {
        using var answer = await Tenant.Hooks().PostAsync(RepaymentOf(entry.ResourceId!.Value, amount), Cancellation);
        return await HookReply.ReadAsync(answer);
    }

    /// <summary>A new client with a number of its own, of whom no hook tells.</summary>
    public StandInAudit CreateClientUntold()
    {
        var client = ++_client;
        Tenant.Books.AddClient(client, $"Client {client}", $"0712 000 {client}");
        return Audits.Record(HookEvent.ClientCreated(1, client));
    }

    public static HookEvent RepaymentOf(long transaction, decimal amount = 1_500m) =>
        new HookRepayment(TestTenant.Loan, transaction, amount) { ClientId = TestTenant.Client }.ToEvent();

    /// <summary>Long enough for hooks that were under way.</summary>
    public void Settle() => App.Clock.Advance(TimeSpan.FromMinutes(11));

    public async Task<GapListView> CompareAsync(DateTimeOffset? from = null) =>
        (await Verbs.CompareAsync(Caller.CommandLine, Tenant.Id, from, Cancellation)).ShouldBeOfType<GapsCompared>().View;

    public async Task<GapsCompared> MakeUpAsync(DateTimeOffset? from = null) =>
        (await Verbs.MakeUpAsync(Caller.CommandLine, Tenant.Id, from, Cancellation)).ShouldBeOfType<GapsCompared>();

    /// <summary>The SMS of this tenant's clients.</summary>
    public int Sent => App.Gateway.Sent.Count;
}

internal static class GapListAssertions
{
    /// <summary>By entry, oldest first.</summary>
    public static void ShouldList(this GapListView view, string state, params ReadOnlySpan<long> entries) =>
        view.Gaps.Where(gap => gap.State == state).Select(gap => gap.AuditId).Order().ShouldBe([.. entries]);

    public static string? ReasonOf(this GapListView view, StandInAudit entry) => view.Gaps.Single(gap => gap.AuditId == entry.Id).Reason;
}
