using SmsBridge.Ledger;

namespace SmsBridge.Intake.Hooks;

/// <summary>How many hooks ended how since somebody last looked.</summary>
internal sealed class HookCounts
{
    private readonly long[] _counts = new long[Enum.GetValues<Verdict>().Max(verdict => (int)verdict) + 1];

    public void Add(Verdict verdict) => Interlocked.Increment(ref _counts[(int)verdict]);

    /// <summary>Begins anew.</summary>
    public long Take(Verdict verdict) => Interlocked.Exchange(ref _counts[(int)verdict], 0);
}
