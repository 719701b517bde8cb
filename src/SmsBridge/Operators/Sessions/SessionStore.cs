using Dapper;
using Microsoft.Extensions.Options;
using SmsBridge.Store;

namespace SmsBridge.Operators.Sessions;

/// <summary>A session of an operator.</summary>
/// <param name="SeenAt">To the minute.</param>
/// <param name="Source">Address it was last seen from; null: not known.</param>
/// <param name="Browser">As it calls itself; null: it says nothing that is known.</param>
internal sealed record OperatorSession(string Id, DateTimeOffset StartedAt, DateTimeOffset SeenAt, DateTimeOffset EndsAt, string? Source, string? Browser);

/// <summary>
/// Sole writer of <c>operator_session</c>. What takes rights away changes the operator's stamp, which ends all sessions without a write here. Nothing of it is
/// kept in memory: a session that was ended is refused by every node at its next request.
/// </summary>
internal sealed class SessionStore(Database database, OperatorStore operators, AuditLog audit, IOptions<OperatorOptions> options, TimeProvider time)
{
    /// <summary>How exact "last seen" is: a session in use writes no oftener.</summary>
    public static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    /// <summary>So many an operator has at once; with one more, that not used for longest ends.</summary>
    public const int MostOfOne = 20;

    private const string IsGood = "EXISTS (SELECT 1 FROM operator o WHERE o.id = s.operator_id AND o.stamp = s.stamp AND o.disabled_at IS NULL AND s.ends_at > @Now)";

    /// <summary>And in use. That its cookie tells too, also where "last seen" could not be written down: so a request does not ask for it.</summary>
    private const string IsUsed = $"({IsGood} AND s.seen_at > @Idle)";

    /// <summary>Latest seen first.</summary>
    public async Task<IReadOnlyList<OperatorSession>> ListAsync(long operatorId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var rows = await connection.QueryAsync<SessionRow>(new CommandDefinition(
            $"SELECT {SessionRow.Columns} FROM operator_session AS s WHERE s.operator_id = @operatorId AND {IsUsed} ORDER BY seen_at DESC, started_at DESC, id",
            new { operatorId, Now = Now(), Idle = Idle() }, cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.ToSession())];
    }

