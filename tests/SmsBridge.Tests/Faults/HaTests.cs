using System.Diagnostics;
using SmsBridge.Faults;
using SmsBridge.Faults.Ha;
using SmsBridge.Faults.Story;
using SmsBridge.Tests.Documents;

namespace SmsBridge.Tests.Faults;

/// <summary>What <c>tests/ha.sh</c> says of an outage, and the files it fills in; itself it needs programs that are not everywhere.</summary>
public class HaTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_outage_is_what_those_who_post_see_of_it()
    {
        List<Posting> postings =
        [
            Posting(-5, PostOutcome.Refused, 0), // of the act before
            Posting(1, PostOutcome.Accepted, 1),
            Posting(2, PostOutcome.Lost, 0),
            Posting(3, PostOutcome.Refused, 0),
            Posting(9, PostOutcome.Refused, 0),
            Posting(11, PostOutcome.Duplicate, 2),
            Posting(12, PostOutcome.Accepted, 3),
        ];

        Outage.Of("killed", Noon, Noon.AddSeconds(13), postings)
            .ShouldBe(new Outage("killed", TimeSpan.FromSeconds(10), Refused: 2, TimeSpan.FromSeconds(6), Unanswered: 1));
    }

    [Fact]
    public void One_that_does_not_end_lasts_until_the_next_act() =>
        Outage.Of("killed", Noon, Noon.AddSeconds(60), [Posting(1, PostOutcome.Accepted, 1)]).Longest.ShouldBe(TimeSpan.FromSeconds(59));

    [Theory]
    [InlineData("--ha --rate 100 --calm 3 --seed 9", null)]
    [InlineData("--ha", null)]
    [InlineData("--ha --rate", "--rate needs a number.")]
    [InlineData("--ha --rate 0", "--rate 0 is no option, or out of bounds.")]
    public void Its_options_are_bounded(string line, string? expected)
    {
        var (options, problem) = HaOptions.Parse(line.Split(' '));

        problem.ShouldBe(expected);
        (options is null).ShouldBe(expected is not null);
    }

    [Theory]
    [InlineData("--story --hooks 100 --seed 9", null)]
    [InlineData("--story --hooks 0", "--hooks 0 is no option, out of bounds, or no build.")]
    [InlineData("--story --newer nowhere", "--newer nowhere is no option, out of bounds, or no build.")]
    public void So_are_those_of_the_story(string line, string? expected) => StoryOptions.Parse(line.Split(' ')).Problem.ShouldBe(expected);

    [Theory]
    [InlineData("haproxy.cfg", "BIND=*:443", "NODE1=10.0.0.11:9191", "NODE2=10.0.0.12:9191", "NODE3=10.0.0.13:9191")]
    [InlineData("smsbridge.env", "DATABASES=db1,db2", @"PASSWORD=a&b\c/d", "PUBLIC_URL=https://sms.example.org", "PROXY=10.0.0.9")]
    public async Task A_template_is_filled_in_as_it_is_given_or_not_at_all(string name, params string[] values)
    {
        var (text, error, exitCode) = await FillAsync(name, values);
        exitCode.ShouldBe(0, error);
        foreach (var value in values)
        {
            text.ShouldContain(value.Split('=', 2)[1]);
        }

        (text, error, exitCode) = await FillAsync(name, values[..^1]);
        exitCode.ShouldBe(1);
        text.ShouldBeEmpty();
        error.ShouldContain($"@{values[^1].Split('=')[0]}@");
    }

    private static Posting Posting(int second, PostOutcome outcome, long eventId) => new(Noon.AddSeconds(second), outcome, eventId, "");

    private static async Task<(string Text, string Error, int ExitCode)> FillAsync(string name, string[] values)
    {
        var folder = Path.Combine(DocumentFiles.Root, "deploy", "ha");
        using var fill = Process.Start(new ProcessStartInfo("sh", [Path.Combine(folder, "fill.sh"), Path.Combine(folder, name), .. values])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var (text, error) = (fill.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), fill.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await fill.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (await text, await error, fill.ExitCode);
    }
}
