using SmsBridge.Ledger;
using SmsBridge.Telemetry;

namespace SmsBridge.Intake.Hooks;

/// <summary>Logs once a minute what became of the hooks, if any came: at ten thousand a second a line each would be more than the hooks.</summary>
internal sealed class HookSummary(HookCounts counts, TimeProvider time, ILogger<HookSummary> logger) : BackgroundService
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Tell();
    }

    public void Tell()
    {
        var (accepted, repeated, ignored, refused) =
            (counts.Take(Verdict.Accepted), counts.Take(Verdict.Duplicate), counts.Take(Verdict.Ignored), counts.Take(Verdict.Refused));
        if (accepted + repeated + ignored + refused > 0)
        {
            logger.HooksCounted(accepted, repeated, ignored, refused);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Minute, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Tell();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end.
        }
    }
}

/// <summary>How many hooks ended how since somebody last looked.</summary>
internal sealed class HookCounts(HookMeter? meter = null)
{
    private static readonly string[] Names = ["", "accepted", "duplicate", "ignored", "refused"];

    private readonly long[] _counts = new long[Enum.GetValues<Verdict>().Max(verdict => (int)verdict) + 1];

    /// <summary>Whether it is asked whose hook it was.</summary>
    public bool IsByTenant => meter is { IsOn: true };

    /// <param name="tenant">A registered one; null: none, or nobody asks.</param>
    public void Add(Verdict verdict, string? tenant = null)
    {
        Interlocked.Increment(ref _counts[(int)verdict]);
        if (meter is { IsOn: true })
        {
            meter.Count(Names[(int)verdict], tenant);
        }
    }

    /// <summary>Begins anew.</summary>
    public long Take(Verdict verdict) => Interlocked.Exchange(ref _counts[(int)verdict], 0);
}
