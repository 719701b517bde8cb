namespace SmsBridge.Web;

/// <summary>
/// What stands at the address itself: for programs (a core that pings it while it creates a hook, a monitor) who answers there, for a browser the way to the console. No redirect:
/// old cores ask for HTML too, and must not be sent elsewhere.
/// </summary>
internal static class FrontPage
{
    private const string Json = "{\"service\":\"SmsBridge\"}";

    private const string Html = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>SmsBridge</title><meta http-equiv="refresh" content="0; url=console"></head>
        <body><p>This is SmsBridge. <a href="console">To the console</a></p></body></html>
        """;

    public static Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers.Vary = "Accept";
        return context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase) ? WriteAsync(context, "text/html; charset=utf-8", Html) : AnswerProgramAsync(context);
    }

    public static Task AnswerProgramAsync(HttpContext context) => WriteAsync(context, "application/json", Json);

    private static Task WriteAsync(HttpContext context, string type, string text)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = text.Length; // ASCII
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(text, context.RequestAborted);
    }
}
