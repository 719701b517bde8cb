using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace SmsBridge.Tests.Outages;

/// <summary>An address on 127.0.0.1 that leads into an application under test: who calls back over the network needs one.</summary>
internal sealed class Doorway : IAsyncDisposable
{
    private readonly WebApplication _server;
    private HttpClient? _inside;

    private Doorway(WebApplication server) => _server = server;

    public Uri Url => new(_server.Urls.First());

    public static async Task<Doorway> OpenAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var doorway = new Doorway(builder.Build());
        doorway._server.Run(doorway.PassAsync);
        await doorway._server.StartAsync(cancellationToken);
        return doorway;
    }

    /// <summary>The application's address has to be known before there is the application.</summary>
    public void LeadTo(HttpClient inside) => _inside = inside;

    public async ValueTask DisposeAsync()
    {
        _inside?.Dispose();
        await _server.DisposeAsync();
    }

    private async Task PassAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.Path + context.Request.QueryString)
        {
            Content = new StreamContent(context.Request.Body),
        };
        foreach (var (name, values) in context.Request.Headers)
        {
            _ = name == "Host" || request.Headers.TryAddWithoutValidation(name, values.AsEnumerable())
                || request.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        using var answer = await _inside!.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        if (answer.StatusCode != HttpStatusCode.NoContent)
        {
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }
}
