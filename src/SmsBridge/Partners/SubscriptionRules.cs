namespace SmsBridge.Partners;

/// <summary>What somebody brought for a subscription, judged.</summary>
internal abstract record SubscriptionReading
{
    private SubscriptionReading()
    {
    }

    public sealed record Fit(SubscriptionWish Wish) : SubscriptionReading;

    /// <param name="Field">What to mend, as partners' programs call it.</param>
    /// <param name="IsMalformed">It is none at all; else it can be read, and may not be.</param>
    public sealed record Unfit(string Field, string Problem, bool IsMalformed = false) : SubscriptionReading;
}

/// <summary>What a subscription may be, whoever asks for it: the partner itself, or an operator for it.</summary>
internal sealed class SubscriptionRules(CallbackUrlPolicy callbacks)
{
    public SubscriptionReading Judge(SubscriptionRequest request)
    {
        if (request.Reference is null || request.CallbackUrl is null || request.Method is null)
        {
            var missing = request.Reference is null ? "reference" : request.CallbackUrl is null ? "callbackUrl" : "webhookMethodName";
            return new SubscriptionReading.Unfit(missing, $"{missing} is missing.", IsMalformed: true);
        }

        if (!PartnerNames.IsValid(request.Reference))
        {
            return new SubscriptionReading.Unfit(
                "reference", $"reference must be 1 to {PartnerNames.MaxLength} letters, digits, dots, underscores and hyphens.", IsMalformed: true);
        }

        return callbacks.Check(request.CallbackUrl) switch
        {
            CallbackUrlReading.Malformed malformed => new SubscriptionReading.Unfit("callbackUrl", malformed.Detail, IsMalformed: true),
            CallbackUrlReading.Refused refused => new SubscriptionReading.Unfit("callbackUrl", refused.Detail),
            _ when !WebhookMethods.IsKnown(request.Method) => new SubscriptionReading.Unfit(
                "webhookMethodName", $"There is no such webhookMethodName; there is only {WebhookMethods.TransactionStatus}."),
            _ => new SubscriptionReading.Fit(new SubscriptionWish(request.Reference, request.CallbackUrl, request.Method, request.SmsStatus, request.Signatures)),
        };
    }
}
