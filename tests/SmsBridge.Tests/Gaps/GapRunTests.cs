using SmsBridge.Gaps;

namespace SmsBridge.Tests.Gaps;

/// <summary>What a restore waits for ends by itself; what would be said for ever it does not wait for.</summary>
public class GapRunTests
{
    private static readonly KindCompared Well = new(1, 1, 0, 0, null, null);
    private static readonly KindCompared Cut = Well with { Problem = "More entries than are read.", IsLasting = true };
    private static readonly KindCompared Away = Well with { Problem = "The core does not answer." };

    [Fact]
    public void Trouble_lasts_when_all_of_it_does()
    {
        GapRun.Nothing.With(Well).With(Cut).IsLasting.ShouldBeTrue();
        GapRun.Nothing.With(Cut).With(Cut).IsLasting.ShouldBeTrue();
        GapRun.Nothing.With(Cut).With(Away).IsLasting.ShouldBeFalse();
        GapRun.Nothing.With(Away).With(Cut).IsLasting.ShouldBeFalse();
        GapRun.Failed("The core's access is not set.").IsLasting.ShouldBeFalse();
        GapRun.Nothing.With(KindCompared.Failed("The bridge failed at it.")).IsLasting.ShouldBeTrue();
    }
}
