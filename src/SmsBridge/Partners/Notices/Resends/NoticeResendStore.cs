using Dapper;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Partners.Notices.Resends;

/// <summary>What became of a resend that was to be started.</summary>
/// <param name="Resend">The one under way; null: the partner has just been removed.</param>
/// <param name="IsOther">It is another one, which has to end first.</param>
internal sealed record ResendStart(NoticeResend? Resend, bool IsOther = false);

/// <summary>
/// The owner of <c>notice_resend</c>. A batch and the place where it ends are one transaction: a process that dies goes on where it was, and nothing is put
/// into the queue twice by one resend.
/// </summary>
internal sealed class NoticeResendStore(Database database, AuditLog audit, TimeProvider time)
{
    private const int MostLooked = NoticeResendPlan.Most + 1;

    /// <summary>How many are in which state and kept by what. Bounded: what is beyond one more than a resend takes is not looked at.</summary>
    public async Task<List<(NotificationState State, NoticeBar Bar, int Count)>> CountAsync(
        long partnerId, IReadOnlyList<long> subscriptionIds, ResendWish wish, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        if (wish.Chosen is { } chosen)
        {
            return await RowsAsync(
                $"notification.id IN (SELECT value FROM {database.Dialect.Numbers("@Ids", "picked")}) AND subscription.partner_id = @partnerId",
                new { Ids = SqlDialect.List(chosen), partnerId, limit = MostLooked });
        }

        var (all, sql) = (new List<(NotificationState, NoticeBar, int Count)>(), new NoticeListSql(wish.Filter));
        foreach (var id in subscriptionIds)
        {
            all.AddRange(await RowsAsync(sql.Where, sql.Parameters(id, MostLooked - Math.Min(all.Sum(row => row.Count), MostLooked), default)));
        }

        return all;

        async Task<List<(NotificationState, NoticeBar, int)>> RowsAsync(string where, object parameters) =>
            (await connection.QueryAsync<(NotificationState, NoticeBar, int)>(new CommandDefinition($"""
                SELECT State, Bar, COUNT(*) FROM (
                    SELECT notification.state AS State, {NoticeScope.Bar} AS Bar FROM {NoticeScope.WithOwners} WHERE {where} LIMIT @limit) AS looked
                GROUP BY State, Bar
                """, parameters, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>One transaction decides: the same one twice is one, and another one waits for it.</summary>
    public Task<ResendStart> StartAsync(Guid id, Partner partner, ResendWish wish, int planned, AuditEntry entry)
    {
        var row = new
        {
            PublicId = Text(id), PartnerId = partner.Id, wish.Reference, From = wish.From?.ToUnixTimeMilliseconds(), To = wish.To?.ToUnixTimeMilliseconds(),
            State = (int?)wish.State, wish.Code, Chosen = wish.Chosen is { } chosen ? SqlDialect.List(chosen) : null, Now = Now(), By = entry.Actor, planned,
        };
        return database.WriteAsync(session =>
        {
            var made = session.QueryFirst<NoticeResendRow>($"""
                INSERT INTO notice_resend (public_id, partner_id, reference, from_at, to_at, state, code, chosen, requested_at, requested_by, planned)
                SELECT @PublicId, id, @Reference, @From, @To, @State, @Code, @Chosen, @Now, @By, @planned FROM partner WHERE id = @PartnerId AND deleted_at IS NULL
                ON CONFLICT DO NOTHING RETURNING {NoticeResendRow.Columns}
                """, row);
            if (made is not null)
            {
                audit.Record(session, entry);
                return new ResendStart(made.Open());
            }

            var present = session.QueryFirst<NoticeResendRow>($"""
                SELECT {NoticeResendRow.Columns} FROM notice_resend WHERE partner_id = @PartnerId AND (public_id = @PublicId OR ended_at IS NULL)
                ORDER BY CASE WHEN public_id = @PublicId THEN 0 ELSE 1 END LIMIT 1
                """, row);
            return new ResendStart(present?.Open(), IsOther: present is not null && present.PublicId != row.PublicId);
        });
    }

    public async Task<NoticeResend?> FindAsync(long partnerId, Guid id, CancellationToken cancellationToken) =>
        (await ReadAsync("partner_id = @partnerId AND public_id = @PublicId", new { partnerId, PublicId = Text(id) }, cancellationToken)) is [var found, ..] ? found : null;

    /// <summary>Newest first.</summary>
    public Task<List<NoticeResend>> ListAsync(long partnerId, int most, CancellationToken cancellationToken) =>
        ReadAsync("partner_id = @partnerId ORDER BY id DESC LIMIT @most", new { partnerId, most }, cancellationToken);

    public Task<List<NoticeResend>> UnderWayAsync(CancellationToken cancellationToken) => ReadAsync("ended_at IS NULL ORDER BY id", new { }, cancellationToken);

    /// <summary>What the next step looks at, oldest first: on a reader's connection, so that a long look holds nobody's writes.</summary>
    public async Task<List<(long Id, long At)>> NextAsync(NoticeResend resend, ResendPlace place, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var sql = new NoticeListSql(resend.Wish.Filter);
        var command = resend.Wish.Chosen is { } chosen
            ? OfChosen(resend.PartnerId, chosen, place, limit, cancellationToken)
            : new CommandDefinition(
                $"SELECT notification.id, notification.created_at FROM notification WHERE {sql.Walk}",
                sql.Parameters(place.SubscriptionId, limit, (place.NotificationId, place.At)), cancellationToken: cancellationToken);
        return (await connection.QueryAsync<(long, long)>(command)).AsList();
    }

    private CommandDefinition OfChosen(long partnerId, IReadOnlyList<long> chosen, ResendPlace place, int limit, CancellationToken cancellationToken) => new(
        $"""
        SELECT notification.id, notification.created_at FROM notification
        JOIN subscription ON subscription.id = notification.subscription_id AND subscription.partner_id = @partnerId
        WHERE notification.id IN (SELECT value FROM {database.Dialect.Numbers("@Ids", "picked")}) AND notification.id > @after ORDER BY notification.id LIMIT @limit
        """, new { Ids = SqlDialect.List(chosen), partnerId, after = place.NotificationId, limit }, cancellationToken: cancellationToken);

    /// <summary>Of those due now: what is new comes after them.</summary>
    public async Task<int> DueAsync(long subscriptionId, int most)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.ExecuteScalarAsync<int>(
            "SELECT COUNT(*) FROM (SELECT 1 FROM notification WHERE subscription_id = @subscriptionId AND due_at <= @Now LIMIT @most) AS due", new { subscriptionId, most, Now = Now() });
    }

    /// <summary>Puts some into the queue and notes how far it is.</summary>
    /// <param name="from">Where this step began: when the resend is not there any more, somebody else went on or ended it, and nothing is done.</param>
    /// <returns>False: nothing was done.</returns>
    public Task<bool> MoveAsync(NoticeResend resend, ResendPlace from, ResendPlace to, IReadOnlyList<long> ids) =>
        database.WriteAsync(session =>
        {
            var row = new
            {
                resend.RowId, resend.PartnerId, Ids = SqlDialect.List(ids), Count = ids.Count, Now = Now(), OldSubscription = from.SubscriptionId, OldAt = from.At,
                OldId = from.NotificationId, NewSubscription = to.SubscriptionId, NewAt = to.At, NewId = to.NotificationId,
            };
            if (session.Execute("""
                UPDATE notice_resend SET subscription_id = @NewSubscription, after_at = @NewAt, after_id = @NewId
                WHERE id = @RowId AND ended_at IS NULL AND subscription_id = @OldSubscription AND after_at = @OldAt AND after_id = @OldId
                """, row) == 0)
            {
                return false;
            }

            var sent = session.Execute($"""
                UPDATE notification SET state = 1, due_at = @Now, tries = 0, final_at = NULL
                WHERE id IN (
                    SELECT notification.id FROM {NoticeScope.WithOwners}
                    WHERE notification.id IN (SELECT value FROM {database.Dialect.Numbers("@Ids", "looked")}) AND partner.id = @PartnerId AND {NoticeScope.Bar} = 0)
                """, row);
            session.Execute("UPDATE notice_resend SET sent = sent + @sent, left_out = left_out + @Left WHERE id = @RowId", new { row.RowId, sent, Left = ids.Count - sent });
            return true;
        });

    /// <returns>False: it has ended already.</returns>
    /// <param name="entry">Of who stopped it; null: it is done.</param>
    public Task<bool> EndAsync(NoticeResend resend, AuditEntry? entry = null) =>
        database.WriteAsync(session =>
        {
            var ended = session.Execute(
                "UPDATE notice_resend SET ended_at = @Now, stopped = @Stopped WHERE id = @RowId AND ended_at IS NULL", new { resend.RowId, Now = Now(), Stopped = entry is null ? 0 : 1 }) == 1;
            if (ended && entry is not null)
            {
                audit.Record(session, entry);
            }

            return ended;
        });

    private async Task<List<NoticeResend>> ReadAsync(string where, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var rows = await connection.QueryAsync<NoticeResendRow>(new CommandDefinition(
            $"SELECT {NoticeResendRow.Columns} FROM notice_resend WHERE {where}", parameters, cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.Open())];
    }

    private static string Text(Guid id) => $"{id:N}";

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
