using System.Collections.Concurrent;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Routes;

namespace SmsBridge.Relay;

/// <summary>What a refusal says beyond its message: a sender that is too fast, or a set-up at the provider that fails every message.</summary>
internal sealed class ProviderTrouble(SenderRates rates, RouteDirectory routes, RouteHolds holds, SmsGateways gateways, ILogger<ProviderTrouble> logger)
{
    /// <summary>
    /// Where the provider's code leaves open whether a set-up is wrong for every recipient or for some, so many refusals in a row, none taken
    /// between them, are the tenant's: it is stopped instead of making call after call that fails.
    /// </summary>
    public const int RefusalsInARow = 10;

    private readonly ConcurrentDictionary<(long TenantId, AccountPeer Account, string Sender), int> _refused = new();

    /// <summary>It was given to its provider: the turns that its further parts take are owed, as the text was not known when it was claimed.</summary>
    public void Called(Preparation.Ready ready)
    {
        var (tenant, account) = (ready.Tenant, ready.Account);
        if (ready.Segments > 1 && gateways.For(account).CountsParts)
        {
            rates.Take(tenant.Id, routes.LaneOf(tenant.Id, account.Provider, account.AccountId, account.Sender), ready.Segments - 1);
        }
    }

    /// <summary>One was taken, so the set-up serves.</summary>
    public void Taken(Preparation.Ready ready)
    {
        if (!_refused.IsEmpty)
        {
            _refused.TryRemove(KeyOf(ready), out _);
        }
    }

    public async Task HeedAsync(Preparation.Ready ready, SendResult result)
    {
        var (tenant, account) = (ready.Tenant, ready.Account);
        switch (result)
        {
            case SendResult.Retryable { Class: FailureClass.Throttled, IsOfMessage: false } throttled:
                if (rates.SlowDown(tenant.Id, routes.LaneOf(tenant.Id, account.Provider, account.AccountId, account.Sender)) is { } rate)
                {
                    logger.SlowedDown(tenant.Identifier, Msisdn.Mask(account.Sender), rate, throttled.Code);
                }

                break;
            case SendResult.Rejected { Class: FailureClass.Configuration } refused:
                logger.SetUpRefused(tenant.Identifier, refused.Code, refused.Scope);
                if (refused.Scope == RejectionScope.PerhapsTenant
                    && _refused.AddOrUpdate(KeyOf(ready), 1, static (_, count) => Math.Min(count + 1, RefusalsInARow)) >= RefusalsInARow)
                {
                    // Of the next ones none is tried before the tenant was looked at; this one is given up with its reason, or it would be the
                    // first to be tried each time, perhaps wrongly for all.
                    await holds.HoldAsync(ready, new NextStep.AwaitTenant(Reasons.ProviderConfiguration, $"{refused.Code}: {refused.Detail}"));
                    _refused.TryRemove(KeyOf(ready), out _); // once it goes on, it is judged anew
                }

                break;
            default:
                break;
        }
    }

    private static (long TenantId, AccountPeer Account, string Sender) KeyOf(Preparation.Ready ready) =>
        (ready.Tenant.Id, ProviderCircuits.PeerOf(ready.Account), ready.Account.Sender); // a route may have a sender of its own
}
