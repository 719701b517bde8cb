using System.Globalization;
using System.Text.RegularExpressions;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.EndToEnd;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Telemetry;

/// <summary>What the real bridge tells Prometheus, against what docs/observe.md says it does.</summary>
[Collection(BridgeProcesses.Name)]
public sealed partial class MetricsTests(BucketTelemetryStage telemetry) : IClassFixture<BucketTelemetryStage>
{
    private const string Tenant = "metered";

    private EndToEndStage Stage => telemetry.Stage;

    [Fact]
    public async Task Every_metric_is_documented_and_every_documented_one_is_there_and_nothing_of_it_is_a_secret()
    {
        var key = await Stage.RegisterAsync(Tenant);
        await Stage.Bridge.RunVerbAsync(EndToEndStage.Cancellation, "backup", "copies/");
        var number = await telemetry.WelcomeAsync(Tenant, key);
        await Stage.Twilio.FinishAsync(EndToEndStage.Cancellation);
        await Stage.PostAsync("nonsense", ("X-Fineract-Entity", "CLIENT"), ("X-Fineract-Action", "CREATE"), ("Fineract-Platform-TenantId", Tenant), ("X-Fineract-API-Key", key));
        await Stage.PostAsync("{}", ("X-Fineract-Entity", "CLIENT"), ("X-Fineract-Action", "CREATE"), ("Fineract-Platform-TenantId", "a-stranger"), ("X-Fineract-API-Key", "x"));

        var text = await Eventually.BecomesAsync(telemetry.ScrapeAsync, it => Sum(it, "smsbridge_receipts_total", "delivered") >= 1 && it.Contains("smsbridge_backup_age_seconds{", StringComparison.Ordinal), "the receipt to be counted");

        Sum(text, "smsbridge_hooks_total", "outcome=\"accepted\"", $"tenant=\"{Tenant}\"").ShouldBe(1);
        Sum(text, "smsbridge_hooks_total", "outcome=\"refused\"", $"tenant=\"{Tenant}\"").ShouldBe(1);
        Sum(text, "smsbridge_hooks_total", "outcome=\"refused\"", "tenant=\"none\"").ShouldBe(1);
        Sum(text, "smsbridge_sends_total", "provider=\"twilio\"", "result=\"accepted\"", "class=\"none\"").ShouldBeGreaterThanOrEqualTo(1); // the other tests' bridge too
        Sum(text, "smsbridge_hook_to_sent_seconds_count", "provider=\"twilio\"").ShouldBeGreaterThanOrEqualTo(1);
        Sum(text, "smsbridge_sent_to_delivered_seconds_count", "provider=\"twilio\"").ShouldBeGreaterThanOrEqualTo(1);
        Sum(text, "smsbridge_call_duration_seconds_count", "peer=\"core\"", "answer=\"2xx\"").ShouldBeGreaterThan(0);
        Sum(text, "smsbridge_tenants", "state=\"active\"").ShouldBeGreaterThanOrEqualTo(1);
        Sum(text, "smsbridge_sample_age_seconds").ShouldBeLessThan(30);
        text.Split('\n').Where(line => line.StartsWith("smsbridge_backup_remote_age_seconds{", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain(" +Inf", customMessage: "there is none in the bucket");
        var documented = MetricsDocument.Metrics();
        var families = Families(text);
        documented.Where(name => !ElsewhereThanHere.Contains(name, StringComparer.Ordinal)).Except(families, StringComparer.Ordinal).ShouldBeEmpty("documented, and not there");
        families.Where(name => name.StartsWith("smsbridge_", StringComparison.Ordinal)).Except(documented, StringComparer.Ordinal).ShouldBeEmpty("there, and not documented");
        families.Where(name => !name.StartsWith("smsbridge_", StringComparison.Ordinal) && !MetricsDocument.Foreign().Any(known => name.StartsWith(known, StringComparison.Ordinal)))
            .ShouldBeEmpty("of others, and not documented");
        foreach (var metric in documented.Intersect(families, StringComparer.Ordinal))
        {
            Labels(text, metric).Order(StringComparer.Ordinal).ShouldBe(MetricsDocument.LabelsOf(metric).Order(StringComparer.Ordinal), metric);
        }

        foreach (var secret in (string[])[key, number, number[1..], Some.AuthToken, Some.AccountSid, Some.Sender])
        {
            text.ShouldNotContain(secret);
        }
    }

    [Fact]
    public async Task Promtool_has_nothing_to_say_against_them()
    {
        await telemetry.WelcomeAsync("linted", await Stage.RegisterAsync("linted"));

        var (_, said) = await Promtool.RunAsync(await telemetry.ScrapeAsync(), "check", "metrics");

        said.Split('\n').Where(line => line.Contains("smsbridge", StringComparison.Ordinal) || line.Contains("error", StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
    }

    [Fact]
    public async Task They_are_on_no_address_of_the_bridge_and_the_bridge_is_not_on_theirs()
    {
        await Stage.RegisterAsync("apart");

        (await telemetry.StatusAsync(new Uri(Stage.Bridge.Url, "/metrics"))).ShouldBe(404);
        (await telemetry.StatusAsync(new Uri(telemetry.Metrics, "/health/live"))).ShouldBe(404);
        (await telemetry.StatusAsync(new Uri(telemetry.Metrics, "/modules/sms/"))).ShouldBe(404);
        (await telemetry.StatusAsync(new Uri(telemetry.Metrics, "/metrics"))).ShouldBe(200);
    }

    [Fact]
    public async Task A_tenant_that_its_provider_refuses_is_seen_paused_and_by_whom()
    {
        var key = await Stage.RegisterAsync("refused");
        Stage.Twilio.Faults.Plan = _ => new StandInFault.Error(401, 20003);
        var client = Stage.AddClient("refused");
        await Stage.PostClientCreatedAsync("refused", key, client.Id);

        var text = await Eventually.BecomesAsync(telemetry.ScrapeAsync, it => Sum(it, "smsbridge_tenant_paused", "tenant=\"refused\"") >= 1, "the pause to be counted");

        Stage.Twilio.Faults.Plan = null;
        Sum(text, "smsbridge_sends_total", "result=\"rejected\"", "class=\"credentials\"").ShouldBeGreaterThan(0);
        Sum(text, "smsbridge_attention", "kind=\"paused\"", "urgent=\"yes\"").ShouldBe(1);
        Sum(text, "smsbridge_waiting", "tenant=\"refused\"", "state=\"queued\"").ShouldBe(1);
    }

    /// <summary>Nothing of the kind happens to this bridge.</summary>
    private static readonly string[] ElsewhereThanHere =
        ["smsbridge_tenant_paused", "smsbridge_attention", "smsbridge_message_leases_lost_total", "smsbridge_work_leases_lost_total", "smsbridge_retention_removed_total"];

    private static List<string> Families(string text) => [.. Family().Matches(text).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal)];

    private static double Sum(string text, string metric, params string[] labels) =>
        text.Split('\n').Where(line => line.StartsWith(metric + "{", StringComparison.Ordinal) && labels.All(label => line.Contains(label, StringComparison.Ordinal)))
            .Sum(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));

    private static IEnumerable<string> Labels(string text, string metric) =>
        text.Split('\n').Where(line => Sample(metric).IsMatch(line)).SelectMany(line => Label().Matches(line).Select(match => match.Groups["name"].Value))
            .Where(label => label != "le" && !label.StartsWith("otel_scope_", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal);

    private static Regex Sample(string metric) => new($"^{metric}(_bucket|_sum|_count)?{{", RegexOptions.None, TimeSpan.FromSeconds(5));

    [GeneratedRegex(@"^# TYPE (?<name>\w+) ", RegexOptions.Multiline, 5_000)]
    private static partial Regex Family();

    [GeneratedRegex(@"[{,](?<name>\w+)=", RegexOptions.None, 5_000)]
    private static partial Regex Label();
}
