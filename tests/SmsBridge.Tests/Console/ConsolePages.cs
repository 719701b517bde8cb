using System.Net;
using System.Text.RegularExpressions;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>The console's pages as a browser without scripts has them: entities decoded, forms sent with their token.</summary>
internal static partial class ConsolePages
{
    public static async Task<string> PageAsync(HttpClient browser, string url)
    {
        using var answer = await browser.GetAsync(url, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, url);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public static async Task<HttpStatusCode> StatusAsync(HttpClient browser, string url)
    {
        using var answer = await browser.GetAsync(url, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    public static async Task<string> SubmitAsync(HttpClient browser, string url, string form, params (string Name, string Value)[] fields)
    {
        using var answer = await browser.PostFormAsync(url, [("_handler", form), Token(await PageAsync(browser, url)), .. fields]);
        if (answer.StatusCode == HttpStatusCode.SeeOther)
        {
            return await PageAsync(browser, answer.Headers.Location!.OriginalString);
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public static (string, string) Token(string page) => ("__RequestVerificationToken", TokenField().Match(page).Groups["token"].Value);

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TokenField();

    /// <summary>What a page shows once.</summary>
    public static string Secret(string page) => SecretBox().Match(page).Groups["secret"].Value;

    [GeneratedRegex("data-secret[^>]*>(?<secret>[^<]+)<", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretBox();
}
