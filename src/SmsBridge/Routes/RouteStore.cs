using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Routes;

/// <summary>
/// The SQL of tenants' routes, further accounts and what is left out of them. Each change is one transaction that also counts up <c>route_directory</c>,
/// by which every node sees it. Secrets go in sealed and come out opened.
/// </summary>
internal sealed class RouteStore(Database database, SecretBox secrets, TimeProvider time) : IEndsWithTenant
{
    private const string Living = "IN (SELECT id FROM tenant WHERE deleted_at IS NULL)";

    private const string AccountSql = """
        SELECT tenant_id AS TenantId, identifier AS Identifier, route_account.name AS Name, route_account.provider AS Provider, route_account.account_id AS AccountId,
            route_account.provider_token AS ProviderToken, route_account.shared_key AS SharedKey, route_account.sender AS Sender, route_account.updated_at AS UpdatedAt
        FROM route_account JOIN tenant ON tenant.id = tenant_id WHERE deleted_at IS NULL
        """;

    private const string RouteSql = $"""
        SELECT tenant_id AS TenantId, position AS Position, name AS Name, account AS Account, sender AS Sender, countries AS Countries, prefixes AS Prefixes,
            events AS Events, classes AS Classes, share AS Share, max_price AS MaxPrice, max_price_currency AS MaxPriceCurrency
        FROM route WHERE tenant_id {Living} ORDER BY tenant_id, position
        """;

    private const string RuleSql = $"""
        SELECT tenant_id AS TenantId, after_non_delivery AS AfterNonDelivery, repeat_in_doubt AS RepeatInDoubt, leave_below AS LeaveBelow, leave_least AS LeaveLeast
        FROM route_rule WHERE tenant_id {Living}
        """;

    private const string HoldSql = $"SELECT tenant_id AS TenantId, subject AS Subject, reason AS Reason, detail AS Detail, held_at AS HeldAt FROM route_hold WHERE tenant_id {Living}";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Changes with every change, whoever made it.</summary>
    public Task<long> VersionAsync(CancellationToken cancellationToken) => DirectoryVersion.OfRoutes.ReadAsync(database, cancellationToken);

    /// <summary>Everything in force at one moment.</summary>
    public async Task<RouteRows> LoadAsync(CancellationToken cancellationToken)
    {
        await using var moment = await DirectoryVersion.OfRoutes.OpenAsync(database, cancellationToken);
        return new RouteRows(
            moment.Version, await moment.QueryAsync<RouteAccountRow>(AccountSql), await moment.QueryAsync<RouteRow>(RouteSql),
            await moment.QueryAsync<RouteRuleRow>(RuleSql), await moment.QueryAsync<RouteHoldRow>(HoldSql));
    }

    public RouteAccount Open(RouteAccountRow row) => row.Open(secrets);

    /// <summary>Replaces all accounts, routes and rules of a tenant. What an account that goes or changes was, its SMS under way still need.</summary>
    /// <param name="seen">The directory's version when the old ones were read.</param>
    /// <returns>False: somebody has changed them since, or the tenant is gone.</returns>
    public Task<bool> ReplaceAsync(Tenant tenant, IReadOnlyList<RouteAccount> accounts, IReadOnlyList<Route> routes, RouteRules rules, long seen)
    {
        var sealedAccounts = accounts.Select(account => (account, Row: account.Account is null ? null : RouteAccountRow.Seal(tenant, account, secrets, Now))).ToList();
        return database.WriteAsync(session =>
        {
            if (!DirectoryVersion.OfRoutes.Is(session, seen) || !session.Scalar<bool>($"SELECT @Id {Living}", new { tenant.Id }))
            {
                return false;
            }

            var now = Now;
            foreach (var (account, row) in sealedAccounts)
            {
                if (row is not null)
                {
                    Put(session, row, account);
                }
            }

            Drop(session, tenant.Id, [.. accounts.Select(account => account.Name)], now);
            ReleaseChanged(session, tenant.Id, routes);
            session.Execute("DELETE FROM route WHERE tenant_id = @Id", new { tenant.Id });
            foreach (var (route, index) in routes.Select((route, index) => (route, index)))
            {
                session.Execute("""
                    INSERT INTO route (tenant_id, position, name, account, sender, countries, prefixes, events, classes, share, max_price, max_price_currency)
                    VALUES (@TenantId, @Position, @Name, @Account, @Sender, @Countries, @Prefixes, @Events, @Classes, @Share, @MaxPrice, @MaxPriceCurrency)
                    """, RouteRow.Of(tenant.Id, index + 1, route));
            }

            session.Execute("""
                DELETE FROM route_weak WHERE tenant_id = @Id AND NOT EXISTS (SELECT 1 FROM route WHERE route.tenant_id = route_weak.tenant_id AND route.name = route_weak.route)
                """, new { tenant.Id });
            session.Execute("""
                INSERT INTO route_rule (tenant_id, after_non_delivery, repeat_in_doubt, leave_below, leave_least) VALUES (@Id, @after, @repeat, @LeaveBelow, @LeaveLeast)
                ON CONFLICT (tenant_id) DO UPDATE SET after_non_delivery = @after, repeat_in_doubt = @repeat, leave_below = @LeaveBelow, leave_least = @LeaveLeast
                """, new { tenant.Id, after = rules.AfterNonDelivery ? 1 : 0, repeat = rules.RepeatInDoubt ? 1 : 0, rules.LeaveBelow, rules.LeaveLeast });
            ForgetHolds(session, tenant.Id, [.. routes.Select(route => RoutePlan.RouteSubject(route.Name)), .. accounts.Select(account => RoutePlan.AccountSubject(account.Name)), RoutePlan.AccountSubject(Route.Registered)]);
            DirectoryVersion.OfRoutes.Raise(session);
            return true;
        });
    }

