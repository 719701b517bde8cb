using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Operators;

/// <summary>What became of a change of an operator.</summary>
internal enum OperatorOutcome
{
    Done,

    /// <summary>There is none of that name.</summary>
    Unknown,

    /// <summary>One of that name exists.</summary>
    Taken,

    /// <summary>Nobody could keep operators any more.</summary>
    LastAdmin,

    /// <summary>It is so already; nothing was written, and nobody signed out.</summary>
    Unchanged,
}

/// <summary>
/// Sole writer of <c>operator</c> and <c>operator_tenant</c>. Each verb is one transaction with its row on the audit; all that takes rights
/// away also changes the stamp, which ends the operator's sessions.
/// </summary>
internal sealed class OperatorStore(Database database, AuditLog audit, TimeProvider time)
{
    public async Task<bool> AnyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition("SELECT EXISTS (SELECT 1 FROM operator)", cancellationToken: cancellationToken));
    }

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<OperatorAccount>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var rows = await connection.QueryAsync<OperatorRow>(new CommandDefinition(
            $"SELECT {OperatorRow.Columns} FROM operator ORDER BY LOWER(name)", cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.ToAccount())];
    }

    public async Task<OperatorAccount?> FindAsync(string name, CancellationToken cancellationToken) => (await FindCredentialAsync(name, cancellationToken))?.Account;

    /// <summary>For the sign-in alone.</summary>
    internal async Task<OperatorCredential?> FindCredentialAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var row = await connection.QueryFirstOrDefaultAsync<OperatorRow>(new CommandDefinition(
            $"SELECT {OperatorRow.Columns} FROM operator WHERE {database.Dialect.SameText("name", "@name")}", new { name }, cancellationToken: cancellationToken));
        return row?.ToCredential();
    }

    /// <param name="onlyAsFirst">Adds nobody when there is an operator already.</param>
    /// <returns><see cref="OperatorOutcome.Taken"/> when the name is; the database decides, so two at once can not both succeed.</returns>
    public Task<OperatorOutcome> AddAsync(Actor actor, string name, string passwordHash, OperatorRole role, TenantScope scope, bool onlyAsFirst = false) =>
        database.WriteAsync(session =>
        {
            scope = OperatorRights.ScopeFor(role, scope);
            if (OperatorStatements.TryInsert(session, name, passwordHash, role, scope, time.GetUtcNow(), onlyAsFirst) is null)
            {
                return OperatorOutcome.Taken;
            }

            audit.Record(session, actor.Did(AuditActions.OperatorAdd, Subject(name), after: OperatorRights.Describe(role, scope)));
            return OperatorOutcome.Done;
        });

    /// <summary>A new password by somebody else. Ends a wait for wrong ones too.</summary>
    public Task<OperatorOutcome> ResetPasswordAsync(Actor actor, string name, string passwordHash) =>
        ChangeAsync(name, (session, account) => SetPassword(session, account, passwordHash, actor.Did(AuditActions.OperatorReset, Subject(account.Name))));

    /// <summary>A new password by the operator itself.</summary>
    public Task<OperatorOutcome> ChangePasswordAsync(Actor actor, string name, string passwordHash) =>
        ChangeAsync(name, (session, account) => SetPassword(session, account, passwordHash, actor.Did(AuditActions.PasswordChange, Subject(account.Name))));

    public Task<OperatorOutcome> ChangeRightsAsync(Actor actor, string name, OperatorRole role, TenantScope scope) =>
        ChangeAsync(name, (session, account) =>
        {
            scope = OperatorRights.ScopeFor(role, scope);
            if (account.Role == role && account.Scope.IsSameAs(scope))
            {
                return OperatorOutcome.Unchanged;
            }

            if (role != OperatorRole.Admin && IsLastAdmin(session, account))
            {
                return OperatorOutcome.LastAdmin;
            }

            OperatorStatements.SetRights(session, account.Id, role, scope);
            audit.Record(session, actor.Did(
                AuditActions.OperatorChange, Subject(account.Name), before: account.Rights, after: OperatorRights.Describe(role, scope)));
            return OperatorOutcome.Done;
        });

    /// <summary>A disabled operator keeps its name, and its rows on the audit; it can not sign in.</summary>
    public Task<OperatorOutcome> SetDisabledAsync(Actor actor, string name, bool disabled) =>
        ChangeAsync(name, (session, account) =>
        {
            if (account.DisabledAt is not null == disabled)
            {
                return OperatorOutcome.Unchanged;
            }

            if (disabled && IsLastAdmin(session, account))
            {
                return OperatorOutcome.LastAdmin;
            }

            session.Execute("""
                UPDATE operator SET disabled_at = CASE WHEN @disabled = 1 THEN COALESCE(disabled_at, @Now) END, stamp = @Stamp, failed_sign_ins = 0,
                    locked_until = NULL
                WHERE id = @Id
                """, new { account.Id, disabled, Now = Now(), Stamp = OperatorPasswords.NewStamp() });
            audit.Record(session, actor.Did(
                AuditActions.OperatorDisable, Subject(account.Name), before: State(account.DisabledAt is not null), after: State(disabled)));
            return OperatorOutcome.Done;
        });

    /// <param name="timeZone">One of <see cref="TimeZones"/>; null: the browser's.</param>
    public Task SetTimeZoneAsync(Actor actor, SignedInOperator who, string? timeZone) =>
        database.WriteAsync(session =>
        {
            var before = session.QueryFirst<string?>("SELECT time_zone FROM operator WHERE id = @Id", new { who.Id });
            if (session.Execute("UPDATE operator SET time_zone = @timeZone WHERE id = @Id AND time_zone IS DISTINCT FROM @timeZone", new { who.Id, timeZone }) == 1)
            {
                audit.Record(session, actor.Did(AuditActions.TimeZone, Subject(who.Name), before: before ?? "the browser's", after: timeZone ?? "the browser's"));
            }
        });

    /// <param name="newHash">Set when the password was hashed anew.</param>
    /// <param name="how">What proved it beside the password, for the audit; null: nothing.</param>
    internal Task RecordSignInAsync(OperatorCredential who, string? source, string? newHash, string? how) =>
        database.WriteAsync(session =>
        {
            OperatorStatements.SetSignedIn(session, who.Account.Id, time.GetUtcNow(), newHash, who.PasswordHash);
            audit.Record(session, new Actor(who.Account.Id, who.Account.Name, source).Did(AuditActions.SignIn, Subject(who.Account.Name), after: how));
        });

    /// <summary>The same password, hashed with more rounds.</summary>
    internal Task KeepNewHashAsync(OperatorCredential who, string newHash) => database.WriteAsync(session => session.Execute(
        "UPDATE operator SET password_hash = @newHash WHERE id = @Id AND password_hash = @PasswordHash", new { who.Account.Id, newHash, who.PasswordHash }));

    /// <summary>One commit whether the name is known or not: the time must tell nothing.</summary>
    /// <param name="who">Null: nobody of that name.</param>
    /// <param name="waitAfter">The wait after so many failures in a row.</param>
    /// <param name="why">For the audit, in words.</param>
    /// <param name="action">What was refused.</param>
    internal Task RecordRefusalAsync(OperatorCredential? who, string? source, string why, Func<int, TimeSpan>? waitAfter, string action = AuditActions.SignInRefused) =>
        database.WriteAsync(session =>
        {
            var actor = who is null ? Actor.Unknown(source) : new Actor(null, who.Account.Name, source);
            if (who is not null && waitAfter is not null)
            {
                var failures = session.Scalar<int>(
                    "UPDATE operator SET failed_sign_ins = failed_sign_ins + 1 WHERE id = @Id RETURNING failed_sign_ins", new { who.Account.Id });
                session.Execute(
                    "UPDATE operator SET locked_until = @Until WHERE id = @Id",
                    new { who.Account.Id, Until = Now() + (long)waitAfter(failures).TotalMilliseconds });
            }

            audit.Record(session, actor.Did(action, who is null ? null : Subject(who.Account.Name), after: why));
        });

    public static string Subject(string name) => $"operator {name}";

    /// <summary>Ends all sessions, and sign-ins that are half done.</summary>
    internal static void SetStamp(WriteSession session, long operatorId) =>
        session.Execute("UPDATE operator SET stamp = @Stamp WHERE id = @operatorId", new { operatorId, Stamp = OperatorPasswords.NewStamp() });

    private static string State(bool disabled) => disabled ? "disabled" : "enabled";

    private OperatorOutcome SetPassword(WriteSession session, OperatorAccount account, string passwordHash, AuditEntry entry)
    {
        session.Execute("""
            UPDATE operator SET password_hash = @passwordHash, stamp = @Stamp, password_changed_at = @Now, failed_sign_ins = 0, locked_until = NULL
            WHERE id = @Id
            """, new { account.Id, passwordHash, Stamp = OperatorPasswords.NewStamp(), Now = Now() });
        audit.Record(session, entry);
        return OperatorOutcome.Done;
    }

    /// <summary>One transaction on the operator of that name.</summary>
    internal Task<OperatorOutcome> ChangeAsync(string name, Func<WriteSession, OperatorAccount, OperatorOutcome> change) =>
        database.WriteAsync(session =>
            session.QueryFirst<OperatorRow>($"SELECT {OperatorRow.Columns} FROM operator WHERE {database.Dialect.SameText("name", "@name")}", new { name }) is { } row
                ? change(session, row.ToAccount())
                : OperatorOutcome.Unknown);

    private static bool IsLastAdmin(WriteSession session, OperatorAccount account) =>
        account is { Role: OperatorRole.Admin, DisabledAt: null }
        && !session.Scalar<bool>(
            "SELECT EXISTS (SELECT 1 FROM operator WHERE role = @Admin AND disabled_at IS NULL AND id <> @Id)",
            new { Admin = (int)OperatorRole.Admin, account.Id });

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
