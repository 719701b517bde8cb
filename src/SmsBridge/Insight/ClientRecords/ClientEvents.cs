using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Options;
using SmsBridge.Insight.Search;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Store;

namespace SmsBridge.Insight.ClientRecords;

/// <summary>Which rows are one client's.</summary>
/// <param name="Tenant">As the core names it.</param>
/// <param name="TenantIds">Of each of its registrations, the latest last: a record outlives its registration.</param>
/// <param name="Events">Oldest first.</param>
/// <param name="Numbers">The client's alone, as SMS went to them.</param>
/// <param name="Shared">Numbers that another client of the tenant has too: only rows that name this client are this client's.</param>
internal sealed record ClientRows(
    string Tenant, long ClientId, IReadOnlyList<long> TenantIds, IReadOnlyList<ClientEvent> Events, IReadOnlyList<string> Numbers, IReadOnlyList<string> Shared);

/// <summary>How one of them stands.</summary>
internal sealed record ClientEvent
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    /// <summary>It names the client, or the core said that it is about the client. Else it was found by its number alone.</summary>
    public bool IsNamed { get; init; }

    public Verdict Verdict { get; init; }

    public long ReceivedAt { get; init; }

    public long? ErasedAt { get; init; }

    /// <summary>Null: it has no message, or none yet.</summary>
    public MessageStatus? Status { get; init; }

    public bool Waits => Verdict == Verdict.Accepted && Status is null or MessageStatus.Queued;
}

/// <summary>
/// Finds them: those that name the client, those of which the core said whose they are, and texts the core wrote itself, which name none, to a number that is this client's alone. What belongs to a group
/// of clients is nobody's in particular. Whose a message is says the core where it was asked, and the hook where it was not: hooks of repayments often name the loan alone.
/// </summary>
internal sealed class ClientEvents(Database database, IOptions<NumberOptions> numbers)
{
    /// <summary>A copy names the client, and went to the loan officer: its number is not the client's, nor anybody's whom it names.</summary>
    private static readonly string NoCopy = $"type_id NOT IN (SELECT id FROM event_type WHERE entity = '{EventType.OfficerOfMoney.Entity}')";

    private const string Aside = "SELECT id AS Id, mobile_no AS MobileNo FROM event WHERE tenant_id = @tenantId AND verdict <> 1 AND mobile_no IS NOT NULL AND client_id IS NULL";
    private const string Waiting = "SELECT id AS Id, mobile_no AS MobileNo FROM waiting_event WHERE tenant_id = @tenantId AND mobile_no IS NOT NULL AND client_id IS NULL";

    /// <returns>Null: no tenant of that name was ever registered.</returns>
    public async Task<ClientRows?> FindAsync(string tenant, long clientId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var tenants = await ListAsync<TenantRow>(
            connection, "SELECT id AS Id, default_region AS Region FROM tenant WHERE identifier = @tenant ORDER BY id", new { tenant }, cancellationToken);
        if (tenants.Count == 0)
        {
            return null;
        }

        var (named, all, shared) = (new SortedSet<long>(), new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var (id, _) in tenants)
        {
            named.UnionWith(await NamedAsync(connection, id, clientId, cancellationToken));
            all.UnionWith(await NumbersAsync(connection, id, clientId, cancellationToken));
        }

        foreach (var (id, _) in tenants)
        {
            foreach (var number in all)
            {
                if ((await ToAsync(connection, id, number, cancellationToken)).Any(message => message.Whose is { } whose && whose != clientId))
                {
                    shared.Add(number);
                }
            }
        }

        List<string> own = [.. all.Except(shared, StringComparer.Ordinal)];
        var ids = new SortedSet<long>(named);
        foreach (var (id, region) in own.Count == 0 ? [] : tenants)
        {
            ids.UnionWith(await OwnTextsAsync(connection, id, region ?? numbers.Value.DefaultRegion, own, cancellationToken));
        }

        return new ClientRows(tenant, clientId, [.. tenants.Select(it => it.Id)], await StandingAsync(connection, ids, named, cancellationToken), own, [.. shared]);
    }

