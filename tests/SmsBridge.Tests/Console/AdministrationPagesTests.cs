using System.Net;
using SmsBridge.Console.Shell;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Console;

/// <summary>The pages Tenants, Audit, Operators and settings.</summary>
public class AdministrationPagesTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("connection")]
    [InlineData("keys")]
    [InlineData("core")]
    [InlineData("provider")]
    [InlineData("routes")]
    [InlineData("opt-outs")]
    [InlineData("gaps")]
    [InlineData("holding")]
    [InlineData("privacy")]
    [InlineData("schedule")]
    [InlineData("danger")]
    public async Task Every_tab_of_a_tenant_is_a_page_without_secrets_and_another_tenants_is_not_there(string tab)
    {
        var (ours, theirs) = (await app.NewTenantAsync(), await app.NewTenantAsync());
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([ours.Id]));

        var page = await PageAsync(browser, $"/console/tenants/{ours.Id}/{tab}");
        using var foreign = await browser.GetAsync($"/console/tenants/{theirs.Id}/{tab}", Cancellation);

        page.ShouldContain($"<h1 tabindex=\"-1\"><bdi>{ours.Id}</bdi></h1>");
        page.ShouldNotContain(Some.AuthToken);
        page.ShouldNotContain(ours.ApiKey);
        page.ShouldNotContain("<script>");
        foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await foreign.Content.ReadAsStringAsync(Cancellation)).ShouldNotContain($">{theirs.Id}<");
    }

    [Fact]
    public async Task The_address_to_paste_is_the_one_the_page_was_asked_at_while_none_is_set()
    {
        var tenant = await app.NewTenantAsync();
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));

        var page = await PageAsync(browser, $"/console/tenants/{tenant.Id}/connection");

        page.ShouldContain("data-copy=\"http://localhost/modules/sms/\"");
        page.ShouldContain("For a core, this address is the core’s own machine.");
    }

    [Fact]
    public async Task What_is_not_found_out_is_checked_again_later_and_the_page_names_no_verb()
    {
        var tenant = await app.NewTenantAsync();
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));

        var answer = await SubmitAsync(browser, $"/console/tenants/{tenant.Id}/connection", "verify");

        answer.ShouldContain("<bdi>No hook has arrived yet.</bdi> <span class=\"quiet\"><bdi>Create it in the core; what to paste is on this page.</bdi></span>");
        answer.ShouldNotContain("smsbridge tenant");
    }

    [Fact]
    public async Task Today_is_said_to_be_UTCs_until_the_operator_has_a_zone()
    {
        var tenant = await app.NewTenantAsync();
        using var browser = await app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([tenant.Id]));

        var page = await PageAsync(browser, "/console/tenants");

        page.ShouldContain("today (UTC)");
        page.ShouldContain("<a href=\"console/account\">Choose your time zone</a>");
    }

    [Theory]
    [InlineData("Africa/Nairobi", "today")]
    [InlineData("../../etc/passwd", "today (UTC)")]
    [InlineData("Nowhere/Atlantis", "today (UTC)")]
    public async Task Until_then_the_browsers_zone_counts_where_it_has_told_one(string zone, string today)
    {
        var tenant = await app.NewTenantAsync();
        using var browser = await app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([tenant.Id]));
        browser.DefaultRequestHeaders.Add("Cookie", $"{ConsoleRequest.ZoneCookie}={zone}");

        var page = await PageAsync(browser, $"/console/tenants/{tenant.Id}");

        page.ShouldContain($"0 messages {today}:");
        var account = await PageAsync(browser, "/console/account");
        account.Split("<option", StringSplitOptions.None).Where(option => option.Contains(" selected", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain(">the zone this browser is set to</option>");
    }

    [Fact]
    public async Task A_key_is_made_on_the_page_shown_once_and_works()
    {
        var tenant = await app.NewTenantAsync();
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        var url = $"/console/tenants/{tenant.Id}/keys";

        var answer = await SubmitAsync(browser, url, "rotate-api");
        var key = Secret(answer);

        key.Length.ShouldBe(43);
        (await PageAsync(browser, url)).ShouldNotContain(key);
        (await (tenant with { ApiKey = key }).LogAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tenant_is_deleted_by_typing_its_name_only()
    {
        var tenant = await app.NewTenantAsync();
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        var url = $"/console/tenants/{tenant.Id}/danger";

        (await SubmitAsync(browser, url, "delete", ("typed", "tenant"))).ShouldContain("Nothing was deleted.");
        (await SubmitAsync(browser, url, "delete", ("typed", tenant.Id))).ShouldContain("is deleted");

        using var gone = await browser.GetAsync(url, Cancellation);
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_only_looks_is_offered_nothing_and_a_forged_form_does_nothing()
    {
        var tenant = await app.NewTenantAsync();
        using var admin = await app.SignInAsAsync(OperatorRole.TenantAdmin);
        using var viewer = await app.SignInAsAsync(OperatorRole.Viewer);
        var url = $"/console/tenants/{tenant.Id}/keys";

        var page = await PageAsync(viewer, url);
        using var forged = await viewer.PostFormAsync(url, ("_handler", "rotate-api"), Token(await PageAsync(viewer, "/console/password")));

        page.ShouldNotContain("Make a new");
        forged.IsSuccessStatusCode.ShouldBeFalse();
        using var withoutToken = await admin.PostFormAsync(url, ("_handler", "rotate-api"));
        withoutToken.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await app.QueryAsync<long>("SELECT COUNT(*) FROM audit WHERE action = 'key_rotate' AND subject = @subject", new { subject = $"tenant {tenant.Id}" })).ShouldBe([0L]);
    }

    [Fact]
    public async Task The_list_of_tenants_says_how_each_does()
    {
        var (ours, theirs) = (await app.NewTenantAsync(), await app.NewTenantAsync());
        using var browser = await app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([ours.Id]));

        var page = await PageAsync(browser, "/console/tenants");

        page.ShouldContain($">{ours.Id}<");
        page.ShouldNotContain($">{theirs.Id}<");
        page.ShouldContain("active");
    }

    [Fact]
    public async Task The_audit_and_the_operators_are_for_those_who_keep_them()
    {
        using var viewer = await app.SignInAsAsync(OperatorRole.Viewer);
        using var tenantAdmin = await app.SignInAsAsync(OperatorRole.TenantAdmin);
        using var admin = await app.SignInAsAsync(OperatorRole.Admin);

        (await StatusAsync(viewer, "/console/audit")).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(tenantAdmin, "/console/audit")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(tenantAdmin, "/console/operators")).ShouldBe(HttpStatusCode.Forbidden);
        (await PageAsync(admin, "/console/audit")).ShouldContain("signed in");
    }

    [Fact]
    public async Task An_operator_is_added_on_the_page_with_a_password_shown_once()
    {
        using var admin = await app.SignInAsAsync(OperatorRole.Admin);

        var answer = await SubmitAsync(admin, "/console/operators", "add", ("name", "added-here"), ("role", "support"), ("tenants", "a, b"));
        var password = Secret(answer);

        using var browser = app.CreateBrowser();
        using var signedIn = await browser.SignInAsync("added-here", password);
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await PageAsync(admin, "/console/operators")).ShouldNotContain(password);
    }

    [Fact]
    public async Task Settings_in_force_are_shown_with_their_origin_and_no_secret()
    {
        using var admin = await app.SignInAsAsync(OperatorRole.Admin);

        var page = await PageAsync(admin, "/console/operators");

        page.ShouldContain("Relay:Concurrency");
        page.ShouldContain("appsettings.json");
        page.ShouldContain("Healthy");
    }
}
