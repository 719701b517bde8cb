using SmsBridge.Faults.Fuzz;
using SmsBridge.Tests.EndToEnd;

namespace SmsBridge.Tests.Fuzz;

/// <summary>The short form of <c>tests/faults.sh --fuzz 1000000</c>: the real process, thrown at over raw sockets.</summary>
[Collection(BridgeProcesses.Name)]
public class FuzzTests
{
    [Fact]
    public async Task Random_and_mutated_requests_get_no_5xx_leave_nothing_in_the_log_and_memory_flat()
    {
        await using var log = new StringWriter();

        var result = await new FuzzRun(new FuzzOptions { Requests = 20_000 }, log).RunAsync(TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(log.ToString());
        result.Findings.ShouldBeEmpty(log.ToString());
        result.Sent.ShouldBe(20_000);
        result.Statuses.Keys.ShouldBeSubsetOf([0, 200, 201, 204, 400, 401, 403, 404, 405, 408, 409, 411, 413, 414, 422, 429, 431, 505], log.ToString());
        result.Statuses[200].ShouldBeGreaterThan(2_000); // not all of them ended at the door
    }

    [Fact]
    public async Task A_seed_is_always_the_same_requests()
    {
        var seeds = await FuzzSeeds.CreateAsync("{}", TestContext.Current.CancellationToken);

        foreach (var number in Enumerable.Range(0, 2_000))
        {
            var (first, again) = (FuzzRun.Create(seeds, 7, number), FuzzRun.Create(seeds, 7, number));
            first.Bytes.ShouldBe(again.Bytes);
            first.IsWhole.ShouldBe(again.IsWhole);
        }
    }

    [Theory]
    [InlineData("--fuzz 1000000 --seed 3 --connections 8", null)]
    [InlineData("--fuzz", "--fuzz needs a number.")]
    [InlineData("--fuzz 0", "--fuzz 0 is no option, or out of bounds.")]
    [InlineData("--fuzz 5 --cycles 2", "--cycles 2 is no option, or out of bounds.")]
    public void Its_options_are_bounded(string line, string? expected) =>
        FuzzOptions.Parse(line.Split(' ')).Problem.ShouldBe(expected);
}
