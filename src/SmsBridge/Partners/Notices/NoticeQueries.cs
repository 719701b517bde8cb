using System.Globalization;
using Dapper;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Partners.Notices;

/// <summary>What people look at: notifications, their tries, how a receiver is doing. Keyset pages; the cost does not grow with history.</summary>
internal sealed class NoticeQueries(Database database, TimeProvider time)
{
    private const int MostCounted = 10_000;
    private const int Sample = 200;
    private const int MostAbout = 200;

    private const string Columns = """
        notification.id AS Id, notification.subscription_id AS SubscriptionId, notification.event_id AS EventId, notification.occasion AS Occasion,
        notification.webhook_id AS WebhookId, notification.body AS Body, notification.created_at AS CreatedAt, notification.attempts AS Attempts,
        notification.due_at AS DueAt, notification.state AS State, notification.final_at AS FinalAt
        """;

    /// <summary>A column of a few rows: state and time are those of the latest turn, also of what was delivered and then sent again.</summary>
    private const string WasDelivered =
        "EXISTS (SELECT 1 FROM delivery WHERE delivery.notification_id = notification.id AND delivery.status BETWEEN 200 AND 299) AS WasDelivered";

    /// <summary>A subscription's notifications, newest first.</summary>
    /// <param name="before">Those older than this one; null: from the newest.</param>
    public async Task<List<NotificationRow>> ListAsync(
        long subscriptionId, long? before, NoticeFilter filter, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var sql = new NoticeListSql(filter);
        var at = before is null || !sql.ByTime ? null : await connection.QueryFirstOrDefaultAsync<long?>(new CommandDefinition(
            "SELECT created_at FROM notification WHERE id = @before", new { before }, cancellationToken: cancellationToken));
        var rows = await connection.QueryAsync<NotificationRow>(new CommandDefinition(
            ListSql(filter), sql.Parameters(subscriptionId, limit, (before ?? long.MaxValue, at ?? long.MaxValue)), cancellationToken: cancellationToken));
        return rows.AsList();
    }

    internal static string ListSql(NoticeFilter filter) => $"SELECT {Columns} FROM notification WHERE {new NoticeListSql(filter).Page}";

    /// <summary>A partner's notifications under a webhook-id, or about a payment by our number or the partner's, newest first. They are few.</summary>
    public async Task<List<NotificationRow>> AboutAsync(long partnerId, string text, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var eventId = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : -1;
        var rows = await connection.QueryAsync<NotificationRow>(new CommandDefinition($"""
            SELECT {Columns} FROM notification JOIN subscription ON subscription.id = notification.subscription_id AND subscription.partner_id = @partnerId
            WHERE notification.id IN (
                SELECT id FROM notification WHERE webhook_id = @text
                UNION SELECT id FROM notification WHERE event_id = @eventId
                UNION SELECT told.id FROM (
                    SELECT event_id FROM tenant JOIN money_transaction ON money_transaction.tenant_id = tenant.id AND money_transaction.third_party_id = @text
                    ORDER BY event_id DESC LIMIT @MostAbout) AS payment
                    JOIN notification AS told ON told.event_id = payment.event_id)
            ORDER BY notification.id DESC LIMIT @MostAbout
            """, new { partnerId, text, eventId, MostAbout }, cancellationToken: cancellationToken));
        return rows.AsList();
    }

    /// <summary>Everything partners were told about an event, oldest first: for the message's timeline.</summary>
    public async Task<List<NotificationRow>> OfEventAsync(long eventId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var rows = await connection.QueryAsync<NotificationRow>(new CommandDefinition(
            $"SELECT {Columns}, {WasDelivered} FROM notification WHERE event_id = @eventId ORDER BY id", new { eventId }, cancellationToken: cancellationToken));
        return rows.AsList();
    }

    public async Task<NotificationRow?> FindAsync(long notificationId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return await connection.QueryFirstOrDefaultAsync<NotificationRow>(new CommandDefinition(
            $"SELECT {Columns}, {WasDelivered} FROM notification WHERE id = @notificationId", new { notificationId }, cancellationToken: cancellationToken));
    }

    /// <summary>Whether a partner was told by it, of a tenant in the scope: its tenants may have been others once.</summary>
    public async Task<bool> IsToldAsync(long partnerId, long notificationId, TenantScope scope, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var (its, eventId, tenant) = await connection.QueryFirstOrDefaultAsync<(long, long, string?)>(new CommandDefinition("""
            SELECT 1, notification.event_id, tenant.identifier FROM notification
            JOIN subscription ON subscription.id = notification.subscription_id AND subscription.partner_id = @partnerId
            LEFT JOIN event ON event.id = notification.event_id LEFT JOIN tenant ON tenant.id = event.tenant_id
            WHERE notification.id = @notificationId
            """, new { partnerId, notificationId }, cancellationToken: cancellationToken));
        return its == 1 && (scope.IsAll || eventId == 0 || (tenant is not null && scope.Covers(tenant)));
    }

