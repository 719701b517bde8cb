using System.Text.RegularExpressions;

namespace SmsBridge.Hosting;

/// <summary>
/// A payload URL is typed by people: with a slash too many, or an escaped one, it leads where it would without. Only for what led nowhere, so that an ordinary request does not pay for it,
/// and for what would be a payload URL but leads to the message gateway, whose first segment may be any.
/// What is signed over its URL (Twilio's calls) is not forgiven: the signature is over what was called.
/// </summary>
internal static partial class ForgivenPaths
{
    /// <summary>After routing, and routing once more after it.</summary>
    public static void Use(WebApplication app)
    {
        app.Use(static (HttpContext context, RequestDelegate next) =>
        {
            if (LedNowhere(context) || LedAstray(context))
            {
                context.SetEndpoint(null);
                context.Request.RouteValues.Clear();
                context.Request.Path = new PathString(Mended(context.Request.Path.Value!)); // as it is: a text alone would be decoded once more
            }

            return next(context);
        });
        app.UseRouting(); // passes by what led somewhere
    }

    internal static string Mended(string path) => Slashes().Replace(path, "/").TrimEnd('/') is { Length: > 0 } mended ? mended : "/";

    private static bool LedNowhere(HttpContext context) =>
        context.GetEndpoint() is null && context.Request.Path.Value is { } path && Slashes().IsMatch(path)
        && !context.Request.Path.StartsWithSegments("/twilio", StringComparison.OrdinalIgnoreCase);

    private static bool LedAstray(HttpContext context) =>
        context.GetEndpoint() is not null && context.Request.Path.Value is { } path && path.StartsWith("/%2f", StringComparison.OrdinalIgnoreCase)
        && Mended(path).StartsWith("/modules/", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("/{2,}|/*(%2f/*)+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Slashes();
}
