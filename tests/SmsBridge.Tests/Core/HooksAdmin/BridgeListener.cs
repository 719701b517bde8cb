using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using SmsBridge.Simulator.Core;

namespace SmsBridge.Tests.Core.HooksAdmin;

/// <summary>What stands where the bridge would: it records what a core sends and answers as told.</summary>
internal sealed class BridgeListener : IAsyncDisposable
{
    private readonly ConcurrentQueue<CoreRequest> _requests = new();
    private readonly WebApplication _app;

    private BridgeListener()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public string Address { get; private set; } = string.Empty;

    public IReadOnlyList<CoreRequest> Requests => [.. _requests];

    /// <summary>Method and path of each request, oldest first.</summary>
    public IEnumerable<string> Targets => _requests.Select(request => $"{request.Method} {request.Path}{request.Query}");

    public Func<CoreRequest, (int Status, string Body)> Answer { get; set; } =
        request => request.Path.EndsWith("/configuration", StringComparison.Ordinal) ? (201, "\"key-1234567890\"") : (200, string.Empty);

    /// <summary>Held before every answer.</summary>
    public Func<CoreRequest, Task> Hold { get; set; } = _ => Task.CompletedTask;

    public static async Task<BridgeListener> StartAsync()
    {
        var listener = new BridgeListener();
        await listener._app.StartAsync(TestContext.Current.CancellationToken);
        listener.Address = listener._app.Urls.First();
        return listener;
    }

    public void Forget() => _requests.Clear();

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = new CoreRequest(
            context.Request.Method, context.Request.Path.Value!, context.Request.QueryString.Value!,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync(context.RequestAborted));
        _requests.Enqueue(request);
        await Hold(request);
        var (status, body) = Answer(request);
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body, context.RequestAborted);
    }
}
