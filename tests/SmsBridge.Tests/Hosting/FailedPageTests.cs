using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmsBridge.Hosting;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tests.Console;
using SmsBridge.Tests.Partners.Notices;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Hosting;

/// <summary>What people see of a failure. Two applications: one is broken.</summary>
public sealed partial class FailedPageTests(SmsBridgeApp app, NoticeStage sound) : IClassFixture<SmsBridgeApp>, IClassFixture<NoticeStage>
{
    [Fact]
    public async Task A_bug_on_a_page_is_a_page_that_says_so_without_its_particulars_and_with_the_id_in_the_log()
    {
        using var lines = new LogLines();
        app.Replacements.Add(services => services.AddSingleton<ILoggerFactory>(_ => new LoggerFactory([lines])));
        using var admin = await app.SignInAsAsync(OperatorRole.Admin);
        await app.MeddleAsync("DROP TABLE audit");

        using var answer = await admin.GetAsync("/console/audit?tenant=", TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        page.ShouldContain("This page could not be shown");
        page.ShouldNotContain("Sqlite");
        page.ShouldNotContain("no such table");
        page.ShouldNotContain("Whether what you asked for was done");
        lines.Text.ShouldContain($"The page /console/audit could not be made; the id it shows is {Id().Match(page).Groups["id"].Value}");
        Id().Match(page).Groups["id"].Value.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("/console/messages/999999/cancel", "There is no such message.", HttpStatusCode.NotFound)]
    [InlineData("/console/resends", "The page was open too long", HttpStatusCode.BadRequest)]
    [InlineData("/console/account/time-zone", "The page was open too long", HttpStatusCode.BadRequest)]
    public async Task A_form_that_is_not_taken_is_answered_by_a_page(string form, string words, HttpStatusCode status)
    {
        using var browser = sound.App.CreateBrowser();
        (await browser.SignInAsync(await sound.App.AddOperatorAsync(OperatorRole.Support))).Dispose();
        var token = status == HttpStatusCode.NotFound ? ConsolePages.Token(await ConsolePages.PageAsync(browser, "/console")) : ("__RequestVerificationToken", "old");

        using var answer = await browser.PostFormAsync(form, token, ("zone", "Africa/Nairobi"));

        answer.StatusCode.ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(words);
    }

    [Theory]
    [InlineData("GET", false)]
    [InlineData("POST", true)]
    public async Task A_store_that_is_away_is_said_on_a_page_too(string method, bool mayBeDone)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = services, Request = { Method = method, Path = "/console/operators" }, Response = { Body = body } };

        (await new ExceptionAnswers(services.GetRequiredService<ILogger<ExceptionAnswers>>()).TryHandleAsync(
            context, new StoreUnavailableException("The disk is full."), TestContext.Current.CancellationToken)).ShouldBeTrue();

        var page = System.Text.Encoding.UTF8.GetString(body.ToArray());
        (context.Response.StatusCode, context.Response.ContentType, context.Response.Headers.RetryAfter.ToString()).ShouldBe((503, "text/html; charset=utf-8", "5"));
        page.ShouldContain("The store can not take a write now.</h1>");
        page.ShouldContain("<p>The disk is full.</p>");
        page.Contains(PlainPages.LookAgain, StringComparison.Ordinal).ShouldBe(mayBeDone);
    }

    [GeneratedRegex("<code>(?<id>[^<]+)</code>", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();
}
