using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;

namespace SmsBridge.Tests.Support;

/// <summary>Operators of a test application, and their browsers.</summary>
internal static partial class OperatorDriver
{
    public const string Password = "a fine long passphrase";

    private static int _operators;

    /// <summary>An operator of a name nobody else has.</summary>
    /// <param name="scope">Null: all tenants.</param>
    public static async Task<string> AddOperatorAsync(this SmsBridgeApp app, OperatorRole role, TenantScope? scope = null)
    {
        var name = $"operator-{Interlocked.Increment(ref _operators)}";
        var outcome = await app.Services.GetRequiredService<OperatorStore>().AddAsync(
            Actor.CommandLine, name, app.Services.GetRequiredService<OperatorPasswords>().Hash(Password), role, scope ?? TenantScope.All);
        outcome.ShouldBe(OperatorOutcome.Done);
        return name;
    }

    /// <summary>A browser: keeps cookies, follows no redirect.</summary>
    public static HttpClient CreateBrowser(this SmsBridgeApp app, string url = "http://localhost") =>
        app.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = true, BaseAddress = new Uri(url) });

    /// <summary>The browser of a new operator who has signed in.</summary>
    public static async Task<HttpClient> SignInAsAsync(this SmsBridgeApp app, OperatorRole role, TenantScope? scope = null)
    {
        var browser = app.CreateBrowser();
        using var answer = await browser.SignInAsync(await app.AddOperatorAsync(role, scope));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        browser.DefaultRequestHeaders.Add(OperatorApi.Header, "1");
        return browser;
    }

    public static Task<HttpResponseMessage> SignInAsync(this HttpClient browser, string name, string password = Password, string query = "") =>
        browser.SubmitAsync("/console/sign-in" + query, ("name", name), ("password", password));

    /// <summary>The same where the page has a button beside: both forms carry the same.</summary>
    public static async Task<HttpResponseMessage> SignInByPasswordAsync(this HttpClient browser, string name, string password = Password)
    {
        var page = await browser.GetStringAsync("/console/sign-in", TestContext.Current.CancellationToken);
        return await browser.PostFormAsync("/console/sign-in", [.. HiddenFields(page).DistinctBy(field => field.Name, StringComparer.Ordinal), ("name", name), ("password", password)]);
    }

    /// <summary>The cookie that an answer began a session with, as a browser sends it.</summary>
    public static string SessionCookie(HttpResponseMessage answer) =>
        answer.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("smsbridge=", StringComparison.Ordinal)).Split(';')[0];

    /// <summary>Opens a page and sends its form, hidden fields and all.</summary>
    public static async Task<HttpResponseMessage> SubmitAsync(this HttpClient browser, string url, params (string Name, string Value)[] fields) =>
        await browser.SubmitOpenAsync(await browser.GetStringAsync(url, TestContext.Current.CancellationToken), fields);

    /// <summary>Sends the form of a page that was opened before.</summary>
    public static async Task<HttpResponseMessage> SubmitOpenAsync(this HttpClient browser, string page, params (string Name, string Value)[] fields)
    {
        var action = WebUtility.HtmlDecode(Action().Match(page).Groups["action"].Value);
        return await browser.PostFormAsync(action, [.. HiddenFields(page), .. fields]);
    }

    public static IEnumerable<(string Name, string Value)> HiddenFields(string page) => Hidden().Matches(page).Select(match =>
        (WebUtility.HtmlDecode(match.Groups["name"].Value), WebUtility.HtmlDecode(match.Groups["value"].Value)));

    public static async Task<HttpResponseMessage> PostFormAsync(this HttpClient browser, string url, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await browser.PostAsync(url, form, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\">", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hidden();

    [GeneratedRegex("<form method=\"post\" action=\"(?<action>[^\"]*)\">", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Action();
}
