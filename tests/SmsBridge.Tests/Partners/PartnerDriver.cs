using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Partners;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Partners;

/// <summary>What came back.</summary>
internal sealed record PartnerReply(HttpStatusCode Status, string Body, string? Secret, TimeSpan? RetryAfter, string? PublicKey = null)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement.Clone();

    public string Code => Json.GetProperty("responseCode").GetString()!;

    public string Message => Json.GetProperty("responseMsg").GetString()!;

    public JsonElement Data => Json.GetProperty("responseData");
}

/// <summary>A partner as its own program would be: signs by the document, not by our code.</summary>
internal sealed class PartnerDriver(SmsBridgeApp app, HttpClient client, string code, string password)
{
    public const string Callback = "https://partner.example.org/cb";

    public string Code => code;

    public string Password { get; set; } = password;

    private int _sent;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Adds a partner as the command line does.</summary>
    public static async Task<PartnerDriver> AddAsync(SmsBridgeApp app, string code, params string[] tenants)
    {
        var client = app.CreateCaller();
        var password = PartnerSecrets.NewPassword();
        (await app.Services.GetRequiredService<PartnerStore>().TryAddAsync(code, name: null, password, tenants, Actor.CommandLine)).ShouldBeTrue();
        return new PartnerDriver(app, client, code, password);
    }

    public string Timestamp(TimeSpan ahead = default) =>
        (app.Clock.GetUtcNow() + ahead).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public string Sign(string timestamp) =>
        "Bearer " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code + Password + timestamp)));

    public Task<PartnerReply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<PartnerReply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<PartnerReply> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    public Task<PartnerReply> SubscribeAsync(string reference, string callback = Callback, string method = "TransactionStatus") =>
        PostAsync("/webhook/subscribe", Body(reference, callback, method));

    public Task<PartnerReply> UpdateAsync(string reference, string callback = Callback, string method = "TransactionStatus") =>
        PostAsync("/webhook/update", Body(reference, callback, method));

    public string Body(string reference, string callback = Callback, string method = "TransactionStatus") =>
        $$"""{"partnerCode":"{{code}}","reference":"{{reference}}","callbackUrl":"{{callback}}","webhookMethodName":"{{method}}"}""";

    /// <param name="timestamp">Null: now; empty: none.</param>
    /// <param name="authorization">Null: a right one; empty: none.</param>
    public async Task<PartnerReply> SendAsync(HttpMethod verb, string path, string? body = null, string? timestamp = null, string? authorization = null)
    {
        using var request = new HttpRequestMessage(verb, path);
        var made = timestamp ?? Timestamp(TimeSpan.FromSeconds(-(Interlocked.Increment(ref _sent) % 290))); // one of its own for every request
        if (made.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("timestamp", made);
        }

        if (authorization is null or { Length: > 0 })
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization ?? Sign(made));
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var answer = await client.SendAsync(request, Token);
        return new PartnerReply(
            answer.StatusCode, await answer.Content.ReadAsStringAsync(Token),
            answer.Headers.TryGetValues("Webhook-Secret", out var secrets) ? secrets.Single() : null, answer.Headers.RetryAfter?.Delta,
            answer.Headers.TryGetValues("Webhook-Public-Key", out var keys) ? keys.Single() : null);
    }
}
