using System.Text.Json;

namespace SmsBridge.Hosting;

/// <summary>
/// <c>GET /health/live</c>: 200 while the process answers. <c>GET /health/ready</c>: 200 when a hook could be stored, otherwise 503:
/// <c>{"status":"Healthy","checks":{"store":"Healthy"}}</c>, where an unhealthy check says why in words. Before routing: the table of all routes, which
/// the first request that needs it builds, was a tenth of the time from start to ready.
/// </summary>
internal sealed class HealthProbes(RequestDelegate next, StoreHealth store)
{
    private const string Healthy = "Healthy";

    public Task InvokeAsync(HttpContext context) =>
        Asks(context.Request, "/health/ready") ? AnswerReadyAsync(context)
        : Asks(context.Request, "/health/live") ? WriteAsync(context, new Dictionary<string, string>(StringComparer.Ordinal))
        : next(context);

    /// <param name="trouble">Of the store; null: none.</param>
    public static IReadOnlyDictionary<string, string> Checks(string? trouble) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { ["store"] = trouble ?? Healthy };

    private static bool Asks(HttpRequest request, string probe) =>
        request.Path.Value.AsSpan().TrimEnd('/').Equals(probe, StringComparison.OrdinalIgnoreCase)
        && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method));

    private async Task AnswerReadyAsync(HttpContext context) => await WriteAsync(context, Checks(await store.CheckAsync(context.RequestAborted)));

    private static async Task WriteAsync(HttpContext context, IReadOnlyDictionary<string, string> checks)
    {
        var isHealthy = checks.Values.All(static words => words == Healthy);
        context.Response.StatusCode = isHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store, no-cache";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", isHealthy ? Healthy : "Unhealthy");
        json.WriteStartObject("checks");
        foreach (var (name, words) in checks)
        {
            json.WriteString(name, words);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
