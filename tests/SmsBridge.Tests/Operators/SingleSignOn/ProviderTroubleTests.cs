using System.Net;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Operators.SingleSignOn;

/// <summary>A provider that is away or says no, and answers that are no provider's.</summary>
public sealed class ProviderTroubleTests : IAsyncLifetime
{
    private const string NotBegun = "somebody unknown||>an answer of the provider to no sign-in of this browser, or to one that is over";

    private SingleSignOnStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await SingleSignOnStage.StartAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Theory]
    [InlineData("?error=access_denied", HttpStatusCode.Unauthorized, "did not let you in", "the provider says access_denied")]
    [InlineData("?error=temporarily_unavailable", HttpStatusCode.ServiceUnavailable, "does not work just now", "the provider can not be asked: it says temporarily_unavailable")]
    [InlineData("?error=login_required", HttpStatusCode.Unauthorized, "the house refused: login_required.", "the provider says login_required")]
    [InlineData("?error=%3Cscript%3E", HttpStatusCode.Unauthorized, "does not keep to the protocol", "the provider is not believed: its answer does not keep to the protocol")]
    [InlineData("?id_token=a.b.c", HttpStatusCode.BadRequest, "no answer to a sign-in", null)]
    public async Task What_the_provider_says_instead_of_a_code_is_told(string query, HttpStatusCode expected, string words, string? why)
    {
        using var browser = _stage.App.CreateBrowser();
        var begun = await SingleSignOnStage.BeginAsync(browser);

        var (status, page) = await SingleSignOnStage.OpenAsync(browser, $"/console/sign-in/answer{query}&state={Uri.EscapeDataString(begun.Asked["state"])}");

        status.ShouldBe(expected, page);
        WebUtility.HtmlDecode(page).ShouldContain(words);
        (await _stage.AuditAsync("sign_in_refused")).ShouldBe([why is null ? NotBegun : $"somebody unknown||>{why}"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?code=x")]
    [InlineData("?code=x&state=made-up")]
    public async Task Made_up_answers_are_refused_and_fill_neither_log_nor_disk(string query)
    {
        using var browser = _stage.App.CreateBrowser();
        for (var number = 0; number < 15; number++)
        {
            (await SingleSignOnStage.OpenAsync(browser, "/console/sign-in/answer" + query)).Status.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await _stage.AuditAsync("sign_in_refused")).Count.ShouldBe(10);
        _stage.Issuer.Codes.ShouldBe(0);
        _stage.App.Clock.Advance(TimeSpan.FromMinutes(1));
        await SingleSignOnStage.OpenAsync(browser, "/console/sign-in/answer" + query);
        (await _stage.AuditAsync("sign_in_refused")).Count.ShouldBe(11);
    }

    [Fact]
    public async Task A_network_begins_so_many_sign_ins_a_minute()
    {
        using var browser = _stage.App.CreateBrowser();
        for (var number = 0; number < 60; number++)
        {
            (await SingleSignOnStage.PressAsync(browser)).Status.ShouldBe(HttpStatusCode.OK);
        }

        var (status, page) = await SingleSignOnStage.PressAsync(browser);

        status.ShouldBe(HttpStatusCode.TooManyRequests);
        page.ShouldContain("Too many sign-ins were begun");
    }

    [Fact]
    public async Task While_the_provider_is_down_that_is_said_and_passwords_go_on()
    {
        _stage.Issuer.IsDown = true;
        using var browser = _stage.App.CreateBrowser();

        var (status, page) = await SingleSignOnStage.PressAsync(browser, "/console/messages");

        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        page.ShouldContain("Signing in with the house does not work just now");
        page.ShouldContain("value=\"/console/messages\"", Case.Sensitive, "the way back is kept");
        (await _stage.AuditAsync("sign_in_refused")).ShouldHaveSingleItem().ShouldStartWith("somebody unknown||>the provider can not be asked: ");
        _stage.Issuer.IsDown = false;
        _stage.App.Clock.Advance(TimeSpan.FromSeconds(6));
        (await SingleSignOnStage.PressAsync(browser)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_waited_for_a_provider_that_does_not_answer_hears_what_the_first_heard()
    {
        _stage.Issuer.Held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _stage.Issuer.IsDown = true;
        using var browser = _stage.App.CreateBrowser();
        var first = SingleSignOnStage.PressAsync(browser);
        await _stage.Issuer.Asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        _stage.App.Clock.Advance(TimeSpan.FromSeconds(20)); // the answer takes longer than a failure counts
        _stage.Issuer.Held.SetResult();
        (await first).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);

        (await SingleSignOnStage.PressAsync(browser)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);

        _stage.Issuer.DocumentReads.ShouldBe(1);
        _stage.App.Clock.Advance(TimeSpan.FromSeconds(6));
        (await SingleSignOnStage.PressAsync(browser)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        _stage.Issuer.DocumentReads.ShouldBe(2);
    }

    [Theory]
    [InlineData("authorization_endpoint")]
    [InlineData("token_endpoint")]
    [InlineData("userinfo_endpoint")]
    [InlineData("pushed_authorization_request_endpoint")]
    public async Task A_provider_that_wants_secrets_in_clear_is_not_taken(string endpoint)
    {
        _stage.Issuer.Says = (endpoint, "http://login.example.org/x");
        using var browser = _stage.App.CreateBrowser();

        (await SingleSignOnStage.PressAsync(browser)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);

        (await _stage.AuditAsync("sign_in_refused")).ShouldHaveSingleItem().ShouldContain($"its {endpoint} is not an https address");
    }

    [Fact]
    public async Task A_provider_that_breaks_down_on_the_way_is_told_too()
    {
        using var browser = _stage.App.CreateBrowser();
        _stage.Issuer.GivesNoTokens = true;

        var (status, page) = await _stage.SignInAsync(browser, "17", ["sms-admins"]);

        status.ShouldBe(HttpStatusCode.ServiceUnavailable, page);
        (await _stage.AuditAsync("sign_in_refused")).ShouldHaveSingleItem().ShouldStartWith("somebody unknown||>the provider can not be asked: ");
    }

    [Fact]
    public async Task A_provider_that_calls_itself_otherwise_is_not_taken()
    {
        _stage.Issuer.CallsItself = "https://login.example.org";
        using var browser = _stage.App.CreateBrowser();

        (await SingleSignOnStage.PressAsync(browser)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);

        (await _stage.AuditAsync("sign_in_refused")).ShouldHaveSingleItem().ShouldContain("it calls itself https://login.example.org");
    }
}
