using Dapper;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>Sole writer of <c>opt_out</c> and <c>opt_out_reply</c>: who wants no SMS from which sender (twilio.md 7.3). Done means on disk.</summary>
internal sealed class OptOuts(Database database, TimeProvider time)
{
    /// <summary>Replies remembered of one number: more than anybody sends to one sender.</summary>
    internal const int MostReplies = 50;

    /// <summary>The provider says that the client replied STOP.</summary>
    internal static void RecordReported(WriteSession session, long tenantId, string sender, Msisdn number, long now) =>
        Record(session, tenantId, sender, number, "provider", now);

    /// <summary>
    /// The provider has said so of this very SMS. Saying it again must not undo what a person decided since; the next SMS, once it was lifted, may bring it anew.
    /// </summary>
    internal static bool WasReported(WriteSession session, long messageId, string providerId) => session.Scalar<bool>("""
        SELECT EXISTS (
            SELECT 1 FROM status_change WHERE event_id = @messageId AND source = @Provider AND reason = @OptedOut
                AND at >= COALESCE((SELECT MAX(started_at) FROM attempt WHERE event_id = @messageId AND provider_id = @providerId), 0))
        """, new { messageId, providerId, Sources.Provider, Reasons.OptedOut });

    /// <summary>The client replied STOP or START.</summary>
    /// <param name="replyId">The provider's name for the reply.</param>
    /// <param name="liftsFrom">A START lifts what was said from then on; 0: all of it.</param>
    /// <returns>False: this reply came before. A reply that somebody kept and sends again must not undo a newer one.</returns>
    public Task<bool> TakeReplyAsync(long tenantId, string sender, Msisdn number, string replyId, bool stop, long liftsFrom = 0) => database.WriteAsync(session =>
    {
        if (!IsNew(session, tenantId, number, replyId))
        {
            return false;
        }

        if (stop)
        {
            Record(session, tenantId, sender, number, "inbound", Now());
        }
        else
        {
            LiftAll(session, tenantId, number, liftsFrom);
        }

        return true;
    });

