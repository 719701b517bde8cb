using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace SmsBridge.Tests.RemoteBackups;

/// <summary>Answers whatever it is asked with one status and one body.</summary>
internal sealed class RefusingStore : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RefusingStore(int status, string body)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(async context =>
        {
            Asked++;
            context.Response.StatusCode = status;
            context.Response.ContentType = body.StartsWith("<?xml", StringComparison.Ordinal) ? "application/xml" : "text/html";
            await context.Response.WriteAsync(body);
        });
    }

    public string Address => _app.Urls.First();

    public int Asked { get; private set; }

    /// <param name="code">As S3 has it, in its form; null: a page of somebody else.</param>
    public static async Task<RefusingStore> StartAsync(int status, string? code)
    {
        var store = new RefusingStore(status, code is null
            ? "<html><body>It works!</body></html>"
            : $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>No.</Message><RequestId>1</RequestId></Error>");
        await store._app.StartAsync(TestContext.Current.CancellationToken);
        return store;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
