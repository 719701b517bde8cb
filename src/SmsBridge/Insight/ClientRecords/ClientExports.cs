using System.Data.Common;
using System.Text;
using Dapper;
using SmsBridge.Insight.Search;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Insight.ClientRecords;

/// <summary>Reads all that is held of one client's events.</summary>
internal sealed class ClientExports(Database database)
{
    private const string Events = """
        SELECT event.id AS Id, event_type.entity AS Entity, event_type.action AS Action, verdict AS Verdict, received_at AS ReceivedAt, reason AS Reason, detail AS Detail, source AS Source,
            resource_id AS ResourceId, loan_id AS LoanId, savings_id AS SavingsId, mobile_no AS MobileNo, text AS Text, body AS Body, erased_at AS ErasedAt
        """;

    /// <summary>Without the number of a loan officer, which is another person's.</summary>
    private static readonly string Messages = $"""
        SELECT event_id AS EventId, status AS Status, reason AS Reason, detail AS Detail,
            CASE WHEN type_id IN (SELECT id FROM event_type WHERE entity = '{EventType.OfficerOfMoney.Entity}') THEN NULL ELSE recipient END AS Number, sender AS Sender, body AS Text, provider AS Provider, provider_id AS ProviderId,
            sent_at AS SentAt, final_at AS FinalAt, about AS About
        """;

    private const string Attempts = "SELECT event_id AS EventId, number AS Number, started_at AS StartedAt, finished_at AS FinishedAt, provider_id AS ProviderId, code AS Code, detail AS Detail";
    private const string Changes = "SELECT event_id AS EventId, at AS At, status AS Status, source AS Source, reason AS Reason, detail AS Detail";
    private const string Answers = "SELECT event_id AS EventId, at AS At, peer AS Peer, http_status AS HttpStatus, body AS Body";
    private const string Notes = "SELECT event_id AS EventId, at AS At, author AS Author, text AS Text";
    private const string Transactions = "SELECT event_id AS EventId, code AS Code, message AS Message, third_party_id AS ThirdPartyId, amount AS Amount, currency AS Currency, account_id AS AccountId";
    private const string Notices = "SELECT notification.event_id AS EventId, notification.created_at AS At, partner.code AS Partner, notification.body AS Body";

    private const string OptOuts = "SELECT number AS Number, sender AS Sender, since AS Since, source AS Source, lifted_at AS LiftedAt FROM opt_out WHERE tenant_id IN @TenantIds AND number IN @Numbers ORDER BY id";

    private const string Consents = "SELECT number AS Number, class AS Class, given AS Given, at AS At, source AS Source, actor AS Actor, note AS Note FROM consent WHERE tenant_id IN @TenantIds AND number IN @Numbers ORDER BY id";

    private const string Known = $"SELECT {KnownClient.Columns} FROM known_client WHERE tenant_id IN @TenantIds AND client_id = @ClientId ORDER BY tenant_id";

    private const string Parked = "SELECT COUNT(*) FROM parked_event WHERE tenant = @tenant OR tenant = ''";

