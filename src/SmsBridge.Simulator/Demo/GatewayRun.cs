using SmsBridge.Simulator.Providers;

namespace SmsBridge.Simulator.Demo;

/// <summary>The stand-in HTTP gateway alone: shows each SMS, and reports it as on its way and as delivered.</summary>
internal static class GatewayRun
{
    public const int Port = 9194;

    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(TextWriter output, TextWriter error, CancellationToken stopping)
    {
        await using var gateway = new StandInHttpGateway();
        try
        {
            await gateway.StartAsync(Port);
        }
        catch (IOException exception)
        {
            await error.WriteLineAsync($"Port {Port} can not be had: {exception.Message}");
            return 1;
        }

        using var http = new HttpClient();
        gateway.OnTaken = sms => _ = ReportAsync(gateway, sms, http, output, stopping); // a report that fails is told, and no reason to end
        await output.WriteLineAsync($"A stand-in gateway listens on {gateway.Url}send and takes the token {StandInHttpGateway.Token}. Ctrl+C ends it.");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    private static async Task ReportAsync(StandInHttpGateway gateway, TakenSms sms, HttpClient http, TextWriter output, CancellationToken stopping)
    {
        await output.WriteLineAsync($"SMS {sms.Id} from {sms.From} to {sms.To}: {sms.Text.ReplaceLineEndings(" ")}");
        if (sms.ReportTo is null)
        {
            return;
        }

        foreach (var news in (StandInNews[])[StandInNews.OnItsWay, StandInNews.Delivered])
        {
            await Task.Delay(BetweenReports, TimeProvider.System, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            using var report = gateway.ReportOf(sms, news);
            try
            {
                using var answer = await http.SendAsync(report, stopping);
                await output.WriteLineAsync($"SMS {sms.Id} reported as {news}: HTTP {(int)answer.StatusCode}");
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                await output.WriteLineAsync($"SMS {sms.Id} could not be reported as {news}: {exception.Message}");
            }
        }
    }
}
