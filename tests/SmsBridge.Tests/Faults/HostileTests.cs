using SmsBridge.Faults.Hostile;
using SmsBridge.Tests.EndToEnd;

namespace SmsBridge.Tests.Faults;

/// <summary>The short form of <c>tests/faults.sh --hostile</c>: the real process, every attack at a tenth of its strength for a moment.</summary>
[Collection(BridgeProcesses.Name)]
public class HostileTests
{
    [Fact]
    public async Task No_attack_costs_an_honest_core_a_hook_or_ends_the_process()
    {
        await using var log = new StringWriter();

        var result = await new HostileRun(new HostileOptions { Seconds = 1, Rounds = 1, History = 100, Strength = 10 }, log)
            .RunAsync(TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(log.ToString());
        result.Ended.ShouldBeNull(log.ToString());
        result.Lost.ShouldBe(0, log.ToString());
        result.Findings.ShouldBeEmpty(log.ToString());
        result.Attacks.Count.ShouldBe(Attacks.Number);
        result.Attacks.ShouldAllBe(attack => attack.Hooks > 0);
        result.Sum.Registrations.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_lost_hook_a_late_one_growing_memory_and_an_end_are_problems_each()
    {
        var good = Figures(TimeSpan.FromMilliseconds(3), problem: null);
        Result(good).ExitCode.ShouldBe(0);

        Result(Figures(TimeSpan.FromMilliseconds(3), "Refused 401")).Problems.ShouldHaveSingleItem().ShouldContain("Refused 401");
        Result(Figures(HostileResult.LongestP99, problem: null)).Problems.ShouldHaveSingleItem().ShouldContain("p99");
        (Result(good) with { Memory = [100 << 20, 200 << 20, 301 << 20] }).Problems.ShouldHaveSingleItem().ShouldContain("301 MB");
        (Result(good) with { Memory = [100 << 20, 200 << 20, 300 << 20] }).Problems.ShouldBeEmpty();
        (Result(good) with { Ended = "exit code 134." }).ExitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("--hostile", null)]
    [InlineData("--hostile --seconds 5 --rounds 2 --files 1024 --attack 8 --history 0", null)]
    [InlineData("--hostile --seconds", "--seconds needs a number.")]
    [InlineData("--hostile --seconds 0", "--seconds 0 is no option, or out of bounds.")]
    [InlineData("--hostile --files 1", "--files 1 is no option, or out of bounds.")]
    [InlineData("--hostile --attack 9", "--attack 9 is no option, or out of bounds.")]
    [InlineData("--hostile --cycles 2", "--cycles 2 is no option, or out of bounds.")]
    public void Its_options_are_bounded(string line, string? expected) => HostileOptions.Parse(line.Split(' ')).Problem.ShouldBe(expected);

    private static HonestFigures Figures(TimeSpan took, string? problem)
    {
        var figures = new HonestFigures("attack");
        figures.AddHook(took, problem);
        return figures;
    }

    private static HostileResult Result(HonestFigures figures) => new() { Options = new HostileOptions(), Attacks = [figures], Memory = [1, 1, 1], Findings = [] };
}
