using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Simulator.Core;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants;

/// <summary>What came back: the body as text, and as JSON where it is some.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body, JsonElement Json, TimeSpan? RetryAfter)
{
    public string? Field => Text("field");

    public string? Detail => Text("detail");

    public string? Text(string name) =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var isJson = response.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json";
            return new Answer(response.StatusCode, body, isJson ? Parse(body) : default, response.Headers.RetryAfter?.Delta);
        }
    }

    private static JsonElement Parse(string body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }
}

/// <summary>One tenant from its first registration on: its books in the core, its keys, its administrator's calls.</summary>
internal sealed class Life
{
    public const long Client = 7;
    public const long Loan = 31;

    private readonly SmsBridgeApp _app;
    private readonly HttpClient _http;

    private Life(SmsBridgeApp app, string name)
    {
        (_app, Name, _http) = (app, name, app.CreateClient());
        Books = app.AddCoreTenant(name);
        Books.AddClient(Client, "Jane Wanjiru", "0712 345 678");
        Books.AddLoan(Loan, Client, 10_000m);
    }

    public string Name { get; }

    public StandInTenant Books { get; }

    /// <summary>The current API key.</summary>
    public string Key { get; set; } = "";

    /// <summary>As the running bridge knows it.</summary>
    public Tenant Tenant => _app.Services.GetRequiredService<TenantDirectory>().Find(Name)!;

    public string Url => $"/modules/sms/configuration/{Name}";

    public static string NewName() => $"t-{Guid.NewGuid():n}"[..14];

    /// <summary>Known to its core, not to the bridge.</summary>
    public static Life Unborn(SmsBridgeApp app, string? name = null) => new(app, name ?? NewName());

    public static async Task<Life> BornAsync(SmsBridgeApp app)
    {
        var life = Unborn(app);
        var answer = await life.RegisterAsync();
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body);
        return life;
    }

    /// <summary>Registers as its core would; a key that comes is kept. Null takes a field out of the body.</summary>
    public async Task<Answer> RegisterAsync(params (string Field, string? Value)[] changes)
    {
        var answer = await SendRegistrationAsync(changes);
        if (answer.Status == HttpStatusCode.Created)
        {
            Key = answer.Json.GetString()!;
        }

        return answer;
    }

    /// <summary>The same by somebody else: no key is kept.</summary>
    public Task<Answer> SendRegistrationAsync(params (string Field, string? Value)[] changes)
    {
        var body = _app.Registration(Name);
        foreach (var (field, value) in changes)
        {
            if (value is null)
            {
                body.Remove(field);
            }
            else
            {
                body[field] = value;
            }
        }

        return CallAsync(HttpMethod.Post, "/modules/sms/configuration", key: null, JsonSerializer.Serialize(body));
    }

    public Task<Answer> GetAsync(string? key = null) => CallAsync(HttpMethod.Get, Url, key ?? Key);

    public Task<Answer> PatchAsync(string json, string? key = null) => CallAsync(HttpMethod.Patch, Url, key ?? Key, json);

    public Task<Answer> PutAsync(string json) => CallAsync(HttpMethod.Put, Url, Key, json);

    public Task<Answer> DeleteAsync() => CallAsync(HttpMethod.Delete, Url, Key);

    /// <summary>The new key is kept; the one before is returned.</summary>
    public async Task<string> RotateAsync()
    {
        var previous = Key;
        var answer = await CallAsync(HttpMethod.Post, $"{Url}/_rotate?confirm=true", Key);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body);
        Key = answer.Json.GetString()!;
        return previous;
    }

    public async Task<string> NewWebhookTokenAsync()
    {
        var answer = await CallAsync(HttpMethod.Post, $"{Url}/webhook-token?confirm=true", Key);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body);
        return answer.Text("webhookToken")!;
    }

    public async Task<Answer> CallAsync(HttpMethod method, string url, string? key, string? json = null)
    {
        using var request = new HttpRequestMessage(method, url);
        if (key is not null)
        {
            request.Headers.Add("X-Fineract-API-Key", key);
        }

        if (json is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = MediaTypeHeaderValue.Parse("application/json") } };
        }

        return await Answer.ReadAsync(await _http.SendAsync(request, TestContext.Current.CancellationToken));
    }

    /// <summary>Whether a hook with this key is taken.</summary>
    public async Task<bool> OpensAsync(string key)
    {
        using var answer = await _app.Hooks(key, Name).PostUnknownAsync(TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Unauthorized);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    /// <summary>A repayment in the core, and its hook.</summary>
    /// <returns>The event.</returns>
    public async Task<long> RepayAsync(decimal amount = 1_500m)
    {
        var transaction = Books.AddRepayment(Loan, amount, new DateOnly(2026, 11, 21));
        var answer = await Answer.ReadAsync(
            await _app.Hooks(Key, Name).PostRepaymentAsync(Client, Loan, transaction, amount, TestContext.Current.CancellationToken));
        answer.Text("outcome").ShouldBe("accepted", answer.Body);
        return answer.Json.GetProperty("eventId").GetInt64();
    }

    /// <summary>The log's view of an event.</summary>
    public async Task<JsonElement> EventAsync(long eventId)
    {
        var answer = await CallAsync(HttpMethod.Get, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/modules/sms/events/{Name}/{eventId}"), Key);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body);
        return answer.Json;
    }
}
