using Dapper;
using SmsBridge.Gateways;
using SmsBridge.Store;

namespace SmsBridge.Tenants;

/// <summary>
/// The SQL of <c>former_account</c>: what a tenant sent with before. An SMS under way keeps the account it was sent with, because only that one
/// signs its reports and knows what became of it; with its last SMS settled the credential goes.
/// </summary>
internal sealed class FormerAccounts(Database database, TenantDirectory directory, TimeProvider time)
{
    /// <summary>
    /// A replaced token of the same account signs reports until Twilio promotes the new one, whenever an SMS was sent (twilio.md 2).
    /// </summary>
    private static readonly TimeSpan Rotation = TimeSpan.FromHours(24);

    /// <summary>An SMS that was being prepared when the account changed is sent with the former one; no lease lasts longer.</summary>
    private static readonly TimeSpan InFlight = TimeSpan.FromHours(1);

    /// <summary>Replaced more often than this within the time above is a mistake or worse, and each is tried with each report.</summary>
    private const int MostOfTenant = 20;

    /// <summary>Keeps what a tenant sends with, as long as its row still names it.</summary>
    public static void Keep(WriteSession session, long tenantId, long now)
    {
        session.Execute("""
            INSERT INTO former_account (tenant_id, provider, account_id, provider_token, shared_key, replaced_at)
            SELECT id, provider, account_id, provider_token, shared_key, @now FROM tenant
            WHERE id = @tenantId AND deleted_at IS NULL AND provider_token IS NOT NULL
            """, new { tenantId, now });
        Trim(session, tenantId);
    }

    /// <summary>Keeps what a further account was, which is about to change or go.</summary>
    /// <param name="token">Sealed, as all the tenant's are.</param>
    /// <param name="sharedKey">The same.</param>
    public static void Keep(WriteSession session, long tenantId, string provider, string accountId, string token, string? sharedKey, long now)
    {
        session.Execute("""
            INSERT INTO former_account (tenant_id, provider, account_id, provider_token, shared_key, replaced_at)
            VALUES (@tenantId, @provider, @accountId, @token, @sharedKey, @now)
            """, new { tenantId, provider, accountId, token, sharedKey, now });
        Trim(session, tenantId);
    }

    /// <summary>Of a tenant that is being deleted: what none of its SMS needs goes at once, as its other secrets do.</summary>
    public static void ForgetUnneeded(WriteSession session, long tenantId) =>
        session.Execute(
            $"DELETE FROM former_account WHERE tenant_id = @tenantId AND NOT {IsNeededSql}", new { tenantId, Slack = (long)InFlight.TotalMilliseconds });

    /// <summary>Drops the credentials whose last SMS is settled.</summary>
    public async Task ForgetSettledAsync(CancellationToken cancellationToken)
    {
        if (!directory.HasFormerAccounts)
        {
            return;
        }

        var now = time.GetUtcNow();
        var parameters = new
        {
            Now = now.ToUnixTimeMilliseconds(), Rotated = (now - Rotation).ToUnixTimeMilliseconds(), Flown = (now - InFlight).ToUnixTimeMilliseconds(),
            Slack = (long)InFlight.TotalMilliseconds,
        };
        await using var connection = await database.OpenBriefReadAsync();
        var settled = (await connection.QueryAsync<long>(new CommandDefinition(SettledSql, parameters, cancellationToken: cancellationToken))).AsList();
        if (settled.Count == 0)
        {
            return;
        }

        await database.WriteAsync(session =>
        {
            session.Execute("DELETE FROM former_account WHERE id IN @settled", new { settled });
            DirectoryVersion.OfTenants.Raise(session);
        });
        await directory.ReloadAsync(CancellationToken.None);
    }

    private static void Trim(WriteSession session, long tenantId) =>
        session.Execute("""
            DELETE FROM former_account WHERE tenant_id = @tenantId
                AND id NOT IN (SELECT id FROM former_account WHERE tenant_id = @tenantId ORDER BY id DESC LIMIT @MostOfTenant)
            """, new { tenantId, MostOfTenant });

    // 1, 2, 3: MessageStatus.Queued, Sending and Sent, written out for the partial indexes. Sent and asked for often enough is as settled as it gets. What waits to be
    // repeated after a doubt (outcome none, 4 or 5) goes by no other account.
    private const string IsNeededSql = """
        EXISTS (
            SELECT 1 FROM (
                SELECT * FROM message WHERE tenant_id = former_account.tenant_id AND status = 3 AND polls < 3
                UNION ALL
                SELECT * FROM message WHERE tenant_id = former_account.tenant_id AND due_at IS NOT NULL AND status = 2
                UNION ALL
                SELECT * FROM message WHERE tenant_id = former_account.tenant_id AND due_at IS NOT NULL AND status = 1 AND attempts > 0
                    AND EXISTS (SELECT 1 FROM attempt WHERE attempt.event_id = message.event_id AND (outcome IS NULL OR outcome IN (4, 5)))
                    AND EXISTS (SELECT 1 FROM tenant WHERE tenant.id = message.tenant_id AND deleted_at IS NULL)) AS open
            WHERE COALESCE(open.sent_at, open.queued_at) <= former_account.replaced_at + @Slack
                AND (open.account_id IS NULL OR (open.account_id = former_account.account_id AND open.provider = former_account.provider)
                    OR EXISTS (SELECT 1 FROM attempt WHERE attempt.event_id = open.event_id AND attempt.account_id = former_account.account_id)))
        """;

    private const string SettledSql = $"""
        SELECT former_account.id FROM former_account JOIN tenant ON tenant.id = former_account.tenant_id
        WHERE former_account.replaced_at <= CASE
            WHEN tenant.deleted_at IS NOT NULL THEN @Now
            WHEN (tenant.provider = former_account.provider AND tenant.account_id = former_account.account_id)
                OR EXISTS (SELECT 1 FROM route_account WHERE route_account.tenant_id = tenant.id
                    AND route_account.provider = former_account.provider AND route_account.account_id = former_account.account_id) THEN @Rotated
            ELSE @Flown END
        AND NOT {IsNeededSql}
        """;
}

/// <summary>A row of <c>former_account</c>, secrets sealed.</summary>
internal sealed record FormerAccountRow
{
    public const string Sql = """
        SELECT tenant_id AS TenantId, identifier AS Identifier, former_account.provider AS Provider, former_account.account_id AS AccountId,
            former_account.provider_token AS ProviderToken, former_account.shared_key AS SharedKey
        FROM former_account JOIN tenant ON tenant.id = tenant_id ORDER BY former_account.id DESC
        """;

    public long TenantId { get; init; }

    public string Identifier { get; init; } = "";

    public string Provider { get; init; } = "";

    public string AccountId { get; init; } = "";

    public string ProviderToken { get; init; } = "";

    public string? SharedKey { get; init; }

    /// <summary>Null when the key ring was lost. The sender is each message's own.</summary>
    public SenderAccount? Open(SecretBox secrets) =>
        secrets.Open(ProviderToken, TenantRow.Purpose(Identifier, TenantRow.TokenUse)) is { } token
            ? new SenderAccount(Provider, AccountId, token, Sender: "") { SharedKey = secrets.Open(SharedKey, TenantRow.Purpose(Identifier, TenantRow.SharedKeyUse)) }
            : null;
}