    /// <summary>Also those of opt-outs and withdrawals of consent that an erasure left.</summary>
    private Task<IReadOnlyList<string>> NumbersAsync(DbConnection connection, long tenantId, long clientId, CancellationToken cancellationToken) => ListAsync<string>(
        connection,
        $"""
        SELECT recipient FROM message{ByIndex("message_client")} WHERE tenant_id = @tenantId AND client_id = @clientId AND client_id IS NOT NULL AND recipient IS NOT NULL AND {NoCopy}
        UNION SELECT message.recipient FROM search_word CROSS JOIN message
            WHERE search_word.tenant_id = @tenantId AND search_word.word = @word AND search_word.kind = 5 AND message.event_id = search_word.ref AND message.recipient IS NOT NULL
        UNION SELECT number FROM opt_out WHERE tenant_id = @tenantId AND client_id = @clientId
        UNION SELECT number FROM consent WHERE tenant_id = @tenantId AND client_id = @clientId AND client_id IS NOT NULL
        """, new { tenantId, clientId, word = SearchWords.OfClient(clientId) }, cancellationToken);

    private Task<IReadOnlyList<long>> NamedAsync(DbConnection connection, long tenantId, long clientId, CancellationToken cancellationToken) => ListAsync<long>(
        connection,
        $"""
        SELECT event_id FROM message{ByIndex("message_client")} WHERE tenant_id = @tenantId AND client_id = @clientId AND client_id IS NOT NULL
        UNION SELECT id FROM event{ByIndex("event_aside_client")} WHERE tenant_id = @tenantId AND client_id = @clientId AND verdict <> 1 AND client_id IS NOT NULL
        UNION SELECT id FROM waiting_event WHERE tenant_id = @tenantId AND client_id = @clientId
        UNION SELECT ref FROM search_word WHERE tenant_id = @tenantId AND word = @word AND kind = 5
        """, new { tenantId, clientId, word = SearchWords.OfClient(clientId) }, cancellationToken);

    private async Task<IEnumerable<long>> OwnTextsAsync(DbConnection connection, long tenantId, string region, List<string> own, CancellationToken cancellationToken)
    {
        var found = new List<long>();
        foreach (var number in own)
        {
            found.AddRange((await ToAsync(connection, tenantId, number, cancellationToken)).Where(message => message.Whose is null).Select(message => message.EventId));
        }

        foreach (var sql in new[] { Aside, Waiting })
        {
            var texts = await ListAsync<OwnText>(connection, sql, new { tenantId }, cancellationToken);
            found.AddRange(texts.Where(text => NumberParser.TryParse(text.MobileNo, region, out var number, out _) && own.Contains(number.Value, StringComparer.Ordinal)).Select(text => text.Id));
        }

        return found;
    }

    private async Task<IReadOnlyList<ClientEvent>> StandingAsync(DbConnection connection, SortedSet<long> ids, SortedSet<long> named, CancellationToken cancellationToken) => [.. (await ListAsync<ClientEvent>(
        connection,
        $"""
        SELECT event.id AS Id, event.tenant_id AS TenantId, event.verdict AS Verdict, event.received_at AS ReceivedAt, event.erased_at AS ErasedAt, message.status AS Status
        FROM {database.Dialect.Numbers("@ids", "wanted")} CROSS JOIN event LEFT JOIN message ON message.event_id = event.id WHERE event.id = wanted.value ORDER BY event.id
        """, new { ids = SqlDialect.List(ids) }, cancellationToken)).Select(row => row with { IsNamed = named.Contains(row.Id) })];

    /// <summary>Messages of the tenant to a number.</summary>
    private Task<IReadOnlyList<SentTo>> ToAsync(DbConnection connection, long tenantId, string number, CancellationToken cancellationToken) => ListAsync<SentTo>(
        connection,
        $"""
        SELECT event_id AS EventId, client_id AS ClientId, about AS About
        FROM message{ByIndex("message_recipient")} WHERE tenant_id = @tenantId AND {database.Dialect.LastFour("recipient")} = @end AND recipient = @number AND recipient IS NOT NULL AND {NoCopy}
        """, new { tenantId, number, end = number[^4..] }, cancellationToken);

    private string ByIndex(string index) => database.Dialect.ByIndex(index);

    private static async Task<IReadOnlyList<T>> ListAsync<T>(DbConnection connection, string sql, object parameters, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken))).AsList();

    private sealed record TenantRow
    {
        public long Id { get; init; }

        public string? Region { get; init; }

        public void Deconstruct(out long id, out string? region) => (id, region) = (Id, Region);
    }

    private sealed record SentTo
    {
        public long EventId { get; init; }

        public long? ClientId { get; init; }

        public string? About { get; init; }

        /// <summary>Null: nobody said it.</summary>
        public long? Whose => MessageAbout.Parse(About)?.ClientId is > 0 and var about ? about : ClientId;
    }

    private sealed record OwnText
    {
        public long Id { get; init; }

        public string MobileNo { get; init; } = "";
    }
}
