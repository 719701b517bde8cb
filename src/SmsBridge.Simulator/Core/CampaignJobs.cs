using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SmsBridge.Simulator.Core;

/// <summary>
/// The core's jobs around its message gateway, and the texts it sends by itself, as a core plays them (message-gateway.md 2 to 6): rows are at 150 before the
/// call, any answer but 202 is a lost call, nulls are left out, the slash of the report's path comes encoded.
/// </summary>
/// <param name="gateway">Host and port.</param>
/// <param name="appKey">Null: the core has none set.</param>
/// <param name="endPoint">As the external service has it.</param>
internal sealed class CampaignJobs(HttpClient http, Uri gateway, StandInTexts texts, string tenantId, string? appKey, string endPoint = "/")
{
    private const int PageSize = 200;

    /// <summary>Calls that were lost to the core, by what they were answered.</summary>
    public List<HttpStatusCode> Lost { get; } = [];

    /// <summary>How often the report was asked for.</summary>
    public int Asked { get; private set; }

    /// <summary>"Mobile service provider not available" when it throws.</summary>
    public async Task<JsonArray> ListSendersAsync(CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(HttpMethod.Get, "smsbridges", body: null, cancellationToken);
        return answer.StatusCode == HttpStatusCode.OK
            ? (JsonArray)JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!
            : throw new HttpRequestException($"Mobile service provider not available: {(int)answer.StatusCode}.");
    }

    /// <summary>"Send Messages to SMS Gateway".</summary>
    public async Task RunSendJobAsync(long providerId, CancellationToken cancellationToken)
    {
        while (texts.OfStatus(StandInTexts.Pending, PageSize) is { Count: > 0 } page)
        {
            foreach (var row in page)
            {
                texts.Set(row.Id, StandInTexts.Waiting);
            }

            await SendAsync([.. page.Select(row => Entry(row, tenantId, providerId))], cancellationToken);
        }
    }

    /// <summary>A text of an act that runs now.</summary>
    /// <param name="namesId">Cores up to 1.11 build the call before the row has its number (message-gateway.md 7).</param>
    public Task SendTriggeredAsync(StandInText row, long? providerId, bool namesId, CancellationToken cancellationToken)
    {
        var entry = Entry(row, tenant: null, providerId);
        if (!namesId)
        {
            entry.Remove("internalId");
        }

        return SendAsync([entry], cancellationToken);
    }

    /// <summary>"Get Delivery Reports from SMS Gateway": as many calls as texts wait, each for the first ones that wait.</summary>
    /// <param name="most">Not more calls than that.</param>
    public async Task RunReportJobAsync(CancellationToken cancellationToken, int most = int.MaxValue)
    {
        for (var times = Math.Min(most, texts.Count(StandInTexts.Waiting)); times > 0; times--)
        {
            var ids = texts.OfStatus(StandInTexts.Waiting, PageSize).Select(row => row.Id).ToList();
            if (ids.Count == 0)
            {
                return;
            }

            Asked++;
            using var answer = await CallAsync(HttpMethod.Post, "sms%2Freport", JsonSerializer.Serialize(ids), cancellationToken);
            answer.EnsureSuccessStatusCode();
            Apply((JsonArray)JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!);
        }
    }

    public async Task SendAsync(JsonArray entries, CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(HttpMethod.Post, "sms", entries.ToJsonString(), cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Accepted)
        {
            Lost.Add(answer.StatusCode);
        }
    }

    /// <summary>A number, a text, or neither: what is null is not there.</summary>
    private static JsonObject Entry(StandInText row, string? tenant, long? providerId)
    {
        var entry = new JsonObject { ["internalId"] = row.Id };
        foreach (var (name, value) in ((string, JsonNode?)[])[("tenantId", tenant), ("mobileNumber", row.MobileNo), ("message", row.Message), ("providerId", providerId)])
        {
            if (value is not null)
            {
                entry[name] = value;
            }
        }

        return entry;
    }

    private void Apply(JsonArray reports)
    {
        foreach (var report in reports)
        {
            if (texts.Find((long)report!["id"]!) is not { } row)
            {
                throw new InvalidOperationException("The gateway reports a text that was not asked for.");
            }

            // As the core has it: an error is skipped, and pending is no news.
            if (!(bool)report["hasError"]! && (int)report["deliveryStatus"]! is var status && status != StandInTexts.Pending)
            {
                texts.Set(row.Id, status);
            }
        }
    }

    private async Task<HttpResponseMessage> CallAsync(HttpMethod method, string api, string? body, CancellationToken cancellationToken)
    {
        var prefix = endPoint is "" or "/" ? "" : "/" + Uri.EscapeDataString(endPoint.Trim('/'));
        using var request = new HttpRequestMessage(method, new Uri(gateway, $"{prefix}/{api}"));
        request.Content = new StringContent(body ?? "", Encoding.UTF8);
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("Fineract-Platform-TenantId", tenantId);
        if (appKey is not null)
        {
            request.Headers.Add("Fineract-Tenant-App-Key", appKey);
        }

        return await http.SendAsync(request, cancellationToken);
    }
}
