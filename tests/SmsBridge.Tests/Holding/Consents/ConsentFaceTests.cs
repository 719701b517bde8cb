using System.Net;
using System.Net.Http.Json;
using SmsBridge.CommandLine;
using SmsBridge.Operators;
using SmsBridge.Tests.CommandLine;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Holding.Consents;

/// <summary>Consent, by page, API, key and command line.</summary>
public sealed class ConsentFaceTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private ConsentStage _stage = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Id => _stage.Tenant.Id;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _stage = await ConsentStage.SetUpAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task On_the_page_it_is_set_recorded_and_looked_up_and_the_message_says_why_it_was_not_sent()
    {
        using var browser = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([Id]));
        var page = $"/console/tenants/{Id}/opt-outs";

        (await SubmitAsync(browser, page, "consent-rule", ("class", "promotional"), ("mode", "optIn"))).ShouldContain($"Texts of {Id}: promotional optIn.");
        var told = await _stage.AdvertiseAsync();
        (await PageAsync(browser, $"/console/messages/{told}")).ShouldContain("texts of the class promotional go only to who agreed to them");
        (await SubmitAsync(browser, page, "consent-record", ("number", Some.Mobile), ("class", "promotional"), ("given", "yes"), ("note", ""))).ShouldContain("Say how the client said so");
        (await SubmitAsync(browser, page, "consent-record", ("number", "twelve"), ("class", "promotional"), ("given", "yes"), ("note", "form"))).ShouldContain("can not be read as one telephone number");
        (await SubmitAsync(browser, page, "consent-record", ("number", Some.Mobile), ("class", "promotional"), ("given", "yes"), ("note", "form <7>"))).ShouldContain("agreed to promotional texts.");
        var found = await SubmitAsync(browser, page, "consent-find", ("number", Some.Mobile));
        found.ShouldContain("gets texts of these classes");
        found.ShouldContain("form <7>");
        (await PageAsync(browser, page)).ShouldNotContain(Some.Mobile);

        (await PageAsync(browser, $"/console/messages/{told}")).ShouldContain("This kind of SMS goes to you now; this one was from before that.");
        (await PageAsync(browser, $"/console/audit?tenant={Id}")).ShouldContain("recorded, imported or exported consent");
        using var viewer = await _app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([Id]));
        (await PageAsync(viewer, page)).ShouldNotContain("consent-record");
    }

    [Fact]
    public async Task With_the_tenants_key_and_no_number_in_an_address()
    {
        var other = await _app.NewTenantAsync();
        using var caller = _stage.Tenant.CreateCaller();
        var consent = $"/modules/sms/consent/{Id}";

        using var set = await caller.PutAsJsonAsync(consent, new { classes = new { promotional = "optIn" } }, Cancellation);
        (await Json.ReadAsync(set)).GetProperty("classes").EnumerateArray().Select(each => (each.Text("class"), each.Text("mode"), each.Text("source"))).ShouldContain(("promotional", "optIn", "tenant"));
        using var again = await caller.PutAsJsonAsync(consent, new { classes = new { promotional = "optIn" } }, Cancellation);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var recorded = await caller.PostAsJsonAsync($"{consent}/_record", new { number = "0712345678", @class = "promotional", given = true, note = "in the app" }, Cancellation);
        (await Json.ReadAsync(recorded)).GetProperty("history")[0].Text("source").ShouldBe("key");
        using var repeated = await caller.PostAsJsonAsync($"{consent}/_record", new { number = "0712345678", @class = "promotional", given = true, note = "in the app" }, Cancellation);
        (await Json.ReadAsync(repeated)).GetProperty("history").GetArrayLength().ShouldBe(1);
        using var found = await caller.PostAsJsonAsync($"{consent}/_find", new { number = Some.Mobile }, Cancellation);
        var view = await Json.ReadAsync(found);
        view.Text("number").ShouldBe("+25471****678");
        view.GetProperty("classes").EnumerateArray().Single(each => each.Text("class") == "promotional").GetProperty("given").GetBoolean().ShouldBeTrue();

        foreach (var (body, field) in new (object, string)[]
        {
            (new { classes = new { promotions = "optIn" } }, "classes"), (new { classes = new { promotional = "never" } }, "classes"), (new { }, "classes"),
        })
        {
            using var refused = await caller.PutAsJsonAsync(consent, body, Cancellation);
            (refused.StatusCode, (await Json.ReadAsync(refused)).Text("field")).ShouldBe((HttpStatusCode.UnprocessableEntity, field));
        }

        foreach (var (body, field) in new (object, string)[]
        {
            (new { }, "number"), (new { number = Some.Mobile }, "class"), (new { number = Some.Mobile, @class = "service" }, "given"), (new { number = Some.Mobile, @class = "service", given = true }, "note"),
        })
        {
            using var refused = await caller.PostAsJsonAsync($"{consent}/_record", body, Cancellation);
            (refused.StatusCode, (await Json.ReadAsync(refused)).Text("field")).ShouldBe((HttpStatusCode.UnprocessableEntity, field));
        }

        using var foreign = await caller.PostAsJsonAsync($"/modules/sms/consent/{other.Id}/_record", new { number = Some.Mobile, @class = "service", given = false }, Cancellation);
        foreign.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM consent")).ShouldBe([1L]);
    }

    [Fact]
    public async Task Through_the_api_by_who_may_and_of_their_own_tenants_only()
    {
        var theirs = await _app.NewTenantAsync();
        using var admin = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([Id]));
        using var viewer = await _app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([Id]));
        var consent = $"/api/tenants/{Id}/consent";

        using var set = await admin.PutAsJsonAsync(consent, new { classes = new { service = "optIn" } }, Cancellation);
        (await Json.ReadAsync(set)).Text("words").ShouldBe($"Texts of {Id}: service optIn. What waits is judged by it when it is sent.");
        using var recorded = await admin.PostAsJsonAsync($"{consent}/record", new { number = Some.Mobile, @class = "service", given = true, note = "form" }, Cancellation);
        recorded.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var found = await admin.PostAsJsonAsync($"{consent}/find", new { number = Some.Mobile }, Cancellation);
        (await Json.ReadAsync(found)).GetProperty("history")[0].Text("source").ShouldBe("person");
        using var listed = await viewer.GetAsync(consent, Cancellation);
        listed.StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var path in (string[])["", "/find", "/record"])
        {
            using var notAllowed = path.Length == 0
                ? await viewer.PutAsJsonAsync(consent, new { classes = new { service = "optOut" } }, Cancellation)
                : await viewer.PostAsJsonAsync(consent + path, new { number = Some.Mobile }, Cancellation);
            notAllowed.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            using var foreign = path.Length == 0
                ? await admin.PutAsJsonAsync($"/api/tenants/{theirs.Id}/consent", new { classes = new { service = "optIn" } }, Cancellation)
                : await admin.PostAsJsonAsync($"/api/tenants/{theirs.Id}/consent{path}", new { number = Some.Mobile }, Cancellation);
            foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task By_command_beside_the_running_service()
    {
        await using var cli = await Cli.BesideAsync(_app, Cancellation);
        (await cli.RunAsync("consent", "rule", "promotional", "optIn", "--tenant", Id)).Out.ShouldContain($"Texts of {Id}: promotional optIn.");
        (await cli.RunAsync("consent", "rule", "promotional", "optIn", "--tenant", Id, "--json")).Json.GetProperty("changed").GetBoolean().ShouldBeFalse();
        (await cli.RunAsync("consent", "rule", "promotional", "always", "--tenant", Id)).Error.ShouldContain("optOut, optIn");
        (await cli.RunAsync("consent", "show", "--tenant", Id, "--json")).Json.GetProperty("classes").GetArrayLength().ShouldBe(4);
        (await cli.RunAsync("consent", "set", Some.Mobile, "promotional", "--tenant", Id)).Error.ShouldContain("Say how the client said so");
        (await cli.RunAsync("consent", "set", Some.Mobile, "promotional", "--tenant", Id, "--note", "form 9")).Out.ShouldContain("agreed to promotional texts.");
        (await cli.RunAsync("consent", "set", Some.Mobile, "service", "--tenant", Id, "--withdrawn")).Out.ShouldContain("took back consent to service texts.");
        var shown = await cli.RunAsync("consent", "show", "--tenant", Id, "--number", Some.Mobile, "--json");
        shown.ExitCode.ShouldBe(ExitCodes.Done, shown.All);
        shown.Json.GetProperty("history").GetArrayLength().ShouldBe(2);
        (await cli.RunAsync("consent", "show", "--tenant", Id, "--number", "twelve")).ExitCode.ShouldBe(ExitCodes.Failed);

        var (file, list) = (Path.Combine(cli.Folder, "consents.csv"), Path.Combine(cli.Folder, "list.csv"));
        var exported = await cli.RunAsync("consent", "export", "--tenant", Id, "--to", file);
        exported.Out.ShouldContain($"2 consents and withdrawals of {Id}.");
        (await File.ReadAllLinesAsync(file, Cancellation))[1].ShouldStartWith($"{Some.Mobile},promotional,yes,");
        (await cli.RunAsync("consent", "export", "--tenant", Id, "--to", file)).ExitCode.ShouldBe(ExitCodes.Failed);
        await File.WriteAllTextAsync(list, "number\n0712345111\n0712345222\n", Cancellation);
        (await cli.RunAsync("consent", "import", list, "--tenant", Id, "--class", "promotional", "--note", "forms of 2026")).Out.ShouldContain("2 consents and 0 withdrawals recorded");
        (await cli.RunAsync("consent", "import", list, "--tenant", Id, "--class", "promos", "--note", "forms")).Error.ShouldContain("There is no class promos.");
        (await cli.RunAsync("consent", "import", file + ".not", "--tenant", Id)).Error.ShouldContain("can not be read");
        (await cli.RunAsync("consent", "show", "--tenant", "nobody")).ExitCode.ShouldBe(ExitCodes.Failed);
    }
}
