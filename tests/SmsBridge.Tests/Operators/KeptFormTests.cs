using System.Net;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Operators;

/// <summary>What was typed outlives the session it was typed in, and a form's address is never where the sign-in leads.</summary>
public sealed class KeptFormTests : IAsyncLifetime
{
    private const string Note = "Called back: she has it, 1 500 KES.";

    private readonly SmsBridgeApp _app = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_note_typed_while_the_session_ended_is_there_after_the_sign_in()
    {
        var (eventId, name) = (await EventAsync(), await _app.AddOperatorAsync(OperatorRole.Support));
        using var browser = _app.CreateBrowser();

        using var ended = await browser.PostFormAsync($"/console/messages/{eventId}/note", ("text", Note), ("__RequestVerificationToken", "old"));
        var door = await ended.Content.ReadAsStringAsync(Cancellation);
        using var mistyped = await browser.PostFormAsync("/console/sign-in", [.. OperatorDriver.HiddenFields(door), ("name", name), ("password", "wrong wrong wrong")]);
        var again = await mistyped.Content.ReadAsStringAsync(Cancellation);
        using var signedIn = await browser.PostFormAsync("/console/sign-in", [.. OperatorDriver.HiddenFields(again), ("name", name), ("password", OperatorDriver.Password)]);

        ended.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        door.ShouldContain("what you typed is kept");
        door.ShouldNotContain("Called back", Case.Sensitive, "it is sealed until somebody has signed in");
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var page = signedIn.Headers.Location!.ToString();
        page.ShouldStartWith($"/console/messages/{eventId}?draft=");
        WebUtility.HtmlDecode(await browser.GetStringAsync(page, Cancellation)).ShouldContain($">{Note}</textarea>");
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM note")).ShouldBe([0]);
    }

    [Fact]
    public async Task A_draft_is_shown_to_nobody_else()
    {
        var eventId = await EventAsync();
        using var mine = await _app.SignInAsAsync(OperatorRole.Support);
        using var other = await _app.SignInAsAsync(OperatorRole.Support);

        using var stale = await mine.PostFormAsync($"/console/messages/{eventId}/note", ("text", Note), ("__RequestVerificationToken", "old"));
        var page = stale.Headers.Location!.ToString();

        page.ShouldContain("problem=stale");
        WebUtility.HtmlDecode(await mine.GetStringAsync(page, Cancellation)).ShouldContain(Note);
        WebUtility.HtmlDecode(await other.GetStringAsync(page, Cancellation)).ShouldNotContain(Note);
    }

    [Theory]
    [InlineData("messages/{0}/note")]
    [InlineData("messages/{0}/resend")]
    [InlineData("messages/{0}/cancel")]
    [InlineData("resends")]
    [InlineData("resends/0f0e0d0c-0b0a-0908-0706-050403020100/stop")]
    [InlineData("account/time-zone")]
    public async Task The_sign_in_leads_to_a_page_and_never_to_a_forms_address(string form)
    {
        var url = "/console/" + string.Format(System.Globalization.CultureInfo.InvariantCulture, form, await EventAsync());
        await _app.AddOperatorAsync(OperatorRole.Viewer);
        using var browser = _app.CreateBrowser();

        using var kept = await browser.PostFormAsync(url, ("reason", "because"));
        using var empty = await browser.PostFormAsync(url);

        OperatorDriver.HiddenFields(await kept.Content.ReadAsStringAsync(Cancellation)).ShouldNotContain(field => field.Name == "returnUrl" && field.Value == url);
        empty.Headers.Location!.ToString().ShouldNotContain(Uri.EscapeDataString(url));
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    public async Task Nothing_is_kept_of_a_form_of_somebody_elses_page(string site)
    {
        var eventId = await EventAsync();
        await _app.AddOperatorAsync(OperatorRole.Viewer);
        using var browser = _app.CreateBrowser();
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", site);

        using var answer = await browser.PostFormAsync($"/console/messages/{eventId}/note", ("text", Note));

        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldNotContain("name=\"draft\"");
    }

    private async Task<long> EventAsync() => await (await _app.NewTenantAsync()).RepayAsync();
}
