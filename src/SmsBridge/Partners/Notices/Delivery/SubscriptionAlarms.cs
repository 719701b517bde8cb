using System.Buffers;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Options;
using SmsBridge.Store;

namespace SmsBridge.Partners.Notices.Delivery;

/// <summary>Tells operators, in the log and where <c>Notices:AlarmUrl</c> says, that a partner is told nothing any more.</summary>
internal sealed class SubscriptionAlarms(Database database, IHttpClientFactory clients, IOptions<NoticeOptions> options, TimeProvider time, ILogger<SubscriptionAlarms> logger)
{
    public const string Client = "operator alarms";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public async Task RaiseAsync(long subscriptionId, SubscriptionChange change)
    {
        var (partner, reference, since) = await DescribeAsync(subscriptionId);
        if (change == SubscriptionChange.Unsubscribed)
        {
            logger.SubscriptionGone(subscriptionId, partner, reference);
        }
        else
        {
            logger.SubscriptionDisabled(subscriptionId, partner, reference, since);
        }

        if (options.Value.AlarmUrl is { Length: > 0 } url)
        {
            await PostAsync(url, Body(change, partner, reference, since));
        }
    }

    private async Task<(string Partner, string Reference, DateTimeOffset? Since)> DescribeAsync(long subscriptionId)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var (partner, reference, since) = await connection.QueryFirstAsync<(string, string, long?)>("""
            SELECT partner.code, subscription.reference, subscription.failing_since
            FROM subscription JOIN partner ON partner.id = subscription.partner_id WHERE subscription.id = @subscriptionId
            """, new { subscriptionId });
        return (partner, reference, StoredTime.At(since));
    }

    /// <summary>Once, and not for long: whoever is posting waits for it. The log has it in any case.</summary>
    private async Task PostAsync(string url, byte[] body)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await clients.CreateClient(Client).PostAsync(new Uri(url), content, timeout.Token);
            if (!answer.IsSuccessStatusCode)
            {
                logger.AlarmNotTaken((int)answer.StatusCode);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or OperationCanceledException)
        {
            logger.AlarmNotSent(exception);
        }
    }

    private byte[] Body(SubscriptionChange change, string partner, string reference, DateTimeOffset? since)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("event", change == SubscriptionChange.Unsubscribed ? "subscription.gone" : "subscription.disabled");
            json.WriteString("partnerCode", partner);
            json.WriteString("reference", reference);
            json.WriteString("at", time.GetUtcNow());
            if (since is { } from)
            {
                json.WriteString("failingSince", from);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
