using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Simulator.Core;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants;

/// <summary>A hook that was edited forgets its key and registers again (fineract-hooks.md 4.4); so does whoever wants to take a tenant over.</summary>
public sealed class RepeatedRegistrationTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static readonly TimeSpan AfterTheRace = TimeSpan.FromSeconds(61);
    private static readonly TimeSpan Grace = TimeSpan.FromHours(24);

    [Fact]
    public async Task A_hook_that_was_edited_gets_a_new_key_and_the_old_one_works_until_its_grace_ends()
    {
        var life = await Life.BornAsync(app);
        var old = life.Key;
        app.Clock.Advance(AfterTheRace);

        var again = await life.RegisterAsync(("phoneNo", "+15005550007"));

        again.Status.ShouldBe(HttpStatusCode.Created);
        life.Key.ShouldNotBe(old, StringComparer.Ordinal);
        life.Tenant.Settings.Sender.ShouldBe("+15005550007");
        app.Clock.Advance(Grace - TimeSpan.FromMilliseconds(1));
        (await life.OpensAsync(old)).ShouldBeTrue();
        app.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await life.OpensAsync(old)).ShouldBeFalse();
        (await life.OpensAsync(life.Key)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(59)]
    public async Task Within_the_race_window_it_is_409_and_nothing_changes(int seconds)
    {
        var life = await Life.BornAsync(app);
        var before = life.Tenant;
        app.Clock.Advance(TimeSpan.FromSeconds(seconds));

        var again = await life.SendRegistrationAsync(("phoneNo", "+15005550007"));

        again.Status.ShouldBe(HttpStatusCode.Conflict);
        life.Tenant.ShouldBe(before);
        (await life.OpensAsync(life.Key)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_fifty_racing_first_events_exactly_one_gets_a_key(bool isKnown)
    {
        var life = isKnown ? await Life.BornAsync(app) : Life.Unborn(app);
        app.Clock.Advance(AfterTheRace);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => life.SendRegistrationAsync())));

        var key = answers.Where(answer => answer.Status == HttpStatusCode.Created).ShouldHaveSingleItem().Json.GetString()!;
        answers.Count(answer => answer.Status == HttpStatusCode.Conflict).ShouldBe(49);
        (await life.OpensAsync(key)).ShouldBeTrue();
    }

    [Fact]
    public async Task With_refuse_it_is_409_for_ever_until_the_tenant_is_deleted()
    {
        await using var strict = await StartAsync(("Registration:Repeat", "Refuse"));
        var life = await Life.BornAsync(strict);
        var first = life.Key;
        strict.Clock.Advance(TimeSpan.FromDays(30));

        (await life.RegisterAsync()).Status.ShouldBe(HttpStatusCode.Conflict);
        (await life.OpensAsync(first)).ShouldBeTrue();
        (await life.DeleteAsync()).Status.ShouldBe(HttpStatusCode.NoContent);

        (await life.RegisterAsync()).Status.ShouldBe(HttpStatusCode.Created);
        (await life.OpensAsync(life.Key)).ShouldBeTrue();
        (await life.OpensAsync(first)).ShouldBeFalse();
    }

    /// <summary>What a stranger may try; none of it may reach the tenant.</summary>
    public static TheoryData<string, string?, string?> Takeovers => new()
    {
        { "a wrong password", "mifosToken", Base64("mifos:guess") },
        { "a user of another name", "mifosToken", Base64("root:pass:word") },
        { "a token without a user", "mifosToken", Base64(":pass:word") },
        { "a token with white space in it", "mifosToken", " " + Base64("mifos:pass:word") },
        { "a token that is no base64", "mifosToken", "%%%" },
        { "no token, and another account", "mifosToken", null },
    };

    [Theory]
    [MemberData(nameof(Takeovers))]
    public async Task A_repeat_without_the_right_proof_changes_nothing(string attempt, string? field, string? value)
    {
        var life = await Life.BornAsync(app);
        var before = life.Tenant;
        app.Clock.Advance(AfterTheRace);

        var answer = await life.SendRegistrationAsync((field!, value), ("smsProviderAccountId", "AC000000000000000000000000000000ff"));

        answer.Status.ShouldBeOneOf([HttpStatusCode.UnprocessableEntity, HttpStatusCode.BadRequest], attempt);
        answer.Field.ShouldBe("mifosToken");
        life.Tenant.ShouldBe(before);
        (await life.OpensAsync(life.Key)).ShouldBeTrue();
    }

    /// <summary>There the operator's own user answers every proof, so nothing may fall back to it.</summary>
    [Theory]
    [MemberData(nameof(Takeovers))]
    public async Task Nor_does_it_where_the_operator_set_a_service_user(string attempt, string? field, string? value)
    {
        await using var bridge = await StartAsync(ServiceUser);
        var life = Life.Unborn(bridge, "served");
        (await life.RegisterAsync()).Status.ShouldBe(HttpStatusCode.Created);
        var before = life.Tenant;
        bridge.Clock.Advance(AfterTheRace);

        var answer = await life.SendRegistrationAsync((field!, value), ("smsProviderAccountId", "AC000000000000000000000000000000ff"));

        answer.Status.ShouldBeOneOf([HttpStatusCode.UnprocessableEntity, HttpStatusCode.BadRequest], attempt);
        life.Tenant.ShouldBe(before);
    }

    [Fact]
    public async Task The_log_provider_is_no_account_to_be_known_by()
    {
        await using var bridge = await StartAsync(ServiceUser);
        bridge.Replacements.Add(services => services.AddSingleton<ISmsGateway, SmsBridge.Gateways.Log.LogGateway>());
        var life = Life.Unborn(bridge, "served");
        (await life.RegisterAsync(("smsProvider", "log"))).Status.ShouldBe(HttpStatusCode.Created);
        bridge.Clock.Advance(AfterTheRace);

        (await life.SendRegistrationAsync(("smsProvider", "log"), ("mifosToken", null))).Field.ShouldBe("mifosToken");
    }

    [Fact]
    public async Task Without_a_token_the_registered_account_is_proof_enough_when_the_provider_vouches_for_it()
    {
        await using var bridge = await StartAsync(ServiceUser);
        var life = Life.Unborn(bridge, "served");
        (await life.RegisterAsync(("mifosToken", null))).Status.ShouldBe(HttpStatusCode.Created);
        bridge.Clock.Advance(AfterTheRace);

        var again = await life.RegisterAsync(("mifosToken", null), ("smsProviderToken", "ffffffffffffffffffffffffffffffff"));

        again.Status.ShouldBe(HttpStatusCode.Created, again.Body);
        life.Tenant.Settings.ProviderToken.ShouldBe("ffffffffffffffffffffffffffffffff");
    }

    [Fact]
    public async Task An_account_id_alone_is_no_proof_where_the_provider_is_not_asked()
    {
        await using var bridge = await StartAsync(ServiceUser);
        var life = Life.Unborn(bridge, "served");
        (await life.RegisterAsync(("mifosToken", null))).Status.ShouldBe(HttpStatusCode.Created);
        bridge.Gateway.NextCheck = new AccountCheck.Verified(IsAsked: false);
        bridge.Clock.Advance(AfterTheRace);

        (await life.SendRegistrationAsync(("mifosToken", null), ("smsProviderToken", "guess"))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await life.RegisterAsync(("mifosToken", null))).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_core_that_was_proved_stays_the_one_to_ask_whatever_endpoint_a_repeat_names()
    {
        await using var foreign = await StandInCore.StartAsync(new StandInCoreOptions(), TestContext.Current.CancellationToken);
        var life = await Life.BornAsync(app);
        foreign.AddTenant(life.Name, new StandInUser("thief", "thief"));
        var before = life.Tenant;
        app.Clock.Advance(AfterTheRace);

        var taken = await life.SendRegistrationAsync(("endpoint", foreign.BaseUrl), ("mifosToken", Base64("thief:thief")));
        var own = await life.RegisterAsync(("endpoint", foreign.BaseUrl));

        taken.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        own.Status.ShouldBe(HttpStatusCode.Created); // cores name themselves differently from start to start (4.5)
        foreign.Requests.ShouldBeEmpty();
        life.Tenant.Settings.CoreEndpoint.ShouldBe(before.Settings.CoreEndpoint);
    }

    [Theory]
    [InlineData("core")]
    [InlineData("provider")]
    public async Task While_the_proof_can_not_be_had_it_is_503_and_nothing_changes(string who)
    {
        await using var bridge = await StartAsync();
        var life = await Life.BornAsync(bridge);
        var before = life.Tenant;
        bridge.Clock.Advance(AfterTheRace);
        if (who == "core")
        {
            bridge.Core.Faults.Add(new CoreFault("/") { Status = 503 });
        }
        else
        {
            bridge.Gateway.NextCheck = new AccountCheck.Unavailable("Away.");
        }

        var answer = await life.SendRegistrationAsync(("phoneNo", "+15005550007"));

        answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.RetryAfter.ShouldNotBeNull();
        life.Tenant.ShouldBe(before);
        (await life.OpensAsync(life.Key)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_refused_account_changes_nothing_either()
    {
        await using var bridge = await StartAsync();
        var life = await Life.BornAsync(bridge);
        var before = life.Tenant;
        bridge.Clock.Advance(AfterTheRace);
        bridge.Gateway.NextCheck = new AccountCheck.Refused("smsProviderToken", "Not that one.");

        (await life.SendRegistrationAsync(("smsProviderToken", "x"))).Field.ShouldBe("smsProviderToken");

        life.Tenant.ShouldBe(before);
    }

    [Fact]
    public async Task What_the_tenant_set_itself_outlives_a_repeat()
    {
        var life = await Life.BornAsync(app);
        life.Books.AddUser(new StandInUser("svc", "svc"));
        (await life.PatchAsync("""{"defaultRegion":"UG","coreUsername":"svc","corePassword":"svc"}""")).Status.ShouldBe(HttpStatusCode.OK);
        app.Clock.Advance(AfterTheRace);

        (await life.RegisterAsync()).Status.ShouldBe(HttpStatusCode.Created);

        life.Tenant.DefaultRegion.ShouldBe("UG");
        life.Tenant.Settings.CoreUsername.ShouldBe("svc");
    }

    [Fact]
    public async Task A_repeat_keeps_the_webhook_token()
    {
        var life = await Life.BornAsync(app);
        var token = await life.NewWebhookTokenAsync();
        app.Clock.Advance(AfterTheRace);

        await life.RegisterAsync();

        app.Services.GetRequiredService<TenantDirectory>().FindKey(token, KeyKind.WebhookToken).ShouldNotBeNull();
    }

    private static (string, string)[] ServiceUser =>
        [("Core:Tenants:served:Username", SmsBridgeApp.User), ("Core:Tenants:served:Password", SmsBridgeApp.Password)];

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    private static async Task<SmsBridgeApp> StartAsync(params (string Key, string Value)[] settings)
    {
        var bridge = new SmsBridgeApp();
        foreach (var (key, value) in settings)
        {
            bridge.Settings[key] = value;
        }

        await bridge.InitializeAsync();
        return bridge;
    }
}
