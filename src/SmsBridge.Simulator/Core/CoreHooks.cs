using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace SmsBridge.Simulator.Core;

/// <summary>Which hook template the core was given.</summary>
internal enum HookTemplate
{
    SmsBridge,
    WebJson,
    WebForm,
}

/// <summary>
/// Posts hooks byte for byte as a core of one generation does (fineract-hooks.md 2 to 7). <paramref name="http"/> should not
/// follow redirects. Answers are handed back as they are; the caller disposes them.
/// </summary>
/// <param name="payloadUrl">The hook's "Payload URL" as the administrator typed it.</param>
internal sealed class CoreHooks(HttpClient http, Generation generation, string payloadUrl, string tenantId)
{
    private const string Json = "application/json; charset=UTF-8";

    public HookTemplate Template { get; init; } = HookTemplate.SmsBridge;

    /// <summary>The JVM's <c>baseUrl</c>, sent by Web templates as a header; null: not set yet.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>The hook's stored key; set by <see cref="RegisterAsync"/>, or here as an operator's SQL would.</summary>
    public string? ApiKey { get; set; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The GET on hook creation (6): any answer will do.</summary>
    public Task<HttpResponseMessage> PingAsync(CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, HookUrls.Events(generation, payloadUrl)), cancellationToken);

    /// <summary>Asks for an API key and keeps it.</summary>
    /// <exception cref="HookRegistrationException">No key came that this generation can read and keep.</exception>
    /// <exception cref="HookNotSentException">The payload URL is one this generation can not use.</exception>
    public async Task<string> RegisterAsync(HookRegistration registration, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, HookUrls.Registration(generation, payloadUrl))
        {
            Content = ContentOf(registration.ToJson(tenantId), Json),
        };
        using var response = await SendAsync(request, cancellationToken);
        var key = KeyAnswer.Read(generation, response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
        ApiKey = key;
        return key;
    }

    public Task<HttpResponseMessage> PostClientCreatedAsync(long officeId, long clientId, CancellationToken cancellationToken) =>
        PostAsync(HookEvent.ClientCreated(officeId, clientId), cancellationToken);

    public Task<HttpResponseMessage> PostRepaymentAsync(
        long clientId, long loanId, long transactionId, decimal amount, CancellationToken cancellationToken) =>
        PostRepaymentAsync(new HookRepayment(loanId, transactionId, amount) { ClientId = clientId }, cancellationToken);

    public Task<HttpResponseMessage> PostRepaymentAsync(HookRepayment repayment, CancellationToken cancellationToken) =>
        PostAsync(repayment.ToEvent(), cancellationToken);

    /// <summary>A command that failed, told as the generation does, or as <paramref name="shape"/> says (G4 has had both).</summary>
    /// <exception cref="NotSupportedException">G1 and G2 tell of no failed commands.</exception>
    public Task<HttpResponseMessage> PostFailedAsync(HookEvent it, FailureShape? shape, CancellationToken cancellationToken)
    {
        if (!generation.IsRetrofit2)
        {
            throw new NotSupportedException("Cores of this generation send no hooks for failed commands.");
        }

        var told = shape ?? (generation == Generation.G3 ? FailureShape.Marked : FailureShape.Unmarked);
        return PostAsync(it.Entity, it.Action, HookBodies.Failed(it, told, Time.GetUtcNow()), cancellationToken);
    }

    /// <summary>A message the core rendered itself (7): raw number, HTML in the text.</summary>
    public Task<HttpResponseMessage> PostSmsAsync(string mobileNo, string message, CancellationToken cancellationToken) =>
        PostAsync("sms", "send", new JavaMap().Add("mobileNo", mobileNo).Add("message", message), cancellationToken);

    /// <summary>Something nobody subscribed, as the core's hook cache sends (5.1).</summary>
    public Task<HttpResponseMessage> PostUnknownAsync(CancellationToken cancellationToken) =>
        PostAsync(new HookEvent("CENTER", "ACTIVATE") { GroupId = 3, ResourceId = 3 }, cancellationToken);

    public Task<HttpResponseMessage> PostAsync(HookEvent it, CancellationToken cancellationToken) =>
        PostAsync(it.Entity, it.Action, HookBodies.Of(generation, it, Time.GetUtcNow()), cancellationToken);

    private Task<HttpResponseMessage> PostAsync(string entity, string action, JavaMap body, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, HookUrls.Events(generation, payloadUrl))
        {
            Content = Template == HookTemplate.WebForm
                ? ContentOf(FormOf(body), generation.IsRetrofit2 ? "application/x-www-form-urlencoded" : "application/x-www-form-urlencoded; charset=UTF-8")
                : ContentOf(JavaText.ToGson(body), Json),
        };
        Add(request, generation.HeaderPrefix + "Entity", entity);
        Add(request, generation.HeaderPrefix + "Action", action);
        Add(request, generation.TenantHeader, tenantId);
        if (Template == HookTemplate.SmsBridge)
        {
            Add(request, generation.HeaderPrefix + "API-Key", ApiKey);
        }
        else
        {
            Add(request, generation.HeaderPrefix + "Endpoint", BaseUrl);
        }

        return SendAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
            if (generation == Generation.G4)
            {
                request.Headers.TryAddWithoutValidation("User-Agent", "okhttp/4.12.0");
            }

            return await http.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>A header whose value is null is left out.</summary>
    private static void Add(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static ByteArrayContent ContentOf(string text, string contentType)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return content;
    }

    private static string FormOf(JavaMap body) =>
        string.Join('&', body.ThroughUntypedMap().Select(field => string.Create(
            CultureInfo.InvariantCulture, $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(JavaText.Print(field.Value))}")));
}
