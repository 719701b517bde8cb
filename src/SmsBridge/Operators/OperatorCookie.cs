using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;
using SmsBridge.Operators.Sessions;
using SmsBridge.Web;

namespace SmsBridge.Operators;

/// <summary>Never sent in clear but to this very machine: also where a proxy that is not believed hides that the caller used https.</summary>
internal sealed class GuardedCookie : CookieBuilder
{
    private readonly TimeSpan? _lasts;

    /// <param name="lasts">Null: until the browser is closed, or whoever sets it says otherwise.</param>
    public GuardedCookie(string name, SameSiteMode sameSite = SameSiteMode.Strict, TimeSpan? lasts = null)
    {
        _lasts = lasts;
        Name = name;
        HttpOnly = true;
        SameSite = sameSite;
        IsEssential = true;
        Path = "/";
    }

    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
    {
        var options = base.Build(context, expiresFrom);
        options.Secure = context.Request.IsHttps || !IsLoopback(context.Request.Host.Host);
        options.Expires = _lasts is { } time ? expiresFrom + time : options.Expires; // not MaxAge: it would outlive the cookie's being deleted
        return options;
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}

/// <summary>The cookie a session lives in, and what an answer is when there is none.</summary>
internal sealed class OperatorCookie(OpenSessions sessions, IOptions<OperatorOptions> options) : IConfigureNamedOptions<CookieAuthenticationOptions>
{
    public void Configure(CookieAuthenticationOptions options) => Configure(SignedInOperator.Scheme, options);

    public void Configure(string? name, CookieAuthenticationOptions cookie)
    {
        if (name != SignedInOperator.Scheme)
        {
            return;
        }

        cookie.Cookie = new GuardedCookie("smsbridge");
        cookie.ExpireTimeSpan = options.Value.SessionIdle;
        cookie.SlidingExpiration = true;
        cookie.LoginPath = OperatorPaths.SignIn;
        cookie.ReturnUrlParameter = OperatorPaths.ReturnUrl;
        cookie.Events.OnValidatePrincipal = ValidateAsync;
        cookie.Events.OnRedirectToLogin = AskToSignInAsync;
        cookie.Events.OnRedirectToAccessDenied = DenyAsync;
    }

    private async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (!await sessions.IsGoodAsync(context.HttpContext, context.Principal))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(SignedInOperator.Scheme);
        }
    }

    private static async Task AskToSignInAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (!OperatorPaths.IsPage(context.Request))
        {
            await Problems.Create(StatusCodes.Status401Unauthorized, "Nobody is signed in.", $"Sign in at {OperatorPaths.SignIn}.").ExecuteAsync(context.HttpContext);
        }
        else if (await SignInEndpoints.TryKeepFormAsync(context.HttpContext) is { } page)
        {
            await page.ExecuteAsync(context.HttpContext);
        }
        else
        {
            var signIn = OperatorPaths.SignInFor(OperatorPaths.PageOf(context.Request));
            if (context.Request.Headers["Sec-Fetch-Site"] == "cross-site")
            {
                // A link in somebody else's page: the browser held the (strict) cookie back. Asked for from our own page it comes with it.
                await PlainPages.GoOn(signIn).ExecuteAsync(context.HttpContext);
            }
            else
            {
                context.Response.Redirect(signIn);
            }
        }
    }

    private static Task DenyAsync(RedirectContext<CookieAuthenticationOptions> context) =>
        OperatorPaths.IsPage(context.Request)
            ? PlainPages.NotForYou().ExecuteAsync(context.HttpContext)
            : Problems.Create(StatusCodes.Status403Forbidden, "Not with this role.", "Ask an administrator of the console.").ExecuteAsync(context.HttpContext);
}
