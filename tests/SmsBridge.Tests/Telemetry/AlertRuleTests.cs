using System.Text.Json;
using System.Text.RegularExpressions;
using SmsBridge.Tests.Documents;

namespace SmsBridge.Tests.Telemetry;

/// <summary>The alerts and the dashboard, by the real <c>promtool</c>; and that each alert is tested and has its run-book.</summary>
public partial class AlertRuleTests
{
    private const string Rules = "deploy/prometheus/rules.yaml";
    private const string Tests = "tests/prometheus/rules.test.yaml";

    private static IReadOnlyList<string> Alerts => [.. Alert().Matches(DocumentFiles.Read(Rules)).Select(match => match.Groups["name"].Value)];

    [Fact]
    public async Task Promtool_takes_the_rules() => (await Promtool.RunAsync(input: null, "check", "rules", Rules)).ExitCode.ShouldBe(0);

    [Fact]
    public async Task Each_alert_fires_when_it_should_and_a_healthy_two_hours_are_silent()
    {
        var (exitCode, said) = await Promtool.RunAsync(input: null, "test", "rules", Tests);

        exitCode.ShouldBe(0, said);
    }

    [Fact]
    public void Each_alert_is_tested_both_ways_and_has_its_run_book()
    {
        var (tests, document, rules) = (DocumentFiles.Read(Tests), DocumentFiles.Read("docs/observe.md"), DocumentFiles.Read(Rules));

        Alerts.Count.ShouldBeGreaterThan(10);
        foreach (var alert in Alerts)
        {
            tests.ShouldContain($"{{eval_time: 2h, alertname: {alert}, exp_alerts: []}}", customMessage: "healthy");
            tests.ShouldContain($"alertname: {alert}\n        exp_alerts:\n", customMessage: "firing");
            document.ShouldContain($"\n### {alert}\n");
            rules.ShouldContain($"runbook: docs/observe.md#{alert.ToLowerInvariant()}\n");
        }

        Heading().Matches(document).Select(match => match.Groups["name"].Value).ShouldBe(Alerts, ignoreOrder: true);
    }

    /// <summary>Alerts of their own, by this or another metric; whatever is not among them falls under the last rule, also what is new.</summary>
    private static readonly Dictionary<string, string> OwnAlerts = new(StringComparer.Ordinal)
    {
        ["waiting"] = "SmsBridgeMessagesWait", ["paused"] = "SmsBridgeTenantPaused", ["disk_low"] = "SmsBridgeDiskLow", ["refused_hooks"] = "SmsBridgeHooksRefused", ["silent"] = "SmsBridgeSilent",
    };

    /// <summary>Somebody meant it: nobody is to be woken.</summary>
    private static readonly string[] Meant = ["import_pause"];

    [Fact]
    public void Each_kind_of_attention_is_in_some_alert_and_is_described()
    {
        var left = NeedsAttention().Match(DocumentFiles.Read(Rules)).Groups["left"].Value.Split('|');
        var sources = string.Concat(Directory.EnumerateFiles(Path.Combine(DocumentFiles.Root, "src", "SmsBridge", "Insight"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var kinds = Kind().Matches(sources).Select(match => match.Groups["kind"].Value).Append(SmsBridge.Insight.Statistics.Attention.AlarmFailing).Append("refused_hooks").Distinct(StringComparer.Ordinal).ToList();

        kinds.Count.ShouldBeGreaterThan(10);
        left.ShouldBe([.. OwnAlerts.Keys, .. Meant], ignoreOrder: true);
        OwnAlerts.Values.Except(Alerts, StringComparer.Ordinal).ShouldBeEmpty();
        left.Except(kinds, StringComparer.Ordinal).ShouldBeEmpty();
        kinds.ShouldAllBe(kind => sources.Contains($"<c>{kind}</c>", StringComparison.Ordinal));
    }

    [Fact]
    public void Alerts_and_panels_ask_for_documented_metrics_alone()
    {
        var known = MetricsDocument.Metrics();

        foreach (var text in (string[])[DocumentFiles.Read(Rules), .. Expressions()])
        {
            Metric().Matches(text).Select(match => Histogram().Replace(match.Value, "")).Where(name => !known.Contains(name, StringComparer.Ordinal)).ShouldBeEmpty(text);
        }
    }

    [Fact]
    public async Task Promtool_understands_every_expression_of_the_dashboard()
    {
        Promtool.SkipUnlessThere();
        var file = Path.Combine(Directory.CreateTempSubdirectory("smsbridge-panels-").FullName, "panels.yaml");
        var records = Expressions().Select((expression, index) => $"  - record: panel:{index}\n    expr: {JsonSerializer.Serialize(expression.Replace("$tenant", ".*", StringComparison.Ordinal))}\n");
        await File.WriteAllTextAsync(file, $"groups:\n- name: panels\n  rules:\n{string.Concat(records)}", TestContext.Current.CancellationToken);

        var (exitCode, said) = await Promtool.RunAsync(input: null, "check", "rules", file);

        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        exitCode.ShouldBe(0, said);
    }

    private static List<string> Expressions()
    {
        using var dashboard = JsonDocument.Parse(DocumentFiles.Read("deploy/grafana/smsbridge.json"));
        var expressions = dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!).ToList();
        expressions.Count.ShouldBeGreaterThan(15);
        return expressions;
    }

    [GeneratedRegex(@"^      - alert: (?<name>\w+)$", RegexOptions.Multiline, 5_000)]
    private static partial Regex Alert();

    [GeneratedRegex(@"^### (?<name>\w+)$", RegexOptions.Multiline, 5_000)]
    private static partial Regex Heading();

    [GeneratedRegex("smsbridge_[a-z_]+", RegexOptions.None, 5_000)]
    private static partial Regex Metric();

    [GeneratedRegex("smsbridge_attention\\{kind!~\"(?<left>[a-z_|]+)\"\\}", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex NeedsAttention();

    [GeneratedRegex("\"(?<kind>[a-z_]+)\", IsUrgent:", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Kind();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Histogram();
}
