using System.Net.Http.Json;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.EndToEnd;

/// <summary>A core's campaign jobs against the real bridge: real sockets, the encoded slash, and <c>kill -9</c> after the 202.</summary>
[Collection(BridgeProcesses.Name)]
public class CampaignProcessTests(EndToEndStage stage) : IClassFixture<EndToEndStage>
{
    private const int Texts = 400;

    [Fact]
    public async Task Every_text_answered_202_leaves_once_though_the_bridge_is_killed_and_is_reported_by_the_encoded_path()
    {
        var key = await stage.RegisterAsync("campaign");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(stage.Bridge.Url, "/modules/sms/configuration/campaign/app-key"));
        request.Headers.Add("X-Fineract-API-Key", key);
        using var made = await http.SendAsync(request, EndToEndStage.Cancellation);
        var texts = stage.TextsOf("campaign");
        var jobs = new CampaignJobs(http, stage.Bridge.Url, texts, "campaign", await made.Content.ReadFromJsonAsync<string>(EndToEndStage.Cancellation), "gw");
        for (var text = 0; text < Texts; text++)
        {
            texts.Add($"0722{text:000000}", $"News {text}");
        }

        await jobs.RunSendJobAsync(1, EndToEndStage.Cancellation);
        await stage.Bridge.KillAsync(EndToEndStage.Cancellation);
        await stage.Bridge.StartAsync(EndToEndStage.Cancellation);

        jobs.Lost.ShouldBeEmpty();
        await Eventually.BecomesAsync(() => Task.FromResult(Taken()), taken => taken >= Texts, "all texts at the provider");
        await stage.Twilio.FinishAsync(EndToEndStage.Cancellation);
        await Eventually.BecomesAsync(
            async () =>
            {
                await jobs.RunReportJobAsync(EndToEndStage.Cancellation, most: 2);
                return texts.Count(300);
            },
            delivered => delivered == Texts, "all texts reported delivered");
        stage.Twilio.Messages.Where(message => message.Body.StartsWith("News ", StringComparison.Ordinal)).Select(message => message.To).Distinct(StringComparer.Ordinal).Count().ShouldBe(Texts);
        Taken().ShouldBe(Texts);
    }

    private int Taken() => stage.Twilio.Messages.Count(message => message.Body.StartsWith("News ", StringComparison.Ordinal));
}
