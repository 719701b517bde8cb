using System.Text;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.EndToEnd;

/// <summary>No secret ever reaches the disk or the log in the clear, and no telephone number the log.</summary>
[Collection(BridgeProcesses.Name)]
public class SecretsTests(EndToEndStage stage) : IClassFixture<EndToEndStage>
{
    [Fact]
    public async Task Neither_database_nor_logs_hold_a_key_a_token_or_a_password()
    {
        stage.Bridge.Settings["Serilog:MinimumLevel:Default"] = "Verbose";
        stage.Bridge.Settings["Serilog:MinimumLevel:Override:Microsoft"] = "Debug";
        var key = await stage.RegisterAsync("secrets");
        var client = stage.AddClient("secrets");
        await RunEverythingAsync(key, client.Id);
        await stage.WaitForSmsToAsync(client);
        await stage.Twilio.FinishAsync(EndToEndStage.Cancellation);

        var whileRunning = Files();
        (await stage.Bridge.StopAsync(EndToEndStage.Cancellation)).ShouldBe(0);
        var logs = Encoding.UTF8.GetBytes(stage.Bridge.StandardOutput + "\n" + stage.Bridge.StandardError);

        whileRunning.Keys.ShouldContain(name => name.EndsWith("-wal", StringComparison.Ordinal));
        string[] secrets = [key, Some.AuthToken, EndToEndStage.MifosToken, EndToEndStage.Password, "not-a-real-key"];
        var places = whileRunning.Concat(Files()).Append(KeyValuePair.Create("output", logs)).ToList();
        foreach (var secret in secrets)
        {
            places.Where(place => Holds(place.Value, secret)).Select(place => place.Key).ShouldBeEmpty($"{secret[..3]}… is in the clear");
        }

        string[] numbers = [EndToEndStage.NumberOf(client), EndToEndStage.NumberOf(client)[1..], client.MobileNo!];
        foreach (var number in numbers)
        {
            places.Where(place => (place.Key == "output" || place.Key.Contains("/logs/", StringComparison.Ordinal)) && Holds(place.Value, number))
                .Select(place => place.Key).ShouldBeEmpty("a telephone number is in the log");
        }

        // The search itself must be able to find something.
        places.Where(place => Holds(place.Value, "Welcome, ")).Select(place => place.Key).ShouldContain(stage.Bridge.DatabaseFile, StringComparer.Ordinal); // also: a stop leaves it all in one file
        Holds(logs, "secrets").ShouldBeTrue();
    }

    private async Task RunEverythingAsync(string key, long clientId)
    {
        stage.Twilio.Faults.Next(new StandInFault.Error(500)); // in doubt, then resolved, then sent: every way of logging is taken
        var eventId = await stage.PostClientCreatedAsync("secrets", key, clientId);
        await stage.PostAsync("{}", ("X-Fineract-Entity", "CLIENT"), ("X-Fineract-Action", "CREATE"),
            ("Fineract-Platform-TenantId", "secrets"), ("X-Fineract-API-Key", "not-a-real-key"));
        await stage.EventBecomesAsync("secrets", key, eventId, "sent");
    }

    private Dictionary<string, byte[]> Files() =>
        Directory.EnumerateFiles(stage.Bridge.Folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
            .ToDictionary(file => file, ReadShared, StringComparer.Ordinal);

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static bool Holds(byte[] content, string text) => content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
