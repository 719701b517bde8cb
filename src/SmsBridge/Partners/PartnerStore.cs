using Dapper;
using SmsBridge.Operators;
using SmsBridge.Partners.Notices;
using SmsBridge.Store;

namespace SmsBridge.Partners;

/// <summary>
/// The owner of <c>partner</c> and <c>partner_tenant</c>. Read anew for every request: there are few partners and few requests, and what the
/// command line changes counts at once. Every act is on the audit in its own transaction.
/// </summary>
internal sealed class PartnerStore(Database database, SecretBox secrets, AuditLog audit, TimeProvider time)
{
    private readonly Lazy<PartnerRow> _nobody = new(() => new PartnerRow { Password = secrets.Seal(PartnerSecrets.NewPassword(), PartnerRow.Purpose("")) });

    public Task<Partner?> FindAsync(string code, CancellationToken cancellationToken) =>
        FirstAsync("WHERE code = @code AND deleted_at IS NULL", new { code }, cancellationToken);

    /// <summary>
    /// The partner of a code, for somebody who may not be it. Asks the database the same and opens as many secrets when there is none, and
    /// gives somebody in its place whose password nobody knows: half a millisecond told which codes there are.
    /// </summary>
    public async Task<(Partner Candidate, bool IsKnown)> CandidateAsync(string code, CancellationToken cancellationToken)
    {
        var found = await FindAsync(code, cancellationToken);
        for (var opened = found?.Passwords.Older.Count ?? 0; opened < OlderSecrets.Most; opened++)
        {
            Nobody(); // in place of an older password
        }

        return found is not null ? (found, true) : (Nobody(), false);
    }

    /// <summary>Those who hold a subscription of this name; several may. A secret is opened in any case.</summary>
    public async Task<IReadOnlyList<Partner>> HoldersAsync(string reference, CancellationToken cancellationToken)
    {
        var holders = await ReadAsync(
            "WHERE deleted_at IS NULL AND id IN (SELECT partner_id FROM subscription WHERE reference = @reference AND deleted_at IS NULL)",
            new { reference }, cancellationToken);
        if (holders.Count == 0)
        {
            Nobody();
        }

        return holders;
    }

    /// <summary>By code.</summary>
    public Task<IReadOnlyList<Partner>> AllAsync(CancellationToken cancellationToken) =>
        ReadAsync("WHERE deleted_at IS NULL ORDER BY code", new { }, cancellationToken);

    /// <returns>False when there is a partner of this code.</returns>
    public Task<bool> TryAddAsync(string code, string? name, string password, IReadOnlyCollection<string> tenants, Actor by)
    {
        var row = new { code, name, password = secrets.Seal(password, PartnerRow.Purpose(code)), Now = Now() };
        return database.WriteAsync(session =>
        {
            var id = session.QueryFirst<long?>("""
                INSERT INTO partner (code, name, password, created_at) VALUES (@code, @name, @password, @Now) ON CONFLICT DO NOTHING RETURNING id
                """, row);
            if (id is not { } partnerId)
            {
                return false;
            }

            Give(session, partnerId, tenants);
            audit.Record(session, by.Did(AuditActions.PartnerAdd, Subject(code), after: Words(tenants)));
            return true;
        });
    }

    /// <summary>A new password; the one before is accepted until <paramref name="previousUntil"/>, older ones until their own time.</summary>
    /// <param name="previousUntil">Null: all that were before end now.</param>
    public Task<RotationOutcome> RotateAsync(Partner partner, string password, DateTimeOffset? previousUntil, Actor by)
    {
        var (sealedPassword, now) = (secrets.Seal(password, PartnerRow.Purpose(partner.Code)), time.GetUtcNow());
        var entry = by.Did(AuditActions.PartnerRotate, Subject(partner.Code), after: previousUntil is null ? OlderEnded : null);
        return database.WriteAsync(session =>
        {
            var row = new { partner.Id, sealedPassword, Now = now.ToUnixTimeMilliseconds(), Until = previousUntil?.ToUnixTimeMilliseconds() };
            if (session.QueryFirst<long?>("SELECT id FROM partner WHERE id = @Id AND deleted_at IS NULL", row) is null)
            {
                return RotationOutcome.Gone;
            }

            if (!OlderSecrets.TryMakeRoom(session, new OlderSecretOwner(partner.Id, null), previousUntil, now))
            {
                return RotationOutcome.Full;
            }

            session.Execute("INSERT INTO older_secret (partner_id, secret, valid_until) SELECT id, password, @Until FROM partner WHERE id = @Id AND @Until > @Now", row);
            session.Execute("UPDATE partner SET password = @sealedPassword WHERE id = @Id", row);
            audit.Record(session, entry);
            return RotationOutcome.Done;
        });
    }

