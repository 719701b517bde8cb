using Microsoft.Extensions.Diagnostics.HealthChecks;
using SmsBridge.Storage;

namespace SmsBridge.Hosting;

/// <summary>
/// Ready means: a hook could be stored now. Proved by a real write, of which there is one a second at most however many ask: the path is open to
/// everybody, and each write is an fsync.
/// </summary>
internal sealed class StoreHealth(Database database, TimeProvider time) : IHealthCheck
{
    public const string Ready = "ready";

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<HealthCheckResult>? _latest;
    private long _startedAt;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_latest is null || (_latest.IsCompleted && time.GetElapsedTime(_startedAt) >= Fresh))
            {
                (_startedAt, _latest) = (time.GetTimestamp(), ProveAsync());
            }

            return _latest.WaitAsync(cancellationToken);
        }
    }

    private async Task<HealthCheckResult> ProveAsync()
    {
        try
        {
            await database.ProveWritableAsync();
            return HealthCheckResult.Healthy();
        }
        catch (StoreUnavailableException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}

/// <summary><c>{"status":"Healthy","checks":{"store":"Healthy"}}</c>; an unhealthy check says why in words.</summary>
internal static class HealthAnswer
{
    public static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        await using var json = new System.Text.Json.Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", report.Status.ToString());
        json.WriteStartObject("checks");
        foreach (var (name, entry) in report.Entries)
        {
            json.WriteString(name, entry.Description ?? entry.Status.ToString());
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
