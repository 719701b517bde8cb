using SmsBridge.Store;

namespace SmsBridge.Insight.Search;

/// <summary>Prepared statements of <see cref="KnownClients"/>: after an upgrade every client is new, and hooks wait for the transaction that says so.</summary>
internal sealed class KnownClientStatements(WriteSession session) : IDisposable
{
    private readonly ManyRows _clients = new(
        session, "known_client", "tenant_id, client_id, name, words, account, office, mobile_no, trouble, trouble_detail, trouble_event, trouble_at", """
        ON CONFLICT (tenant_id, client_id) DO UPDATE SET name = excluded.name, words = excluded.words, account = excluded.account, office = excluded.office,
            mobile_no = excluded.mobile_no, trouble = excluded.trouble, trouble_detail = excluded.trouble_detail, trouble_event = excluded.trouble_event, trouble_at = excluded.trouble_at
        """);

    private readonly ManyRows _words = new(session, "search_word", "tenant_id, word, kind, ref", "ON CONFLICT (tenant_id, word, kind, ref) DO NOTHING");

    public void Write(KnownChanges changes)
    {
        _clients.Clear();
        _words.Clear();
        foreach (var gone in changes.Gone) // somebody was given another name: rare
        {
            session.Execute(
                "DELETE FROM search_word WHERE tenant_id = @TenantId AND word = @Word AND kind = @kind AND ref = @Ref",
                new { gone.TenantId, gone.Word, kind = (int)gone.Kind, gone.Ref });
        }

        foreach (var client in changes.Clients.Values)
        {
            Bind(_clients.Values, client);
            _clients.Add();
        }

        _clients.Flush();
        foreach (var word in changes.Words)
        {
            _words.Values.Bind(1, word.TenantId);
            _words.Values.Bind(2, word.Word);
            _words.Values.Bind(3, (long)word.Kind);
            _words.Values.Bind(4, word.Ref);
            _words.Add();
        }

        _words.Flush();
    }

    public void Dispose()
    {
        _clients.Dispose();
        _words.Dispose();
    }

    private static void Bind(StatementValues row, KnownClient client)
    {
        row.Bind(1, client.TenantId);
        row.Bind(2, client.ClientId);
        row.Bind(3, client.Name);
        row.Bind(4, client.Words);
        row.Bind(5, client.Account);
        row.Bind(6, client.Office);
        row.Bind(7, client.MobileNo);
        row.Bind(8, client.Trouble);
        row.Bind(9, client.TroubleDetail);
        row.Bind(10, client.TroubleEvent);
        row.Bind(11, client.TroubleAt);
    }
}
