using Microsoft.Extensions.Options;
using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Relay;

/// <summary>How old a message is in time that was lived through, and whether it is of use yet.</summary>
internal sealed class MessageAge(
    MessageExpiry expiry, EventTypeCodes codes, EventWays ways, ClockJumps jumps, ITenantClock clock, IOptions<RelayOptions> options, TimeProvider time)
{
    private readonly long _closedBefore = options.Value.CloseQueuedBefore?.ToUnixTimeMilliseconds() ?? long.MinValue;

    /// <summary>Since it was queued.</summary>
    public TimeSpan Of(ClaimedMessage claimed) => jumps.AgeOf(claimed.QueuedAt);

    /// <summary>
    /// Queued before a time from which on the operator wants SMS: a restored backup does not know what was sent since. An external event that came later was waiting at its broker:
    /// it was not sent, however early its act was. Nor was a member's part that was made later: the group's message had passed here.
    /// </summary>
    public async ValueTask<bool> IsClosedAsync(ClaimedMessage claimed) =>
        claimed.QueuedAt < _closedBefore && (claimed.ReceivedAt < _closedBefore || await ways.OfAsync(claimed.EventId) is not (Dialect.External or Dialect.Member));

    /// <summary>The day is over where the tenant is; where its clock is not known, everywhere.</summary>
    public async ValueTask<bool> IsOverAsync(ClaimedMessage claimed, DateOnly day, CancellationToken cancellationToken) =>
        day < (await clock.TodayOfAsync(claimed.TenantId, cancellationToken) ?? EventDay.EarliestAnywhere(time.GetUtcNow()));

    public bool IsTooLate(ClaimedMessage claimed) => expiry.IsPast(codes.TypeOf(claimed.TypeId), Of(claimed));
}