    /// <summary>How many each operator has; who has none is not among them.</summary>
    public async Task<IReadOnlyDictionary<long, int>> CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var rows = await connection.QueryAsync<(long Id, long Count)>(new CommandDefinition(
            $"SELECT s.operator_id, COUNT(*) FROM operator_session AS s WHERE {IsUsed} GROUP BY s.operator_id", new { Now = Now(), Idle = Idle() }, cancellationToken: cancellationToken));
        return rows.ToDictionary(row => row.Id, row => (int)row.Count);
    }

    /// <returns>When a session was last seen; null: it has ended.</returns>
    internal async Task<DateTimeOffset?> SeenAtAsync(SignedInOperator who, string sessionId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return StoredTime.At(await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            $"SELECT s.seen_at FROM operator_session AS s WHERE s.id = @sessionId AND s.operator_id = @OperatorId AND s.stamp = @Stamp AND {IsGood}",
            new { sessionId, OperatorId = who.Id, who.Stamp, Now = Now() }, cancellationToken: cancellationToken)));
    }

    /// <returns>What it was begun with for signing out at the provider; null: nothing.</returns>
    internal async Task<string?> HintAsync(string sessionId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT sign_out_hint FROM operator_session WHERE id = @sessionId", new { sessionId }, cancellationToken: cancellationToken));
    }

    /// <param name="replaces">A session that the same browser had; null: none.</param>
    /// <param name="hint">By what the provider knows it, encrypted; null: it knows nothing of it.</param>
    /// <returns>The new session's id.</returns>
    internal async Task<string> BeginAsync(SignedInOperator who, DateTimeOffset endsAt, string? source, string? browser, string? replaces, string? hint)
    {
        var sessionId = OperatorPasswords.NewStamp();
        await database.WriteAsync(session =>
        {
            session.Execute($"DELETE FROM operator_session AS s WHERE s.id = @replaces OR (s.operator_id = @OperatorId AND NOT {IsUsed})", new { replaces, OperatorId = who.Id, Now = Now(), Idle = Idle() });
            session.Execute("""
                DELETE FROM operator_session WHERE operator_id = @OperatorId AND id NOT IN
                    (SELECT id FROM operator_session WHERE operator_id = @OperatorId ORDER BY seen_at DESC, started_at DESC, id LIMIT @Others)
                """, new { OperatorId = who.Id, Others = MostOfOne - 1 });
            session.Execute("""
                INSERT INTO operator_session (id, operator_id, stamp, started_at, seen_at, ends_at, source, browser, sign_out_hint)
                VALUES (@sessionId, @OperatorId, @Stamp, @Now, @Now, @EndsAt, @source, @browser, @hint)
                """, new { sessionId, OperatorId = who.Id, who.Stamp, Now = Now(), EndsAt = endsAt.ToUnixTimeMilliseconds(), source, browser, hint });
        });
        return sessionId;
    }

    /// <summary>Two requests, or nodes, that do it at once write once.</summary>
    internal Task SeeAsync(string sessionId, string? source) => database.WriteAsync(session => session.Execute(
        "UPDATE operator_session SET seen_at = @Now, source = @source WHERE id = @sessionId AND seen_at <= @Before",
        new { sessionId, source, Now = Now(), Before = Now() - (long)SeenEvery.TotalMilliseconds }));

    /// <summary>Ends one session of who asks: a copy of its cookie is worth nothing any more.</summary>
    /// <param name="action">A sign-out, or the end of another one.</param>
    /// <returns>False: there is none of that id, or it is somebody else's.</returns>
    internal Task<bool> EndAsync(Actor actor, SignedInOperator who, string sessionId, string action) => database.WriteAsync(session =>
    {
        if (session.QueryFirst<SessionRow>(
            $"DELETE FROM operator_session WHERE id = @sessionId AND operator_id = @OperatorId RETURNING {SessionRow.Columns}", new { sessionId, OperatorId = who.Id }) is not { } ended)
        {
            return false;
        }

        audit.Record(session, actor.Did(action, OperatorStore.Subject(who.Name), after: action == AuditActions.SignOut ? null : ended.Describe()));
        return true;
    });

    /// <summary>Ends all sessions of who asks but the one that asks.</summary>
    internal Task EndOthersAsync(Actor actor, SignedInOperator who, string? sessionId) => database.WriteAsync(session =>
    {
        if (session.Execute("DELETE FROM operator_session WHERE operator_id = @OperatorId AND id IS DISTINCT FROM @sessionId", new { OperatorId = who.Id, sessionId }) > 0)
        {
            audit.Record(session, actor.Did(AuditActions.SessionsEnd, OperatorStore.Subject(who.Name), after: "all others"));
        }
    });

    /// <summary>Ends all sessions of an operator, and sign-ins that are half done.</summary>
    internal Task<OperatorOutcome> EndAllAsync(Actor actor, string name) => operators.ChangeAsync(name, (session, account) =>
    {
        OperatorStore.SetStamp(session, account.Id);
        session.Execute("DELETE FROM operator_session WHERE operator_id = @Id", new { account.Id });
        audit.Record(session, actor.Did(AuditActions.SessionsEnd, OperatorStore.Subject(account.Name), after: "all"));
        return OperatorOutcome.Done;
    });

    /// <summary>Drops what has ended in another way: by time, or by what happened to its operator.</summary>
    /// <returns>How many.</returns>
    public Task<int> ForgetAsync() => database.WriteAsync(session =>
        session.Execute($"DELETE FROM operator_session AS s WHERE NOT {IsUsed}", new { Now = Now(), Idle = Idle() }));

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>What was not used since has ended in its browser too.</summary>
    private long Idle() => Now() - (long)(options.Value.SessionIdle + SeenEvery).TotalMilliseconds;

    private sealed record SessionRow
    {
        public const string Columns = "id AS Id, started_at AS StartedAt, seen_at AS SeenAt, ends_at AS EndsAt, source AS Source, browser AS Browser";

        public string Id { get; init; } = "";

        public long StartedAt { get; init; }

        public long SeenAt { get; init; }

        public long EndsAt { get; init; }

        public string? Source { get; init; }

        public string? Browser { get; init; }

        public OperatorSession ToSession() => new(Id, StoredTime.At(StartedAt), StoredTime.At(SeenAt), StoredTime.At(EndsAt), Source, Browser);

        /// <summary>For the audit.</summary>
        public string Describe() => $"{Browser ?? "unknown program"} at {Source ?? "an unknown address"}";
    }
}