    public async Task<ClientExport> ReadAsync(ClientRows rows, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var reader = new Reader(connection, database.Dialect, SqlDialect.List(rows.Events.Select(row => row.Id)), cancellationToken);
        var (messages, attempts, changes) = (
            await reader.OfAsync<MessageRow>(Messages, "message", "message.event_id"), await reader.OfAsync<AttemptRow>(Attempts, "attempt", "attempt.event_id", "attempt.number"),
            await reader.OfAsync<ChangeRow>(Changes, "status_change", "status_change.event_id", "status_change.id"));
        var (answers, notes, transactions) = (
            await reader.OfAsync<AnswerRow>(Answers, "peer_answer", "peer_answer.event_id", "peer_answer.id"), await reader.OfAsync<NoteRow>(Notes, "note", "note.event_id", "note.id"),
            await reader.OfAsync<TransactionRow>(Transactions, "money_transaction", "money_transaction.event_id"));
        var notices = await reader.OfAsync<NoticeRow>(
            Notices, "notification JOIN subscription ON subscription.id = notification.subscription_id JOIN partner ON partner.id = subscription.partner_id", "notification.event_id", "notification.id");
        var events = (await reader.ListAsync<EventRow>(Events, "event JOIN event_type ON event_type.id = event.type_id", "event.id", "event.id")).Select(row => new ExportedEvent(
            row.Id, $"{row.Entity} {row.Action}", row.Verdict, StoredTime.At(row.ReceivedAt), row.Reason, row.Detail, row.Source, row.ResourceId, row.LoanId, row.SavingsId, row.MobileNo, row.Text,
            Text(row.Body), StoredTime.At(row.ErasedAt), messages[row.Id].Select(it => it.ToExport()).FirstOrDefault(), [.. attempts[row.Id].Select(it => it.ToExport())],
            [.. changes[row.Id].Select(it => it.ToExport())], [.. answers[row.Id].Select(it => new ExportedAnswer(StoredTime.At(it.At), it.Peer, it.HttpStatus, it.Body))],
            [.. notes[row.Id].Select(it => new ExportedNote(StoredTime.At(it.At), it.Author, it.Text))], transactions[row.Id].Select(it => it.ToExport()).FirstOrDefault(),
            [.. notices[row.Id].Select(it => new ExportedNotice(StoredTime.At(it.At), it.Partner, Text(it.Body) ?? ""))])).ToList();
        return new ClientExport(
            rows.Tenant, rows.ClientId, at, [.. rows.Numbers, .. rows.Shared], events, await OptOutsAsync(connection, rows, cancellationToken),
            [.. (await connection.QueryAsync<KnownClient>(new CommandDefinition(Known, new { rows.TenantIds, rows.ClientId }, cancellationToken: cancellationToken))).Select(ExportedClient.Of)],
            await NotSearchedAsync(connection, rows.Tenant, cancellationToken))
        {
            Consents = await ConsentsAsync(connection, rows, cancellationToken),
        };
    }

    /// <summary>What may name the client, and can not be looked through for it.</summary>
    public async Task<IReadOnlyList<string>> NotSearchedAsync(string tenant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return await NotSearchedAsync(connection, tenant, cancellationToken);
    }

    private static async Task<IReadOnlyList<string>> NotSearchedAsync(DbConnection connection, string tenant, CancellationToken cancellationToken) =>
        await connection.ExecuteScalarAsync<long>(new CommandDefinition(Parked, new { tenant }, cancellationToken: cancellationToken)) is > 0 and var parked
            ? [FormattableString.Invariant($"{parked} external events could not be read and are kept with their bytes, whoever they are about (events parked).")]
            : [];

    private static async Task<IReadOnlyList<ExportedOptOut>> OptOutsAsync(DbConnection connection, ClientRows rows, CancellationToken cancellationToken)
    {
        string[] numbers = [.. rows.Numbers, .. rows.Shared];
        return numbers.Length == 0 ? [] : [.. (await connection.QueryAsync<OptOutRow>(new CommandDefinition(OptOuts, new { rows.TenantIds, Numbers = numbers }, cancellationToken: cancellationToken)))
            .Select(row => new ExportedOptOut(row.Number, row.Sender, StoredTime.At(row.Since), row.Source, StoredTime.At(row.LiftedAt)))];
    }

    private static async Task<IReadOnlyList<ExportedConsent>> ConsentsAsync(DbConnection connection, ClientRows rows, CancellationToken cancellationToken)
    {
        string[] numbers = [.. rows.Numbers, .. rows.Shared];
        return numbers.Length == 0 ? [] : [.. (await connection.QueryAsync<ConsentRow>(new CommandDefinition(Consents, new { rows.TenantIds, Numbers = numbers }, cancellationToken: cancellationToken)))
            .Select(row => new ExportedConsent(row.Number, row.Class, row.IsGiven, StoredTime.At(row.At), row.Source, row.Actor, row.Note))];
    }

    private static string? Text(byte[]? body) => body is null ? null : Encoding.UTF8.GetString(body);

    /// <summary>Rows of the client's events.</summary>
    private sealed record Reader(DbConnection Connection, SqlDialect Dialect, string Ids, CancellationToken CancellationToken)
    {
        public async Task<ILookup<long, T>> OfAsync<T>(string columns, string from, string id, string order = "1")
            where T : IOfEvent => (await ListAsync<T>(columns, from, id, order)).ToLookup(row => row.EventId);

        public async Task<IEnumerable<T>> ListAsync<T>(string columns, string from, string id, string order) =>
            await Connection.QueryAsync<T>(new CommandDefinition(
                $"{columns} FROM {Dialect.Numbers("@ids", "wanted")} CROSS JOIN {from} WHERE {id} = wanted.value ORDER BY {order}", new { ids = Ids }, cancellationToken: CancellationToken));
    }
}
