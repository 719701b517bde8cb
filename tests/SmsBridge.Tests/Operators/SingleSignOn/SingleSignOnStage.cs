using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Operators.SingleSignOn;

/// <summary>A sign-in that a browser has begun: what the provider is asked.</summary>
internal sealed record BegunSignIn(Uri Address, IReadOnlyDictionary<string, string> Asked);

/// <summary>The application with a provider of its own, and browsers that go between the two.</summary>
internal sealed partial class SingleSignOnStage : IAsyncDisposable
{
    private SingleSignOnStage(SmsBridgeApp app, TestIssuer issuer) => (App, Issuer) = (app, issuer);

    public SmsBridgeApp App { get; }

    public TestIssuer Issuer { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="settings">Of <c>Operators</c>, over those that all tests have.</param>
    public static async Task<SingleSignOnStage> StartAsync(params (string Name, string Value)[] settings)
    {
        var issuer = await TestIssuer.StartAsync();
        var app = new SmsBridgeApp();
        await app.InitializeAsync();
        app.Clock.Jump(TimeProvider.System.GetUtcNow() - app.Clock.GetUtcNow()); // test browsers drop cookies by the clock of the machine
        foreach (var (name, value) in Settings(issuer).Concat(settings))
        {
            app.Settings[$"Operators:{name}"] = value;
        }

        return new SingleSignOnStage(app, issuer);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    /// <summary>Opens the sign-in page and presses the button.</summary>
    public static async Task<(HttpStatusCode Status, string Page)> PressAsync(HttpClient browser, string returnUrl = "")
    {
        var page = await browser.GetStringAsync("/console/sign-in" + (returnUrl.Length > 0 ? $"?returnUrl={Uri.EscapeDataString(returnUrl)}" : ""), Cancellation);
        page.ShouldContain("action=\"/console/sign-in/provider\"");
        using var answer = await browser.PostFormAsync("/console/sign-in/provider", [.. OperatorDriver.HiddenFields(page).DistinctBy(field => field.Name, StringComparer.Ordinal)]);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    public static async Task<BegunSignIn> BeginAsync(HttpClient browser, string returnUrl = "")
    {
        var (status, page) = await PressAsync(browser, returnUrl);
        status.ShouldBe(HttpStatusCode.OK, page);
        var address = new Uri(LeadsTo(page).ShouldNotBeNull(page));
        return new BegunSignIn(address, Query(address));
    }

    public static IReadOnlyDictionary<string, string> Query(Uri address) =>
        QueryHelpers.ParseQuery(address.Query).ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);

    /// <summary>The address the provider sends the browser back to.</summary>
    public static string Answer(BegunSignIn begun, string code) => QueryHelpers.AddQueryString(new Uri(begun.Asked["redirect_uri"]).AbsolutePath, new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["code"] = code, ["state"] = begun.Asked["state"],
    });

    public static async Task<(HttpStatusCode Status, string Page)> OpenAsync(HttpClient browser, string url)
    {
        using var answer = await browser.GetAsync(url, Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>Where a page of ours goes on to; null: it does not.</summary>
    public static string? LeadsTo(string page) => Refresh().Match(page) is { Success: true } match ? WebUtility.HtmlDecode(match.Groups["url"].Value) : null;

    public static async Task<bool> IsInAsync(HttpClient browser)
    {
        using var answer = await browser.GetAsync("/console/account", Cancellation);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    /// <summary>The whole way, for a person of these groups.</summary>
    public async Task<(HttpStatusCode Status, string Page)> SignInAsync(HttpClient browser, string subject, string[] groups, string? name = null, TokenMaker? make = null, string returnUrl = "")
    {
        var begun = await BeginAsync(browser, returnUrl);
        var claims = Claims(begun, subject, groups, name ?? subject);
        return await OpenAsync(browser, Answer(begun, Issuer.Code(begun.Asked, make is null ? Issuer.Sign(claims) : make(Issuer, claims))));
    }

    /// <summary>The browser of somebody who has signed in.</summary>
    public async Task<HttpClient> SignedInAsync(string subject, params string[] groups)
    {
        var browser = App.CreateBrowser();
        var (status, page) = await SignInAsync(browser, subject, groups);
        status.ShouldBe(HttpStatusCode.OK, page);
        LeadsTo(page).ShouldBe("/console", page);
        return browser;
    }

    /// <summary>What a good token says.</summary>
    public JsonObject Claims(BegunSignIn begun, string subject, string[] groups, string name)
    {
        var now = App.Clock.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = Issuer.Address, ["sub"] = subject, ["aud"] = TestIssuer.ClientId, ["iat"] = now, ["nbf"] = now, ["exp"] = now + 300, ["nonce"] = begun.Asked["nonce"],
            ["preferred_username"] = name, ["email"] = "shared@example.org", ["groups"] = new JsonArray([.. groups.Select(group => (JsonNode)group)]),
        };
    }

    /// <summary>By who and what, in the order they were written.</summary>
    public Task<List<string>> AuditAsync(string action) => App.QueryAsync<string>(
        "SELECT actor || '|' || COALESCE(subject, '') || '|' || COALESCE(before, '') || '>' || COALESCE(after, '') FROM audit WHERE action = @action ORDER BY id", new { action });

    private static IEnumerable<(string Name, string Value)> Settings(TestIssuer issuer) =>
    [
        ("OpenIdConnect:Authority", issuer.Address), ("OpenIdConnect:ClientId", TestIssuer.ClientId), ("OpenIdConnect:ClientSecret", TestIssuer.ClientSecret), ("OpenIdConnect:DisplayName", "the house"),
        ("OpenIdConnect:Grants:0:Value", "sms-admins"), ("OpenIdConnect:Grants:0:Role", "admin"),
        ("OpenIdConnect:Grants:1:Value", "sms-support"), ("OpenIdConnect:Grants:1:Role", "support"), ("OpenIdConnect:Grants:1:Tenants:0", "savings"),
        ("OpenIdConnect:Grants:2:Value", "sms-viewers"), ("OpenIdConnect:Grants:2:Role", "viewer"), ("OpenIdConnect:Grants:2:Tenants:0", "*"),
    ];

    [GeneratedRegex("http-equiv=\"refresh\" content=\"0;url=(?<url>[^\"]+)\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Refresh();
}
