using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Store;
using SmsBridge.Store.Sqlite;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.EndToEnd;

/// <summary>
/// The real program is started on a file that an older one left: what was told stays told, what waited goes out, once, and the core's key still opens.
/// </summary>
[Collection(BridgeProcesses.Name)]
public sealed class UpgradeTests : IAsyncDisposable
{
    private const string Key = "zj9hAe9DRui8vUy0zVUc_Y3RfC3xZZir9eKEuVw0A3w";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-e2e-");
    private readonly HttpClient _http = new();
    private readonly BridgeProcess _bridge;

    public UpgradeTests()
    {
        _bridge = new BridgeProcess(new BridgeProcessOptions(_folder.FullName));
        _http.DefaultRequestHeaders.Add("X-Fineract-API-Key", Key);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The first with nodes, which every start needs, those before and after the great changes, and the last one before this.</summary>
    public static TheoryData<int> Schemas => [4, 10, 20, 26, 30, Migration.Newest("sqlite") - 1];

    public async ValueTask DisposeAsync()
    {
        await _bridge.DisposeAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task What_waited_goes_out_once_and_what_was_sent_stays_so(int schema)
    {
        Leave(schema, await SecretsAsync());

        await _bridge.StartAsync(Cancellation);

        await BecomesAsync(2, "sent");
        var told = await EventAsync(1);
        ((string?)told["event"]!["status"]).ShouldBe("delivered");
        _bridge.StandardOutput.Lines.Count(line => line.Contains("SMS 2 (", StringComparison.Ordinal)).ShouldBe(1);
        _bridge.StandardOutput.Lines.ShouldNotContain(line => line.Contains("SMS 1 (", StringComparison.Ordinal));
        (await PostAgainAsync()).ShouldBe("duplicate"); // the client's number is the event's name, in whichever schema
        (await _bridge.StopAsync(Cancellation)).ShouldBe(0);
        _bridge.StandardOutput.Lines.ShouldNotContain(line => line.Contains(" ERR ", StringComparison.Ordinal) || line.Contains(" FTL ", StringComparison.Ordinal));
    }

    /// <summary>A tenant, its key, a client that was welcomed, and an SMS that waited when the older program was stopped. In columns that every schema has.</summary>
    /// <param name="token">Encrypted with the key ring in the folder.</param>
    private void Leave(int schema, string token)
    {
        using var connection = new SqliteConnection($"Data Source={_bridge.DatabaseFile};Pooling=False");
        connection.Open();
        Migrator.Apply(connection, [.. Migration.All("sqlite").Where(migration => migration.Number <= schema)], Some.Instant, NullLogger.Instance);
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-5).ToUnixTimeMilliseconds();
        connection.Execute(
            """
            INSERT INTO tenant (id, identifier, provider, account_id, provider_token, sender, core_endpoint, created_at, updated_at) VALUES (1, 'default', 'log', 'any', @token, 'MyBank', 'http://localhost:8080/fineract-provider/api/v1', @at, @at);
            INSERT INTO api_key (id, tenant_id, hash, prefix, created_at) VALUES (1, 1, @hash, 'zj9hAe', @at);
            INSERT INTO event (id, tenant_id, type_id, verdict, received_at, dialect, resource_id, client_id, key_id) VALUES (1, 1, 1, 1, @at, 1, 7, 7, 1);
            INSERT INTO message (event_id, tenant_id, type_id, received_at, resource_id, client_id, status, recipient, sender, body, segments, attempts, tries, queued_at, provider, provider_id, sent_at, final_at, updated_at)
                VALUES (1, 1, 1, @at, 7, 7, 4, '+254712345678', 'MyBank', 'Welcome, Jane!', 1, 1, 1, @at, 'log', 'LOG1', @at, @at, @at);
            INSERT INTO attempt (event_id, number, started_at, finished_at, outcome, provider_id) VALUES (1, 1, @at, @at, 1, 'LOG1');
            INSERT INTO status_change (event_id, at, status, source) VALUES (1, @at, 3, 'relay'), (1, @at, 4, 'provider');
            INSERT INTO event (id, tenant_id, type_id, verdict, pending, received_at, dialect, digest, mobile_no, text, key_id) VALUES (2, 1, 3, 1, 1, @at, 1, @digest, '+254712345679', 'Your code', 1);
            """,
            new { at, token, hash = SHA256.HashData(Encoding.ASCII.GetBytes(Key)), digest = SHA256.HashData("Your code"u8) });
    }

    /// <summary>The token of a tenant of the same number and name, as this program stores it; its file is gone then, the key ring is not.</summary>
    private async Task<string> SecretsAsync()
    {
        var file = Path.Combine(_folder.FullName, "token");
        await File.WriteAllTextAsync(file, "any", Cancellation);
        await _bridge.RunVerbAsync(
            Cancellation, "tenant", "add", "default", "--provider", "log", "--account", "any", "--sender", "MyBank", "--token-file", file, "--endpoint", "http://localhost:8080/fineract-provider/api/v1", "--no-verify");
        string token;
        await using (var connection = new SqliteConnection($"Data Source={_bridge.DatabaseFile};Pooling=False"))
        {
            token = (await connection.QuerySingleAsync<string>("SELECT provider_token FROM tenant WHERE id = 1"))!;
        }

        foreach (var left in Directory.EnumerateFiles(_folder.FullName, "smsbridge.db*"))
        {
            File.Delete(left);
        }

        return token;
    }

    private Task<JsonNode> BecomesAsync(long id, string status) =>
        Eventually.BecomesAsync(() => EventAsync(id), told => (string?)told["event"]!["status"] == status, $"event {id} {status}");

    private async Task<JsonNode> EventAsync(long id) => JsonNode.Parse(await _http.GetStringAsync(new Uri(_bridge.Url, $"/modules/sms/events/default/{id}"), Cancellation))!;

    private async Task<string?> PostAgainAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_bridge.Url, "/modules/sms/")) { Content = new StringContent("""{"officeId":1,"clientId":7,"resourceId":7}""", Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Fineract-Entity", "CLIENT");
        request.Headers.Add("X-Fineract-Action", "CREATE");
        request.Headers.Add("Fineract-Platform-TenantId", "default");
        using var answer = await _http.SendAsync(request, Cancellation);
        return (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["outcome"];
    }
}
