using Dapper;
using Microsoft.Extensions.Options;
using SmsBridge.Store;

namespace SmsBridge.Tenants;

/// <summary>
/// The sole writer of <c>pending_registration</c>. One place per caller and tenant, in whatever letters: who asks again for something else takes his own
/// place. Of a tenant's the one not heard of longest gives way, so a core that really asks stays in sight.
/// </summary>
internal sealed class PendingRegistrations(Database database, SecretBox secrets, IOptions<RegistrationOptions> options, TimeProvider time)
{
    private const int MostOfOneTenant = 8;

    private readonly RegistrationOptions _options = options.Value;

    /// <summary>Puts it on the list, or counts that it came again.</summary>
    /// <returns>True when it is new; null when too many wait already.</returns>
    public Task<bool?> NoteAsync(string identifier, TenantSettings settings, string caller, string? source)
    {
        var row = new
        {
            identifier, caller, source, settings.Provider, settings.AccountId, settings.Sender, settings.CoreEndpoint, Now = Now(),
            ProviderToken = secrets.Seal(settings.ProviderToken!, PendingRow.Purpose(identifier)), Oldest = Oldest(), OldestYes = OldestYes(),
            Most = MostOfOneTenant,
        };
        return database.WriteAsync<bool?>(session =>
        {
            session.Execute(ExpireSql, row);
            var known = session.QueryFirst<PendingRow>(
                $"SELECT {PendingRow.Columns} FROM pending_registration WHERE {OfCaller}", row);
            if (known?.Identifier == identifier && known.Open(secrets).Asks(settings))
            {
                session.Execute("UPDATE pending_registration SET times = times + 1, last_at = @Now, source = @source WHERE id = @Id", new { known.Id, row.Now, source });
                return false;
            }

            session.Execute($"DELETE FROM pending_registration WHERE {OfCaller}", row);
            session.Execute($"""
                DELETE FROM pending_registration WHERE {OfTenant} AND id NOT IN (
                    SELECT id FROM pending_registration WHERE {OfTenant} ORDER BY last_at DESC LIMIT @Most - 1)
                """, row);
            if (session.QueryFirst<long>("SELECT COUNT(*) FROM pending_registration", row) >= _options.MaxPending)
            {
                return null;
            }

            session.Execute("""
                INSERT INTO pending_registration (identifier, caller, provider, account_id, provider_token, sender, core_endpoint, source, times, first_at, last_at)
                VALUES (@identifier, @caller, @Provider, @AccountId, @ProviderToken, @Sender, @CoreEndpoint, @source, 1, @Now, @Now)
                """, row);
            return true;
        });
    }

    /// <summary>All that wait or are approved, the latest first.</summary>
    public async Task<IReadOnlyList<PendingRegistration>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var rows = await connection.QueryAsync<PendingRow>(new CommandDefinition(
            $"SELECT {PendingRow.Columns} FROM pending_registration WHERE {LivesSql} ORDER BY last_at DESC, id DESC",
            new { Oldest = Oldest(), OldestYes = OldestYes() }, cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.Open(secrets)).Select(it => it with { HoldsUntil = it.ApprovedAt + _options.ApprovedFor })];
    }

    /// <summary>Whether an operator said yes to exactly this, not too long ago.</summary>
    public async Task<PendingRegistration?> FindApprovedAsync(string identifier, TenantSettings settings, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).FirstOrDefault(pending => pending.Identifier == identifier && pending.ApprovedAt is not null && pending.Asks(settings));

    /// <summary>The yes: the core gets its key when it comes again, with its next event. Until then nothing changes.</summary>
    /// <param name="by">Whose yes it is.</param>
    /// <param name="alongside">Written with it: the audit.</param>
    /// <returns>Null: there is no such one that waits.</returns>
    public Task<PendingRegistration?> ApproveAsync(long id, string by, Action<WriteSession, PendingRegistration> alongside) =>
        DecideAsync(id, by, alongside, """
            UPDATE pending_registration SET approved_at = @Now, approved_by = @by WHERE id = @id AND approved_at IS NULL
            """);

    /// <returns>Null: there is no such one.</returns>
    public Task<PendingRegistration?> RefuseAsync(long id, string by, Action<WriteSession, PendingRegistration> alongside) =>
        DecideAsync(id, by, alongside, "DELETE FROM pending_registration WHERE id = @id");

    /// <summary>It has been used.</summary>
    public Task DoneAsync(PendingRegistration pending) =>
        database.WriteAsync(session => session.Execute("DELETE FROM pending_registration WHERE id = @Id", new { pending.Id }) == 1);

    private const string OfTenant = "LOWER(identifier) = LOWER(@identifier) AND approved_at IS NULL";

    private const string OfCaller = $"{OfTenant} AND LOWER(caller) = LOWER(@caller)";

    private const string LivesSql = "((approved_at IS NULL AND last_at > @Oldest) OR approved_at > @OldestYes)";

    private const string ExpireSql = $"DELETE FROM pending_registration WHERE NOT {LivesSql}";

    private Task<PendingRegistration?> DecideAsync(long id, string by, Action<WriteSession, PendingRegistration> alongside, string sql)
    {
        var parameters = new { id, by, Now = Now(), Oldest = Oldest(), OldestYes = OldestYes() };
        return database.WriteAsync<PendingRegistration?>(session =>
        {
            session.Execute(ExpireSql, parameters);
            var row = session.QueryFirst<PendingRow>($"SELECT {PendingRow.Columns} FROM pending_registration WHERE id = @id", parameters);
            if (row is null || session.Execute(sql, parameters) != 1)
            {
                return null;
            }

            var decided = row.Open(secrets);
            alongside(session, decided);
            return decided;
        });
    }

    private long Oldest() => (time.GetUtcNow() - _options.PendingFor).ToUnixTimeMilliseconds();

    private long OldestYes() => (time.GetUtcNow() - _options.ApprovedFor).ToUnixTimeMilliseconds();

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
