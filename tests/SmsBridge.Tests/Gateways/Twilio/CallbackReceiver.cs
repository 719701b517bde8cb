using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace SmsBridge.Tests.Gateways.Twilio;

/// <summary>Someone Twilio reports to.</summary>
internal sealed class CallbackReceiver : IAsyncDisposable
{
    private readonly WebApplication _server;

    private CallbackReceiver()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(async context =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            Received.Enqueue((form.ToDictionary(StringComparer.Ordinal), context.Request.Headers["X-Twilio-Signature"].ToString()));
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });
    }

    public Uri Url => new(_server.Urls.First());

    public ConcurrentQueue<(Dictionary<string, StringValues> Form, string Signature)> Received { get; } = new();

    public static async Task<CallbackReceiver> StartAsync()
    {
        var receiver = new CallbackReceiver();
        await receiver._server.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
