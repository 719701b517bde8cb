namespace SmsBridge.Operators;

/// <summary>What a browser is told about the console's answers, whoever makes them.</summary>
internal static class ConsoleHeaders
{
    /// <summary>Nothing inline, and nothing of others: the console needs no exception.</summary>
    public const string PagePolicy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'";

    private const string ApiPolicy = "default-src 'none'; frame-ancestors 'none'";

    public static void Use(IApplicationBuilder app) =>
        app.Use((context, next) =>
        {
            var policy = OperatorPaths.IsPage(context.Request) ? PagePolicy
                : context.Request.Path.StartsWithSegments(OperatorPaths.Api, StringComparison.OrdinalIgnoreCase) ? ApiPolicy
                : null;
            if (policy is not null)
            {
                Set(context.Response, policy);
            }

            return next(context);
        });

    public static void Set(HttpResponse response, string policy)
    {
        response.OnStarting(() =>
        {
            var headers = response.Headers;
            if (headers.ContentSecurityPolicy.Count == 0) // the API's page says its own, as strict as its program allows
            {
                headers.ContentSecurityPolicy = policy;
            }

            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            if (headers.CacheControl.Count == 0 || headers.Pragma.Count > 0) // style sheets and scripts say themselves how long they are good
            {
                headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        });
    }
}
