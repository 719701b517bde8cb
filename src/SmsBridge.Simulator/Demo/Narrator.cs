using System.Globalization;
using System.Text.RegularExpressions;

namespace SmsBridge.Simulator.Demo;

/// <summary>Prints each request and its answer in short, on their way through a client.</summary>
internal sealed partial class Narrator(TextWriter output) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync($"   sent      {request.Method} {request.RequestUri}");
        foreach (var (name, values) in request.Headers.Where(header => header.Key.StartsWith("X-", StringComparison.Ordinal) || header.Key.StartsWith("Fineract-", StringComparison.Ordinal)))
        {
            await output.WriteLineAsync($"             {name}: {string.Join(", ", values)}");
        }

        if (request.Content is not null)
        {
            await output.WriteLineAsync($"             {Shorten(Secrets().Replace(await request.Content.ReadAsStringAsync(cancellationToken), "${name}…\""))}");
        }

        var answer = await base.SendAsync(request, cancellationToken);
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        var body = Shorten(await answer.Content.ReadAsStringAsync(cancellationToken));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"   answered  {(int)answer.StatusCode} {body}"));
        return answer;
    }

    private static string Shorten(string text)
    {
        const int Longest = 600;
        return text.Length <= Longest ? text : text[..Longest] + "…";
    }

    [GeneratedRegex("""(?<name>"(smsProviderToken|mifosToken)":")[^"]*\x22""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Secrets();
}