    /// <returns>False when it has just been removed.</returns>
    public Task<bool> SetTenantsAsync(Partner partner, IReadOnlyCollection<string> tenants, Actor by) =>
        ActAsync(
            session =>
            {
                if (session.QueryFirst<long?>("SELECT id FROM partner WHERE id = @Id AND deleted_at IS NULL", new { partner.Id }) is null)
                {
                    return false;
                }

                session.Execute("DELETE FROM partner_tenant WHERE partner_id = @Id", new { partner.Id });
                Give(session, partner.Id, tenants);
                GiveUpOthers(session, partner.Id);
                return true;
            },
            by.Did(AuditActions.PartnerChange, Subject(partner.Code), before: Words(partner.Tenants), after: Words(tenants)));

    /// <summary>Ends it with its passwords, its subscriptions and their secrets, and frees its code; what it was told stays on the record.</summary>
    /// <returns>False when it has just been removed.</returns>
    public Task<bool> RemoveAsync(Partner partner, Actor by) =>
        ActAsync(
            session =>
            {
                var ended = new { partner.Id, Now = Now() };
                session.Execute($"UPDATE subscription SET {SubscriptionStore.End} WHERE partner_id = @Id AND deleted_at IS NULL", ended);
                session.Execute("DELETE FROM older_secret WHERE partner_id = @Id", ended);
                session.Execute("DELETE FROM partner_tenant WHERE partner_id = @Id", ended);
                return session.Execute("UPDATE partner SET deleted_at = @Now, password = '' WHERE id = @Id AND deleted_at IS NULL", ended) == 1;
            },
            by.Did(AuditActions.PartnerDelete, Subject(partner.Code)));

    /// <summary>For the audit.</summary>
    internal const string OlderEnded = "what was before ended at once";

    internal static string Subject(string code) => $"partner {code}";

    private static string Words(IReadOnlyCollection<string> tenants) => tenants.Count == 0 ? "no tenants" : $"tenants {string.Join(", ", tenants)}";

    private static void Give(WriteSession session, long partnerId, IEnumerable<string> tenants)
    {
        foreach (var identifier in tenants)
        {
            session.Execute("INSERT INTO partner_tenant (partner_id, identifier) VALUES (@partnerId, @identifier) ON CONFLICT DO NOTHING", new { partnerId, identifier });
        }
    }

    /// <summary>What waits or is held about tenants that are not the partner's any more is not told: examples, which are about none, are.</summary>
    private void GiveUpOthers(WriteSession session, long partnerId) => session.Execute($"""
        UPDATE notification SET state = 3, due_at = NULL, final_at = @Now
        WHERE subscription_id IN (SELECT id FROM subscription WHERE partner_id = @partnerId) AND state IN (1, 4) AND NOT {NoticeScope.MayBeTold}
        """, new { partnerId, Now = Now() });

    private Task<bool> ActAsync(Func<WriteSession, bool> act, AuditEntry entry) =>
        database.WriteAsync(session =>
        {
            var done = act(session);
            if (done)
            {
                audit.Record(session, entry);
            }

            return done;
        });

    private async Task<Partner?> FirstAsync(string where, object parameters, CancellationToken cancellationToken) =>
        await ReadAsync(where, parameters, cancellationToken) is [var first, ..] ? first : null;

    private async Task<IReadOnlyList<Partner>> ReadAsync(string where, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var rows = (await connection.QueryAsync<PartnerRow>(new CommandDefinition(
            $"SELECT {PartnerRow.Columns} FROM partner {where}", parameters, cancellationToken: cancellationToken))).AsList();
        var tenants = (await connection.QueryAsync<TenantOfPartner>(new CommandDefinition(
            $"SELECT partner_id AS PartnerId, identifier AS Identifier FROM partner_tenant WHERE partner_id IN (SELECT id FROM partner {where}) ORDER BY identifier",
            parameters, cancellationToken: cancellationToken))).ToLookup(tenant => tenant.PartnerId, tenant => tenant.Identifier);
        return [.. rows.Select(row => row.Open(secrets, tenants[row.Id]))];
    }

    /// <summary>Opened anew each time: that is what it is for.</summary>
    private Partner Nobody() => _nobody.Value.Open(secrets, []);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record TenantOfPartner
    {
        public long PartnerId { get; init; }

        public string Identifier { get; init; } = "";
    }
}
