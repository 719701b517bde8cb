using System.Text.RegularExpressions;
using SmsBridge.Tests.Documents;

namespace SmsBridge.Tests.Telemetry;

/// <summary>What docs/observe.md says there is.</summary>
internal static partial class MetricsDocument
{
    /// <summary>The bridge's own.</summary>
    public static IReadOnlyList<string> Metrics() => [.. Row().Matches(DocumentFiles.Read("docs/observe.md")).Select(match => match.Groups["name"].Value)];

    /// <summary>Its labels, as the table has them.</summary>
    public static IReadOnlyList<string> LabelsOf(string metric) =>
        [.. Label().Matches(Row().Matches(DocumentFiles.Read("docs/observe.md")).First(match => match.Groups["name"].Value == metric).Groups["labels"].Value).Select(match => match.Groups["name"].Value)];

    /// <summary>How the names of others' metrics begin, or those themselves.</summary>
    public static IReadOnlyList<string> Foreign() =>
        [.. Prefix().Matches(DocumentFiles.Read("docs/observe.md").Split("come along, by their own names:")[1].Split("\n\n")[0]).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex(@"^\| `(?<name>smsbridge_\w+)` \|(?<labels>[^|]*)\|", RegexOptions.Multiline, 5_000)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>[a-z]+)`", RegexOptions.None, 5_000)]
    private static partial Regex Label();

    [GeneratedRegex(@"`(?<name>[a-z_]+)\*?`", RegexOptions.None, 5_000)]
    private static partial Regex Prefix();
}
