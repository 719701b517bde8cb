using System.Text.RegularExpressions;
using SmsBridge.Simulator.Demo;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Tests.EndToEnd;

/// <summary>The first command of the README, as it runs without anybody watching.</summary>
[Collection(BridgeProcesses.Name)]
public sealed partial class DemoTests
{
    [Fact]
    public async Task The_tour_shows_two_sms_then_five_kinds_of_events_in_two_languages_and_ends_well()
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();

        var code = await new DemoRun(new DemoArguments(Once: true), output, errors).RunAsync(TestContext.Current.CancellationToken);

        code.ShouldBe(0, errors.ToString());
        var parts = output.ToString().ReplaceLineEndings("\n").Split("Both SMS were delivered at Twilio");
        parts.Length.ShouldBe(2);
        Delivered().Count(parts[0]).ShouldBe(2);
        var kinds = Kind().Matches(parts[1]).ToList();
        kinds.Select(kind => EventCatalogue.Find(kind.Groups["event"].Value)).Distinct().Count(kind => kind is not null).ShouldBe(5);
        kinds.ShouldAllBe(kind => kind.Groups["english"].Value.Contains("Amina Njeri", StringComparison.Ordinal) && kind.Groups["swahili"].Value.Contains("Juma Mwangi", StringComparison.Ordinal));
        kinds.ShouldAllBe(kind => IsEnglish().IsMatch(kind.Groups["english"].Value) && !IsEnglish().IsMatch(kind.Groups["swahili"].Value));
        parts[1].TrimEnd().ShouldEndWith("All of them were delivered too.");
    }

    [GeneratedRegex("status  delivered", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Delivered();

    [GeneratedRegex(@"\((?<event>[A-Z_]+)\)\n +English  (?<english>.+)\n +Swahili  (?<swahili>.+)\n", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Kind();

    [GeneratedRegex("^(Dear|Thank you)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex IsEnglish();
}
