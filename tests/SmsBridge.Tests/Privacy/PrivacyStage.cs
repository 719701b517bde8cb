using System.Globalization;
using System.Text;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Insight.Statistics;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Operators;
using SmsBridge.Privacy;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Privacy;

/// <summary>Erases clients of an application, and looks for what is left of them.</summary>
internal static class PrivacyStage
{
    public const string Name = "Wanjiru";

    /// <summary>As it stands in texts, numbers, hooks and words that are searched.</summary>
    public static readonly string[] Traces = [Name, "wanjiru", "712345678", "712 345 678", "receipt of Jane", "qx12ab34cd", "QX12AB34CD"];

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ErasureView> EraseAsync(this SmsBridgeApp app, TestTenant tenant, long client = TestTenant.Client, bool confirmed = true, Caller? caller = null) =>
        (await app.Services.GetRequiredService<ErasureVerbs>().EraseAsync(caller ?? Caller.CommandLine, tenant.Id, client, "asked for it in writing", confirmed, Cancellation))
            .ShouldBeOfType<ErasureOutcome>().View;

    public static async Task<long> TenantIdAsync(this SmsBridgeApp app, TestTenant tenant) =>
        (await app.QueryAsync<long>("SELECT id FROM tenant WHERE identifier = @Id", new { tenant.Id })).ShouldHaveSingleItem();

    public static async Task<AppliedReceipt> ReceiveAsync(this SmsBridgeApp app, long eventId, MessageStatus status, Func<Receipt, Receipt>? with = null)
    {
        var providerId = (await app.QueryAsync<string>("SELECT provider_id FROM message WHERE event_id = @eventId", new { eventId })).ShouldHaveSingleItem();
        var receipt = new Receipt(eventId, providerId, status, status.Name(), ErrorCode: null, Reason: null, Detail: null, Supersedes: _ => true);
        return await app.Services.GetRequiredService<MessageReceipts>().ApplyAsync(with is null ? receipt : with(receipt));
    }

    /// <summary>Makes words of what has come to its end, as a job does.</summary>
    public static async Task LearnAsync(this SmsBridgeApp app)
    {
        await TestDatabase.SettleAsync();
        await app.Services.GetRequiredService<RollUp>().RunAsync(Cancellation);
    }

    /// <summary>A repayment with a receipt.</summary>
    public static async Task<long> RepayWithReceiptAsync(this TestTenant tenant)
    {
        var transaction = tenant.Books.AddRepayment(TestTenant.Loan, 700m, new DateOnly(2026, 11, 21), "QX12AB34CD");
        using var answer = await tenant.Hooks().PostRepaymentAsync(TestTenant.Client, TestTenant.Loan, transaction, 700m, Cancellation);
        return (await HookReply.ReadAsync(answer)).EventId;
    }

    public static Task NoteAsync(this SmsBridgeApp app, long eventId, string text) => app.Services.GetRequiredService<Database>().WriteAsync(
        session => NoteStore.Add(session, eventId, Actor.CommandLine, text, app.Clock.GetUtcNow()));

    public static Task<bool> StopAsync(this SmsBridgeApp app, long tenantId, string reply, bool stop = true) => app.Services.GetRequiredService<OptOuts>().TakeReplyAsync(
        tenantId, Some.Sender, Msisdn.FromE164(Some.Mobile), reply, stop);

    /// <summary>Every value of every row that belongs to one of these events or to none, as text: what a stranger with the database could read.</summary>
    public static async Task<string> ReadableAsync(this SmsBridgeApp app, params string[] tablesLeftOut)
    {
        var tables = (await app.QueryAsync<string>(TestDatabase.IsPostgres
            ? "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
            : "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")).Except([.. tablesLeftOut, "schema_version", "key_ring"], StringComparer.Ordinal);
        await using var connection = app.Services.GetRequiredService<Database>().OpenRead();
        var text = new StringBuilder();
        foreach (var table in tables)
        {
            foreach (IDictionary<string, object?> row in await connection.QueryAsync($"SELECT * FROM {table}"))
            {
                text.Append(CultureInfo.InvariantCulture, $"{table}: ").AppendJoin(" | ", row.Values.Select(value => value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture))).AppendLine();
            }
        }

        return text.ToString();
    }

    public static void ShouldNotNameTheClient(this string text)
    {
        foreach (var trace in Traces)
        {
            text.Split('\n').Where(line => line.Contains(trace, StringComparison.Ordinal)).ShouldBeEmpty();
        }
    }
}
