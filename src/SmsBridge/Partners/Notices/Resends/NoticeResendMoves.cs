using Microsoft.Extensions.Options;

namespace SmsBridge.Partners.Notices.Resends;

/// <summary>
/// Puts what is sent again into the queue, oldest first, some at a time: hooks have their turn in between, and what is new waits behind a few hundred of the old
/// at most. To be run under a work lease.
/// </summary>
internal sealed class NoticeResendMoves(
    NoticeResendStore store, SubscriptionLineStore lines, DeliveryBell bell, IOptions<NoticeOptions> options, ILogger<NoticeResendMoves> logger)
{
    /// <summary>Notifications of one transaction.</summary>
    internal const int Batch = 250;

    /// <summary>So many that are due may be in a subscription's queue; more of a resend wait until it is shorter.</summary>
    internal const int MostDue = 500;

    private readonly NoticeOptions _options = options.Value;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var resend in await store.UnderWayAsync(cancellationToken))
        {
            await MoveAsync(resend, cancellationToken);
        }
    }

    private async Task MoveAsync(NoticeResend resend, CancellationToken cancellationToken)
    {
        var stored = resend.Place;
        foreach (var id in await SubscriptionsAsync(resend, cancellationToken))
        {
            var place = id == stored.SubscriptionId ? stored : ResendPlace.Of(id);
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_options.Enabled && await store.DueAsync(id, MostDue) == MostDue)
                {
                    return; // the next run looks again
                }

                var some = await store.NextAsync(resend, place, Batch, cancellationToken);
                if (some.Count == 0)
                {
                    break;
                }

                var to = new ResendPlace(id, some[^1].At, some[^1].Id);
                if (!await store.MoveAsync(resend, stored, to, [.. some.Select(each => each.Id)]))
                {
                    return; // somebody stopped it, or another process goes on with it
                }

                stored = place = to;
                bell.Ring();
            }
        }

        if (await store.EndAsync(resend))
        {
            logger.NoticesResent(resend.Id);
        }
    }

    /// <summary>Those that are not done with; 0 where notifications were picked, whosever they are.</summary>
    private async Task<IEnumerable<long>> SubscriptionsAsync(NoticeResend resend, CancellationToken cancellationToken) =>
        resend.Wish.Chosen is not null ? [0]
        : (await lines.ListAsync(resend.PartnerId, ended: 0, cancellationToken))
            .Where(line => (resend.Wish.Reference is null || line.Reference == resend.Wish.Reference) && line.Id >= resend.Place.SubscriptionId).Select(line => line.Id);
}
