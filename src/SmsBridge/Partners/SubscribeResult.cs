using System.Globalization;

namespace SmsBridge.Partners;

/// <summary>What a partner asks for.</summary>
/// <param name="SmsStatus">Null: as it is; on for a new one.</param>
/// <param name="Signatures">Null: as it is; HMAC for a new one.</param>
internal sealed record SubscriptionWish(string Reference, string CallbackUrl, string Method, bool? SmsStatus = null, WebhookSignatures? Signatures = null);

/// <summary>What notifications are signed with from now on; each null when it is as before, or not used.</summary>
/// <param name="Secret"><c>whsec_…</c>; shown this once.</param>
/// <param name="PublicKey"><c>whpk_…</c>.</param>
internal sealed record NewSigning(string? Secret, string? PublicKey)
{
    public override string ToString() => nameof(NewSigning);
}

/// <summary>A subscription was changed.</summary>
/// <param name="Standstill">Null: it is told.</param>
internal sealed record SubscriptionUpdated(NewSigning Signing, Standstill? Standstill);

/// <summary>Why a subscription is told nothing, for the partner who relies on it.</summary>
/// <param name="Reason">One of <see cref="DisabledReasons"/>.</param>
internal sealed record Standstill(DateTimeOffset Since, string? Reason)
{
    public static Standstill? Of(Subscription subscription) => Of(subscription.DisabledAt, subscription.DisabledReason);

    public static Standstill? Of(DateTimeOffset? since, string? reason) => since is { } at ? new Standstill(at, reason) : null;

    /// <summary>As a member of an answer.</summary>
    public string SinceText => Since.UtcDateTime.ToString(SubscriptionData.DateFormat, CultureInfo.InvariantCulture);

    public string Words => $"it has been told nothing since {SinceText} UTC, " + Reason switch
    {
        DisabledReasons.Failing => "because its callbackUrl failed for days. Update it with another callbackUrl, or ask the bridge's operator to enable it.",
        _ => "because the bridge's operator disabled it. Ask the operator to enable it.",
    };
}

/// <summary>What became of a subscription that was asked for.</summary>
internal abstract record SubscribeResult
{
    private SubscribeResult()
    {
    }

    public sealed record Added(NewSigning Signing) : SubscribeResult
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
