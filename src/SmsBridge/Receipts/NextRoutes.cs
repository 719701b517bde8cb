using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Routes;

namespace SmsBridge.Receipts;

/// <summary>By which route an SMS may go on that was certainly not delivered, where its tenant wants that.</summary>
internal sealed class NextRoutes(RouteDirectory routes, RouteHistories histories, EventTypeCodes codes)
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

        // What was ever in doubt may have been sent twice already; and the last attempt is the one the report is about.
        var history = await histories.OfAsync(receipt.MessageId, message.QueuedAt, cancellationToken);
        var next = history.InDoubt is not null ? null : routes.For(plan, receipt.MessageId, Msisdn.FromE164(message.Recipient), codes.TypeOf(message.TypeId))
            .FirstOrDefault(route => !history.Attempts.Any(attempt => attempt.Route == route.Name && attempt.Outcome == AttemptOutcome.Accepted)
                && !history.HasLeft(route.Name) && routes.IsUsable(plan, route));
        return next is null ? receipt : receipt with { NextRoute = next.Name };
    }
}
