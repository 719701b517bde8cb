using System.Net;
using System.Text.Json;
using SmsBridge.Simulator.Core;

namespace SmsBridge.Tests.Support;

/// <summary>A registered tenant, and its books in the core: one client, one loan.</summary>
internal sealed record TestTenant(SmsBridgeApp App, string Id, string ApiKey, StandInTenant Books)
{
    public const long Client = 7;
    public const long Loan = 31;

    public string EventsUrl => $"/modules/sms/events/{Id}";

    public string ConfigurationUrl => $"/modules/sms/configuration/{Id}";

    public CoreHooks Hooks(Generation? generation = null) => App.Hooks(ApiKey, Id, generation);

    /// <summary>A client that sends this tenant's key.</summary>
    public HttpClient CreateCaller()
    {
        var client = App.CreateCaller();
        client.DefaultRequestHeaders.Add("X-Fineract-API-Key", ApiKey);
        return client;
    }

    /// <summary>Repays in the core and tells the bridge.</summary>
    /// <returns>The event's number.</returns>
    public async Task<long> RepayAsync(decimal amount = 1_500m)
    {
        var transaction = Books.AddRepayment(Loan, amount, new DateOnly(2026, 11, 21));
        using var answer = await Hooks().PostRepaymentAsync(Client, Loan, transaction, amount, TestContext.Current.CancellationToken);
        return (await HookReply.ReadAsync(answer)).EventId;
    }

    public async Task<HookReply> PostAsync(RawHook hook)
    {
        using var caller = App.CreateCaller();
        using var answer = await caller.SendAsync((hook with { Tenant = hook.Tenant ?? Id, ApiKey = hook.ApiKey ?? ApiKey }).ToRequest(), TestContext.Current.CancellationToken);
        return await HookReply.ReadAsync(answer);
    }

    /// <summary>The tenant's log, newest first.</summary>
    public async Task<List<JsonElement>> LogAsync(string query = "") => [.. (await GetAsync(EventsUrl + query)).GetProperty("events").EnumerateArray()];

    public Task<JsonElement> EventAsync(long eventId) => GetAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{EventsUrl}/{eventId}"));

    public async Task<JsonElement> GetAsync(string url)
    {
        using var caller = CreateCaller();
        using var answer = await caller.GetAsync(url, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await Json.ReadAsync(answer);
    }
}

/// <summary>What a hook was answered.</summary>
internal sealed record HookReply(HttpStatusCode Status, long EventId, string? Outcome, string? Reason, JsonElement Body)
{
    public string? Detail => Body.Text("detail");

    public string? Field => Body.Text("field");

    public static async Task<HookReply> ReadAsync(HttpResponseMessage answer)
    {
        var body = await Json.ReadAsync(answer);
        return new HookReply(
            answer.StatusCode, body.TryGetProperty("eventId", out var id) ? id.GetInt64() : 0, body.Text("outcome"), body.Text("reason"), body);
    }
}

internal static class Json
{
    /// <summary>The body, which must be JSON: problem+json when it is not a success.</summary>
    public static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe(
            answer.IsSuccessStatusCode ? "application/json" : "application/problem+json", text);
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    public static string? Text(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
