using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmsBridge.Core;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Simulator.Core;
using SmsBridge.Tenants;
using SmsBridge.Tests.Console;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants;

/// <summary>
/// A registration brings its own address, which would receive the tenant's token: what the operator does not allow is never dialled, at
/// registration, at PUT and by the relay. What the stand-ins record is what arrived.
/// </summary>
public sealed class EndpointSafetyTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private readonly ConcurrentQueue<string> _lookedUp = new();
    private IPAddress[] _localhost = [IPAddress.Loopback];
    private StandInCore _foreign = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _foreign = await StandInCore.StartAsync(new StandInCoreOptions(), TestContext.Current.CancellationToken);
        _app.Replacements.Add(services => services.AddSingleton(provider => new CoreDialer(
            provider.GetRequiredService<CoreEndpoints>(), ResolveAsync, TimeProvider.System, provider.GetRequiredService<ILogger<CoreDialer>>())));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _foreign.DisposeAsync();
    }

    public static TheoryData<string> Forbidden =>
    [
        "http://core.example.org/fineract-provider/api/v1",
        "https://10.0.0.5/fineract-provider/api/v1",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:10.0.0.5]/fineract-provider/api/v1",
        "http://[fe80::1]/fineract-provider/api/v1",
        "http://0.0.0.0/fineract-provider/api/v1",
        "http://127.0.0.1@10.0.0.5/fineract-provider/api/v1",
        "http://localhost.example.org/fineract-provider/api/v1",
        "http://localhost%2eexample.org/",
        "http://localhost#@10.0.0.5/",
        "http://localhost\\@10.0.0.5/",
        "http://167772165/fineract-provider/api/v1",
        "http://127.0.0.1/fineract-provider/api/v1/../../../secret",
        "http://127.0.0.1/fineract-provider/api/v1?x=",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_",
        "//127.0.0.1/",
        "127.0.0.1:8443",
        " \t",
    ];

    [Theory]
    [MemberData(nameof(Forbidden))]
    public async Task An_endpoint_nobody_allowed_is_422_at_registration_and_at_put_and_nothing_is_dialled(string endpoint)
    {
        var stranger = Life.Unborn(_app);
        var life = await Life.BornAsync(_app);
        var before = life.Tenant;
        _lookedUp.Clear();

        var registration = await stranger.RegisterAsync(("endpoint", endpoint));
        var patch = await life.PatchAsync(System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["endpoint"] = endpoint }));

        registration.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, registration.Body);
        registration.Field.ShouldBe("endpoint");
        patch.Status.ShouldBeOneOf(HttpStatusCode.UnprocessableEntity, HttpStatusCode.BadRequest);
        patch.Field.ShouldBe("endpoint");
        _lookedUp.ShouldBeEmpty();
        _app.Services.GetRequiredService<TenantDirectory>().Find(stranger.Name).ShouldBeNull();
        life.Tenant.ShouldBe(before);
    }

    [Fact]
    public async Task With_a_list_only_what_it_covers_is_dialled_by_scheme_host_port_and_path()
    {
        _app.Settings["Core:AllowedEndpoints:0"] = $"http://127.0.0.1:{_app.Core.Address.Port}/fineract-provider";
        var life = Life.Unborn(_app);
        var port = _app.Core.Address.Port;
        foreach (var other in (string[])
        [
            $"https://127.0.0.1:{port}/fineract-provider/api/v1", $"http://127.0.0.1:{_foreign.Address.Port}/fineract-provider/api/v1",
            $"http://localhost:{port}/fineract-provider/api/v1", $"http://127.0.0.1:{port}/fineract-providers/api/v1", $"http://127.0.0.1:{port}/other/api/v1",
        ])
        {
            (await life.RegisterAsync(("endpoint", other))).Field.ShouldBe("endpoint", other);
        }

        _app.Core.Requests.ShouldBeEmpty();
        _foreign.Requests.ShouldBeEmpty();
        (await life.RegisterAsync()).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yes")]
    public async Task What_the_operator_set_for_a_tenant_is_not_shown_to_another_owners_core_by_who_adds_it(string unproved)
    {
        const string Name = "bank-of-the-settings";
        var elsewhere = $"http://localhost:{_foreign.Address.Port}/fineract-provider";
        _app.Settings["Core:AllowedEndpoints:0"] = $"http://127.0.0.1:{_app.Core.Address.Port}/fineract-provider";
        _app.Settings["Core:AllowedEndpoints:1"] = elsewhere;
        _app.Settings["Core:AllowedEndpoints:2"] = "https://core.example.org"; // this machine is one host by all its names
        _app.Settings[$"Core:Tenants:{Name}:Username"] = SmsBridgeApp.User;
        _app.Settings[$"Core:Tenants:{Name}:Password"] = SmsBridgeApp.Password;
        using var admin = await _app.SignInAsAsync(OperatorRole.TenantAdmin);

        var page = await ConsolePages.SubmitAsync(
            admin, "/console/add-tenant", "add",
            ("tenant", Name), ("endpoint", elsewhere + "/api/v1"), ("region", "KE"), ("provider", "twilio"), ("account", Some.AccountSid), ("token", Some.AuthToken), ("sender", Some.Sender), ("unproved", unproved));

        page.ShouldContain("The operator set this tenant's credential");
        _foreign.Requests.ShouldBeEmpty();
        (await _app.QueryAsync<string>("SELECT identifier FROM tenant WHERE identifier = @Name", new { Name })).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_that_leads_elsewhere_than_to_this_machine_is_not_dialled()
    {
        _app.Settings["Core:AllowedEndpoints:0"] = $"http://localhost:{_app.Core.Address.Port}/fineract-provider";
        _localhost = [IPAddress.Parse("10.0.0.5"), IPAddress.Parse("192.168.1.1"), IPAddress.Parse("169.254.169.254"), IPAddress.Parse("fd00::5")];
        var life = Life.Unborn(_app);

        var answer = await life.RegisterAsync(("endpoint", $"http://localhost:{_app.Core.Address.Port}/fineract-provider/api/v1"));

        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Field.ShouldBe("endpoint");
        _lookedUp.ShouldBe(["localhost"]); // dialling any of these would have taken a connect time-out
    }

    [Fact]
    public async Task A_name_that_led_here_at_registration_and_elsewhere_later_does_not_get_the_token()
    {
        _app.Settings["Core:AllowedEndpoints:0"] = $"http://localhost:{_app.Core.Address.Port}/fineract-provider";
        var life = Life.Unborn(_app);
        _app.Core.Faults.Add(new CoreFault("/offices") { Times = 1, Status = 200, Body = "[]", Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Connection"] = "close" } });
        var registration = await life.RegisterAsync(("endpoint", $"http://localhost:{_app.Core.Address.Port}/fineract-provider/api/v1"));
        registration.Status.ShouldBe(HttpStatusCode.Created, registration.Body);
        _app.Core.ForgetRequests();
        _localhost = [IPAddress.Parse("10.0.0.5")];

        var eventId = await life.RepayAsync();
        await _app.DrainAsync();

        _app.Core.Requests.ShouldBeEmpty();
        _app.Gateway.Sent.ShouldBeEmpty();
        (await life.EventAsync(eventId)).GetProperty("event").GetProperty("reason").GetString().ShouldBe(Reasons.CoreMisconfigured);
    }

    [Fact]
    public async Task An_endpoint_struck_off_the_list_after_registration_is_not_called_by_the_relay()
    {
        var life = await Life.BornAsync(_app);
        var store = _app.Services.GetRequiredService<TenantStore>();
        await store.UpdateAsync(life.Tenant, life.Tenant.Settings with { CoreEndpoint = "https://core.example.org/fineract-provider/api/v1" }); // as an older list allowed
        await _app.Services.GetRequiredService<TenantDirectory>().ReloadAsync(TestContext.Current.CancellationToken);
        _lookedUp.Clear();

        await life.RepayAsync();
        await _app.DrainAsync();

        _lookedUp.ShouldBeEmpty();
        life.Tenant.Pause!.Reason.ShouldBe(Reasons.CoreNotSet);
        _app.Gateway.Sent.ShouldBeEmpty();
    }

    public static TheoryData<int> Redirects => [301, 302, 303, 307, 308];

    [Theory]
    [MemberData(nameof(Redirects))]
    public async Task An_endpoint_that_redirects_is_refused_and_its_target_sees_nothing(int status)
    {
        var life = await Life.BornAsync(_app);
        var stranger = Life.Unborn(_app);
        _app.Core.Faults.Add(Redirect("/offices", status));

        var registration = await stranger.RegisterAsync();
        var patch = await life.PatchAsync($$"""{"endpoint":"{{_app.Core.BaseUrl}}"}""");

        registration.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, registration.Body);
        registration.Field.ShouldBe("endpoint");
        patch.Field.ShouldBe("endpoint");
        _foreign.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_relay_follows_no_redirect_either()
    {
        var life = await Life.BornAsync(_app);
        life.Books.AddUser(new StandInUser("svc", "svc"));
        (await life.PatchAsync("""{"coreUsername":"svc","corePassword":"svc"}""")).Status.ShouldBe(HttpStatusCode.OK);
        _app.Core.Faults.Add(Redirect("/", 307));

        await life.RepayAsync();
        await _app.DrainAsync();

        _foreign.Requests.ShouldBeEmpty();
        _app.Gateway.Sent.ShouldBeEmpty();
        life.Tenant.Pause.ShouldBeNull();
        _app.Core.Faults.Clear();
        await _app.DrainAfterAsync(TimeSpan.FromMinutes(2));
        _app.Gateway.Sent.ShouldHaveSingleItem();
    }

    private CoreFault Redirect(string path, int status) => new(path)
    {
        Status = status,
        Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Location"] = _foreign.Endpoint.AbsoluteUri },
    };

    private Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        _lookedUp.Enqueue(host);
        return Task.FromResult(IPAddress.TryParse(host, out var address) ? [address] : _localhost);
    }
}
