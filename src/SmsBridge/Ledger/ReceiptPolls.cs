using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>A message that the provider took and of which nothing final was heard.</summary>
internal sealed record UnconfirmedMessage
{
    public long EventId { get; init; }

    public string Provider { get; init; } = "";

    /// <summary>Null: sent before the account was kept with each message.</summary>
    public string? AccountId { get; init; }

    public string Sender { get; init; } = "";

    public string ProviderId { get; init; } = "";

    public long SentAt { get; init; }
}

/// <summary>Which messages to ask the provider about, and that it was asked. Their index holds unconfirmed ones only, so history costs nothing.</summary>
internal sealed class ReceiptPolls(Database database, TimeProvider time) : IFollowsClock
{
    /// <summary>How often a message is asked for. The index <c>message_unconfirmed</c> knows the number too.</summary>
    public const int Times = 3;

    public void SetBack(WriteSession session, long latest, long by) => session.Execute(Transitions.SentShifted.Sql, new { latest, by });

    /// <summary>Tenants with unconfirmed messages, due or not. Jumps from tenant to tenant in the index.</summary>
    public async Task<List<long>> TenantsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return (await connection.QueryAsync<long>(new CommandDefinition(TenantsSql, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>A tenant's messages whose next time to ask has come: those nearest to their last time first, of each the oldest.</summary>
    /// <param name="after">The three times after a message was sent, ascending.</param>
    public async Task<List<UnconfirmedMessage>> DueAsync(
        long tenantId, IReadOnlyList<TimeSpan> after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var due = new List<UnconfirmedMessage>();
        for (var polls = Times - 1; polls >= 0 && due.Count < limit; polls--)
        {
            var sentBefore = (time.GetUtcNow() - after[polls]).ToUnixTimeMilliseconds();
            due.AddRange(await connection.QueryAsync<UnconfirmedMessage>(new CommandDefinition(
                DueSql, new { tenantId, polls, sentBefore, limit = limit - due.Count }, cancellationToken: cancellationToken)));
        }

        return due;
    }

    /// <summary>Notes how many of its times have passed for each message; one that has been sent anew meanwhile is left alone.</summary>
    public Task RecordAsync(IReadOnlyCollection<(UnconfirmedMessage Message, int Polls)> asked) =>
        database.WriteAsync(session =>
        {
            foreach (var (message, polls) in asked)
            {
                session.Execute(Transitions.Polled.Sql, new { eventId = message.EventId, providerId = message.ProviderId, polls });
            }
        });

    // 3: MessageStatus.Sent. Written out, because a partial index is only used where the query repeats its condition.
    internal const string TenantsSql = """
        WITH RECURSIVE waiting (tenant_id) AS (
            SELECT (SELECT MIN(tenant_id) FROM message WHERE status = 3 AND polls < 3)
            UNION ALL
            SELECT (SELECT MIN(message.tenant_id) FROM message WHERE message.status = 3 AND message.polls < 3 AND message.tenant_id > waiting.tenant_id)
            FROM waiting WHERE waiting.tenant_id IS NOT NULL
        )
        SELECT tenant_id FROM waiting WHERE tenant_id IS NOT NULL
        """;

    internal const string DueSql = """
        SELECT event_id AS EventId, provider AS Provider, account_id AS AccountId, sender AS Sender, provider_id AS ProviderId, sent_at AS SentAt
        FROM message
        WHERE tenant_id = @tenantId AND polls = @polls AND sent_at <= @sentBefore AND status = 3 AND polls < 3 AND provider_id IS NOT NULL
        ORDER BY sent_at LIMIT @limit
        """;
}
