using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Campaigns;

/// <summary>A tenant whose core has the bridge as its message gateway.</summary>
internal sealed class CampaignStage
{
    private readonly HttpClient _http;

    private CampaignStage(TestTenant tenant, string appKey, string endPoint)
    {
        (Tenant, AppKey, _http) = (tenant, appKey, tenant.App.CreateCaller());
        Jobs = new CampaignJobs(_http, _http.BaseAddress!, tenant.Books.Texts, tenant.Id, appKey, endPoint);
    }

    public TestTenant Tenant { get; }

    public string AppKey { get; }

    public CampaignJobs Jobs { get; }

    public StandInTexts Texts => Tenant.Books.Texts;

    public SmsBridgeApp App => Tenant.App;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<CampaignStage> SetUpAsync(SmsBridgeApp app, string endPoint = "/")
    {
        var tenant = await app.NewTenantAsync();
        return new CampaignStage(tenant, await NewKeyAsync(tenant), endPoint);
    }

    public static async Task<string> NewKeyAsync(TestTenant tenant)
    {
        using var caller = tenant.CreateCaller();
        using var answer = await caller.PostAsync($"{tenant.ConfigurationUrl}/app-key?confirm=true", null, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await answer.Content.ReadFromJsonAsync<string>(Cancellation))!;
    }

    public Task SendAsync() => Jobs.RunSendJobAsync(1, Cancellation);

    public Task ReportAsync() => Jobs.RunReportJobAsync(Cancellation, most: 3);

    /// <summary>A call by hand.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, string json, string? tenant = null, string? appKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Add("Fineract-Platform-TenantId", tenant ?? Tenant.Id);
        request.Headers.Add("Fineract-Tenant-App-Key", appKey ?? AppKey);
        using var answer = await _http.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        return (answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    /// <summary>What the core would be told, by its number.</summary>
    public async Task<Dictionary<long, int>> StatusesAsync(params long[] ids)
    {
        var (status, body) = await PostAsync("/sms/report", JsonSerializer.Serialize(ids));
        status.ShouldBe(HttpStatusCode.OK);
        body.EnumerateArray().ShouldAllBe(one => !one.GetProperty("hasError").GetBoolean());
        return body.EnumerateArray().ToDictionary(one => one.GetProperty("id").GetInt64(), one => one.GetProperty("deliveryStatus").GetInt32());
    }

    /// <summary>What went out for this tenant.</summary>
    public async Task<List<OutgoingSms>> SentAsync()
    {
        var events = (await App.QueryAsync<long>("SELECT id FROM event WHERE tenant_id = (SELECT id FROM tenant WHERE identifier = @Id)", new { Tenant.Id })).ToHashSet();
        return [.. App.Gateway.Sent.Where(sms => sms.MessageId > 0 && events.Contains(sms.MessageId))];
    }

    /// <summary>The provider reports on an SMS.</summary>
    public Task ReceiveAsync(long eventId, string providerId, MessageStatus status) =>
        App.Services.GetRequiredService<MessageReceipts>().ApplyAsync(new Receipt(
            eventId, providerId, status, status.Name(), null, status == MessageStatus.Delivered ? null : Reasons.DeliveryFailed, null, _ => true));

    public async Task<List<(long EventId, string ProviderId)>> SentRowsAsync() =>
        await App.QueryAsync<(long, string)>(
            "SELECT event_id, provider_id FROM message WHERE provider_id IS NOT NULL AND tenant_id = (SELECT id FROM tenant WHERE identifier = @Id) ORDER BY event_id", new { Tenant.Id });
}
