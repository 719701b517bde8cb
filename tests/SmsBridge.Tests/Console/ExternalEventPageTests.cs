using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SmsBridge.Operators;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Console;

/// <summary>External events in the console: what is wrong between core, broker and bridge, and switching on what a tenant's texts wait for.</summary>
public sealed class ExternalEventPageTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private const string DueEvent = "LoanRepaymentDueBusinessEvent";

    [Fact]
    public async Task A_tenants_page_says_what_its_core_does_not_publish_and_switches_it_on()
    {
        var tenant = await WaitingAsync();
        using var owner = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        var url = $"/console/tenants/{tenant.Id}/core";

        (await SubmitAsync(owner, url, "events-examine")).ShouldContain($"The core does not publish {DueEvent}, which texts wait for");
        (await SubmitAsync(owner, url, "events-enable")).ShouldContain($"publishes from now on: ");
        (await SubmitAsync(owner, url, "events-examine")).ShouldContain("The core publishes all that a text waits for");

        tenant.Books.EventSwitches.On.ShouldContain(DueEvent, StringComparer.Ordinal);
    }

    [Fact]
    public async Task What_a_core_does_not_have_nobody_is_told_to_switch_on()
    {
        var tenant = await WaitingAsync();
        tenant.Books.EventSwitches.Forget(DueEvent);
        using var owner = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        var url = $"/console/tenants/{tenant.Id}/core";

        var found = await SubmitAsync(owner, url, "events-examine");
        found.ShouldContain($"This core has no {DueEvent}: have it told by a hook or a schedule, or switch its text off.");
        await SubmitAsync(owner, url, "events-enable");
        (await SubmitAsync(owner, url, "events-enable")).ShouldContain($"The core of {tenant.Id} has no {DueEvent}, which its texts wait for.");
    }

    [Fact]
    public async Task The_admins_page_asks_brokers_and_cores_and_lists_what_could_not_be_read()
    {
        var tenant = await WaitingAsync();
        await app.MeddleAsync(
            "INSERT INTO parked_event (tenant, digest, broker, place, problem, body, parked_at) VALUES ('<i>elsewhere</i>', @digest, 'main', 'external-events [0] 7', 'No tenant of this name is registered.', @body, 1)",
            new { digest = new byte[32], body = new byte[] { 1 } });
        using var admin = await app.SignInAsAsync(OperatorRole.Admin);

        var parked = await PageAsync(admin, "/console/external-events");
        parked.ShouldContain("external-events [0] 7");
        parked.ShouldContain("No tenant of this name is registered.");
        var found = await SubmitAsync(admin, "/console/external-events", "external-events");
        found.ShouldContain("No broker is named: external events are off, but texts of");
        found.ShouldContain($"The core does not publish {DueEvent}");
        found.ShouldContain("Switch them on: its page, Core.");

        using var asked = await admin.PostAsync("/api/external-events/examine", content: null, TestContext.Current.CancellationToken);
        asked.StatusCode.ShouldBe(HttpStatusCode.OK);
        var view = await asked.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        view.GetProperty("checks").EnumerateArray().ShouldContain(check => check.GetProperty("name").GetString() == $"tenant {tenant.Id}");
        view.GetProperty("parked").GetInt64().ShouldBe(1);
        (await admin.GetFromJsonAsync<JsonElement>("/api/external-events/parked", TestContext.Current.CancellationToken)).GetProperty("messages").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Brokers_are_for_admins_and_a_core_for_those_who_look_after_its_tenant()
    {
        var (tenant, foreign) = (await WaitingAsync(), await WaitingAsync());
        using var support = await app.SignInAsAsync(OperatorRole.Support);
        using var owner = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));

        (await StatusAsync(owner, "/console/external-events")).ShouldBe(HttpStatusCode.Forbidden);
        (await PageAsync(support, $"/console/tenants/{tenant.Id}/core")).ShouldNotContain("Switch on what texts wait for");
        (await ActAsync(owner, "/api/external-events/examine")).ShouldBe(HttpStatusCode.Forbidden);
        (await ActAsync(support, $"/api/tenants/{tenant.Id}/external-events/enable")).ShouldBe(HttpStatusCode.Forbidden);
        (await ActAsync(owner, $"/api/tenants/{foreign.Id}/external-events/enable")).ShouldBe(HttpStatusCode.NotFound);
        (await ActAsync(owner, $"/api/tenants/{foreign.Id}/external-events/examine")).ShouldBe(HttpStatusCode.NotFound);
        foreign.Books.EventSwitches.On.ShouldBeEmpty();
        (await ActAsync(owner, $"/api/tenants/{tenant.Id}/external-events/examine")).ShouldBe(HttpStatusCode.OK);
        (await ActAsync(owner, $"/api/tenants/{tenant.Id}/external-events/enable")).ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpStatusCode> ActAsync(HttpClient browser, string url)
    {
        using var answer = await browser.PostAsync(url, content: null, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    /// <summary>One of whose texts waits for what only external events tell.</summary>
    private async Task<TestTenant> WaitingAsync()
    {
        var tenant = await app.NewTenantAsync();
        tenant.Books.AddUser(new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password)
        {
            Permissions = [.. StandInUser.ReadEverything, "READ_EXTERNAL_EVENT_CONFIGURATION", "UPDATE_EXTERNAL_EVENT_CONFIGURATION"],
        });
        using var browser = app.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/modules/sms/texts/{tenant.Id}/LOAN_REPAYMENTDUE") { Content = JsonContent.Create(new { enabled = true }) };
        request.Headers.Add("X-Fineract-API-Key", tenant.ApiKey);
        request.Headers.Add("Fineract-Platform-TenantId", tenant.Id);
        using var answer = await browser.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return tenant;
    }
}
