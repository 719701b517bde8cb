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
