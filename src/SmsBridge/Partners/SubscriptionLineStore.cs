using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Partners;

/// <summary>A subscription without its secrets.</summary>
internal sealed record SubscriptionLine
{
    public const string Columns = """
        id AS Id, reference AS Reference, callback_url AS CallbackUrl, method AS Method, sms_status AS SmsStatus, logged_at AS LoggedAt, updated_at AS UpdatedAt,
        failing_since AS FailingSince, disabled_at AS DisabledAt, disabled_reason AS DisabledReason, deleted_at AS DeletedAt,
        (SELECT MAX(valid_until) FROM older_secret WHERE subscription_id = subscription.id) AS PreviousSecretUntil,
        signatures AS Signatures, verifying_key AS VerifyingKey,
        (SELECT string_agg(verifying_key, ' ' ORDER BY id DESC) FROM older_secret WHERE subscription_id = subscription.id AND valid_until > @now) AS PreviousVerifyingKeys
        """;

    public long Id { get; init; }

    public string Reference { get; init; } = "";

    public string CallbackUrl { get; init; } = "";

    public string Method { get; init; } = "";

    public bool SmsStatus { get; init; }

    public long LoggedAt { get; init; }

    public long UpdatedAt { get; init; }

    public long? FailingSince { get; init; }

    public long? DisabledAt { get; init; }

    public string? DisabledReason { get; init; }

    public long? DeletedAt { get; init; }

    public long? PreviousSecretUntil { get; init; }

    public WebhookSignatures Signatures { get; init; }

    public string? VerifyingKey { get; init; }

    public string? PreviousVerifyingKeys { get; init; }

    public string State => DeletedAt is not null ? "ended" : DisabledAt is not null ? "disabled" : FailingSince is not null ? "failing" : "active";
}

/// <summary>Subscriptions as people look at them, also those that have ended.</summary>
internal sealed class SubscriptionLineStore(Database database, TimeProvider time)
{
    /// <summary>Those there are, in the order they were subscribed, then some that have ended, latest first.</summary>
    public async Task<IReadOnlyList<SubscriptionLine>> ListAsync(long partnerId, int ended, CancellationToken cancellationToken)
    {
        var row = new { partnerId, ended, now = time.GetUtcNow().ToUnixTimeMilliseconds() };
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return [.. await LinesAsync("deleted_at IS NULL ORDER BY id"), .. ended > 0 ? await LinesAsync("deleted_at IS NOT NULL ORDER BY id DESC LIMIT @ended") : []];

        Task<IEnumerable<SubscriptionLine>> LinesAsync(string which) => connection.QueryAsync<SubscriptionLine>(new CommandDefinition(
            $"SELECT {SubscriptionLine.Columns} FROM subscription WHERE partner_id = @partnerId AND {which}", row, cancellationToken: cancellationToken));
    }

    public async Task<bool> IsOfAsync(long partnerId, long subscriptionId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT 1 FROM subscription WHERE id = @subscriptionId AND partner_id = @partnerId)", new { subscriptionId, partnerId },
            cancellationToken: cancellationToken));
    }
}
