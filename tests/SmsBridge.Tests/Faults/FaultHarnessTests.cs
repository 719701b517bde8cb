using SmsBridge.Faults;

namespace SmsBridge.Tests.Faults;

/// <summary>The short form of <c>tests/faults.sh</c>: the real process, killed a few times.</summary>
public class FaultHarnessTests
{
    private const int KnownSeed = 4711;

    [Fact]
    public async Task Killed_again_and_again_under_load_it_loses_nothing_and_doubles_nothing()
    {
        // At the same time, because each spends most of its time waiting for doubts to become old enough.
        var runs = new[] { KnownSeed, Random.Shared.Next(1, 1_000_000) }.Select(RunAsync).ToList();

        foreach (var (result, log) in await Task.WhenAll(runs))
        {
            TestContext.Current.TestOutputHelper?.WriteLine(log);
            result.ExitCode.ShouldBe(0, log);
            (result.Lost, result.Doubled, result.Wrong).ShouldBe((0, 0, 0), log);
            result.Cycles.ShouldBe(3);
            result.Hooks.ShouldBeGreaterThanOrEqualTo(150);
            result.Sms.ShouldBeGreaterThan(100);
            result.Notices.ShouldBeGreaterThan(50);
        }
    }

    [Theory]
    [InlineData("--cycles 200 --hooks 50000 --connections 4 --seed 9 --seconds 60", null)]
    [InlineData("", null)]
    [InlineData("--cycles", "--cycles needs a number.")]
    [InlineData("--cycles many", "--cycles needs a number.")]
    [InlineData("--cycles 10001", "--cycles 10001 is no option, or out of bounds.")]
    [InlineData("--partners 0", null)]
    [InlineData("--partners 2", "--partners 2 is no option, or out of bounds.")]
    [InlineData("--ways 3 --cycles 60", null)]
    [InlineData("--ways 2", "--ways 2 is no option, or out of bounds.")]
    [InlineData("--bicycles 2", "--bicycles 2 is no option, or out of bounds.")]
    public void Its_options_are_bounded(string line, string? expected)
    {
        var (options, problem) = FaultOptions.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        problem.ShouldBe(expected);
        (options is null).ShouldBe(expected is not null);
    }

    private static async Task<(FaultResult Result, string Log)> RunAsync(int seed)
    {
        await using var log = new StringWriter();
        var result = await new FaultRun(new FaultOptions { Cycles = 3, Hooks = 150, Connections = 8, Seed = seed }, log)
            .RunAsync(TestContext.Current.CancellationToken);
        return (result, log.ToString());
    }
}
