using System.Net;
using SmsBridge.Operators;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Core.HooksAdmin;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Console;

/// <summary>"Create the hook for me": by page and API, as the core's user that is set for the tenant.</summary>
public sealed class HookCreationTests(HookCreationTests.Stage stage) : IClassFixture<HookCreationTests.Stage>
{
    private readonly SmsBridgeApp _app = stage.App;

    [Fact]
    public async Task It_is_made_on_all_that_clients_are_told_of_and_left_alone_where_it_is_there()
    {
        var tenant = await _app.NewTenantAsync();
        Permit(tenant, "READ_HOOK", "CREATE_HOOK");
        using var owner = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        var url = Page(tenant);

        (await SubmitAsync(owner, url, "hook")).ShouldContain("is made in the core. It listens to CENTER/SAVECOLLECTIONSHEET, CLIENT/CREATE, COLLECTIONSHEET/SAVE, GROUP/SAVECOLLECTIONSHEET, LOAN/REPAYMENT, and calls");
        (await SubmitAsync(owner, url, "hook")).ShouldContain("The core has the hook already");

        var hook = tenant.Books.Hooks.All.ShouldHaveSingleItem();
        hook.Events.ShouldBe([("CENTER", "SAVECOLLECTIONSHEET"), ("CLIENT", "CREATE"), ("COLLECTIONSHEET", "SAVE"), ("GROUP", "SAVECOLLECTIONSHEET"), ("LOAN", "REPAYMENT")]);
        hook.IsActive.ShouldBeTrue();
        hook["Payload URL"].ShouldBe($"{stage.Listener.Address}/modules/sms/");
        hook["SMS Provider Token"].ShouldBe(Some.AuthToken);
        (await _app.QueryAsync<string>("SELECT \"after\" FROM audit WHERE action = 'hook_create' AND subject = @subject", new { subject = $"tenant {tenant.Id}" }))
            .ShouldBe([$"hook {hook.Id}, active, on CENTER/SAVECOLLECTIONSHEET, CLIENT/CREATE, COLLECTIONSHEET/SAVE, GROUP/SAVECOLLECTIONSHEET, LOAN/REPAYMENT, calls {stage.Listener.Address}/modules/sms/"]);
    }

    [Theory]
    [InlineData("READ_HOOK")]
    [InlineData("CREATE_HOOK")]
    public async Task The_permission_that_the_cores_user_lacks_is_named_and_nothing_is_made(string missing)
    {
        var tenant = await _app.NewTenantAsync();
        Permit(tenant, missing == "READ_HOOK" ? "CREATE_HOOK" : "READ_HOOK");
        using var owner = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));

        (await SubmitAsync(owner, Page(tenant), "hook")).ShouldContain(missing);

        tenant.Books.Hooks.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_for_those_who_look_after_the_tenant()
    {
        var (tenant, foreign) = (await _app.NewTenantAsync(), await _app.NewTenantAsync());
        Permit(tenant, "READ_HOOK", "CREATE_HOOK");
        Permit(foreign, "READ_HOOK", "CREATE_HOOK");
        using var support = await _app.SignInAsAsync(OperatorRole.Support);
        using var owner = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));

        (await PageAsync(support, Page(tenant))).ShouldNotContain("Create the hook for me");
        using var forbidden = await support.PostAsync($"/api/tenants/{tenant.Id}/hook", content: null, TestContext.Current.CancellationToken);
        forbidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var hidden = await owner.PostAsync($"/api/tenants/{foreign.Id}/hook", content: null, TestContext.Current.CancellationToken);
        hidden.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreign.Books.Hooks.All.ShouldBeEmpty();
        using var made = await owner.PostAsync($"/api/tenants/{tenant.Id}/hook", content: null, TestContext.Current.CancellationToken);
        made.StatusCode.ShouldBe(HttpStatusCode.OK);
        tenant.Books.Hooks.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_public_address_no_other_is_taken_from_the_callers_word_than_this_machine()
    {
        await using var app = new SmsBridgeApp();
        await app.InitializeAsync();
        var tenant = await app.NewTenantAsync();
        Permit(tenant, "READ_HOOK", "CREATE_HOOK");
        using var owner = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        owner.DefaultRequestHeaders.Host = "elsewhere.example.org";

        (await SubmitAsync(owner, Page(tenant), "hook")).ShouldContain("Bridge:PublicUrl is not set");

        tenant.Books.Hooks.All.ShouldBeEmpty();
    }

    private static string Page(TestTenant tenant) => $"/console/tenants/{tenant.Id}/first";

    private static void Permit(TestTenant tenant, params string[] permissions) =>
        tenant.Books.AddUser(new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password) { Permissions = [.. StandInUser.ReadEverything, .. permissions] });

    /// <summary>The core calls the payload URL before it takes a hook: somebody has to answer there.</summary>
    public sealed class Stage : IAsyncLifetime
    {
        internal SmsBridgeApp App { get; } = new();

        internal BridgeListener Listener { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Listener = await BridgeListener.StartAsync();
            App.Settings["Bridge:PublicUrl"] = Listener.Address;
            await App.InitializeAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Listener.DisposeAsync();
        }
    }
}