    /// <summary>Leaves an account or a route out. A hold that is over (<see cref="RoutePlan.IsOver"/>) is none, and one by a rule holds less: the new one takes its place.</summary>
    /// <param name="unchangedSince">Only while the account is as it was then: a change may have mended it. Null: whatever it is.</param>
    /// <returns>False when it was left out already, or has changed.</returns>
    public Task<bool> HoldAsync(long tenantId, string subject, string reason, string? detail, (string Account, DateTimeOffset At)? unchangedSince) =>
        database.WriteAsync(session =>
        {
            var held = session.Execute($"""
                INSERT INTO route_hold (tenant_id, subject, reason, detail, held_at)
                SELECT id, @subject, @reason, @detail, @Now FROM tenant WHERE id = @tenantId AND deleted_at IS NULL
                    AND (@account IS NULL OR EXISTS (SELECT 1 FROM route_account WHERE route_account.tenant_id = tenant.id AND name = @account AND route_account.updated_at = @at)
                        OR (@account = '{Route.Registered}' AND COALESCE(verified_at, 0) = @at))
                ON CONFLICT (tenant_id, subject) DO UPDATE SET reason = excluded.reason, detail = excluded.detail, held_at = excluded.held_at
                    WHERE (@account = '{Route.Registered}' AND route_hold.held_at < @at AND route_hold.reason <> '{Reasons.RouteOff}')
                        OR (route_hold.reason = '{Reasons.DeliversBadly}' AND excluded.reason <> '{Reasons.DeliversBadly}')
                """, new { tenantId, subject, reason, detail, Now, account = unchangedSince?.Account, at = unchangedSince?.At.ToUnixTimeMilliseconds() }) == 1;
            if (held)
            {
                DirectoryVersion.OfRoutes.Raise(session);
            }

            return held;
        });

    /// <summary>Leaves a route out because a person says so, whatever it was left out for.</summary>
    /// <param name="seen">As in <see cref="ReplaceAsync"/>.</param>
    /// <returns>False: somebody has changed something since, or the tenant is gone.</returns>
    public Task<bool> SwitchOffAsync(long tenantId, string subject, long seen) =>
        database.WriteAsync(session =>
        {
            if (!DirectoryVersion.OfRoutes.Is(session, seen) || session.Execute("""
                INSERT INTO route_hold (tenant_id, subject, reason, detail, held_at)
                SELECT id, @subject, @RouteOff, NULL, @Now FROM tenant WHERE id = @tenantId AND deleted_at IS NULL
                ON CONFLICT (tenant_id, subject) DO UPDATE SET reason = excluded.reason, detail = NULL, held_at = excluded.held_at
                """, new { tenantId, subject, Reasons.RouteOff, Now }) == 0)
            {
                return false;
            }

            DirectoryVersion.OfRoutes.Raise(session);
            return true;
        });

    /// <summary>Takes an account or a route up again.</summary>
    /// <returns>False when it was not left out.</returns>
    public Task<bool> ReleaseAsync(long tenantId, string subject) =>
        database.WriteAsync(session =>
        {
            var released = session.Execute("DELETE FROM route_hold WHERE tenant_id = @tenantId AND subject = @subject", new { tenantId, subject }) == 1;
            if (released)
            {
                session.Execute(
                    "INSERT INTO route_release (tenant_id, subject, released_at) VALUES (@tenantId, @subject, @Now) ON CONFLICT (tenant_id, subject) DO UPDATE SET released_at = excluded.released_at",
                    new { tenantId, subject, Now });
                DirectoryVersion.OfRoutes.Raise(session);
            }

            return released;
        });

    /// <inheritdoc/>
    public void End(WriteSession session, long tenantId, long now)
    {
        Drop(session, tenantId, [], now);
        session.Execute("DELETE FROM route WHERE tenant_id = @tenantId", new { tenantId });
        session.Execute("DELETE FROM route_rule WHERE tenant_id = @tenantId", new { tenantId });
        session.Execute("DELETE FROM route_hold WHERE tenant_id = @tenantId", new { tenantId });
        session.Execute("DELETE FROM route_release WHERE tenant_id = @tenantId", new { tenantId });
        session.Execute("DELETE FROM route_weak WHERE tenant_id = @tenantId", new { tenantId });
        DirectoryVersion.OfRoutes.Raise(session);
    }

