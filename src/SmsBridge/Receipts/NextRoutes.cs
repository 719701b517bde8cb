using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Routes;
using SmsBridge.TenantTexts;
using Route = SmsBridge.Routes.Route; // not the web's

namespace SmsBridge.Receipts;

/// <summary>By which route an SMS may go on that was certainly not delivered, where its tenant wants that.</summary>
internal sealed class NextRoutes(RouteDirectory routes, RouteHistories histories, TextDirectory texts)
{
    /// <summary>The report, with the route that follows from it, or with that it is too early to say; as it was where none does.</summary>
    public async Task<Receipt> AddToAsync(Receipt receipt, CancellationToken cancellationToken)
    {
        if (receipt.Status is not (MessageStatus.Undelivered or MessageStatus.Failed) || receipt.Class == FailureClass.OptedOut || !routes.AnyAfterNonDelivery
            || await histories.FindAsync(receipt.MessageId, cancellationToken) is not { } message
            || routes.RoutesOf(message.TenantId) is not { Rules.AfterNonDelivery: true } plan)
        {
            return receipt;
        }

        var history = await histories.OfAsync(receipt.MessageId, message.QueuedAt, cancellationToken);
        return receipt with
        {
            NextRoute = NextOf(plan, receipt.MessageId, message, history)?.Name,
            AwaitsAnswer = history.Attempts.Count > 0 && history.Attempts[^1].Outcome is null,
        };
    }

    /// <summary>
    /// Of a message whose report of non-delivery was faster than the answer to its call, once both are there: the report again, with the route that follows, if one does.
    /// Null: it is no such message, or that was settled before.
    /// </summary>
    public async Task<Receipt?> OfOvertakenAsync(long tenantId, long messageId, CancellationToken cancellationToken)
    {
        if (routes.RoutesOf(tenantId) is not { Rules.AfterNonDelivery: true } plan
            || await histories.OvertakenAsync(messageId, cancellationToken) is not { } overtaken
            || (SmsParts.Parse(overtaken.Parts) is { } parts && !parts.AreAllLost)
            || await histories.FindAsync(messageId, cancellationToken) is not { } message)
        {
            return null;
        }

        var history = await histories.OfAsync(messageId, message.QueuedAt, cancellationToken);
        return new Receipt(messageId, overtaken.ProviderId, overtaken.Status, overtaken.ProviderStatus, overtaken.ErrorCode, Reasons.DeliveryFailed, Detail: null, Supersedes: static _ => true)
        {
            NextRoute = NextOf(plan, messageId, message, history)?.Name,
        };
    }

    /// <summary>What was ever in doubt may have been sent twice already; and the last attempt is the one the report is about.</summary>
    private Route? NextOf(RoutePlan plan, long messageId, ReroutedMessage message, RouteHistory history)
    {
        var type = texts.TypeOf(message.TypeId);
        return history.InDoubt is not null ? null : routes.For(plan, messageId, Msisdn.FromE164(message.Recipient), type, texts.ToldKindOf(plan.TenantId, type)?.Class)
            .FirstOrDefault(route => !history.Attempts.Any(attempt => attempt.Route == route.Name && attempt.Outcome == AttemptOutcome.Accepted)
                && !history.HasLeft(route.Name) && routes.IsUsable(plan, route));
    }
}
