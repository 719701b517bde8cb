using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using SmsBridge.Partners;
using SmsBridge.Partners.Notices;
using SmsBridge.Partners.Notices.Delivery;
using SmsBridge.Store;

namespace SmsBridge.Bench;

/// <summary>
/// Notifications per second to a local receiver in a process of its own: read from the outbox, signed, posted one at a time per subscription, and
/// each outcome recorded. Against a bare loop that signs and posts the same bodies, as many at a time, without a store; in turns.
/// </summary>
internal static class NotifyScenario
{
    private const int WarmUp = 1_000;

    public static async Task<IReadOnlyList<ResultRow>> RunAsync(BenchOptions options, CancellationToken cancellationToken) =>
    [
        ResultRow.Of("notify, 1 subscription", "notes/s", await MeasureAsync(options, subscriptions: 1, cancellationToken), must: 0.50, aim: 0.70),
        ResultRow.Of("notify, 8 subscriptions", "notes/s", await MeasureAsync(options, subscriptions: 8, cancellationToken), must: 0.50, aim: 0.70),
    ];

    private static async Task<List<(double Limit, double Measured)>> MeasureAsync(BenchOptions options, int subscriptions, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("smsbridge-bench-");
        try
        {
            await using var receiver = await Child.ListenAsync(BareServer.Verb, cancellationToken);
            await using var app = SmsBridge(folder.FullName);
            await app.Services.GetRequiredService<Database>().OpenAsync();
            using var bench = new NotifyBench(app.Services, new Uri(receiver.Url + "/modules/sms/"), subscriptions);
            await bench.PrepareAsync();
            var worker = app.Services.GetRequiredService<DeliveryWorker>();
            await worker.StartAsync(cancellationToken);
            await bench.BareAsync(WarmUp, cancellationToken); // JIT and connections, on both sides
            await bench.DeliverAsync(WarmUp, cancellationToken);
            var count = (int)Math.Clamp(await bench.BareAsync(WarmUp, cancellationToken) * options.Length.TotalSeconds, WarmUp, 100_000);
            var rounds = new List<(double, double)>();
            for (var round = 0; round < options.Rounds; round++)
            {
                rounds.Add((await bench.BareAsync(count, cancellationToken), await bench.DeliverAsync(count, cancellationToken)));
            }

            await worker.StopAsync(cancellationToken);
            return rounds;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The bridge's own services, not listening.</summary>
    private static WebApplication SmsBridge(string folder) => global::Program.CreateBuilder(
    [
        $"--Storage:ConnectionString=Data Source={Path.Combine(folder, "bench.db")}", "--Partners:RequireHttps=false",
        "--Partners:AllowPrivateCallbacks=true", "--Serilog:MinimumLevel:Default=Warning", $"--Serilog:WriteTo:1:Args:path={Path.Combine(folder, "log.json")}",
    ], forVerb: false).Build();
}

/// <summary>Both sides of the measurement, on the same receiver and the same bodies.</summary>
internal sealed class NotifyBench(IServiceProvider services, Uri url, int subscriptions) : IDisposable
{
    private readonly Database _database = services.GetRequiredService<Database>();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });
    private readonly string _secret = PartnerSecrets.NewSigningSecret();
    private readonly List<byte[]> _bodies = [.. Enumerable.Range(1, 1_000).Select(Body)];
    private long _lastEvent;

    public Task PrepareAsync()
    {
        var (now, secrets) = (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), services.GetRequiredService<SecretBox>());
        return _database.WriteAsync(session =>
        {
            var partner = session.Scalar<long>("INSERT INTO partner (code, password, created_at) VALUES ('bench', '', @now) RETURNING id", new { now });
            for (var index = 1; index <= subscriptions; index++)
            {
                var reference = string.Create(CultureInfo.InvariantCulture, $"bench-{index}");
                session.Execute("""
                    INSERT INTO subscription (id, partner_id, reference, callback_url, method, secret, logged_at, updated_at)
                    VALUES (@index, @partner, @reference, @Url, 'TransactionStatus', @Secret, @now, @now)
                    """, new { index, partner, reference, Url = url.AbsoluteUri, now, Secret = secrets.Seal(_secret, SubscriptionRow.Purpose(partner, reference)) });
            }
        });
    }

    /// <summary>Stores the notifications first; the time runs until the last outcome is on disk.</summary>
    /// <returns>Notifications per second.</returns>
    public async Task<double> DeliverAsync(int notifications, CancellationToken cancellationToken)
    {
        var due = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();
        for (var stored = 0; stored < notifications; stored += 1_000)
        {
            var from = stored;
            await _database.WriteAsync(session =>
            {
                for (var index = from; index < Math.Min(from + 1_000, notifications); index++)
                {
                    session.Execute("""
                        INSERT INTO notification (subscription_id, event_id, occasion, webhook_id, body, created_at, due_at, state)
                        VALUES (@Subscription, @EventId, 2, @WebhookId, @Body, @due, @due, 1)
                        """, new { Subscription = 1 + (index % subscriptions), EventId = ++_lastEvent, WebhookId = Id(), Body = _bodies[index % _bodies.Count], due });
                }
            });
        }

        await _database.WriteAsync(session => session.Execute("UPDATE notification SET due_at = 0 WHERE due_at IS NOT NULL"));
        services.GetRequiredService<DeliveryBell>().Ring();
        var start = TimeProvider.System.GetTimestamp();
        while (await WaitingAsync(cancellationToken))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
        }

        return notifications / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    /// <inheritdoc cref="DeliverAsync"/>
    public async Task<double> BareAsync(int notifications, CancellationToken cancellationToken)
    {
        WebhookSignature.TryReadSecret(_secret, out var key);
        var start = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, subscriptions).Select(loop => Task.Run(async () =>
        {
            for (var index = loop; index < notifications; index += subscriptions)
            {
                await PostAsync([key!], _bodies[index % _bodies.Count], cancellationToken);
            }
        }, cancellationToken)));
        return notifications / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => _http.Dispose();

    private async Task PostAsync(byte[][] keys, byte[] body, CancellationToken cancellationToken)
    {
        var (id, timestamp) = (Id(), TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("webhook-id", id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", WebhookSignature.Sign(keys, id, timestamp, body));
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<bool> WaitingAsync(CancellationToken cancellationToken)
    {
        await using var connection = _database.OpenRead();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT EXISTS (SELECT 1 FROM notification WHERE due_at IS NOT NULL)";
        return (long)(await command.ExecuteScalarAsync(cancellationToken))! == 1;
    }

    private static string Id() => $"msg_{Guid.CreateVersion7():N}";

    private static byte[] Body(int number) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"partnerCode":"8930518447","reference":"ReconM12","webhookMethodName":"TransactionStatus","thirdPartyTransId":"rcpt-{{{number}}}","mfsTransId":"{{{number}}}","status":{"code":"MR101","message":"success"},"receiveAmount":{"amount":1500,"currencyCode":"KES"},"timestamp":"2026-11-21 19:11:50","transaction":{"tenantId":"default","entity":"LOAN","action":"REPAYMENT","receivedAt":"2026-11-21 19:11:49"},"sms":{"status":"sent","to":"+25471****678","segments":1}}"""));
}
