using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace SmsBridge.Tests.Telemetry;

/// <summary>A span as it was sent.</summary>
/// <param name="Parent">16 hex digits; empty: none.</param>
internal sealed record SentSpan(string TraceId, string Id, string Parent, string Name);

/// <summary>Takes OTLP over HTTP, and reads as much of it as is asked about (opentelemetry-proto, trace/v1/trace.proto).</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();

    private Collector()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(TakeAsync);
    }

    public Uri Url => new(_server.Urls.First());

    /// <summary>All bytes, to look for what must not be there.</summary>
    public byte[] Bytes => [.. _received.SelectMany(it => it.Body)];

    public IReadOnlyList<string> Paths => [.. _received.Select(it => it.Path).Distinct(StringComparer.Ordinal)];

    public IReadOnlyList<SentSpan> Spans => [.. _received.Where(it => it.Path == "/v1/traces").SelectMany(it => Parts(it.Body, 1)).SelectMany(resource => Parts(resource, 2)).SelectMany(scope => Parts(scope, 2)).Select(Span)];

    public static async Task<Collector> StartAsync()
    {
        var collector = new Collector();
        await collector._server.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        _received.Enqueue((context.Request.Path.Value!, body.ToArray()));
        context.Response.ContentType = "application/x-protobuf";
    }

    private static SentSpan Span(byte[] span) => new(
        Convert.ToHexStringLower(Parts(span, 1).First()), Convert.ToHexStringLower(Parts(span, 2).First()),
        Convert.ToHexStringLower(Parts(span, 4).FirstOrDefault() ?? []), System.Text.Encoding.UTF8.GetString(Parts(span, 5).First()));

    /// <summary>The length-delimited fields of that number.</summary>
    private static List<byte[]> Parts(byte[] message, int field)
    {
        var parts = new List<byte[]>();
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == field && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
            {
                parts.Add(input.ReadBytes().ToByteArray());
            }
            else
            {
                input.SkipLastField();
            }
        }

        return parts;
    }
}
