using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Operators.Sessions;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Operators.Sessions;

/// <summary>Operators of an application, and the browsers they are signed in with.</summary>
internal static class SessionStage
{
    public const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
    public const string Safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";

    public static SessionStore Sessions(this SmsBridgeApp app) => app.Services.GetRequiredService<SessionStore>();

    public static async Task<HttpClient> SignedInAsync(this SmsBridgeApp app, string name, string? userAgent = null)
    {
        var browser = app.CreateBrowser();
        if (userAgent is not null)
        {
            browser.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent).ShouldBeTrue();
        }

        browser.DefaultRequestHeaders.Add(OperatorApi.Header, "1");
        using var answer = await browser.SignInAsync(name);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return browser;
    }

    public static async Task<bool> IsInAsync(this HttpClient browser)
    {
        using var answer = await browser.GetAsync("/api/account", TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Unauthorized);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    /// <summary>Ids of the list, latest used first.</summary>
    public static async Task<List<(string Id, bool IsCurrent)>> ListAsync(this HttpClient browser)
    {
        using var answer = await browser.GetAsync("/api/account/sessions", TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return [.. (await Json.ReadAsync(answer)).GetProperty("sessions").EnumerateArray().Select(one => (one.GetProperty("id").GetString()!, one.GetProperty("isCurrent").GetBoolean()))];
    }

    public static async Task<HttpStatusCode> SendAsync(this HttpClient browser, HttpMethod method, string url)
    {
        using var request = new HttpRequestMessage(method, url);
        using var answer = await browser.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
