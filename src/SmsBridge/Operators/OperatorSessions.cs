using System.Security.Claims;
using Microsoft.Extensions.Options;

namespace SmsBridge.Operators;

/// <summary>
/// Whether a session is still good: not past its end, and with the stamp the operator has now. A new password, other rights or being
/// disabled change the stamp, so they end every session within <see cref="OperatorStamps.Freshness"/>. So does a second factor that is needed now and was not then.
/// </summary>
internal sealed class OperatorSessions(OperatorStore store, OperatorStamps stamps, IOptions<OperatorOptions> options, TimeProvider time)
{
    /// <summary>Asked for every request, and by every act that must not be done by somebody who may no more.</summary>
    public async ValueTask<SignedInOperator?> FindAsync(ClaimsPrincipal? principal, CancellationToken cancellationToken)
    {
        if (SignedInOperator.From(principal) is not { } who || SessionClaims.UntilOf(principal!) is not { } until || until <= time.GetUtcNow())
        {
            return null;
        }

        if (options.Value.NeedsSecondFactor(who.Role) && !SessionClaims.HasSecondFactor(principal!))
        {
            return null;
        }

        if (!stamps.TryGet(who.Id, out var stamp))
        {
            stamp = await store.StampAsync(who.Id, cancellationToken);
            stamps.Keep(who.Id, stamp);
        }

        return stamp is not null && stamp.Equals(who.Stamp, StringComparison.Ordinal) ? who : null;
    }
}