    /// <summary>Whether an account of the tenant's has written to this number, under this registration of its name or one before.</summary>
    public async Task<bool> HasWrittenToAsync(long tenantId, string provider, string accountId, Msisdn number)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.ExecuteScalarAsync<bool>($"""
            SELECT EXISTS (
                SELECT 1 FROM message{database.Dialect.ByIndex("message_recipient")}
                WHERE tenant_id IN (SELECT was.id FROM tenant AS was JOIN tenant AS now ON now.identifier = was.identifier WHERE now.id = @tenantId) AND {database.Dialect.LastFour("recipient")} = @end AND recipient = @Value AND recipient IS NOT NULL
                    AND ((provider = @provider AND account_id = @accountId)
                        OR EXISTS (SELECT 1 FROM attempt WHERE attempt.event_id = message.event_id AND attempt.provider = @provider AND attempt.account_id = @accountId)))
            """, new { tenantId, provider, accountId, number.Value, end = number.Value[^4..] });
    }

    /// <summary>Since when no SMS goes to the number; null: they do.</summary>
    public async Task<long?> SinceAsync(long tenantId, Msisdn number)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.ExecuteScalarAsync<long?>("SELECT MIN(since) FROM opt_out WHERE tenant_id = @tenantId AND number = @Value AND lifted_at IS NULL", new { tenantId, number.Value });
    }

    /// <summary>Kept of a START that lifts nothing, too: sent again later, it would.</summary>
    private bool IsNew(WriteSession session, long tenantId, Msisdn number, string replyId)
    {
        var reply = new { tenantId, number.Value, replyId, Now = Now(), MostReplies };
        if (session.Execute("INSERT INTO opt_out_reply (tenant_id, reply_id, number, at) VALUES (@tenantId, @replyId, @Value, @Now) ON CONFLICT DO NOTHING", reply) == 0)
        {
            return false;
        }

        session.Execute("""
            DELETE FROM opt_out_reply WHERE tenant_id = @tenantId AND number = @Value AND at < (
                SELECT at FROM opt_out_reply WHERE tenant_id = @tenantId AND number = @Value ORDER BY at DESC LIMIT 1 OFFSET @MostReplies - 1)
            """, reply);
        return true;
    }

    /// <summary>
    /// The latest registration of a name has what clients told the ones before: to them it is the same institution, and a STOP outlives its registration.
    /// Rows go along rather than being looked for by name, so that an intent looks at one tenant alone.
    /// </summary>
    /// <param name="tenantId">Just registered, and told nothing yet.</param>
    internal static void TakeOver(WriteSession session, long tenantId)
    {
        var former = session.Query<long>(
            "SELECT was.id FROM tenant AS was JOIN tenant AS now ON now.identifier = was.identifier WHERE now.id = @tenantId AND was.id < now.id ORDER BY was.id DESC", new { tenantId });
        foreach (var formerId in former) // the latest first: what it says of a pair counts
        {
            var both = new { tenantId, formerId };
            session.Execute("""
                DELETE FROM opt_out WHERE tenant_id = @formerId
                    AND EXISTS (SELECT 1 FROM opt_out AS newer WHERE newer.tenant_id = @tenantId AND newer.number = opt_out.number
                        AND (newer.sender = opt_out.sender OR (opt_out.lifted_at IS NULL AND newer.lifted_at >= opt_out.since)))
                """, both);
            session.Execute("UPDATE opt_out SET tenant_id = @tenantId WHERE tenant_id = @formerId", both);
            session.Execute("""
                DELETE FROM opt_out_reply WHERE tenant_id = @formerId
                    AND EXISTS (SELECT 1 FROM opt_out_reply AS newer WHERE newer.tenant_id = @tenantId AND newer.reply_id = opt_out_reply.reply_id)
                """, both);
            session.Execute("UPDATE opt_out_reply SET tenant_id = @tenantId WHERE tenant_id = @formerId", both);
        }
    }

    /// <summary>Kept of the latest registration of the name: a report may be about an SMS of one before.</summary>
    private const string Latest =
        "COALESCE((SELECT MAX(now.id) FROM tenant AS was JOIN tenant AS now ON now.identifier = was.identifier WHERE was.id = @tenantId), @tenantId)";

    /// <summary>One that was lifted gives way to a new row, as lists are in the order of their numbers.</summary>
    /// <param name="source"><c>inbound</c> or <c>provider</c>.</param>
    private static void Record(WriteSession session, long tenantId, string sender, Msisdn number, string source, long now)
    {
        var optOut = new { tenantId, sender, number.Value, source, now };
        session.Execute($"DELETE FROM opt_out WHERE tenant_id = {Latest} AND sender = @sender AND number = @Value AND lifted_at IS NOT NULL", optOut);
        session.Execute($"""
            INSERT INTO opt_out (tenant_id, sender, number, since, source) VALUES ({Latest}, @sender, @Value, @now, @source)
            ON CONFLICT (tenant_id, sender, number) DO UPDATE SET since = @now, source = @source, lifted_at = NULL, client_id = NULL WHERE opt_out.lifted_at IS NOT NULL
            """, optOut); // in conflict where another node lifts it this very moment
    }

    /// <summary>Of all the tenant's senders.</summary>
    /// <returns>The rows, which bear the number; none: there was nothing to lift.</returns>
    public Task<List<long>> LiftAllAsync(long tenantId, Msisdn number) => database.WriteAsync(session => LiftAll(session, tenantId, number, from: 0));

    private List<long> LiftAll(WriteSession session, long tenantId, Msisdn number, long from) => session.Query<long>(
        "UPDATE opt_out SET lifted_at = @Now WHERE tenant_id = @tenantId AND number = @Value AND lifted_at IS NULL AND since >= @from RETURNING id",
        new { tenantId, number.Value, from, Now = Now() });

    /// <summary>
    /// Inside the transaction that stores the intent, so that no STOP can slip in between. It holds for the tenant, whichever of its senders was told, and for senders that it got later.
    /// </summary>
    internal static bool IsOptedOut(WriteSession session, long tenantId, Msisdn number) => session.Scalar<bool>(
        "SELECT EXISTS (SELECT 1 FROM opt_out WHERE tenant_id = @tenantId AND number = @Value AND lifted_at IS NULL)", new { tenantId, number.Value });

    /// <summary>
    /// Takes the number out where it is of no use to the client any more. An opt-out in force stays: without it the client would be written to again.
    /// </summary>
    /// <param name="clientId">Noted with those that stay, so that they are still found as this client's, and go once they are lifted.</param>
    /// <returns>How many stay.</returns>
    internal static int Erase(WriteSession session, long tenantId, long clientId, string number)
    {
        session.Execute("DELETE FROM opt_out WHERE tenant_id = @tenantId AND number = @number AND lifted_at IS NOT NULL", new { tenantId, number });
        session.Execute("UPDATE opt_out_reply SET number = '' WHERE tenant_id = @tenantId AND number = @number", new { tenantId, number }); // the reply's id stays: sent again, it counts as old
        return session.Execute("UPDATE opt_out SET client_id = @clientId WHERE tenant_id = @tenantId AND number = @number", new { tenantId, clientId, number });
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
