using System.Globalization;
using System.Text.Json;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.TenantTexts.OwnEvents;

/// <summary>A tenant that tells of what no catalogue has.</summary>
internal sealed class OwnEventStage(SmsBridgeApp app, TestTenant tenant, string name)
{
    public const long Savings = 55;
    public const string Hold = "SAVINGSACCOUNT_HOLDAMOUNT";

    public TestTenant Tenant => tenant;

    public static async Task<OwnEventStage> MadeAsync(SmsBridgeApp app, string name = Hold, string kind = "service", TestTenant? of = null)
    {
        var tenant = of ?? await app.NewTenantAsync();
        await tenant.Texts().PutAsync("/" + Uri.EscapeDataString(name), new { enabled = false, @class = kind });
        return new OwnEventStage(app, tenant, Uri.EscapeDataString(name));
    }

    public static async Task<OwnEventStage> ToldAsync(SmsBridgeApp app, string text, string name = Hold, string kind = "service", TestTenant? of = null)
    {
        var stage = await MadeAsync(app, name, kind, of);
        await stage.PublishAsync(text);
        await stage.SwitchAsync(on: true);
        return stage;
    }

    public async Task PublishAsync(string text, string language = "en")
    {
        await tenant.Texts().PutAsync($"/{name}/{language}", new { text });
        await tenant.Texts().PostAsync($"/{name}/{language}/_publish");
    }

    public Task<JsonElement> SwitchAsync(bool on) => tenant.Texts().PutAsync($"/{name}", new { enabled = on });

    /// <summary>What is held on an account, as newer cores tell it (fineract-event-catalogue.md 4).</summary>
    public static HookEvent Held(long transaction = 904, long? client = TestTenant.Client) =>
        new("SAVINGSACCOUNT", "HOLDAMOUNT")
        {
            ClientId = client, SavingsId = Savings, ResourceId = transaction,
            Request = new JavaMap().Add("transactionAmount", "123456789012345678901234.567").Add("reasonForBlock", "Court order 7/26").Add("lienAllowed", false).Add("fee", 1500L).Add("walletPin", "4711")
                .Add("parts", new JavaList([1L])),
            Changes = new JavaMap().Add("transactionDate", "21 November 2026"),
        };

    /// <returns>What was sent, or why nothing was.</returns>
    public async Task<string> PostAsync(HookEvent hook)
    {
        var before = app.Gateway.Sent.Count;
        using var answer = await tenant.Hooks().PostAsync(hook, TestContext.Current.CancellationToken);
        var reply = await HookReply.ReadAsync(answer);
        await app.DrainAsync();
        return app.Gateway.Sent.Count > before ? app.Gateway.Sent[^1].Body
            : reply.Outcome == "accepted" ? await WhyNotAsync(reply.EventId) : reply.Reason ?? "";
    }

    /// <summary>What is kept of the newest hook.</summary>
    public async Task<string?> KeptAsync() =>
        await NewestAsync("body") is byte[] body ? System.Text.Encoding.UTF8.GetString(body) : null;

    public async Task<string?> DetailAsync() => (await app.QueryAsync<string?>(
        "SELECT detail FROM message WHERE tenant_id = (SELECT MAX(id) FROM tenant WHERE identifier = @Id) ORDER BY event_id DESC LIMIT 1", new { tenant.Id })).Single();

    private async Task<object?> NewestAsync(string column) => (await app.QueryAsync<byte[]?>(
        $"SELECT {column} FROM event WHERE tenant_id = (SELECT MAX(id) FROM tenant WHERE identifier = @Id) ORDER BY id DESC LIMIT 1", new { tenant.Id })).Single();

    private async Task<string> WhyNotAsync(long eventId) =>
        (await app.QueryAsync<string?>("SELECT reason FROM message WHERE event_id = @eventId", new { eventId })).SingleOrDefault() ?? string.Create(CultureInfo.InvariantCulture, $"event {eventId} waits");
}
