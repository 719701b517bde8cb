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
        !context.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase, out var probe) || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) ? next(context)
        : Is(probe, "/live") ? WriteAsync(context, isHealthy: true, new Dictionary<string, string>(StringComparer.Ordinal))
        : Is(probe, "/ready") ? AnswerReadyAsync(context)
        : next(context);

    /// <param name="trouble">Of the store; null: none.</param>
    public static IReadOnlyDictionary<string, string> Checks(string? trouble) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { ["store"] = trouble ?? Healthy };

    private static bool Is(PathString path, string name) => path.Value.AsSpan().TrimEnd('/').Equals(name, StringComparison.OrdinalIgnoreCase);

    private async Task AnswerReadyAsync(HttpContext context)
    {
        var trouble = await store.CheckAsync(context.RequestAborted);
        await WriteAsync(context, trouble is null, Checks(trouble));
    }

    private static async Task WriteAsync(HttpContext context, bool isHealthy, IReadOnlyDictionary<string, string> checks)
    {
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
