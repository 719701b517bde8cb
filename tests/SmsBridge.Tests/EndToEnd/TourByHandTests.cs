using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Tests.Documents;

namespace SmsBridge.Tests.EndToEnd;

/// <summary>Who follows "Try it by hand" of the README, with nothing else set, gets a key and sees an SMS.</summary>
[Collection(BridgeProcesses.Name)]
public sealed partial class TourByHandTests
{
    private static readonly string Readme = DocumentFiles.Read("README.md");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_commands_of_the_readme_register_a_tenant_and_send_an_sms()
    {
        var folder = Directory.CreateTempSubdirectory("smsbridge-tour-");
        try
        {
            // Nothing listens where the README says the core is; another program of this machine may.
            var core = string.Create(CultureInfo.InvariantCulture, $"localhost:{Machine.FreePort()}");
            var started = Start().Match(Readme);
            await using var bridge = new BridgeProcess(new BridgeProcessOptions(folder.FullName)
            {
                Settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
                {
                    ["Core:AllowThisMachine"] = "false", // the shipped default
                    [started.Groups["name"].Value] = started.Groups["value"].Value.Replace("localhost:8080", core, StringComparison.Ordinal),
                },
            });
            await bridge.StartAsync(Token);
            using var http = new HttpClient { BaseAddress = bridge.Url };

            var registered = await PostAsync(http, "/modules/sms/configuration", Registration().Match(Readme).Groups["body"].Value.Replace("localhost:8080", core, StringComparison.Ordinal), key: null);
            var (taken, answer) = await PostAsync(http, "/modules/sms/", Hook().Match(Readme).Groups["body"].Value, key: registered.Text.Trim('"'));

            registered.Status.ShouldBe(HttpStatusCode.Created, registered.Text);
            (taken, answer).ShouldBe((HttpStatusCode.OK, """{"eventId":1,"outcome":"accepted"}"""));
            Readme.ShouldContain(answer);
            (await bridge.StopAsync(Token)).ShouldBe(0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(HttpStatusCode Status, string Text)> PostAsync(HttpClient http, string path, string body, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json")) };
        if (key is not null)
        {
            foreach (var (name, value) in new[] { ("Fineract-Platform-TenantId", "default"), ("X-Fineract-API-Key", key), ("X-Fineract-Entity", "sms"), ("X-Fineract-Action", "send") })
            {
                request.Headers.Add(name, value);
            }
        }

        using var answer = await http.SendAsync(request, Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    [GeneratedRegex("^dotnet run --project src/SmsBridge -- --(?<name>[^= ]+)=(?<value>[^ \n]+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Start();

    [GeneratedRegex("/modules/sms/configuration -H 'Content-Type: application/json' -d '(?<body>[^']+)'", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Registration();

    [GeneratedRegex("X-Fineract-Action: send\" \\\\\n  -d '(?<body>[^']+)'", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Hook();
}
