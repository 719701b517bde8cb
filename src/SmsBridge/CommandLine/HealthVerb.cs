using System.CommandLine;
using System.Net;

namespace SmsBridge.CommandLine;

/// <param name="Says">The service's answer, or why there is none.</param>
internal sealed record HealthView(bool Healthy, string Says);

/// <summary>
/// <c>smsbridge health</c>: for what can start programs and nothing else, as a container's health check in an image without a shell. It reads no settings and opens nothing.
/// </summary>
internal static class HealthVerb
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(4); // less than a container's health check is given

    public static Command Create(VerbHost host)
    {
        var address = new Argument<string>("URL") { Description = "Where the service listens.", DefaultValueFactory = _ => DefaultAddress() };
        return host.DefineBare(
            new Command("health", "Asks the running service whether it could store a hook now. Exit code 1: it could not, or does not answer.") { address },
            async (output, parsed, _, cancellationToken) =>
            {
                if (!Uri.TryCreate(parsed.GetRequiredValue(address).TrimEnd('/') + "/health/ready", UriKind.Absolute, out var url) || !url.Scheme.StartsWith("http", StringComparison.Ordinal))
                {
                    return output.Refuse("Give the address as http://host:port.", ExitCodes.Usage);
                }

                var view = await AskAsync(url, cancellationToken);
                output.Result(view, ResultJson.Of.HealthView, told => output.Line(told.Says));
                return view.Healthy ? ExitCodes.Done : ExitCodes.Failed;
            });
    }

    /// <summary>In a container the image's own variable says where the service listens: on all addresses, of which this machine's is one.</summary>
    private static string DefaultAddress() =>
        (Environment.GetEnvironmentVariable("Urls") is { Length: > 0 } urls ? urls.Split(';')[0] : Hosting.DefaultSettings.Urls)
            .Replace("://+", "://localhost", StringComparison.Ordinal).Replace("://*", "://localhost", StringComparison.Ordinal).Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal);

    private static async Task<HealthView> AskAsync(Uri url, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false }) { Timeout = LongestWait };
        try
        {
            using var answer = await http.GetAsync(url, cancellationToken);
            return new HealthView(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (HttpRequestException exception)
        {
            return new HealthView(Healthy: false, $"{url}: {exception.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthView(Healthy: false, $"{url}: no answer.");
        }
    }
}
