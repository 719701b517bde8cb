using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Restores;
using SmsBridge.Tenants;

namespace SmsBridge.Gaps;

/// <summary>
/// Asks a tenant's core what came since the backup, and enters what the database that is gone had: whatever the tenant's rule is, for these hooks were taken. An SMS that went out of it is
/// found at the provider before it would be sent (<see cref="Relay.RestoredMessages"/>).
/// </summary>
internal sealed class TenantReconciliation(GapFinder finder, GapMakeUp makeUp, RestoreStore store, IOptions<GapsOptions> options, TimeProvider time)
{
    /// <summary>Beyond the time that an act is left to its hook.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    /// <summary>From then on every act of before the restore is old enough to be told from one whose hook is on its way.</summary>
    public DateTimeOffset LastLookOf(RestoreMark mark) => mark.RestoredAt + options.Value.Settling + Slack;

    /// <returns>Whether it was asked, as far as it can be.</returns>
    public async Task<bool> AskAsync(Tenant tenant, RestoreMark mark, CancellationToken cancellationToken)
    {
        var isLast = time.GetUtcNow() >= LastLookOf(mark);
        if (tenant.VerifiedAt is null)
        {
            return await LeftOutAsync(tenant, "It is not verified, so its core was not asked what came since the backup.", isLast);
        }

        switch (finder.Access(tenant))
        {
            case CoreAccessReading.Refused refused:
                return await LeftOutAsync(tenant, $"Its core could not be asked what came since the backup. {refused.Detail}", isLast);
            case CoreAccessReading.Ready { Access: var access }:
                var from = mark.BackupAt - options.Value.Settling;
                return await finder.CompareAsync(tenant, from, most: null, cancellationToken) is { } run && await EnterAsync(tenant, access, from, run, isLast, cancellationToken);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<bool> EnterAsync(Tenant tenant, CoreAccess access, DateTimeOffset from, GapRun run, bool isLast, CancellationToken cancellationToken)
    {
        if (run.Lacks)
        {
            return await LeftOutAsync(tenant, $"Its core's user may not read audits, so nobody knows what came since the backup. {run.Problem}", isLast);
        }

        var made = await makeUp.RunAsync(tenant, access, from, most: null, cancellationToken);
        var left = made.Left == 0 ? null : FormattableString.Invariant($"Its core could not be asked about {made.Left} acts since the backup.");
        if (left is null && run is { Problem: { } said, IsLasting: true })
        {
            await store.ComparedAsync(tenant.Id, made.Entered, said, isLast); // it would be so for ever
            return true;
        }

        if ((run.Problem ?? left) is { } problem)
        {
            await store.TroubledAsync(tenant.Id, made.Entered, problem);
            return false;
        }

        await store.ComparedAsync(tenant.Id, made.Entered, problem: null, isLast);
        return true;
    }

    /// <summary>Waiting does not help: it is said, and it goes on without.</summary>
    private async Task<bool> LeftOutAsync(Tenant tenant, string problem, bool isLast)
    {
        await store.ComparedAsync(tenant.Id, madeUp: 0, problem, isLast);
        return true;
    }
}