    private static void Put(WriteSession session, RouteAccountRow row, RouteAccount account)
    {
        var known = session.QueryFirst<StoredAccount>(
            "SELECT provider AS Provider, account_id AS AccountId, provider_token AS ProviderToken, shared_key AS SharedKey, updated_at AS UpdatedAt FROM route_account WHERE tenant_id = @TenantId AND name = @Name",
            row);
        if (known is not null && known.UpdatedAt == account.UpdatedAt.ToUnixTimeMilliseconds())
        {
            session.Execute("UPDATE route_account SET sender = @Sender WHERE tenant_id = @TenantId AND name = @Name", row); // its secrets are as they were
            return;
        }

        if (known is not null)
        {
            FormerAccounts.Keep(session, row.TenantId, known.Provider, known.AccountId, known.ProviderToken, known.SharedKey, row.UpdatedAt);
        }

        session.Execute("""
            INSERT INTO route_account (tenant_id, name, provider, account_id, provider_token, shared_key, sender, updated_at)
            VALUES (@TenantId, @Name, @Provider, @AccountId, @ProviderToken, @SharedKey, @Sender, @UpdatedAt)
            ON CONFLICT (tenant_id, name) DO UPDATE SET provider = @Provider, account_id = @AccountId, provider_token = @ProviderToken, shared_key = @SharedKey,
                sender = @Sender, updated_at = @UpdatedAt
            """, row);
        session.Execute("DELETE FROM route_hold WHERE tenant_id = @TenantId AND subject = @Subject", new { row.TenantId, Subject = RoutePlan.AccountSubject(row.Name) });
        foreach (var name in session.Query<string>("SELECT name FROM route WHERE tenant_id = @TenantId AND account = @Name", new { row.TenantId, row.Name }))
        {
            ReleaseRefused(session, row.TenantId, name); // at the account as it is now its sender may be accepted
        }

        DirectoryVersion.OfTenants.Raise(session); // former accounts are the tenants' directory's
    }

    /// <summary>Routes that are to lead elsewhere, or to send from another sender: what their provider refused is theirs no more.</summary>
    private static void ReleaseChanged(WriteSession session, long tenantId, IReadOnlyList<Route> routes)
    {
        var before = session.Query<(string Name, string Account, string Sender)>("SELECT name, account, COALESCE(sender, '') FROM route WHERE tenant_id = @tenantId", new { tenantId });
        foreach (var route in routes.Where(route => !before.Contains((route.Name, route.Account, route.Sender ?? ""))))
        {
            ReleaseRefused(session, tenantId, route.Name);
        }
    }

    /// <summary>Not what a person or a rule has left out.</summary>
    private static void ReleaseRefused(WriteSession session, long tenantId, string route) => session.Execute(
        "DELETE FROM route_hold WHERE tenant_id = @tenantId AND subject = @Subject AND reason NOT IN (@RouteOff, @DeliversBadly)",
        new { tenantId, Subject = RoutePlan.RouteSubject(route), Reasons.RouteOff, Reasons.DeliversBadly });

    /// <summary>Accounts that are not to stay.</summary>
    private static void Drop(WriteSession session, long tenantId, IReadOnlyList<string> kept, long now)
    {
        var all = session.Query<StoredAccount>(
            "SELECT name AS Name, provider AS Provider, account_id AS AccountId, provider_token AS ProviderToken, shared_key AS SharedKey FROM route_account WHERE tenant_id = @tenantId",
            new { tenantId });
        foreach (var gone in all.Where(account => !kept.Contains(account.Name, StringComparer.Ordinal)))
        {
            FormerAccounts.Keep(session, tenantId, gone.Provider, gone.AccountId, gone.ProviderToken, gone.SharedKey, now);
            session.Execute("DELETE FROM route_account WHERE tenant_id = @tenantId AND name = @Name", new { tenantId, gone.Name });
            DirectoryVersion.OfTenants.Raise(session);
        }
    }

    private static void ForgetHolds(WriteSession session, long tenantId, IReadOnlyList<string> kept)
    {
        foreach (var table in new[] { "route_hold", "route_release" })
        {
            foreach (var subject in session.Query<string>($"SELECT subject FROM {table} WHERE tenant_id = @tenantId", new { tenantId }).Except(kept, StringComparer.Ordinal))
            {
                session.Execute($"DELETE FROM {table} WHERE tenant_id = @tenantId AND subject = @subject", new { tenantId, subject });
            }
        }
    }

    private sealed record StoredAccount
    {
        public string Name { get; init; } = "";

        public string Provider { get; init; } = "";

        public string AccountId { get; init; } = "";

        public string ProviderToken { get; init; } = "";

        public string? SharedKey { get; init; }

        public long UpdatedAt { get; init; }
    }
}
