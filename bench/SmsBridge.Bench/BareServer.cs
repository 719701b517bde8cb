namespace SmsBridge.Bench;

/// <summary>The limit: Kestrel in a process of its own, one endpoint that reads the body and answers 200. Nothing is parsed, checked or stored.</summary>
internal static class BareServer
{
    public const string Verb = "bare-server";

    public static async Task<int> RunAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        await using var app = builder.Build();
        app.MapPost("/modules/sms/", ReadAsync);
        app.MapGet("/health/ready", (HttpContext context) => context.Response.CompleteAsync());
        await app.RunAsync();
        return 0;
    }

    private static async Task ReadAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(context.RequestAborted);
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                break;
            }
        }

        context.Response.ContentLength = 0;
    }
}
