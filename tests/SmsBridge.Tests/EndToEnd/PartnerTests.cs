using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SmsBridge.Simulator.Partners;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.EndToEnd;

/// <summary>A partner of the real process: enrolled by verb and method, told, and believed by other people's verifiers.</summary>
[Collection(BridgeProcesses.Name)]
public class PartnerTests(EndToEndStage stage) : IClassFixture<EndToEndStage>
{
    [Fact]
    public async Task From_a_hook_to_a_notification_that_the_npm_verifiers_believe_before_and_during_a_rotation()
    {
        using var http = new HttpClient();
        await using var receiver = await StandInPartner.StartAsync(EndToEndStage.Cancellation);
        var apiKey = await stage.RegisterAsync("partnered");
        var client = stage.AddClient("partnered");
        var old = await PartnerEnrolment.EnrolAsync(stage.Bridge, http, "8930518447", ["partnered"], receiver, EndToEndStage.Cancellation);
        receiver.Secrets = [old];

        var (loan, transaction) = stage.AddRepayment("partnered", client);
        await PostRepaymentAsync(apiKey, client.Id, loan, transaction);
        var confirmed = await ToldAsync(receiver, notice => Code(notice) == "MR101");
        await FailAsync(apiKey);
        var failed = await ToldAsync(receiver, notice => Code(notice).StartsWith("ER", StringComparison.Ordinal));
        await stage.WaitForSmsToAsync(client);
        await stage.Twilio.FinishAsync(EndToEndStage.Cancellation);
        await ToldAsync(receiver, notice => Body(notice)["sms"]?["status"]?.ToString() == "delivered");
        var fresh = await PartnerEnrolment.RotateSecretAsync(stage.Bridge, "8930518447", EndToEndStage.Cancellation);
        (loan, transaction) = stage.AddRepayment("partnered", client);
        await PostRepaymentAsync(apiKey, client.Id, loan, transaction);
        var rotated = await ToldAsync(receiver, notice => notice.Signature.Contains(' ', StringComparison.Ordinal));

        Body(confirmed)["receiveAmount"]!.ToJsonString().ShouldBe("""{"amount":1500,"currencyCode":"KES"}""");
        Body(failed)["thirdPartyTransId"]!.ToString().ShouldBe("rcpt-77");
        (await VerifyAsync([(confirmed, old), (failed, old), (rotated, old), (rotated, fresh)])).ShouldBe(
            [.. Enumerable.Repeat(new[] { "standardwebhooks ok", "svix ok" }, 4).SelectMany(lines => lines)]);
        (await VerifyAsync([(confirmed, fresh), (confirmed with { Body = [.. confirmed.Body, (byte)' '] }, old)])).ShouldAllBe(line => line.Contains("refused", StringComparison.Ordinal));
    }

    /// <summary>By the packages of tests/npm, which tests/run.sh installs.</summary>
    private static async Task<List<string>> VerifyAsync(List<(StandInNotice Notice, string Secret)> notices, [CallerFilePath] string here = "")
    {
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../npm"));
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "node_modules")), "tests/npm is not installed: npm ci --prefix tests/npm");
        var start = new ProcessStartInfo("node", ["verify.mjs"]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        using var node = Process.Start(start)!;
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(new
        {
            notices = notices.Select(given => new
            {
                headers = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["webhook-id"] = given.Notice.Id, ["webhook-timestamp"] = given.Notice.Timestamp, ["webhook-signature"] = given.Notice.Signature,
                },
                body = Encoding.UTF8.GetString(given.Notice.Body),
                secret = given.Secret,
            }),
        }));
        node.StandardInput.Close();
        var lines = (await node.StandardOutput.ReadToEndAsync(EndToEndStage.Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await node.WaitForExitAsync(EndToEndStage.Cancellation);
        lines.Length.ShouldBe(notices.Count * 2);
        return [.. lines];
    }

    private async Task PostRepaymentAsync(string apiKey, long client, long loan, long transaction) => await PostAsync(
        apiKey, $$"""{"officeId":1,"clientId":{{client}},"loanId":{{loan}},"resourceId":{{transaction}}}""");

    private async Task FailAsync(string apiKey) => await PostAsync(
        apiKey, """{"entityName":"LOAN","actionName":"REPAYMENT","request":{"externalId":"rcpt-77"},"status":"Exception","response":{"errorCode":"9999"},"timestamp":"x"}""");

    private async Task PostAsync(string apiKey, string body) => (await stage.PostAsync(
        body, ("X-Fineract-Entity", "LOAN"), ("X-Fineract-Action", "REPAYMENT"), ("Fineract-Platform-TenantId", "partnered"), ("X-Fineract-API-Key", apiKey)))
        .Status.ShouldBe(200);

    private static async Task<StandInNotice> ToldAsync(StandInPartner receiver, Predicate<StandInNotice> isIt)
    {
        await Eventually.BecomesAsync(
            () => Task.FromResult(string.Join('\n', receiver.Received.Select(notice => Encoding.UTF8.GetString(notice.Body)))),
            _ => receiver.Received.Any(notice => isIt(notice)), "a notification");
        return receiver.Received.First(notice => isIt(notice));
    }

    private static JsonNode Body(StandInNotice notice) => JsonNode.Parse(notice.Body)!;

    private static string Code(StandInNotice notice) => Body(notice)["status"]!["code"]!.ToString();
}
