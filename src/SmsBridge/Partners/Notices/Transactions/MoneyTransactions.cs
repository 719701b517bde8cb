using System.Globalization;
using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Partners.Notices.Transactions;

/// <summary>
/// Sole writer of <c>money_transaction</c>. A status and the notifications about it are one transaction: nobody is told what is not stored, and
/// nothing is stored that nobody will be told.
/// </summary>
internal sealed class MoneyTransactions(Database database, TimeProvider time) : IFollowsClock
{
    private const string From = "FROM money_transaction JOIN tenant ON tenant.id = money_transaction.tenant_id";

    public void SetBack(WriteSession session, long latest, long by) =>
        session.Execute("UPDATE money_transaction SET due_at = due_at - @by WHERE due_at > @latest", new { latest, by });

    /// <summary>Tenants with transactions the core is to be asked about now. Jumps from tenant to tenant in the index.</summary>
    public async Task<List<long>> DueTenantsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var tenants = await connection.QueryAsync<long>(new CommandDefinition("""
            WITH RECURSIVE waiting (tenant_id) AS (
                SELECT (SELECT MIN(tenant_id) FROM money_transaction WHERE due_at IS NOT NULL)
                UNION ALL
                SELECT (SELECT MIN(other.tenant_id) FROM money_transaction AS other WHERE other.due_at IS NOT NULL AND other.tenant_id > waiting.tenant_id)
                FROM waiting WHERE waiting.tenant_id IS NOT NULL
            )
            SELECT tenant_id FROM waiting
            WHERE tenant_id IS NOT NULL
                AND EXISTS (SELECT 1 FROM money_transaction AS due WHERE due.tenant_id = waiting.tenant_id AND due.due_at <= @Now)
            """, new { Now = Now() }, cancellationToken: cancellationToken));
        return tenants.AsList();
    }

    /// <param name="onlyNew">Only those that were never asked about.</param>
    public async Task<List<MoneyTransaction>> DueAsync(long tenantId, int limit, bool onlyNew, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var due = await connection.QueryAsync<MoneyTransaction>(new CommandDefinition($"""
            SELECT {MoneyTransaction.Columns} {From}
            WHERE money_transaction.tenant_id = @tenantId AND due_at <= @Now{(onlyNew ? " AND lookups = 0" : "")}
            ORDER BY due_at, event_id LIMIT @limit
            """, new { tenantId, limit, Now = Now() }, cancellationToken: cancellationToken));
        return due.AsList();
    }

    /// <summary>Records what the core said. Told are: a final code, once; that it is pending, once, when the first question was in vain.</summary>
    public Task<int> ApplyAsync(MoneyTransaction transaction, Confirmation confirmation) => database.WriteAsync(session =>
        confirmation switch
        {
            Confirmation.Confirmed confirmed => Close(session, transaction, TransactionCodes.Success, confirmed),
            Confirmation.Failed failed => Close(session, transaction, failed.Code, confirmed: null),
            Confirmation.Later later => Postpone(session, transaction, later),
            _ => throw new ArgumentOutOfRangeException(nameof(confirmation), confirmation, "Not an answer."),
        });

    /// <summary>Inside the follower's transaction: a new one, unless the core has reported it before.</summary>
    /// <returns>How many notifications it gave rise to.</returns>
    internal static int Add(WriteSession session, NewTransaction found, long now)
    {
        var code = found.Failure ?? TransactionCodes.Pending;
        var isNew = session.Execute("""
            INSERT INTO money_transaction (event_id, tenant_id, kind, received_at, resource_id, client_id, account_id, code, message,
                third_party_id, due_at, final_at)
            VALUES (@EventId, @TenantId, @Kind, @ReceivedAt, @ResourceId, @ClientId, @AccountId, @Code, @Message, @ThirdPartyId,
                CASE WHEN @IsFinal = 1 THEN NULL ELSE @now END, CASE WHEN @IsFinal = 1 THEN @now END)
            ON CONFLICT DO NOTHING
            """, new
        {
            found.EventId, found.TenantId, Kind = (int)found.Kind, found.ReceivedAt, found.ResourceId, found.ClientId, found.AccountId,
            code.Code, code.Message, found.ThirdPartyId, code.IsFinal, now,
        }) == 1;
        return isNew && code.IsFinal ? StatusNotices.Tell(session, Find(session, found.EventId)!, Occasion.Final, now) : 0;
    }

    /// <summary>Inside the follower's transaction: the SMS of a transaction has become final.</summary>
    /// <returns>How many notifications it gave rise to: none while the transaction's own code is to come, which will tell of the SMS too.</returns>
    internal static int TellSms(WriteSession session, long eventId, long now) =>
        Find(session, eventId) is { } transaction && TransactionCodes.Find(transaction.Code).IsFinal
            ? StatusNotices.Tell(session, transaction, Occasion.SmsFinal, now)
            : 0;

    internal static MoneyTransaction? Find(WriteSession session, long eventId) => session.QueryFirst<MoneyTransaction>(
        $"SELECT {MoneyTransaction.Columns} {From} WHERE event_id = @eventId", new { eventId });

    private int Close(WriteSession session, MoneyTransaction transaction, TransactionCode code, Confirmation.Confirmed? confirmed)
    {
        var now = Now();
        var isNews = session.Execute("""
            UPDATE money_transaction SET code = @Code, message = @Message, amount = @Amount, currency = @Currency,
                third_party_id = COALESCE(third_party_id, @ThirdPartyId), due_at = NULL, final_at = @now
            WHERE event_id = @EventId AND final_at IS NULL
            """, new
        {
            transaction.EventId, code.Code, code.Message, now,
            Amount = confirmed?.Amount.ToString(CultureInfo.InvariantCulture), confirmed?.Currency,
            ThirdPartyId = PaymentReference.Clean(confirmed?.ThirdPartyId),
        }) == 1;
        return isNews ? StatusNotices.Tell(session, Find(session, transaction.EventId)!, Occasion.Final, now) : 0;
    }

    private int Postpone(WriteSession session, MoneyTransaction transaction, Confirmation.Later later)
    {
        var isOpen = session.Execute(
            "UPDATE money_transaction SET lookups = lookups + 1, due_at = @DueAt WHERE event_id = @EventId AND final_at IS NULL",
            new { transaction.EventId, DueAt = later.DueAt.ToUnixTimeMilliseconds() }) == 1;
        return isOpen && transaction.Lookups == 0 ? StatusNotices.Tell(session, transaction, Occasion.Pending, Now()) : 0;
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>A transaction as the follower finds it in the record of events.</summary>
/// <param name="Failure">Null: to be confirmed.</param>
internal sealed record NewTransaction(
    long EventId, long TenantId, TransactionKind Kind, long ReceivedAt, long? ResourceId, long? ClientId, long? AccountId, string? ThirdPartyId,
    TransactionCode? Failure);
