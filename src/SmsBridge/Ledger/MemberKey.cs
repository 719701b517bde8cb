using System.Security.Cryptography;
using System.Text;

namespace SmsBridge.Ledger;

/// <summary>What makes the part of one member the only one of a group's event, whichever way that came: both numbers, as <see cref="NewEvent.Digest"/>.</summary>
internal static class MemberKey
{
    /// <param name="eventId">The group's.</param>
    public static byte[] Of(long eventId, long clientId) => SHA256.HashData(Encoding.ASCII.GetBytes(FormattableString.Invariant($"member {clientId} of {eventId}")));
}
