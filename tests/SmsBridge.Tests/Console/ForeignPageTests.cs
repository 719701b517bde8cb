using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;
using SmsBridge.Tests.Tenants;

namespace SmsBridge.Tests.Console;

/// <summary>
/// Every page of a tenant and every form on it, by who looks after another tenant. Pages, tabs and forms are those of the running application: a new one is tried without being named here.
/// </summary>
public sealed partial class ForeignPageTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static IEnumerable<string> Templates => typeof(Program).Assembly.GetTypes()
        .SelectMany(static type => type.GetCustomAttributes<RouteAttribute>(inherit: false)).Select(static route => route.Template);

    [Fact]
    public async Task No_page_of_another_tenant_opens_and_no_form_on_it_does_anything()
    {
        var theirs = await FurnishedTenant.SetUpAsync(app);
        var mine = await app.NewTenantAsync();
        using var own = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([theirs.Tenant.Id]));
        using var staff = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([mine.Id]));
        var forms = new List<(string Url, string Form, string Handler)>();
        foreach (var url in await PagesAsync(own, theirs, theirs.Tenant.Id))
        {
            forms.AddRange(Forms().Matches(await ConsolePages.PageAsync(own, url)).Select(static form => form.Value)
                .Select(form => (url, form, Handler().Match(form).Groups["handler"].Value)).Where(static form => form.Value.Length > 0));
        }

        forms.Count.ShouldBeGreaterThan(25);
        var before = await theirs.RowsAsync();
        var token = ConsolePages.Token(await ConsolePages.PageAsync(staff, $"/console/tenants/{mine.Id}/texts/LOAN_DISBURSE/sw"));
        foreach (var url in await PagesAsync(own, theirs, theirs.Tenant.Id))
        {
            using var answer = await staff.GetAsync(url, Cancellation);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, url);
            FurnishedTenant.MarksIn(await answer.Content.ReadAsStringAsync(Cancellation)).ShouldBeEmpty(url);
        }

        foreach (var (url, form, handler) in forms)
        {
            using var answer = await staff.PostFormAsync(url, [("_handler", handler), token, .. FieldsOf(form)]);
            ((int)answer.StatusCode).ShouldBeInRange(400, 499, $"{handler} at {url}");
            FurnishedTenant.MarksIn(await answer.Content.ReadAsStringAsync(Cancellation)).ShouldBeEmpty($"{handler} at {url}");
        }

        (await theirs.RowsAsync()).Where(table => before[table.Key] != table.Value).Select(static table => table.Key).ShouldBeEmpty();
    }

    [Fact]
    public async Task On_no_page_that_is_open_to_them_stands_anything_of_another_tenant()
    {
        var theirs = await FurnishedTenant.SetUpAsync(app);
        var mine = await app.NewTenantAsync();
        await mine.RepayAsync();
        await app.DrainAsync();
        using var own = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([theirs.Tenant.Id]));
        using var staff = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([mine.Id]));
        var opened = 0;
        foreach (var url in (await PagesAsync(staff, theirs, mine.Id)).Concat(Templates.Where(static template => !template.Contains('{')).Append($"/console/messages/{theirs.MessageId}").Append($"/console/messages/{theirs.SheetId}")))
        {
            using var answer = await staff.GetAsync(url, Cancellation);
            theirs.In(await answer.Content.ReadAsStringAsync(Cancellation)).ShouldBeEmpty(url);
            opened += answer.StatusCode == HttpStatusCode.OK ? 1 : 0;
        }

        opened.ShouldBeGreaterThan(20);
        var found = 0;
        foreach (var url in await PagesAsync(own, theirs, theirs.Tenant.Id))
        {
            found += FurnishedTenant.MarksIn(await ConsolePages.PageAsync(own, url)).Count > 0 ? 1 : 0;
        }

        found.ShouldBeGreaterThan(3, "what is looked for is there to be found, by its own staff");
    }

    /// <summary>What the buttons of a message's page post to, and those of a resend of many.</summary>
    [Fact]
    public async Task A_message_of_another_tenant_is_none_for_every_form_about_one()
    {
        var theirs = await FurnishedTenant.SetUpAsync(app);
        var mine = await app.NewTenantAsync();
        using var staff = await app.SignInAsAsync(OperatorRole.Support, TenantScope.Of([mine.Id]));
        var token = ConsolePages.Token(await ConsolePages.PageAsync(staff, "/console/account"));
        var before = await theirs.RowsAsync();
        var routes = FurnishedTenant.Routes(app).Where(static route => route is { Method: "POST" } && route.Pattern.StartsWith("/console/", StringComparison.Ordinal) && route.Pattern.Contains("{id:", StringComparison.Ordinal)).ToList();

        routes.Count.ShouldBeGreaterThan(3);
        foreach (var url in routes.SelectMany(route => theirs.Addresses(route.Pattern, mine.Id)))
        {
            url.ShouldNotContain("{", customMessage: $"Give the new route parameter a value in {nameof(FurnishedTenant)}.");
            using var answer = await staff.PostFormAsync(url, token, ("reason", "curious"), ("text", "seen"), ("force", "1"), ("again", "again"));
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, url);
        }

        (await theirs.RowsAsync()).Where(table => before[table.Key] != table.Value).Select(static table => table.Key).ShouldBeEmpty();
    }

    /// <summary>All there are of a tenant, with the other's things for what they name.</summary>
    private static async Task<List<string>> PagesAsync(HttpClient browser, FurnishedTenant theirs, string tenant)
    {
        var tabs = TabLinks().Matches(await ConsolePages.PageAsync(browser, $"/console/tenants/{tenant}")).Select(static link => link.Groups["tab"].Value).Append("danger").Distinct(StringComparer.Ordinal).ToList();
        tabs.Count.ShouldBeGreaterThan(10);
        var pages = Templates.Where(static template => template.Contains("{Identifier}", StringComparison.Ordinal))
            .SelectMany(template => template.Contains("{Tab}", StringComparison.Ordinal) ? tabs.Select(tab => template.Replace("{Tab}", tab, StringComparison.Ordinal)) : [template])
            .SelectMany(template => theirs.Addresses(template, tenant)).ToList();
        pages.ShouldAllBe(static page => !page.Contains('{'));
        return pages;
    }

    /// <summary>As somebody who has seen the form would fill it in.</summary>
    private static IEnumerable<(string Name, string Value)> FieldsOf(string form) =>
        from field in Fields().Matches(form).Select(static match => match.Value)
        let name = Name().Match(field).Groups["value"].Value
        where name.Length > 0 && name is not ("_handler" or "__RequestVerificationToken")
        select (name, Value().Match(field) is { Success: true } value ? WebUtility.HtmlDecode(value.Groups["value"].Value) : "yes");

    [GeneratedRegex("<form method=\"post\".*?</form>", RegexOptions.CultureInvariant | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Forms();

    [GeneratedRegex("name=\"_handler\" value=\"(?<handler>[^\"]+)\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Handler();

    [GeneratedRegex("<(input|textarea|select|button)[^>]*>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fields();

    [GeneratedRegex(" name=\"(?<value>[^\"]+)\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex(" value=\"(?<value>[^\"]+)\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Value();

    [GeneratedRegex("href=\"/?console/tenants/[^/\"]+/(?<tab>[a-z-]+)\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TabLinks();
}
