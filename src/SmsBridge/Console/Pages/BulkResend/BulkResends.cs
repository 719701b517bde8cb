using System.Collections.Concurrent;
using System.Threading.Channels;
using SmsBridge.Ledger;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.Console.Pages.BulkResend;

/// <summary>One run of a bulk resend. Lives in memory: what it re-queued is on disk, what it did not get to stays as it was.</summary>
internal sealed class BulkRun(Guid id, Actor actor, ResendPlan plan, string? reason)
{
    private int _done;
    private int _left;
    private volatile bool _stopAsked;
    private volatile bool _ended;

    public Guid Id { get; } = id;

    public Actor Actor { get; } = actor;

    public ResendPlan Plan { get; } = plan;

    public string? Reason { get; } = reason;

    public int Done => Volatile.Read(ref _done);

    /// <summary>Not re-queued after all: something else happened to them meanwhile.</summary>
    public int Left => Volatile.Read(ref _left);

    public bool IsStopAsked => _stopAsked;

    public bool HasEnded => _ended;

    public void Stop() => _stopAsked = true;

    public void End() => _ended = true;

    public void Count(ResendOutcome outcome)
    {
        Interlocked.Add(ref _done, outcome.Requeued.Count);
        Interlocked.Add(ref _left, outcome.Left.Count);
    }
}

/// <summary>Works the runs off, one after the other and in small steps, so that hooks and the relay hardly notice and a stop takes effect at once.</summary>
internal sealed class BulkResends(MessageResend resend, OperatorStore operators, OperatorTenants tenants, AuditLog audit, ILogger<BulkResends> logger) : BackgroundService
{
    private const int StepSize = 50;
    private const int MostKept = 50;

    private readonly Channel<BulkRun> _waiting = Channel.CreateBounded<BulkRun>(20);
    private readonly ConcurrentDictionary<Guid, BulkRun> _runs = new();
    private readonly ConcurrentQueue<Guid> _order = new();

    /// <returns>Null: too many wait already.</returns>
    public BulkRun? Start(Actor actor, ResendPlan plan, string? reason)
    {
        var run = new BulkRun(Guid.NewGuid(), actor, plan, reason);
        if (!_waiting.Writer.TryWrite(run))
        {
            return null;
        }

        _runs[run.Id] = run;
        _order.Enqueue(run.Id);
        while (_order.Count > MostKept && _order.TryDequeue(out var oldest))
        {
            _runs.TryRemove(oldest, out _);
        }

        return run;
    }

    /// <summary>A run is its starter's own; null for anybody else.</summary>
    public BulkRun? Find(Guid id, long operatorId) => _runs.TryGetValue(id, out var run) && run.Actor.OperatorId == operatorId ? run : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var run in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await WorkAsync(run, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The boundary of one run: a bug met by one must not end the bridge, and must be seen.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                logger.BulkResendFailed(exception, run.Id); // its page shows how far it got, and the rest stays as it was
            }
            finally
            {
                run.End();
            }
        }
    }

    private async Task WorkAsync(BulkRun run, CancellationToken stoppingToken)
    {
        foreach (var step in run.Plan.Chosen.Chunk(StepSize))
        {
            var scope = await ScopeAsync(run.Actor, stoppingToken);
            foreach (var tenant in step.GroupBy(chosen => chosen.TenantId, chosen => chosen.EventId))
            {
                if (!scope.Contains(tenant.Key))
                {
                    run.Stop();
                }

                if (run.IsStopAsked || stoppingToken.IsCancellationRequested)
                {
                    return;
                }

                run.Count(await resend.ResendAsync(
                    tenant.Key, [.. tenant], default(ResendRules), Sources.Operator,
                    (session, eventId) => audit.Record(session, run.Actor.Did(AuditActions.Resend, MessageActions.Subject(eventId), tenant.Key, run.Reason, after: "in bulk"))));
            }
        }
    }

    /// <summary>The tenants whose SMS who started it may still send again: a run does not outlive its starter's rights.</summary>
    private async Task<HashSet<long>> ScopeAsync(Actor actor, CancellationToken cancellationToken) =>
        await operators.FindAsync(actor.Name, cancellationToken) is { DisabledAt: null, Role: >= OperatorRole.Support } account && account.Id == actor.OperatorId
            ? [.. (await tenants.ListAsync(account.Scope, cancellationToken)).Select(tenant => tenant.Id)]
            : [];
}
