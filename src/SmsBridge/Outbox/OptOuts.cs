using SmsBridge.Messages;
using SmsBridge.Storage;

namespace SmsBridge.Outbox;

/// <summary>Sole writer of <c>opt_out</c>: who wants no SMS from which sender (twilio.md 7.3). Done means on disk.</summary>
internal sealed class OptOuts(Database database, TimeProvider time)
{
    /// <summary>The client replied STOP, or the provider says that he did.</summary>
    /// <param name="source"><c>inbound</c> or <c>provider</c>.</param>
    public Task RecordAsync(long tenantId, string sender, Msisdn number, string source) =>
        database.WriteAsync(session => session.Execute("""
            INSERT INTO opt_out (tenant_id, sender, number, since, source) VALUES (@tenantId, @sender, @Value, @Now, @source)
            ON CONFLICT (tenant_id, sender, number) DO UPDATE SET since = @Now, source = @source, lifted_at = NULL WHERE lifted_at IS NOT NULL
            """, new { tenantId, sender, number.Value, source, Now = Now() }));

    /// <summary>The client replied START.</summary>
    public Task LiftAsync(long tenantId, string sender, Msisdn number) =>
        database.WriteAsync(session => session.Execute("""
            UPDATE opt_out SET lifted_at = @Now WHERE tenant_id = @tenantId AND sender = @sender AND number = @Value AND lifted_at IS NULL
            """, new { tenantId, sender, number.Value, Now = Now() }));

    /// <summary>Inside the transaction that stores the intent, so that no STOP can slip in between.</summary>
    internal static bool IsOptedOut(WriteSession session, long tenantId, string sender, Msisdn number) => session.Scalar<bool>("""
        SELECT EXISTS (
            SELECT 1 FROM opt_out WHERE tenant_id = @tenantId AND sender = @sender AND number = @Value AND lifted_at IS NULL)
        """, new { tenantId, sender, number.Value });

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
