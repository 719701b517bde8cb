using Dapper;
using Microsoft.Extensions.Options;
using SmsBridge.Operators;
using SmsBridge.Storage;

namespace SmsBridge.Partners;

/// <summary>What a partner asks for.</summary>
/// <param name="SmsStatus">Null: as it is; on for a new one.</param>
internal sealed record SubscriptionWish(string Reference, string CallbackUrl, string Method, bool? SmsStatus = null);

/// <summary>What became of a subscription that was asked for.</summary>
internal abstract record SubscribeResult
{
    private SubscribeResult()
    {
    }

    /// <param name="Secret">What its notifications are signed with; shown this once.</param>
    public sealed record Added(string Secret) : SubscribeResult
    {
        public override string ToString() => nameof(Added);
    }

    /// <summary>It was there, just so.</summary>
    public sealed record Same(Subscription Subscription) : SubscribeResult;

    /// <summary>The reference stands for something else.</summary>
    public sealed record Taken : SubscribeResult;

    public sealed record TooMany : SubscribeResult;

    /// <summary>The partner has just been removed.</summary>
    public sealed record Gone : SubscribeResult;
}

/// <summary>The owner of <c>subscription</c>, but for what deliveries find out about it (failing, gone).</summary>
internal sealed class SubscriptionStore(
    Database database, SecretBox secrets, AuditLog audit, IOptions<PartnerOptions> options, TimeProvider time) : IFollowsClock
{
    /// <summary>Needs <c>@Now</c>. The secrets go: nobody signs for it any more.</summary>
    public const string End = "deleted_at = @Now, updated_at = @Now, secret = '', previous_secret = NULL, previous_secret_until = NULL, signing_key = NULL";

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
    public Task<SubscribeResult> SubscribeAsync(long partnerId, SubscriptionWish wish)
    {
        var secret = PartnerSecrets.NewSigningSecret();
        var row = new
        {
            partnerId, wish.Reference, wish.CallbackUrl, wish.Method, SmsStatus = wish.SmsStatus ?? true,
            Secret = secrets.Seal(secret, SubscriptionRow.Purpose(partnerId, wish.Reference)), Now = time.GetUtcNow().ToUnixTimeMilliseconds(),
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

            return session.Execute("""
                INSERT INTO subscription (partner_id, reference, callback_url, method, sms_status, secret, logged_at, updated_at)
                SELECT id, @Reference, @CallbackUrl, @Method, @SmsStatus, @Secret, @Now, @Now FROM partner WHERE id = @partnerId AND deleted_at IS NULL
                """, row) == 1
                ? new SubscribeResult.Added(secret)
                : new SubscribeResult.Gone();
        });
    }

    /// <summary>
    /// Another URL is a fresh start: one that failed there or was gone is tried again. What an operator disabled stays so, and the same URL again
    /// changes nothing about its failing.
    /// </summary>
    /// <returns>False when there is none of this reference.</returns>
    public Task<bool> UpdateAsync(long partnerId, SubscriptionWish wish) =>
        database.WriteAsync(session => session.Execute($"""
            UPDATE subscription SET
                failing_since = CASE WHEN callback_url = @CallbackUrl THEN failing_since END,
                disabled_at = CASE WHEN callback_url = @CallbackUrl OR disabled_reason = '{DisabledReasons.ByOperator}' THEN disabled_at END,
                disabled_reason = CASE WHEN callback_url = @CallbackUrl OR disabled_reason = '{DisabledReasons.ByOperator}' THEN disabled_reason END,
                callback_url = @CallbackUrl, method = @Method, sms_status = COALESCE(@SmsStatus, sms_status), updated_at = @Now
            WHERE {Live}
            """, new { partnerId, wish.Reference, wish.CallbackUrl, wish.Method, wish.SmsStatus, Now = time.GetUtcNow().ToUnixTimeMilliseconds() }) == 1);

    /// <returns>False when there is none of this reference.</returns>
    public Task<bool> UnsubscribeAsync(long partnerId, string reference) =>
        database.WriteAsync(session => session.Execute(
            $"UPDATE subscription SET {End} WHERE {Live}",
            new { partnerId, Reference = reference, Now = time.GetUtcNow().ToUnixTimeMilliseconds() }) == 1);

    /// <summary>A new secret; the one before signs too until <paramref name="previousUntil"/>, older ones no more.</summary>
    /// <returns>The secret, shown this once; null when there is none of this reference.</returns>
    public Task<string?> RotateSecretAsync(Partner partner, string reference, DateTimeOffset previousUntil, Actor by)
    {
        var secret = PartnerSecrets.NewSigningSecret();
        var row = new
        {
            partnerId = partner.Id, Reference = reference, Secret = secrets.Seal(secret, SubscriptionRow.Purpose(partner.Id, reference)),
            Now = time.GetUtcNow().ToUnixTimeMilliseconds(), Until = previousUntil.ToUnixTimeMilliseconds(),
        };
        return database.WriteAsync(session =>
        {
            if (session.Execute($"""
                UPDATE subscription SET previous_secret = CASE WHEN @Until > @Now THEN secret END,
                    previous_secret_until = CASE WHEN @Until > @Now THEN @Until END, secret = @Secret, updated_at = @Now
                WHERE {Live}
                """, row) == 0)
            {
                return null;
            }

            audit.Record(session, by.Did(AuditActions.PartnerRotate, $"{PartnerStore.Subject(partner.Code)}, subscription {reference}"));
            return secret;
        });
    }

    private static bool IsAsWished(SubscriptionRow present, SubscriptionWish wish) =>
        present.CallbackUrl == wish.CallbackUrl
        && present.Method.Equals(wish.Method, StringComparison.OrdinalIgnoreCase)
        && (wish.SmsStatus is null || wish.SmsStatus == present.SmsStatus);

    private async Task<Subscription?> FirstAsync(string where, object parameters, CancellationToken cancellationToken) =>
        await ReadAsync(where, parameters, cancellationToken) is [var first, ..] ? first : null;

    private async Task<IReadOnlyList<Subscription>> ReadAsync(string where, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = database.OpenRead();
        var rows = await connection.QueryAsync<SubscriptionRow>(new CommandDefinition(
            $"SELECT {SubscriptionRow.Columns} FROM subscription WHERE deleted_at IS NULL AND {where}", parameters, cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.Open(secrets))];
    }
}
