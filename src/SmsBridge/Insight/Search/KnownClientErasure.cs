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