    /// <summary>Whether the client's data of its event were erased: what is stored of it then may be less than what was sent.</summary>
    public async Task<bool> IsErasedAsync(NotificationRow row, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT 1 FROM event WHERE id = @EventId AND erased_at IS NOT NULL)", new { row.EventId }, cancellationToken: cancellationToken));
    }

    /// <summary>What keeps it from being posted again now.</summary>
    public async Task<NoticeBar> BarOfAsync(long notificationId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return await connection.QueryFirstOrDefaultAsync<NoticeBar>(new CommandDefinition(
            $"SELECT {NoticeScope.Bar} FROM {NoticeScope.WithOwners} WHERE notification.id = @notificationId", new { notificationId }, cancellationToken: cancellationToken));
    }

    /// <summary>The tries of a notification, in order.</summary>
    public async Task<List<DeliveryRow>> TriesAsync(long notificationId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var rows = await connection.QueryAsync<DeliveryRow>(new CommandDefinition("""
            SELECT notification_id AS NotificationId, number AS Number, started_at AS StartedAt, duration AS Duration, status AS Status, detail AS Detail,
                response AS Response
            FROM delivery WHERE notification_id = @notificationId ORDER BY number
            """, new { notificationId }, cancellationToken: cancellationToken));
        return rows.AsList();
    }

    /// <summary>How a subscription's receiver is doing, by its latest notifications that were tried.</summary>
    public async Task<ReceiverStanding> StandingAsync(long subscriptionId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var tries = (await connection.QueryAsync<DeliveryRow>(new CommandDefinition("""
            SELECT notification_id AS NotificationId, number AS Number, started_at AS StartedAt, duration AS Duration, status AS Status, detail AS Detail
            FROM delivery WHERE notification_id IN (
                SELECT id FROM notification WHERE subscription_id = @subscriptionId AND attempts > 0 ORDER BY id DESC LIMIT @Sample)
            """, new { subscriptionId, Sample }, cancellationToken: cancellationToken))).OrderBy(row => row.StartedAt).ToList();
        var (waiting, oldest) = await connection.QueryFirstAsync<(long, long?)>(new CommandDefinition("""
            SELECT COUNT(*), MIN(created_at) FROM (
                SELECT created_at FROM notification WHERE subscription_id = @subscriptionId AND due_at IS NOT NULL LIMIT @MostCounted) AS waiting
            """, new { subscriptionId, MostCounted }, cancellationToken: cancellationToken));
        var durations = tries.Select(row => row.Duration).Order().ToList();
        return new ReceiverStanding(
            tries.Count,
            tries.Count == 0 ? null : (double)tries.Count(row => row.IsSuccess) / tries.Count,
            durations.Count == 0 ? null : TimeSpan.FromMilliseconds(durations[(int)((durations.Count - 1) * 0.95)]),
            tries.LastOrDefault(row => !row.IsSuccess),
            tries.LastOrDefault(row => row.IsSuccess) is { } last ? StoredTime.At(last.StartedAt) : null,
            waiting,
            time.GetUtcNow() - StoredTime.At(oldest));
    }
}

/// <summary>A notification, as people see it.</summary>
internal sealed record NotificationRow
{
    public long Id { get; init; }

    public long SubscriptionId { get; init; }

    /// <summary>0 for an example.</summary>
    public long EventId { get; init; }

    public Occasion Occasion { get; init; }

    public string WebhookId { get; init; } = "";

    /// <summary>JSON, numbers masked.</summary>
    public byte[] Body { get; init; } = [];

    public long CreatedAt { get; init; }

    public int Attempts { get; init; }

    public long? DueAt { get; init; }

    public NotificationState State { get; init; }

    public long? FinalAt { get; init; }

    /// <summary>A try was answered 2xx, whatever became of it since. Only of one, and of those of an event.</summary>
    public bool WasDelivered { get; init; }
}

/// <summary>One try to deliver a notification.</summary>
internal sealed record DeliveryRow
{
    public long NotificationId { get; init; }

    public int Number { get; init; }

    public long StartedAt { get; init; }

    /// <summary>Milliseconds.</summary>
    public long Duration { get; init; }

    /// <summary>HTTP; null: no answer.</summary>
    public int? Status { get; init; }

    /// <summary>What went wrong, in words; null for a success.</summary>
    public string? Detail { get; init; }

    /// <summary>First kilobyte of the answer. The receiver's own words: encode them.</summary>
    public string? Response { get; init; }

    public bool IsSuccess => Status is >= 200 and <= 299;
}

/// <summary>How a receiver is doing.</summary>
/// <param name="Tries">How many the following is drawn from.</param>
/// <param name="SuccessShare">0 to 1; null before the first try.</param>
/// <param name="LastFailure">The latest of them that failed.</param>
/// <param name="Waiting">Notifications to be posted, now or later; counted up to 10,000.</param>
/// <param name="OldestWaits">How long the oldest of them has waited.</param>
internal sealed record ReceiverStanding(
    int Tries, double? SuccessShare, TimeSpan? P95, DeliveryRow? LastFailure, DateTimeOffset? LastSuccessAt, long Waiting, TimeSpan? OldestWaits);
