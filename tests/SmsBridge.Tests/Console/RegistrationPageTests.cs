using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;
using SmsBridge.Tests.Tenants;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Console;

/// <summary>Registrations that wait, as those see them who decide and those who do not.</summary>
public sealed class RegistrationPageTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_decision_is_on_the_audit_of_its_tenant()
    {
        var life = await WaitingAsync();
        using var admin = await _app.SignInAsAsync(OperatorRole.Admin);
        using var keeper = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([life.Name]));
        await SubmitAsync(admin, "/console/registrations", await FormAsync(), ("decision", "approve"));

        (await PageAsync(keeper, "/console/audit")).ShouldContain("approved a registration</td>");
        (await PageAsync(admin, $"/console/audit?tenant={life.Name}&action=registration_approve")).ShouldContain("approved a registration</td>");
    }

    [Fact]
    public async Task What_is_asked_for_stands_on_a_narrow_screen_too()
    {
        await WaitingAsync();
        using var admin = await _app.SignInAsAsync(OperatorRole.Admin);

        var page = await PageAsync(admin, "/console/registrations");

        page.ShouldContain("<table class=\"cards\">"); // there each cell has a line of its own
        page.ShouldContain("<td class=\"wide\" data-name=\"Asked for\"><code><bdi>AC000000000000000000000000000000ff</bdi></code></td>");
    }

    [Fact]
    public async Task Who_approves_a_second_time_is_told_who_was_first_and_until_when_it_holds()
    {
        await WaitingAsync();
        using var admin = await _app.SignInAsAsync(OperatorRole.Admin);
        var form = await FormAsync();
        await SubmitAsync(admin, "/console/registrations", form, ("decision", "approve"));

        var again = await SubmitAsync(admin, "/console/registrations", form, ("decision", "approve"));

        again.ShouldContain("is approved already, by ");
        again.ShouldNotContain("There is no such registration any more.");
        again.ShouldContain($"datetime=\"{(_app.Clock.GetUtcNow() + TimeSpan.FromDays(1)).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture)}");
    }

    [Theory]
    [InlineData(OperatorRole.Viewer, false)]
    [InlineData(OperatorRole.Support, false)]
    [InlineData(OperatorRole.TenantAdmin, true)]
    public async Task Only_who_may_decide_is_sent_to_where_it_is_decided(object role, bool may)
    {
        var life = await WaitingAsync();
        using var browser = await _app.SignInAsAsync((OperatorRole)role, TenantScope.Of([life.Name]));

        var page = await PageAsync(browser, "/console");

        page.ShouldContain("waits for a yes");
        page.Contains("href=\"console/registrations\">Go to registrations", StringComparison.Ordinal).ShouldBe(may);
        page.Contains("Tell a tenant admin, or an admin of the console", StringComparison.Ordinal).ShouldBe(!may);
    }

    [Fact]
    public async Task What_waits_is_on_the_overview_though_no_tenant_is_registered()
    {
        var life = await WaitingAsync();
        await _app.MeddleAsync("UPDATE pending_registration SET identifier = 'not-yet'");
        using var keeper = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of(["not-yet"]));

        var page = await PageAsync(keeper, "/console");

        page.ShouldContain("A registration of not-yet with");
        page.ShouldContain("None of your tenants is registered.");
        page.ShouldNotContain(life.Name);
    }

    private async Task<Life> WaitingAsync()
    {
        var life = await Life.BornAsync(_app);
        _app.Clock.Advance(TimeSpan.FromSeconds(61));
        await life.SendRegistrationAsync(("smsProviderAccountId", "AC000000000000000000000000000000ff"), ("smsProviderToken", "ffffffffffffffffffffffffffffffff"));
        return life;
    }

    private async Task<string> FormAsync()
    {
        var waits = (await _app.Services.GetRequiredService<PendingRegistrations>().ListAsync(TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
        return string.Create(CultureInfo.InvariantCulture, $"decide-{waits.Id}");
    }
}
