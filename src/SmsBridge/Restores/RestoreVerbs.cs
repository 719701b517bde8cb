using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Restores;

/// <summary>What people do about a backup that was put back. Opening a tenant before it is known what was sent is for who may do everything.</summary>
internal sealed class RestoreVerbs(Database database, TenantAccess access, RestoreDirectory restores, RestoreStore store, AuditLog audit)
{
    private const int LongestReason = 500;

    /// <summary>The database was put back by other means: its server's, or by hand.</summary>
    /// <param name="backupAt">Of when it is; null: as the database itself says.</param>
    public async Task<Outcome> MarkAsync(Caller caller, DateTimeOffset? backupAt, CancellationToken cancellationToken)
    {
        if (!caller.MayDo(OperatorRole.Admin) || !caller.Scope.IsAll)
        {
            return new Outcome.NotAllowed();
        }

        if (database.IsServed)
        {
            return new Outcome.NotNow("The service runs: what it sends now may have been sent before. Stop it (on PostgreSQL every node; one that was killed counts for four minutes), then mark, then start.");
        }

        await restores.ReloadAsync(cancellationToken);
        if (restores.Mark is { } known && restores.Tenants.Any(tenant => !tenant.IsOpen))
        {
            return new Outcome.Unchanged($"It is marked already. {WordsOf(known)}");
        }

        var mark = await store.MarkAsync(backupAt, (session, made) => audit.Record(session, caller.Actor.Did(AuditActions.Restore, after: WordsOf(made))));
        return new Outcome.Done($"Marked. {WordsOf(mark)} When the service is started, it finds out what was sent since before it sends.");
    }

    /// <summary>It sends from now on, whatever is not known. What may have been sent is looked for all the same, each when its turn comes.</summary>
    /// <param name="reason">On the audit.</param>
    public Task<Outcome> OpenAsync(Caller caller, string identifier, string? reason, CancellationToken cancellationToken) =>
        access.ForAsync(caller, identifier, async tenant =>
        {
            if (!caller.MayDo(OperatorRole.Admin))
            {
                return new Outcome.NotAllowed();
            }

            if (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason)
            {
                return new Outcome.Refused($"Say why, in at most {LongestReason} characters: it is on the audit.", "reason");
            }

            await restores.ReloadAsync(cancellationToken);
            var isNew = restores.IsClosed(tenant.Id) && await store.OpenAsync(
                tenant.Id, caller.Actor.Name, session => audit.Record(session, caller.DidTo(tenant, AuditActions.RestoreOpen, reason)));
            return isNew
                ? new Outcome.Done($"{tenant.Identifier} sends again within a minute. What may have been sent before the restore is still looked for, each before it goes out.")
                : new Outcome.Unchanged($"{tenant.Identifier} is open.");
        });

    internal static string WordsOf(RestoreMark mark, string? file = null) =>
        FormattableString.Invariant($"{(file is null ? "" : $"{file}: ")}The backup holds what was done until {mark.BackupAt:yyyy-MM-dd HH:mm:ss} UTC.");
}
