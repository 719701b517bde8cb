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
    /// <summary>The report, with the route that follows from it; as it was where none does.</summary>
    public async Task<Receipt> AddToAsync(Receipt receipt, CancellationToken cancellationToken)
    {
        if (receipt.Status is not (MessageStatus.Undelivered or MessageStatus.Failed) || receipt.Class == FailureClass.OptedOut || !routes.AnyAfterNonDelivery
            || await histories.FindAsync(receipt.MessageId, cancellationToken) is not { } message
            || routes.RoutesOf(message.TenantId) is not { Rules.AfterNonDelivery: true } plan)
        {
            return receipt;
        }

        return await NextOfAsync(plan, receipt.MessageId, message, cancellationToken) is { } next ? receipt with { NextRoute = next.Name } : receipt;
    }

    /// <summary>
    /// Of a message whose report of non-delivery was faster than the answer to its call, once both are there: the report again, with the route that follows. Null: none does,
    /// or it is no such message.
    /// </summary>
    public async Task<Receipt?> OfOvertakenAsync(long tenantId, long messageId, CancellationToken cancellationToken)
    {
        if (routes.RoutesOf(tenantId) is not { Rules.AfterNonDelivery: true } plan
            || await histories.OvertakenAsync(messageId, cancellationToken) is not { } overtaken
            || (SmsParts.Parse(overtaken.Parts) is { } parts && !parts.AreAllLost)
            || await histories.FindAsync(messageId, cancellationToken) is not { } message
            || await NextOfAsync(plan, messageId, message, cancellationToken) is not { } next)
        {
            return null;
        }

        return new Receipt(messageId, overtaken.ProviderId, overtaken.Status, overtaken.ProviderStatus, overtaken.ErrorCode, Reasons.DeliveryFailed, Detail: null, Supersedes: static _ => true)
        {
            NextRoute = next.Name,
        };
    }

    /// <summary>What was ever in doubt may have been sent twice already; and the last attempt is the one the report is about.</summary>
    private async Task<Route?> NextOfAsync(RoutePlan plan, long messageId, ReroutedMessage message, CancellationToken cancellationToken)
    {
        var history = await histories.OfAsync(messageId, message.QueuedAt, cancellationToken);
        var type = texts.TypeOf(message.TypeId);
        return history.InDoubt is not null ? null : routes.For(plan, messageId, Msisdn.FromE164(message.Recipient), type, texts.ToldKindOf(plan.TenantId, type)?.Class)
            .FirstOrDefault(route => !history.Attempts.Any(attempt => attempt.Route == route.Name && attempt.Outcome == AttemptOutcome.Accepted)
                && !history.HasLeft(route.Name) && routes.IsUsable(plan, route));
    }
}
