using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using SmsBridge.Simulator.Providers;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Documents;

/// <summary>docs/providers.md: a newcomer's first SMS by a described gateway, with the settings and the calls as they stand there.</summary>
public sealed partial class FirstSmsDocumentTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private readonly StandInHttpGateway _gateway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _gateway.StartAsync();
        await _app.InitializeAsync();
        foreach (var (key, value) in Settings())
        {
            _app.Settings[key] = value.Replace("http://127.0.0.1:9194/", _gateway.Url.AbsoluteUri, StringComparison.Ordinal);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task The_calls_as_written_register_send_and_show_that_it_was_delivered()
    {
        var calls = Calls().ToList();
        calls.Count.ShouldBe(3);
        using var caller = _app.CreateCaller();

        var key = (await AnswerAsync(caller, calls[0], key: "")).Trim('"');
        await AnswerAsync(caller, calls[1], key);
        await _app.DrainAsync();
        var sms = _gateway.Taken.ShouldHaveSingleItem();
        using (var report = _gateway.ReportOf(sms, StandInNews.Delivered))
        using (var taken = await caller.SendAsync(report, Cancellation))
        {
            taken.IsSuccessStatusCode.ShouldBeTrue();
        }

        (await AnswerAsync(caller, calls[2], key)).ShouldContain("\"delivered\"");
    }

    /// <summary>What stands in local.json, but for its database: the test has its own.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Settings()
    {
        var json = DocumentFiles.Samples(DocumentFiles.Read("docs/providers.md"), "json").First().Code;
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return [.. new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable().Where(pair => pair.Value is not null && !pair.Key.StartsWith("Storage", StringComparison.Ordinal)).Select(pair => KeyValuePair.Create(pair.Key, pair.Value!))];
    }

    /// <summary>The calls with curl in the section of the first SMS.</summary>
    private static IEnumerable<string> Calls()
    {
        var text = DocumentFiles.Read("docs/providers.md");
        var section = text[text.IndexOf("### The first SMS", StringComparison.Ordinal)..text.IndexOf("### Describing yours", StringComparison.Ordinal)];
        return DocumentFiles.Samples(section, "sh").SelectMany(sample => Curl().Matches(sample.Code.Replace("\\\n", " ", StringComparison.Ordinal)).Select(match => match.Value));
    }

    private static async Task<string> AnswerAsync(HttpClient caller, string curl, string key)
    {
        var data = Data().Match(curl);
        using var request = new HttpRequestMessage(data.Success ? HttpMethod.Post : HttpMethod.Get, Url().Match(curl).Value);
        request.Content = data.Success ? new StringContent(data.Groups["body"].Value, Encoding.UTF8, "application/json") : null;
        foreach (var header in Header().Matches(curl).Select(match => match.Groups["header"].Value.Replace("$KEY", key, StringComparison.Ordinal).Split(": ", 2)))
        {
            _ = header[0] == "Content-Type" || request.Headers.TryAddWithoutValidation(header[0], header[1]);
        }

        using var answer = await caller.SendAsync(request, Cancellation);
        var body = await answer.Content.ReadAsStringAsync(Cancellation);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{curl} was answered {body}");
        return body;
    }

    /// <summary>From the word curl to the next command.</summary>
    [GeneratedRegex("curl .*?(?= \\| tr|\n\n|\n?$)", RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Curl();

    [GeneratedRegex("http://localhost:9191[^ ]*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Url();

    [GeneratedRegex("-H ['\"](?<header>[^'\"]*)['\"]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Header();

    [GeneratedRegex("-d '(?<body>[^']*)'", RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Data();
}
