using SmsBridge.Store;

namespace SmsBridge.Insight.Search;

/// <summary>Takes a client out of what is searched.</summary>
internal static class KnownClientErasure
{
    internal const string OfRef = "DELETE FROM search_word WHERE tenant_id = @tenantId AND ref = @whose AND kind = ";

    internal const string OfClient = "DELETE FROM known_client WHERE tenant_id = @tenantId AND client_id = @clientId";

    /// <summary>What leads to one message, and to the loan it is about. That it is about the client stays, as it does in an event that names it: by that a later run finds it.</summary>
    public static void EraseEvent(WriteSession session, long tenantId, long eventId)
    {
        Forget(session, WordKind.Event, tenantId, eventId);
        if (session.QueryFirst<long?>("SELECT loan_id FROM message WHERE event_id = @eventId", new { eventId }) is { } loan)
        {
            Forget(session, WordKind.Loan, tenantId, loan);
        }
    }

    /// <summary>
    /// The same of old messages, and of the clients and loans that no younger message is about. To be called while they are as they were: the core's answer, which may be all that names the client,
    /// is read.
    /// </summary>
    /// <param name="ids">As <see cref="SqlDialect.List(IEnumerable{long})"/>.</param>
    /// <param name="young">From this event on they are younger.</param>
    public static void EraseOld(WriteSession session, long tenantId, string ids, long young)
    {
        var old = $"(SELECT value FROM {session.Dialect.Numbers("@ids", "old")})";
        session.Execute(FormattableString.Invariant($"DELETE FROM search_word WHERE tenant_id = @tenantId AND kind IN ({(int)WordKind.Event}, {(int)WordKind.About}) AND ref IN {old}"), new { tenantId, ids });
        foreach (var loan in session.Query<long>($"""
            SELECT DISTINCT loan_id FROM message WHERE event_id IN {old} AND loan_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM message AS younger WHERE younger.tenant_id = @tenantId AND younger.loan_id = message.loan_id AND younger.loan_id IS NOT NULL AND younger.event_id >= @young)
            """, new { tenantId, ids, young }))
        {
            Forget(session, WordKind.Loan, tenantId, loan);
        }

        foreach (var client in session.Query<long>($"""
            SELECT DISTINCT client FROM (
                SELECT client_id AS client FROM message WHERE event_id IN {old} AND client_id IS NOT NULL
                UNION SELECT CAST({session.Dialect.JsonText("about", "clientId")} AS BIGINT) FROM message WHERE event_id IN {old} AND about IS NOT NULL) AS told
            WHERE client > 0 AND NOT EXISTS (
                SELECT 1 FROM message AS younger WHERE younger.tenant_id = @tenantId AND younger.client_id = told.client AND younger.client_id IS NOT NULL AND younger.event_id >= @young)
            """, new { tenantId, ids, young }).Where(client => !IsTold(session, tenantId, client, young)))
        {
            EraseClient(session, tenantId, client);
        }
    }

    /// <summary>A younger message that does not name the client is about it all the same.</summary>
    private static bool IsTold(WriteSession session, long tenantId, long client, long young) => session.Scalar<bool>(
        FormattableString.Invariant($"SELECT EXISTS (SELECT 1 FROM search_word WHERE tenant_id = @tenantId AND word = @word AND kind = {(int)WordKind.About} AND ref >= @young)"),
        new { tenantId, word = SearchWords.OfClient(client), young });

    /// <summary>What is known of a client. A message of it that is still under way makes it known anew.</summary>
    public static void EraseClient(WriteSession session, long tenantId, long clientId)
    {
        Forget(session, WordKind.Name, tenantId, clientId);
        Forget(session, WordKind.Client, tenantId, clientId);
        session.Execute(OfClient, new { tenantId, clientId });
    }

    private static void Forget(WriteSession session, WordKind kind, long tenantId, long whose) =>
        session.Execute(FormattableString.Invariant($"{OfRef}{(int)kind}"), new { tenantId, whose });
}
