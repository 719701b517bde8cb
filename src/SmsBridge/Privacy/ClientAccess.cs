using SmsBridge.Insight.ClientRecords;
using SmsBridge.Operators;

namespace SmsBridge.Privacy;

/// <summary>Who may ask for a client's data: admins of the console, for tenants of their scope, also those that were deleted since.</summary>
internal sealed class ClientAccess(ClientEvents events)
{
    /// <param name="client">Its number in the core, as it was asked for; null: it could not be read as one.</param>
    public async Task<Outcome> ForAsync(Caller caller, string tenant, long? client, Func<ClientRows, Task<Outcome>> act, CancellationToken cancellationToken)
    {
        if (!caller.Scope.Covers(tenant))
        {
            return new Outcome.NotFound("There is no such tenant.");
        }

        if (!caller.MayDo(OperatorRole.Admin))
        {
            return new Outcome.NotAllowed();
        }

        return client is not { } clientId || clientId <= 0 ? new Outcome.Refused("Give the client's number in the core.", "client")
            : await events.FindAsync(tenant, clientId, cancellationToken) is { } rows ? await act(rows)
            : new Outcome.NotFound("There is no such tenant.");
    }

    /// <summary>On the audit, under the tenant's latest registration.</summary>
    public static AuditEntry Did(Caller caller, string action, ClientRows rows, string? reason = null, string? before = null, string? after = null) =>
        caller.Actor.Did(action, FormattableString.Invariant($"client {rows.ClientId}"), rows.TenantIds[^1], reason, before, after);
}
