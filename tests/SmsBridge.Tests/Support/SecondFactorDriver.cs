using System.Net;
using System.Text.RegularExpressions;

namespace SmsBridge.Tests.Support;

/// <summary>A second factor, by the pages as a browser has them.</summary>
internal static partial class SecondFactorDriver
{
    public const string Page = "/console/second-factor";

    /// <summary>Sends the form that is on a page which answered another one.</summary>
    public static async Task<(HttpStatusCode Status, string Page)> AnswerAsync(this HttpClient browser, string page, params (string Name, string Value)[] fields)
    {
        var action = WebUtility.HtmlDecode(Action().Match(page).Groups["action"].Value);
        using var answer = await browser.PostFormAsync(action, [.. OperatorDriver.HiddenFields(page), .. fields]);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Gives the password; what comes then.</summary>
    public static async Task<(HttpStatusCode Status, string Page)> BeginAsync(this HttpClient browser, string wish = "", string password = OperatorDriver.Password)
    {
        using var answer = await browser.SubmitAsync(Page + wish, ("password", password));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Sets one up for who is signed in.</summary>
    public static async Task<(AuthenticatorApp App, IReadOnlyList<string> Codes)> SetUpAsync(this SmsBridgeApp app, HttpClient browser)
    {
        var (_, page) = await browser.BeginAsync();
        var authenticator = AuthenticatorApp.Reading(page);
        var (status, codes) = await browser.AnswerAsync(page, ("code", authenticator.CodeAt(app.Clock.GetUtcNow())));
        status.ShouldBe(HttpStatusCode.OK, codes);
        app.Clock.Advance(TimeSpan.FromSeconds(60)); // the code is used; so is none of those a test makes
        return (authenticator, CodesOn(codes));
    }

    /// <summary>The page that asks for a code, after the right password.</summary>
    public static async Task<string> GivePasswordAsync(this HttpClient browser, string name)
    {
        using var answer = await browser.SignInAsync(name);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Password and code.</summary>
    public static async Task<HttpStatusCode> SignInWithCodeAsync(this HttpClient browser, string name, string code) =>
        (await browser.AnswerAsync(await browser.GivePasswordAsync(name), ("code", code))).Status;

    public static IReadOnlyList<string> CodesOn(string page) => [.. Recovery().Matches(page).Select(match => match.Groups["code"].Value)];

    [GeneratedRegex("<form method=\"post\" action=\"(?<action>[^\"]*)\">", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Action();

    [GeneratedRegex("<li><code>(?<code>[^<]+)</code></li>", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Recovery();
}
