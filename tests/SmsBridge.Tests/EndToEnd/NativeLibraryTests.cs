using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace SmsBridge.Tests.EndToEnd;

/// <summary>The native library of ed25519 is a partner's choice: who has no such partner does not load it, nor wait for it at start.</summary>
[Collection(BridgeProcesses.Name)]
public class NativeLibraryTests(EndToEndStage stage) : IClassFixture<EndToEndStage>
{
    [Fact]
    public async Task Libsodium_is_loaded_by_the_first_ed25519_key_and_not_at_start()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What a process has loaded is read from /proc, which only Linux has.");
        await stage.RegisterAsync("signed");
        var added = await stage.Bridge.RunVerbAsync(EndToEndStage.Cancellation, "partner", "add", "P1", "--tenant", "signed", "--json");
        var password = (string)JsonNode.Parse(added)!["password"]!;

        var byHmac = await SubscribeAsync(password, "r1", "v1");
        var before = await LoadedAsync();
        var byEd25519 = await SubscribeAsync(password, "r2", "v1a");
        var after = await LoadedAsync();

        (byHmac, byEd25519).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
        before.ShouldBeEmpty();
        after.ShouldContain(file => file.StartsWith("libsodium", StringComparison.Ordinal)); // else nothing was looked at above
        after.ShouldContain(file => string.Equals(file, "NSec.Cryptography.dll", StringComparison.Ordinal));
    }

    private async Task<HttpStatusCode> SubscribeAsync(string password, string reference, string signature)
    {
        var timestamp = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(stage.Bridge.Url, "/webhook/subscribe"))
        {
            Content = new StringContent(
                $$"""{"partnerCode":"P1","reference":"{{reference}}","callbackUrl":"http://127.0.0.1:8080/","webhookMethodName":"TransactionStatus","signature":"{{signature}}"}""",
                Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("timestamp", timestamp);
        request.Headers.Add("Authorization", "Bearer " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("P1" + password + timestamp))));
        using var answer = await http.SendAsync(request, EndToEndStage.Cancellation);
        return answer.StatusCode;
    }

    /// <summary>Names of the files of NSec and libsodium that are mapped into the bridge's memory.</summary>
    private async Task<List<string>> LoadedAsync() =>
        [.. (await File.ReadAllLinesAsync($"/proc/{stage.Bridge.ProcessId}/maps", EndToEndStage.Cancellation))
            .Select(line => Path.GetFileName(line))
            .Where(file => file.StartsWith("NSec", StringComparison.Ordinal) || file.StartsWith("libsodium", StringComparison.Ordinal))];
}
