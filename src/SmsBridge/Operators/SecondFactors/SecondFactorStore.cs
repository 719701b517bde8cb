using System.Globalization;
using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Operators.SecondFactors;

/// <summary>The second factor of an operator.</summary>
/// <param name="Secret">Null: it can not be opened, as the key ring is another's.</param>
/// <param name="CodesLeft">Recovery codes that were not used.</param>
internal sealed record SecondFactor(byte[]? Secret, DateTimeOffset SetUpAt, int CodesLeft)
{
    public override string ToString() => nameof(SecondFactor);
}

/// <summary>Sole writer of <c>operator_factor</c> and <c>operator_recovery_code</c>. What changes a factor ends the operator's sessions and is on the audit, in one transaction.</summary>
internal sealed class SecondFactorStore(Database database, OperatorStore operators, SecretBox secrets, AuditLog audit, TimeProvider time)
{
    public async Task<SecondFactor?> FindAsync(long operatorId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var row = await connection.QueryFirstOrDefaultAsync<FactorRow>(new CommandDefinition("""
            SELECT secret AS Secret, set_up_at AS SetUpAt,
                (SELECT COUNT(*) FROM operator_recovery_code WHERE operator_id = @operatorId AND used_at IS NULL) AS CodesLeft
            FROM operator_factor WHERE operator_id = @operatorId
            """, new { operatorId }, cancellationToken: cancellationToken));
        return row is null ? null : new SecondFactor(Open(row.Secret, operatorId), StoredTime.At(row.SetUpAt), (int)row.CodesLeft);
    }

    /// <summary>A factor that was just proved takes the place of the one before, its recovery codes too.</summary>
    /// <param name="step">Of the code that proved it.</param>
    /// <returns>Unchanged, where the session or sign-in it was set up in has ended meanwhile.</returns>
    public Task<OperatorOutcome> SetAsync(Actor actor, SignedInOperator who, byte[] secret, long step, IReadOnlyList<string> codes)
    {
        var sealedSecret = secrets.Seal(Convert.ToHexString(secret), Purpose(who.Id));
        return operators.ChangeAsync(who.Name, (session, account) =>
        {
            if (session.Scalar<string>("SELECT stamp FROM operator WHERE id = @Id", new { account.Id }) != who.Stamp)
            {
                return OperatorOutcome.Unchanged;
            }

            session.Execute("""
                INSERT INTO operator_factor (operator_id, secret, set_up_at, last_step) VALUES (@Id, @sealedSecret, @Now, @step)
                ON CONFLICT (operator_id) DO UPDATE SET secret = excluded.secret, set_up_at = excluded.set_up_at, last_step = excluded.last_step
                """, new { account.Id, sealedSecret, Now = Now(), step });
            StoreCodes(session, account.Id, codes);
            return Done(session, account, actor.Did(
                AuditActions.SecondFactorSet, OperatorStore.Subject(account.Name), before: account.SecondFactorAt is null ? "none" : "another app", after: "an app"));
        });
    }

    /// <summary>New recovery codes; those before end.</summary>
    public Task<OperatorOutcome> SetCodesAsync(Actor actor, string name, IReadOnlyList<string> codes) =>
        operators.ChangeAsync(name, (session, account) =>
        {
            if (account.SecondFactorAt is null)
            {
                return OperatorOutcome.Unchanged;
            }

            StoreCodes(session, account.Id, codes);
            audit.Record(session, actor.Did(AuditActions.RecoveryCodes, OperatorStore.Subject(account.Name)));
            return OperatorOutcome.Done;
        });

    /// <param name="action">Whether the operator did it, or somebody else.</param>
    public Task<OperatorOutcome> RemoveAsync(Actor actor, string name, string action) =>
        operators.ChangeAsync(name, (session, account) =>
        {
            if (session.Execute("DELETE FROM operator_factor WHERE operator_id = @Id", new { account.Id }) == 0)
            {
                return OperatorOutcome.Unchanged;
            }

            session.Execute("DELETE FROM operator_recovery_code WHERE operator_id = @Id", new { account.Id });
            return Done(session, account, actor.Did(action, OperatorStore.Subject(account.Name), before: "an app", after: "none"));
        });

    /// <summary>Uses a code up: the database decides, so of two who bring it at once one gets in, on whatever node.</summary>
    /// <returns>False: it, or a later one, was taken before.</returns>
    internal async Task<bool> TryTakeAsync(long operatorId, long step) => await database.WriteAsync(session =>
        session.Execute("UPDATE operator_factor SET last_step = @step WHERE operator_id = @operatorId AND last_step < @step", new { operatorId, step })) == 1;

    /// <summary>Uses a recovery code up.</summary>
    /// <returns>How many are left; null: it is none, or was used.</returns>
    internal Task<int?> TryTakeAsync(long operatorId, string codeHash) => database.WriteAsync(session =>
        session.Execute(
            "UPDATE operator_recovery_code SET used_at = @Now WHERE operator_id = @operatorId AND code_hash = @codeHash AND used_at IS NULL", new { operatorId, codeHash, Now = Now() }) == 1
            ? session.Scalar<int>("SELECT COUNT(*) FROM operator_recovery_code WHERE operator_id = @operatorId AND used_at IS NULL", new { operatorId })
            : (int?)null);

    private static void StoreCodes(WriteSession session, long operatorId, IReadOnlyList<string> codes)
    {
        session.Execute("DELETE FROM operator_recovery_code WHERE operator_id = @operatorId", new { operatorId });
        foreach (var code in codes)
        {
            session.Execute("INSERT INTO operator_recovery_code (operator_id, code_hash) VALUES (@operatorId, @Hash)", new { operatorId, Hash = RecoveryCodes.Hash(code) });
        }
    }

    private OperatorOutcome Done(WriteSession session, OperatorAccount account, AuditEntry entry)
    {
        OperatorStore.SetStamp(session, account.Id);
        audit.Record(session, entry);
        return OperatorOutcome.Done;
    }

    private byte[]? Open(string sealedSecret, long operatorId) => secrets.Open(sealedSecret, Purpose(operatorId)) is { } hex ? Convert.FromHexString(hex) : null;

    private static string Purpose(long operatorId) => string.Create(CultureInfo.InvariantCulture, $"second factor of operator {operatorId}");

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record FactorRow
    {
        public string Secret { get; init; } = "";

        public long SetUpAt { get; init; }

        public long CodesLeft { get; init; }
    }
}
