using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Alarms;
using SmsBridge.Simulator.Partners;
using SmsBridge.Tests.Console;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Alarms;

/// <summary>The application with receivers that are told by a webhook, and a clock to step.</summary>
public sealed class AlarmStage : IAsyncLifetime
{
    internal const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly ConsoleApp _console = new();

    internal SmsBridgeApp App => _console.App;

    internal ConsoleApp Console => _console;

    internal StandInPartner Receiver { get; private set; } = null!;

    /// <summary>More settings of <c>Alarms</c>, set before it starts.</summary>
    internal Dictionary<string, string> More { get; init; } = [];

    public async ValueTask InitializeAsync()
    {
        Receiver = await StandInPartner.StartAsync(TestContext.Current.CancellationToken);
        await _console.InitializeAsync();
        App.Settings["Alarms:Receivers:duty:Kind"] = "Webhook";
        App.Settings["Alarms:Receivers:duty:Url"] = Receiver.Url.AbsoluteUri;
        App.Settings["Alarms:Receivers:duty:Secret"] = Secret;
        foreach (var (name, value) in More)
        {
            App.Settings[$"Alarms:{name}"] = value.Replace("{url}", Receiver.Url.AbsoluteUri, StringComparison.Ordinal);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _console.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    /// <summary>One run of the job after so long.</summary>
    /// <returns>What came meanwhile, each as state, kind and tenant.</returns>
    internal async Task<IReadOnlyList<string>> AfterAsync(TimeSpan wait)
    {
        var before = Receiver.Received.Count;
        App.Clock.Advance(wait);
        await App.Services.GetRequiredService<AlarmRound>().RunAsync(TestContext.Current.CancellationToken);
        return [.. Receiver.Received.Skip(before).SelectMany(Alarms)];
    }

    internal Task<IReadOnlyList<string>> AfterMinutesAsync(int minutes) => AfterAsync(TimeSpan.FromMinutes(minutes));

    internal async Task PauseAsync(TestTenant tenant, bool pause = true)
    {
        using var admin = _console.As("Admin;*");
        using var answer = pause
            ? await admin.PostAsJsonAsync($"/api/tenants/{tenant.Id}/pause", new { reason = "end of the month" }, TestContext.Current.CancellationToken)
            : await admin.PostAsync($"/api/tenants/{tenant.Id}/resume", content: null, TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Of a chat its text.</summary>
    private static IEnumerable<string> Alarms(StandInNotice notice) =>
        JsonElement.Parse(notice.Body) is var body && body.TryGetProperty("data", out var data)
            ? data.GetProperty("alarms").EnumerateArray().Select(alarm => $"{alarm.Text("state")} {alarm.Text("kind")} {alarm.Text("tenant") ?? "-"}")
            : [body.Text("text")!];
}
