using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Insight.RecordChecks;
using SmsBridge.Insight.Statistics;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Privacy.Retention;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Privacy.Retention;

/// <summary>Lets days pass, and takes out what is old by then.</summary>
internal static class RetentionStage
{
    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A repayment of today. The books know it, and the hook is posted.</summary>
    public static async Task<(long Id, long Transaction)> RepayTodayAsync(this TestTenant tenant, decimal amount = 700m)
    {
        var transaction = tenant.Books.AddRepayment(TestTenant.Loan, amount, DateOnly.FromDateTime(tenant.App.Clock.GetUtcNow().UtcDateTime));
        return ((await tenant.RepeatAsync(transaction, amount)).EventId, transaction);
    }

    /// <summary>The hook of a repayment, however late.</summary>
    public static async Task<HookReply> RepeatAsync(this TestTenant tenant, long transaction, decimal amount = 700m)
    {
        using var answer = await tenant.Hooks().PostRepaymentAsync(TestTenant.Client, TestTenant.Loan, transaction, amount, Cancellation);
        return await HookReply.ReadAsync(answer);
    }

    /// <summary>A hook that is recorded as refused.</summary>
    public static Task<HookReply> RefusedAsync(this TestTenant tenant) => tenant.PostAsync(new RawHook("{"));

    /// <summary>A hook that no SMS belongs to.</summary>
    public static Task<HookReply> IgnoredAsync(this TestTenant tenant) => tenant.PostAsync(RawHook.Repayment(1) with { Entity = "OFFICE", Action = "CREATE" });

    /// <summary>The provider says of one in doubt, whose answer was lost, that it arrived.</summary>
    public static Task<AppliedReceipt> ReceiveLateAsync(this SmsBridgeApp app, long eventId) => app.Services.GetRequiredService<MessageReceipts>().ApplyAsync(new Receipt(
        eventId, string.Create(CultureInfo.InvariantCulture, $"SM{eventId:D32}"), MessageStatus.Delivered, "delivered", ErrorCode: null, Reason: null, Detail: null, Supersedes: _ => true));

    /// <summary>Without firing what happens every few seconds of them.</summary>
    public static void DaysPass(this SmsBridgeApp app, int days) => app.Clock.Jump(TimeSpan.FromDays(days));

    /// <summary>Brings counts and search up to date, as jobs do.</summary>
    public static async Task CountAsync(this SmsBridgeApp app)
    {
        await app.LearnAsync();
        await app.Services.GetRequiredService<ReportRollUp>().RunAsync(TimeSpan.FromHours(1), Cancellation);
    }

    /// <summary>The hourly run.</summary>
    public static async Task<IReadOnlyDictionary<RetentionKind, long>> RetainAsync(this SmsBridgeApp app)
    {
        await app.CountAsync();
        return (await app.Services.GetRequiredService<RetentionRun>().RunAsync(Actor.Timetable, identifier: null, Cancellation)).ShouldNotBeNull();
    }

    public static async Task KeepAsync(this SmsBridgeApp app, TestTenant tenant, int? hooks = null, int? texts = null, int? notices = null, int? records = null, int? audit = null, int? parked = null) =>
        (await app.Services.GetRequiredService<RetentionVerbs>().SetAsync(Caller.CommandLine, tenant.Id, new RetentionRequest(hooks, texts, notices, records, audit, parked), Cancellation)).ShouldBeOfType<Outcome.Done>();

    /// <summary>All counts that pages and reports show of a tenant, as text.</summary>
    public static async Task<string> CountsAsync(this SmsBridgeApp app, long tenantId) => string.Join('\n', [
        .. await app.QueryAsync<string>("SELECT grain || ' ' || start || ' ' || type_id || ' ' || outcome || ': ' || count FROM roll_up_count WHERE tenant_id = @tenantId AND count <> 0 AND grain = 3 ORDER BY 1", new { tenantId }),
        .. await app.QueryAsync<string>(
            "SELECT start || ' ' || type_id || ' ' || office || ' ' || route || ' ' || reason || ' ' || outcome || ': ' || count || ' in ' || parts FROM roll_up_report WHERE tenant_id = @tenantId ORDER BY 1", new { tenantId })]);

    public static async Task<long> RowsAsync(this SmsBridgeApp app, string table, string where = "1 = 1") =>
        (await app.QueryAsync<long>(string.Create(CultureInfo.InvariantCulture, $"SELECT COUNT(*) FROM {table} WHERE {where}")))[0];

    /// <summary>All these lines of counts are there, as they were.</summary>
    public static void ShouldHold(this string counts, IEnumerable<string> lines) => lines.Except(counts.Split('\n'), StringComparer.Ordinal).ShouldBeEmpty();

    public static void ShouldBeWhole(this SmsBridgeApp app) =>
        app.Services.GetRequiredService<RecordCheck>().Run(Cancellation).Where(finding => finding.Exceptions > 0).ShouldBeEmpty();

    public static Task<IReadOnlyList<AttentionItem>> AttentionAsync(this SmsBridgeApp app, TestTenant tenant) =>
        app.Services.GetRequiredService<Attention>().ListAsync(new SignedInOperator(0, "viewer", OperatorRole.Viewer, TenantScope.Of([tenant.Id]), "", null), Cancellation);
}
