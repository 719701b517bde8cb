using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace SmsBridge.Operators;

/// <summary>
/// Remembers in a browser's own cookie as whom it has signed in, so that strangers who guess at a name can not keep its owner out. The cookie opens
/// nothing: it only gives its bearer a count of wrong passwords of his own, and a place in front of strangers.
/// </summary>
internal sealed class KnownBrowsers(IDataProtectionProvider protection, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(180);

    private readonly IDataProtector _protector = protection.CreateProtector("SmsBridge.KnownBrowser");
    private readonly GuardedCookie _cookie = new("smsbridge-known");

    /// <summary>The browser's mark, if it signed in as this name before; null: a stranger to it.</summary>
    public string? Find(HttpContext context, string name)
    {
        if (!context.Request.Cookies.TryGetValue(_cookie.Name!, out var value))
        {
            return null;
        }

        try
        {
            return _protector.Unprotect(value).Split('\n') is [var known, var mark, var until]
                && known.Equals(name, StringComparison.OrdinalIgnoreCase)
                && long.Parse(until, CultureInfo.InvariantCulture) > time.GetUtcNow().ToUnixTimeSeconds()
                    ? mark
                    : null;
        }
        catch (CryptographicException)
        {
            return null; // made up, or by keys of another bridge
        }
    }

    public void Remember(HttpContext context, string name)
    {
        var until = time.GetUtcNow() + Lifetime;
        var value = string.Create(CultureInfo.InvariantCulture, $"{name}\n{OperatorPasswords.NewStamp()}\n{until.ToUnixTimeSeconds()}");
        var options = _cookie.Build(context, time.GetUtcNow());
        options.Expires = until;
        context.Response.Cookies.Append(_cookie.Name!, _protector.Protect(value), options);
    }
}
