using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Operators;

/// <summary>Who becomes the first admin. An application per test: there is one first start.</summary>
public sealed partial class FirstStartTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private readonly LogLines _log = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _app.Replacements.Add(services => services.AddSingleton<ILoggerFactory>(_ => new LoggerFactory([_log])));
        return _app.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _log.Dispose();
    }

    [Fact]
    public async Task The_code_in_the_log_makes_one_admin_and_then_nothing_any_more()
    {
        using var browser = _app.CreateBrowser();
        using var door = await browser.GetAsync("/console/sign-in", Cancellation);
        var code = Code();

        using var made = await CreateAsync(browser, code.ToLowerInvariant(), "anna");
        using var second = _app.CreateBrowser();
        using var page = await second.GetAsync("/console/first", Cancellation);

        door.Headers.Location.ShouldBe(new Uri("/console/first", UriKind.Relative));
        made.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var inside = await browser.GetAsync("/console/password", Cancellation);
        inside.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.Location.ShouldBe(new Uri("/console/sign-in", UriKind.Relative));
        var anna = (await _app.Services.GetRequiredService<OperatorStore>().FindAsync("anna", Cancellation)).ShouldNotBeNull();
        anna.Role.ShouldBe(OperatorRole.Admin);
        anna.Scope.IsAll.ShouldBeTrue();
        (await _app.QueryAsync<string>("SELECT action FROM audit ORDER BY id")).ShouldBe(["operator_add", "sign_in"]);
    }

    [Fact]
    public async Task A_wrong_code_makes_nobody_and_guessing_has_to_wait()
    {
        using var browser = _app.CreateBrowser();
        for (var guess = 0; guess < 13; guess++)
        {
            using var refused = await CreateAsync(browser, "0000-0000-0000-0000", "mallory");
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        using var held = await CreateAsync(browser, Code(), "anna");
        held.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        _app.Clock.Advance(TimeSpan.FromSeconds(6));
        using var made = await CreateAsync(browser, Code(), "anna");

        made.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await _app.QueryAsync<string>("SELECT name FROM operator")).ShouldBe(["anna"]);
    }

    [Fact]
    public async Task Of_two_with_the_code_one_becomes_the_first()
    {
        using var one = _app.CreateBrowser();
        using var other = _app.CreateBrowser();
        var code = CodeAfterStart();

        var pages = (await one.GetStringAsync("/console/first", Cancellation), await other.GetStringAsync("/console/first", Cancellation)); // once there is a first, it leads away

        var answers = await Task.WhenAll(one.SubmitOpenAsync(pages.Item1, Fields(code, "anna")), other.SubmitOpenAsync(pages.Item2, Fields(code, "ben")));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Redirect && answer.Headers.Location?.OriginalString == "/console").ShouldBe(1);
        (await _app.QueryAsync<string>("SELECT name FROM operator")).Count.ShouldBe(1);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task An_operator_added_by_the_command_line_closes_the_door()
    {
        using var browser = _app.CreateBrowser();
        var code = CodeAfterStart();
        await _app.AddOperatorAsync(OperatorRole.Admin);

        using var page = await browser.GetAsync("/console/first", Cancellation);
        var first = _app.Services.GetRequiredService<FirstStart>();

        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await first.AddAsync(code, "mallory", OperatorDriver.Password, from: null)).Passed.ShouldBeNull();
    }

    [Theory]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("my name is anna-bella")]
    public void A_password_that_is_easy_to_guess_is_not_taken(string password) => OperatorPasswords.CheckRules(password, "anna-bella").ShouldNotBeNull();

    [Fact]
    public void A_made_up_password_keeps_the_rules() => OperatorPasswords.CheckRules(OperatorPasswords.New(), "anna").ShouldBeNull();

    private static Task<HttpResponseMessage> CreateAsync(HttpClient browser, string code, string name) => browser.SubmitAsync("/console/first", Fields(code, name));

    private static (string Name, string Value)[] Fields(string code, string name) =>
        [("code", code), ("name", name), ("chosen", OperatorDriver.Password), ("again", OperatorDriver.Password)];

    private string CodeAfterStart()
    {
        _ = _app.Services; // starts it
        return Code();
    }

    private string Code() => CodeInLog().Match(_log.Text) is { Success: true } match ? match.Value : throw new ShouldAssertException("No code is in the log.");

    [GeneratedRegex("\\b[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeInLog();
}
