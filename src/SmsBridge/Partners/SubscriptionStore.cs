using Dapper;
using Microsoft.Extensions.Options;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Partners;

/// <summary>The owner of <c>subscription</c>, but for what deliveries find out about it (failing, gone).</summary>
internal sealed class SubscriptionStore(
    Database database, SecretBox secrets, AuditLog audit, IOptions<PartnerOptions> options, TimeProvider time) : IFollowsClock
{
    /// <summary>Needs <c>@Now</c>, and <see cref="OlderSecrets.ForgetEnded"/> after it. The secrets go: nobody signs for it any more.</summary>
    public const string End = "deleted_at = @Now, updated_at = @Now, secret = '', signing_key = NULL, verifying_key = NULL";

    /// <summary>Of the audit.</summary>
    public static string Subject(string code, string reference) => $"{PartnerStore.Subject(code)}, subscription {reference}";

    private const string Live = "partner_id = @partnerId AND reference = @Reference AND deleted_at IS NULL";

    /// <summary>A subscription hears of what comes after it was made; made by a clock that ran ahead, it would miss what comes until then.</summary>
    public void SetBack(WriteSession session, long latest, long by) =>
        session.Execute("UPDATE subscription SET logged_at = logged_at - @by WHERE logged_at > @latest", new { latest, by });

    public Task<Subscription?> FindAsync(long partnerId, string reference, CancellationToken cancellationToken) =>
        FirstAsync("partner_id = @partnerId AND reference = @reference", new { partnerId, reference }, cancellationToken);

    /// <summary>In the order they were subscribed.</summary>
    public Task<IReadOnlyList<Subscription>> ListAsync(long partnerId, CancellationToken cancellationToken) =>
        ReadAsync("partner_id = @partnerId ORDER BY id", new { partnerId }, cancellationToken);

    /// <summary>The newest one to a method (mfs-webhooks.md 2).</summary>
    public Task<Subscription?> NewestAsync(long partnerId, string method, CancellationToken cancellationToken) =>
        FirstAsync("partner_id = @partnerId AND LOWER(method) = LOWER(@method) ORDER BY id DESC LIMIT 1", new { partnerId, method }, cancellationToken);

    /// <summary>One transaction decides, so the same request sent twice at once makes one subscription.</summary>
    /// <param name="entry">For the audit, when it is added; null: the partner does it itself.</param>
    public Task<SubscribeResult> SubscribeAsync(long partnerId, SubscriptionWish wish, AuditEntry? entry = null)
    {
        var fresh = Fresh(partnerId, wish.Reference, wish.Signatures ?? WebhookSignatures.Hmac);
        var row = new
        {
            partnerId, wish.Reference, wish.CallbackUrl, wish.Method, SmsStatus = wish.SmsStatus ?? true, fresh.Signatures, fresh.Secret, fresh.SigningKey,
            fresh.VerifyingKey, Now = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        return database.WriteAsync<SubscribeResult>(session =>
        {
            if (session.QueryFirst<SubscriptionRow>($"SELECT {SubscriptionRow.Columns} FROM subscription WHERE {Live}", row) is { } present)
            {
                return IsAsWished(present, wish) ? new SubscribeResult.Same(present.Open(secrets)) : new SubscribeResult.Taken();
            }

            if (session.Scalar<long>("SELECT COUNT(*) FROM subscription WHERE partner_id = @partnerId AND deleted_at IS NULL", row) >= options.Value.MaxSubscriptions)
            {
                return new SubscribeResult.TooMany();
            }

            var added = session.Execute("""
                INSERT INTO subscription (partner_id, reference, callback_url, method, sms_status, signatures, secret, signing_key, verifying_key, logged_at, updated_at)
                SELECT id, @Reference, @CallbackUrl, @Method, @SmsStatus, @Signatures, @Secret, @SigningKey, @VerifyingKey, @Now, @Now
                FROM partner WHERE id = @partnerId AND deleted_at IS NULL
                """, row) == 1;
            Note(session, added ? entry : null);
            return added ? new SubscribeResult.Added(fresh.Shown) : new SubscribeResult.Gone();
        });
    }

    /// <summary>
    /// Another URL is a fresh start: one that failed there or was gone is tried again. What an operator disabled stays so, and the same URL again
    /// changes nothing about its failing. What it is to be signed with and was not is made anew; what it is not any more ends at once.
    /// </summary>
    /// <param name="entry">For the audit, when it is changed; null: the partner does it itself.</param>
    /// <returns>Null when there is none of this reference.</returns>
    public Task<SubscriptionUpdated?> UpdateAsync(long partnerId, SubscriptionWish wish, AuditEntry? entry = null)
    {
        var fresh = Fresh(partnerId, wish.Reference, wish.Signatures ?? WebhookSignatures.Hmac);
        var row = new
        {
            partnerId, wish.Reference, wish.CallbackUrl, wish.Method, wish.SmsStatus, Signatures = (int?)wish.Signatures, fresh.Secret, fresh.SigningKey,
            fresh.VerifyingKey, Now = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        return database.WriteAsync(session =>
        {
            var made = session.QueryFirst<Made>($"""
            UPDATE subscription SET
                failing_since = CASE WHEN callback_url = @CallbackUrl THEN failing_since END,
                disabled_at = CASE WHEN callback_url = @CallbackUrl OR disabled_reason = '{DisabledReasons.ByOperator}' THEN disabled_at END,
                disabled_reason = CASE WHEN callback_url = @CallbackUrl OR disabled_reason = '{DisabledReasons.ByOperator}' THEN disabled_reason END,
                callback_url = @CallbackUrl, method = @Method, sms_status = COALESCE(@SmsStatus, sms_status), updated_at = @Now,
                signatures = COALESCE(@Signatures, signatures),
                secret = CASE WHEN (COALESCE(@Signatures, signatures) & 1) = 0 THEN '' WHEN secret = '' THEN @Secret ELSE secret END,
                signing_key = CASE WHEN (COALESCE(@Signatures, signatures) & 2) <> 0 THEN COALESCE(signing_key, @SigningKey) END,
                verifying_key = CASE WHEN (COALESCE(@Signatures, signatures) & 2) <> 0 THEN COALESCE(verifying_key, @VerifyingKey) END
            WHERE {Live}
            RETURNING id AS Id, signatures AS Signatures, secret AS Secret, verifying_key AS VerifyingKey, disabled_at AS DisabledAt, disabled_reason AS DisabledReason
            """, row);
            Note(session, made is null ? null : entry);
            return made is null ? null : new SubscriptionUpdated(MadeOf(session, made, fresh), Standstill.Of(StoredTime.At(made.DisabledAt), made.DisabledReason));
        });
    }

    private void Note(WriteSession session, AuditEntry? entry)
    {
        if (entry is not null)
        {
            audit.Record(session, entry);
        }
    }

    private static NewSigning MadeOf(WriteSession session, Made made, FreshSigning fresh)
    {
        session.Execute("""
            UPDATE older_secret SET secret = CASE WHEN (@Signatures & 1) <> 0 THEN secret END, signing_key = CASE WHEN (@Signatures & 2) <> 0 THEN signing_key END,
                verifying_key = CASE WHEN (@Signatures & 2) <> 0 THEN verifying_key END
            WHERE subscription_id = @Id
            """, made);
        return new NewSigning(
            fresh.Secret.Length > 0 && made.Secret == fresh.Secret ? fresh.Shown.Secret : null,
            fresh.VerifyingKey is not null && made.VerifyingKey == fresh.VerifyingKey ? fresh.VerifyingKey : null);
    }

    /// <returns>False when there is none of this reference.</returns>
    public Task<bool> UnsubscribeAsync(long partnerId, string reference) =>
        database.WriteAsync(session =>
        {
            var row = new { partnerId, Reference = reference, Now = time.GetUtcNow().ToUnixTimeMilliseconds() };
            var ended = session.Execute($"UPDATE subscription SET {End} WHERE {Live}", row) == 1;
            OlderSecrets.ForgetEnded(session);
            return ended;
        });

    /// <summary>A new one of all it is signed with; what was before signs too until <paramref name="previousUntil"/>, older ones until their own time.</summary>
    /// <param name="previousUntil">Null: all that were before end now.</param>
    /// <returns>With what was made when it is done.</returns>
    public Task<(RotationOutcome Outcome, NewSigning? Made)> RotateSecretAsync(Partner partner, string reference, DateTimeOffset? previousUntil, Actor by) =>
        database.WriteAsync<(RotationOutcome, NewSigning?)>(session =>
        {
            var now = time.GetUtcNow();
            if (session.QueryFirst<SubscriptionRow>(
                $"SELECT {SubscriptionRow.Columns} FROM subscription WHERE {Live}", new { partnerId = partner.Id, Reference = reference }) is not { } present)
            {
                return (RotationOutcome.Gone, null);
            }

            if (!OlderSecrets.TryMakeRoom(session, new OlderSecretOwner(partner.Id, present.Id), previousUntil, now))
            {
                return (RotationOutcome.Full, null);
            }

            var fresh = Fresh(partner.Id, reference, present.Signatures);
            var row = new
            {
                present.Id, fresh.Secret, fresh.SigningKey, fresh.VerifyingKey, Now = now.ToUnixTimeMilliseconds(), Until = previousUntil?.ToUnixTimeMilliseconds(),
            };
            session.Execute("""
                INSERT INTO older_secret (partner_id, subscription_id, secret, signing_key, verifying_key, valid_until)
                SELECT partner_id, id, NULLIF(secret, ''), signing_key, verifying_key, @Until FROM subscription WHERE id = @Id AND @Until > @Now
                """, row);
            session.Execute("UPDATE subscription SET updated_at = @Now, secret = @Secret, signing_key = @SigningKey, verifying_key = @VerifyingKey WHERE id = @Id", row);
            audit.Record(session, by.Did(
                AuditActions.PartnerRotate, Subject(partner.Code, reference), after: previousUntil is null ? PartnerStore.OlderEnded : null));
            return (RotationOutcome.Done, fresh.Shown);
        });

    /// <summary>New ones of what is asked for, sealed for the subscription.</summary>
    private FreshSigning Fresh(long partnerId, string reference, WebhookSignatures signatures)
    {
        var purpose = SubscriptionRow.Purpose(partnerId, reference);
        var secret = signatures.HasFlag(WebhookSignatures.Hmac) ? PartnerSecrets.NewSigningSecret() : null;
        var key = signatures.HasFlag(WebhookSignatures.Ed25519) ? SigningKey.Create() : null;
        return new FreshSigning(
            (int)signatures, secret is null ? "" : secrets.Seal(secret, purpose), key is null ? null : secrets.Seal(key.Private, purpose), key?.Public,
            new NewSigning(secret, key?.Public));
    }

    private static bool IsAsWished(SubscriptionRow present, SubscriptionWish wish) =>
        present.CallbackUrl == wish.CallbackUrl
        && present.Method.Equals(wish.Method, StringComparison.OrdinalIgnoreCase)
        && (wish.SmsStatus is null || wish.SmsStatus == present.SmsStatus)
        && (wish.Signatures is null || wish.Signatures == present.Signatures);

    private async Task<Subscription?> FirstAsync(string where, object parameters, CancellationToken cancellationToken) =>
        await ReadAsync(where, parameters, cancellationToken) is [var first, ..] ? first : null;

    private async Task<IReadOnlyList<Subscription>> ReadAsync(string where, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var rows = await connection.QueryAsync<SubscriptionRow>(new CommandDefinition(
            $"SELECT {SubscriptionRow.Columns} FROM subscription WHERE deleted_at IS NULL AND {where}", parameters, cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.Open(secrets))];
    }

    private sealed record FreshSigning(int Signatures, string Secret, string? SigningKey, string? VerifyingKey, NewSigning Shown);

    private sealed record Made
    {
        public long Id { get; init; }

        public int Signatures { get; init; }

        public string Secret { get; init; } = "";

        public string? VerifyingKey { get; init; }

        public long? DisabledAt { get; init; }

        public string? DisabledReason { get; init; }
    }
}
