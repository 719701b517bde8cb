using System.Net;
using System.Net.Http.Json;
using SmsBridge.CommandLine;
using SmsBridge.Operators;
using SmsBridge.Tests.CommandLine;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Holding.Digests;

/// <summary>A digest, by page, API and command line.</summary>
public sealed class DigestFaceTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task It_is_set_worded_and_taken_away_on_the_page_and_the_message_says_what_became_of_it()
    {
        var tenant = await _app.NewTenantAsync();
        var stage = new DigestStage(tenant);
        using var browser = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        var page = $"/console/tenants/{tenant.Id}/holding";

        (await SubmitAsync(browser, page, "digest-set", ("at", "6 pm"), ("events", "LOAN REPAYMENT"))).ShouldContain("at must be a time of the day");
        (await SubmitAsync(browser, page, "digest-set", ("at", "18:00"), ("zone", "Africa/Nowhere"), ("events", "LOAN REPAYMENT"))).ShouldContain("zone must be a time zone");
        (await SubmitAsync(browser, page, "digest-set", ("at", "18:00"), ("events", "LOAN DISBURSE"))).ShouldContain("LOAN DISBURSE can not be told in a digest.");
        (await SubmitAsync(browser, page, "digest-set", ("at", stage.TimeIn(DigestStage.UntilThen)), ("zone", "UTC"), ("events", "loan_repayment"))).ShouldContain("get one SMS a day");
        (await SubmitAsync(browser, page, "digest-text", ("language", "en"), ("text", "No amount, {{name}}"))).ShouldContain("does not say how much was received");
        (await SubmitAsync(browser, page, "digest-text", ("language", "en"), ("text", "In all {{total}}, {{name}}"))).ShouldContain("have these words from now on");
        var ids = await stage.RepayAsync(2);

        (await PageAsync(browser, $"/console/messages/{ids[0]}")).ShouldContain("it is told in one SMS with the client");
        (await PageAsync(browser, page)).ShouldContain("2 SMS");
        await stage.TellAsync();

        stage.Bodies.ShouldBe(["In all KES 201.00, Jane Wanjiru"]);
        using var later = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id])); // two hours later
        var told = await PageAsync(later, $"/console/messages/{ids[1]}");
        told.ShouldContain("In a digest");
        told.ShouldContain($"Told in the SMS of message {ids[0]}.");
        (await SubmitAsync(later, page, "digest-off")).ShouldContain("get an SMS for each receipt.");
        (await PageAsync(later, $"/console/audit?tenant={tenant.Id}")).ShouldContain("changed the digest of receipts");
    }

    [Fact]
    public async Task Through_the_api_by_who_may_and_of_their_own_tenants_only()
    {
        var tenant = await _app.NewTenantAsync();
        var theirs = await _app.NewTenantAsync();
        using var admin = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        using var viewer = await _app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([tenant.Id]));
        var digest = $"/api/tenants/{tenant.Id}/digest";

        using var set = await admin.PutAsJsonAsync(digest, new { enabled = true, at = "18:00", zone = "Africa/Nairobi", events = new[] { "LOAN REPAYMENT" } }, Cancellation);
        (await Json.ReadAsync(set)).Text("words").ShouldBe($"Clients of {tenant.Id} get one SMS a day, at 18:00 by the clock of Africa/Nairobi, for all receipts of LOAN REPAYMENT.");
        using var worded = await admin.PutAsJsonAsync($"{digest}/texts/sw", new { text = "Jumla {{total}}" }, Cancellation);
        worded.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var listed = await viewer.GetAsync(digest, Cancellation);
        var view = await Json.ReadAsync(listed);
        (view.Text("at"), view.Text("zone"), view.GetProperty("waiting").GetInt64(), view.GetProperty("texts").GetArrayLength()).ShouldBe(("18:00", "Africa/Nairobi", 0, 2));
        view.GetProperty("texts")[1].Text("sample").ShouldBe("Jumla KES 4,500.00");

        using var again = await admin.PutAsJsonAsync($"{digest}/texts/sw", new { text = "Jumla {{total}}" }, Cancellation);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var wrong = await admin.PutAsJsonAsync(digest, new { enabled = true, at = "25:00" }, Cancellation);
        (await Json.ReadAsync(wrong)).Text("field").ShouldBe("at");
        using var unsaid = await admin.PutAsJsonAsync(digest, new { at = "18:00" }, Cancellation);
        (await Json.ReadAsync(unsaid)).Text("field").ShouldBe("enabled");
        using var notAllowed = await viewer.PutAsJsonAsync(digest, new { enabled = false }, Cancellation);
        notAllowed.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var foreign = await admin.PutAsJsonAsync($"/api/tenants/{theirs.Id}/digest", new { enabled = true, at = "18:00" }, Cancellation);
        foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var foreignText = await admin.PutAsJsonAsync($"/api/tenants/{theirs.Id}/digest/texts/en", new { text = "{{total}}" }, Cancellation);
        foreignText.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var foreignView = await viewer.GetAsync($"/api/tenants/{theirs.Id}/digest", Cancellation);
        foreignView.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var off = await admin.PutAsJsonAsync(digest, new { enabled = false }, Cancellation);
        off.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var offAgain = await admin.PutAsJsonAsync(digest, new { enabled = false }, Cancellation);
        offAgain.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task By_command_beside_the_running_service()
    {
        var tenant = await _app.NewTenantAsync();
        await using var cli = await Cli.BesideAsync(_app, Cancellation);
        (await cli.RunAsync("digest", "show", "--tenant", tenant.Id)).Out.ShouldContain("none: each receipt is an SMS of its own");
        (await cli.RunAsync("digest", "set", "--tenant", tenant.Id, "--at", "18:00", "--zone", "Africa/Nairobi", "--event", "LOAN_REPAYMENT", "--event", "SAVINGSACCOUNT_DEPOSIT")).Out
            .ShouldContain("at 18:00 by the clock of Africa/Nairobi, for all receipts of LOAN REPAYMENT, SAVINGSACCOUNT DEPOSIT.");
        (await cli.RunAsync("digest", "text", "fr", "--tenant", tenant.Id, "--text", "En tout {{total}}")).ExitCode.ShouldBe(ExitCodes.Done);

        var shown = await cli.RunAsync("digest", "show", "--tenant", tenant.Id, "--json");
        shown.ExitCode.ShouldBe(ExitCodes.Done, shown.All);
        (shown.Json.Text("at"), shown.Json.GetProperty("events").GetArrayLength()).ShouldBe(("18:00", 2));
        (await cli.RunAsync("digest", "set", "--tenant", tenant.Id, "--at", "6pm")).ExitCode.ShouldBe(ExitCodes.Failed);
        (await cli.RunAsync("digest", "text", "fr", "--tenant", tenant.Id)).Out.ShouldContain("have the product's words again");
        (await cli.RunAsync("digest", "off", "--tenant", tenant.Id)).Out.ShouldContain("get an SMS for each receipt.");
        (await cli.RunAsync("digest", "off", "--tenant", tenant.Id, "--json")).Json.GetProperty("changed").GetBoolean().ShouldBeFalse();
        (await cli.RunAsync("digest", "show", "--tenant", "nobody")).ExitCode.ShouldBe(ExitCodes.Failed);
    }
}
