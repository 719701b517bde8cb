using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace SmsBridge.Operators;

/// <summary>
/// Whether a session is still good: not past its end, and with the stamp the operator has now. A new password, other rights or being
/// disabled change the stamp, so they end every session within <see cref="OperatorStamps.Freshness"/>.
/// </summary>
internal sealed class OperatorSessions(OperatorStore store, OperatorStamps stamps, TimeProvider time)
{
    /// <summary>Asked for every request, for circuits now and then, and by every act that must not be done by somebody who may no more.</summary>
    public async ValueTask<SignedInOperator?> FindAsync(ClaimsPrincipal? principal, CancellationToken cancellationToken)
    {
        if (SignedInOperator.From(principal) is not { } who || SessionClaims.UntilOf(principal!) is not { } until || until <= time.GetUtcNow())
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

/// <summary>Ends an open circuit of the console when its session has ended: the framework asks at the interval.</summary>
internal sealed class OperatorCircuits(ILoggerFactory loggers, OperatorSessions sessions) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => OperatorStamps.Freshness;

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        await sessions.FindAsync(authenticationState.User, cancellationToken) is not null;
}
