using SmsBridge.Store;

namespace SmsBridge.Operators;

/// <summary>What is written of an operator in more than one kind of transaction.</summary>
internal static class OperatorStatements
{
    /// <param name="passwordHash">Empty: it has none.</param>
    /// <returns>Its id; null: the name is taken, or it is not the first. The database decides, so two at once can not both succeed.</returns>
    public static long? TryInsert(WriteSession session, string name, string passwordHash, OperatorRole role, TenantScope scope, DateTimeOffset now, bool onlyAsFirst = false)
    {
        var id = session.QueryFirst<long?>("""
            INSERT INTO operator (name, password_hash, stamp, role, all_tenants, created_at, password_changed_at)
            SELECT @name, @passwordHash, @Stamp, @role, @IsAll, @Now, @Now WHERE @onlyAsFirst = 0 OR NOT EXISTS (SELECT 1 FROM operator)
            ON CONFLICT DO NOTHING RETURNING id
            """, new { name, passwordHash, Stamp = OperatorPasswords.NewStamp(), role, scope.IsAll, Now = now.ToUnixTimeMilliseconds(), onlyAsFirst });
        if (id is { } added)
        {
            StoreTenants(session, added, scope);
        }

        return id;
    }

    /// <summary>Of one that was inserted in this very transaction.</summary>
    public static void TakeBack(WriteSession session, long operatorId)
    {
        session.Execute("DELETE FROM operator_tenant WHERE operator_id = @operatorId", new { operatorId });
        session.Execute("DELETE FROM operator WHERE id = @operatorId", new { operatorId });
    }

    /// <summary>Ends all its sessions.</summary>
    public static void SetRights(WriteSession session, long operatorId, OperatorRole role, TenantScope scope)
    {
        session.Execute(
            "UPDATE operator SET role = @role, all_tenants = @IsAll, stamp = @Stamp WHERE id = @operatorId",
            new { operatorId, role, scope.IsAll, Stamp = OperatorPasswords.NewStamp() });
        session.Execute("DELETE FROM operator_tenant WHERE operator_id = @operatorId", new { operatorId });
        StoreTenants(session, operatorId, scope);
    }

    /// <param name="newHash">Set when the password was hashed anew.</param>
    /// <param name="oldHash">What it was then: the new one does not undo a password that was set meanwhile.</param>
    public static void SetSignedIn(WriteSession session, long operatorId, DateTimeOffset now, string? newHash = null, string? oldHash = null) =>
        session.Execute("""
            UPDATE operator SET failed_sign_ins = 0, locked_until = NULL, last_sign_in_at = @Now,
                password_hash = CASE WHEN password_hash = @oldHash THEN COALESCE(@newHash, password_hash) ELSE password_hash END
            WHERE id = @operatorId
            """, new { operatorId, Now = now.ToUnixTimeMilliseconds(), newHash, oldHash });

    private static void StoreTenants(WriteSession session, long operatorId, TenantScope scope)
    {
        foreach (var identifier in scope.Identifiers)
        {
            session.Execute("INSERT INTO operator_tenant (operator_id, identifier) VALUES (@operatorId, @identifier)", new { operatorId, identifier });
        }
    }
}
