using System.Text;
using SmsBridge.Tests.EndToEnd;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Telemetry;

/// <summary>One trace from the hook to the receipt, as the real bridge sends it by OTLP.</summary>
[Collection(BridgeProcesses.Name)]
public sealed class TraceTests(EndToEndStage stage) : IClassFixture<EndToEndStage>
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Fact]
    public async Task Hook_relay_call_and_receipt_are_one_trace_and_nothing_of_it_is_a_secret()
    {
        await using var collector = await Collector.StartAsync();
        if (stage.Bridge.IsRunning)
        {
            await stage.Bridge.StopAsync(EndToEndStage.Cancellation); // with another collector
        }

        stage.Bridge.Settings["Telemetry:OtlpEndpoint"] = collector.Url.GetLeftPart(UriPartial.Authority);
        stage.Bridge.Settings["Telemetry:OtlpProtocol"] = "HttpProtobuf";
        stage.Bridge.Settings["Telemetry:OtlpLogs"] = "true";
        stage.Bridge.Settings["Telemetry:OtlpHeaders"] = "x-key=otlp-secret";
        var key = await stage.RegisterAsync("traced");
        var client = stage.AddClient("traced");
        var other = stage.AddClient("traced");

        await HookAsync(key, client.Id, $"00-{Trace}-00f067aa0ba902b7-01");
        await stage.WaitForSmsToAsync(client);
        await HookAsync(key, other.Id, traceparent: null);
        await stage.WaitForSmsToAsync(other);
        await stage.Twilio.FinishAsync(EndToEndStage.Cancellation);
        await Eventually.BecomesAsync(
            () => Task.FromResult(collector.Spans.Where(span => span.TraceId == Trace).Select(span => span.Name).ToHashSet(StringComparer.Ordinal)),
            names => names.IsSupersetOf(["sms.relay", "sms.prepare", "sms.send", "sms.receipt"]) && names.Any(name => name.StartsWith("POST", StringComparison.Ordinal)), "the whole trace");

        var spans = collector.Spans;
        var relay = spans.First(span => span is { TraceId: Trace, Name: "sms.relay" });
        spans.Where(span => span.Parent == relay.Id).Select(span => span.Name).Distinct(StringComparer.Ordinal).ShouldBe(["sms.prepare", "sms.send"], ignoreOrder: true);
        spans.First(span => span.TraceId == Trace && span.Name.StartsWith("POST", StringComparison.Ordinal)).Parent.ShouldBe("00f067aa0ba902b7");
        spans.Where(span => span.Name == "sms.relay").Select(span => span.TraceId).Distinct(StringComparer.Ordinal).Count().ShouldBe(2); // the other hook has one of its own
        await stage.Bridge.StopAsync(EndToEndStage.Cancellation); // metrics go out once a minute, and at the end
        collector.Paths.ShouldBe(["/v1/traces", "/v1/metrics", "/v1/logs"], ignoreOrder: true);
        var sent = collector.Bytes;
        foreach (var secret in (string[])[key, EndToEndStage.NumberOf(client), Some.AuthToken, EndToEndStage.MifosToken, "otlp-secret"])
        {
            sent.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)).ShouldBe(-1, secret);
        }
    }

    [Fact]
    public async Task The_token_of_a_web_hook_and_of_reports_is_cut_in_spans()
    {
        await using var collector = await Collector.StartAsync();
        if (stage.Bridge.IsRunning)
        {
            await stage.Bridge.StopAsync(EndToEndStage.Cancellation);
        }

        stage.Bridge.Settings["Telemetry:OtlpEndpoint"] = collector.Url.GetLeftPart(UriPartial.Authority);
        stage.Bridge.Settings["Telemetry:OtlpProtocol"] = "HttpProtobuf";
        await stage.Bridge.StartAsync(EndToEndStage.Cancellation);
        var token = new string('Q', 43);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var answer = await http.PostAsync(new Uri(stage.Bridge.Url, $"/modules/sms/k/{token}?secret=in-the-query"), new StringContent("{}"), EndToEndStage.Cancellation);

        await Eventually.BecomesAsync(() => Task.FromResult(Encoding.UTF8.GetString(collector.Bytes)), text => text.Contains("QQQQQQ***", StringComparison.Ordinal), "the span of the request");

        var sent = Encoding.UTF8.GetString(collector.Bytes);
        sent.ShouldNotContain(token);
        sent.ShouldNotContain("in-the-query");
    }

    private async Task HookAsync(string key, long client, string? traceparent)
    {
        List<(string, string)> headers = [("X-Fineract-Entity", "CLIENT"), ("X-Fineract-Action", "CREATE"), ("Fineract-Platform-TenantId", "traced"), ("X-Fineract-API-Key", key)];
        if (traceparent is not null)
        {
            headers.Add(("traceparent", traceparent));
        }

        (await stage.PostAsync($$"""{"officeId":1,"clientId":{{client}},"resourceId":{{client}}}""", [.. headers])).Status.ShouldBe(200);
    }
}
