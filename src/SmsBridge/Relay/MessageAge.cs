using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Relay;

/// <summary>How old a message is in time that was lived through, and whether it is of use yet.</summary>
internal sealed class MessageAge(MessageExpiry expiry, EventTypeCodes codes, ClockJumps jumps)
{
    /// <summary>Since it was queued.</summary>
    public TimeSpan Of(ClaimedMessage claimed) => jumps.AgeOf(claimed.QueuedAt);

    public bool IsTooLate(ClaimedMessage claimed) => expiry.IsPast(codes.TypeOf(claimed.TypeId), Of(claimed));
}
