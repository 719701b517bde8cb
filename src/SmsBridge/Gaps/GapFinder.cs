using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Core.Audits;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Gaps;

/// <summary>What a comparison of a tenant came to.</summary>
/// <param name="Read">Entries of the trail, whatever they were.</param>
/// <param name="Compared">Of these, those that were compared with what came in.</param>
/// <param name="Fresh">So young that their hooks may be on the way.</param>
/// <param name="NotComparable">Entries that name nothing by which they could be told from another.</param>
/// <param name="Problem">Why not all of it could be compared, in words; null: all was.</param>
/// <param name="Lacks">The core's user may not read audits.</param>
/// <param name="Floor">What is older was asked for and not compared, as the record does not have it any more; null: nothing was.</param>
internal sealed record GapRun(int Read, int Compared, int Fresh, int NotComparable, string? Problem, bool Lacks, DateTimeOffset? Floor)
{
    public static readonly GapRun Nothing = Failed(null);

    /// <summary>All that is a problem would be one the next time too.</summary>
    public bool IsLasting { get; private init; } = true;

    public static GapRun Failed(string? problem) => new(0, 0, 0, 0, problem, Lacks: false, Floor: null) { IsLasting = problem is null };

    public GapRun With(KindCompared kind) => new(
        Read + kind.Read, Compared + kind.Compared, Fresh + kind.Fresh, NotComparable + kind.NotComparable, Problem ?? kind.Problem,
        Lacks || kind.Failure is CoreResult<AuditPage>.Forbidden, Floor ?? kind.Floor) { IsLasting = IsLasting && (kind.Problem is null || kind.IsLasting) };
}

/// <summary>Compares what a tenant's core did with what came in. Once at a time for each tenant; nothing of it holds up the relay.</summary>
internal sealed class GapFinder(
    TenantComparison comparison, GapStore store, CoreAccesses accesses, TextDirectory texts, IOptions<GapsOptions> options, TimeProvider time, ILogger<GapFinder> logger)
{
    private readonly ConcurrentDictionary<long, bool> _running = new();

    /// <summary>
    /// The kinds a tenant's clients are told of that can be compared: the others name nothing that makes them the only ones, or come from the core's jobs, which leave no trail.
    /// </summary>
    public IEnumerable<EventKind> KindsOf(Tenant tenant) => Told(tenant).Where(kind => kind.Key != EventKey.Body && !kind.IsEventOnly);

    /// <summary>Those that can not.</summary>
    public IEnumerable<EventKind> NotComparedOf(Tenant tenant) => Told(tenant).Where(kind => kind.Key == EventKey.Body);

    /// <summary>False: nothing is compared, nor made up, by itself here.</summary>
    public bool HasTimetable => options.Value.Enabled;

    /// <summary>How the tenant's core is asked; or why it can not be.</summary>
    public CoreAccessReading Access(Tenant tenant) =>
        accesses.Read(tenant.Identifier, tenant.Settings.CoreEndpoint, tenant.Settings.ToCoreCredential(), tenant.Unproved);

    /// <param name="from">Everything since then anew; null: what is new since the last time.</param>
    /// <param name="most">How long it may go on; null: a person waits for it.</param>
    /// <returns>Null: one of this tenant is under way.</returns>
    public async Task<GapRun?> CompareAsync(Tenant tenant, DateTimeOffset? from, TimeSpan? most, CancellationToken cancellationToken)
    {
        if (!_running.TryAdd(tenant.Id, true))
        {
            return null;
        }

        try
        {
            await texts.RefreshAsync(cancellationToken); // a command has read none
            var run = Access(tenant) switch
            {
                CoreAccessReading.Ready { Access: var access } => await RunAsync(tenant, access, from, most, cancellationToken),
                CoreAccessReading.Refused refused => GapRun.Failed(refused.Detail),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            await store.TriedAsync(new GapStanding
            {
                TenantId = tenant.Id, ComparedAt = run.Problem is null ? now : null, TriedAt = now, Entries = run.Compared, Problem = run.Problem, Lacks = run.Lacks,
            });
            return run;
        }
        finally
        {
            _running.TryRemove(tenant.Id, out _);
        }
    }

    /// <summary>A fault of ours is said too: what is only logged leaves the page with the last comparison that went well, and nobody asks why nothing is missing.</summary>
    private async Task<GapRun> RunAsync(Tenant tenant, CoreAccess access, DateTimeOffset? from, TimeSpan? most, CancellationToken cancellationToken)
    {
        try
        {
            return await comparison.RunAsync(tenant, access, [.. KindsOf(tenant)], from, most, cancellationToken);
        }
        catch (Exception exception) when (exception is not StoreUnavailableException && !exception.IsStopOf(cancellationToken))
        {
            logger.NotCompared(exception, tenant.Identifier);
            return GapRun.Failed("The bridge failed at comparing it, which its log explains; please report this.");
        }
    }

    private IEnumerable<EventKind> Told(Tenant tenant) => EventCatalogue.All.Where(kind => texts.IsOn(tenant.Id, kind.Type));
}
