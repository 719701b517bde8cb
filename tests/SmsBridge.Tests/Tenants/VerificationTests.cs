using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Hosting.Jobs;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants;

/// <summary>Registrations that could not be proved at once, and what is lent to them until they are.</summary>
public sealed class VerificationTests
{
    private static readonly DateTimeOffset At = Some.Instant;

    private static readonly TenantSettings AnySettings = new("twilio", "AC", "t", "s", null, null, null, null, null);

    private static string WrongToken => Convert.ToBase64String("mifos:guess"u8);

    [Theory]
    [InlineData("core")]
    [InlineData("provider")]
    public async Task A_registration_nobody_can_check_now_is_taken_as_unverified_and_verified_later(string who)
    {
        await using var app = await StartAsync();
        Away(app, who);

        var life = Life.Unborn(app);
        (await life.RegisterAsync()).Status.ShouldBe(HttpStatusCode.Created);
        var shown = await life.GetAsync();
        var still = await VerifyAsync(app, life);
        Back(app);
        var proof = await VerifyAsync(app, life);

        shown.Text("state").ShouldBe("unverified");
        shown.Text("unverified").ShouldNotBeNullOrEmpty();
        still.Doubt.ShouldNotBeNull();
        proof.Checks.ShouldAllBe(check => check.Outcome == ProofOutcome.Passed);
        (await life.GetAsync()).Text("state").ShouldBe("active");
        life.Tenant.VerifiedAt.ShouldBe(app.Clock.GetUtcNow());
        (await life.OpensAsync(life.Key)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("core away")]
    [InlineData("core refuses")]
    public async Task Nobody_tries_tokens_at_a_provider_whom_the_core_has_not_let_in(string what)
    {
        await using var app = await StartAsync();
        var life = Life.Unborn(app);
        if (what == "core away")
        {
            Away(app, "core");
        }

        await life.RegisterAsync(("mifosToken", WrongToken));

        app.Gateway.Checked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Strangers_bring_about_so_many_refusals_of_an_account_in_an_hour()
    {
        await using var app = await StartAsync();
        app.Gateway.NextCheck = new AccountCheck.Refused("smsProviderToken", "Wrong token.");
        var life = Life.Unborn(app);

        for (var attempt = 0; attempt < TenantProver.MostRefusalsPerHour + 3; attempt++)
        {
            await life.RegisterAsync(("smsProviderToken", $"guess{attempt}"));
            app.Clock.Advance(TimeSpan.FromMinutes(2));
        }

        app.Gateway.Checked.Count.ShouldBe(TenantProver.MostRefusalsPerHour);
        app.Clock.Advance(TimeSpan.FromHours(1));
        await life.RegisterAsync(("smsProviderToken", "guess"));
        app.Gateway.Checked.Count.ShouldBe(TenantProver.MostRefusalsPerHour + 1);
    }

    public static TheoryData<string, string> DefiniteNos => new()
    {
        { "token", Reasons.CoreCredentials },
        { "tenant", Reasons.CoreMisconfigured },
        { "account", Reasons.ProviderCredentials },
        { "sender", Reasons.ProviderConfiguration },
    };

    [Theory]
    [MemberData(nameof(DefiniteNos))]
    public async Task A_check_that_definitely_fails_pauses_and_says_who_must_do_what(string what, string reason)
    {
        await using var app = await StartAsync();
        Away(app, "core");
        var life = Life.Unborn(app);
        await life.RegisterAsync(("mifosToken", what == "token" ? WrongToken : app.Registration()["mifosToken"]));
        Back(app);
        switch (what)
        {
            case "tenant":
                app.Core.Faults.Add(new CoreFault("/offices") { Status = 404, Body = "<html/>", ContentType = "text/html" });
                break;
            case "account":
                app.Gateway.NextCheck = new AccountCheck.Refused("smsProviderToken", "Wrong token.");
                break;
            case "sender":
                app.Gateway.NextCheck = new AccountCheck.Refused("phoneNo", "Not its number.");
                break;
            default:
                break;
        }

        await VerifyAsync(app, life);

        var pause = (await life.GetAsync()).Json.GetProperty("pause");
        pause.GetProperty("reason").GetString().ShouldBe(reason);
        pause.GetProperty("remedy").GetString().ShouldBe(Reasons.Explain(reason).Remedy);
        pause.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        (await life.OpensAsync(life.Key)).ShouldBeTrue(); // hooks are taken all the same
    }

    [Fact]
    public async Task A_pause_says_what_is_wrong_now_not_what_was()
    {
        await using var app = await StartAsync();
        var life = await Life.BornAsync(app);
        life.Books.AddUser(new StandInUser(SmsBridgeApp.User, "changed"));
        await VerifyAsync(app, life);
        life.Tenant.Pause!.Reason.ShouldBe(Reasons.CoreCredentials);
        life.Books.AddUser(new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password));
        app.Gateway.NextCheck = new AccountCheck.Refused("smsProviderToken", "Wrong token.");

        await VerifyAsync(app, life);

        life.Tenant.Pause!.Reason.ShouldBe(Reasons.ProviderCredentials);
        app.Gateway.NextCheck = new AccountCheck.Verified();
        await VerifyAsync(app, life);
        life.Tenant.Pause.ShouldBeNull();
    }

    [Theory]
    [InlineData("READ_OFFICE", "READ_CLIENT")]
    [InlineData("READ_CLIENT", "READ_LOAN")]
    public async Task A_permission_that_was_given_meanwhile_is_noticed_by_the_job_and_one_still_missing_changes_nothing(string had, string given)
    {
        await using var app = await StartAsync();
        var life = await Life.BornAsync(app);
        life.Books.AddUser(new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password) { Permissions = [had] });
        await life.RepayAsync();
        await app.DrainAsync();
        life.Tenant.Pause!.Reason.ShouldBe(Reasons.CoreForbidden);

        await VerifyAsync(app, life);
        life.Tenant.Pause!.Reason.ShouldBe(Reasons.CoreForbidden);
        life.Books.AddUser(new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password) { Permissions = [had, given, "READ_CLIENT", "READ_LOAN"] });
        await VerifyAsync(app, life);
        await app.DrainAsync();

        life.Tenant.Pause.ShouldBeNull();
        app.Gateway.Sent.Count.ShouldBe(1);
    }

    public static TheoryData<string?, string?, bool> WhoNeedsACheck => new()
    {
        { null, null, false },
        { "The core was away.", null, true },
        { null, Reasons.CoreCredentials, true },
        { null, Reasons.ProviderCredentials, true },
        { null, Reasons.CoreForbidden, true },
        { null, Reasons.SecretsLost, true },
        { "The core was away.", Reasons.CoreCredentials, true },
        { null, Reasons.PausedByOperator, false },
        { "The core was away.", Reasons.PausedByOperator, false },
    };

    [Theory]
    [MemberData(nameof(WhoNeedsACheck))]
    public void The_job_checks_the_unverified_and_those_that_no_person_paused(string? unverified, string? pause, bool expected) =>
        VerifyTenantsJob.NeedsCheck(new Tenant(
            1, "t", AnySettings, At, At, VerifiedAt: null, unverified, pause is null ? null : new TenantPause(At, pause, null))).ShouldBe(expected);

    /// <summary>Else anybody could register while the core is away and read the bank's SMS in a provider account of its own.</summary>
    [Fact]
    public async Task The_operators_credential_is_not_lent_to_who_registered_with_a_wrong_one_while_the_core_was_away()
    {
        await using var app = await StartAsync(ServiceUser("served"));
        Away(app, "core");
        var life = Life.Unborn(app, "served");
        (await life.RegisterAsync(("mifosToken", WrongToken))).Status.ShouldBe(HttpStatusCode.Created);
        Back(app);

        await life.RepayAsync();
        await app.DrainAsync();

        app.Gateway.Sent.ShouldBeEmpty();
        life.Tenant.Pause!.Reason.ShouldBe(Reasons.CoreCredentials);
        (await life.PatchAsync("""{"phoneNo":"+15005550009"}""")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await VerifyAsync(app, life);
        life.Tenant.VerifiedAt.ShouldBeNull();
    }

    [Fact]
    public async Task The_true_owner_ends_every_key_of_a_registration_that_was_never_proved()
    {
        await using var app = await StartAsync();
        Away(app, "core");
        var life = Life.Unborn(app);
        await life.RegisterAsync(("mifosToken", WrongToken));
        var (key, token) = (life.Key, await life.NewWebhookTokenAsync());
        Back(app);
        app.Clock.Advance(TimeSpan.FromSeconds(61));

        (await life.RegisterAsync()).Status.ShouldBe(HttpStatusCode.Created);

        (await life.OpensAsync(key)).ShouldBeFalse();
        app.Services.GetRequiredService<TenantDirectory>().FindKey(token, KeyKind.WebhookToken).ShouldBeNull();
        (await life.OpensAsync(life.Key)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_registration_without_token_is_served_with_the_operators_credential()
    {
        await using var app = await StartAsync(ServiceUser("served"));
        var life = Life.Unborn(app, "served");

        (await life.RegisterAsync(("mifosToken", null))).Status.ShouldBe(HttpStatusCode.Created);
        await life.RepayAsync();
        await app.DrainAsync();

        life.Tenant.State.ShouldBe("active");
        app.Gateway.Sent.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_registration_without_endpoint_uses_the_operators()
    {
        await using var core = await StandInCore.StartAsync(new StandInCoreOptions(), TestContext.Current.CancellationToken);
        core.AddTenant("roaming", new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password)).AddClient(Life.Client, "Jane Wanjiru", "0712 345 678");
        await using var app = await StartAsync(("Core:DefaultEndpoint", core.Endpoint.AbsoluteUri));
        var life = Life.Unborn(app, "roaming");

        (await life.RegisterAsync(("endpoint", null))).Status.ShouldBe(HttpStatusCode.Created);

        core.Requests.ShouldNotBeEmpty();
        app.Core.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("mifosToken", "Core:Tenants")]
    [InlineData("endpoint", "Core:DefaultEndpoint")]
    public async Task Without_either_and_without_the_operators_it_is_422_and_names_the_setting(string field, string setting)
    {
        await using var app = await StartAsync();
        var life = Life.Unborn(app);

        var answer = await life.RegisterAsync((field, null));

        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Field.ShouldBe(field);
        answer.Detail!.ShouldContain(setting);
        app.Services.GetRequiredService<TenantDirectory>().Find(life.Name).ShouldBeNull();
    }

    [Fact]
    public async Task A_credential_set_by_patch_is_asked_for_itself_where_the_operators_would_answer()
    {
        await using var app = await StartAsync(ServiceUser("served"));
        var life = Life.Unborn(app, "served");
        await life.RegisterAsync();

        (await life.PatchAsync("""{"coreUsername":"svc","corePassword":"wrong"}""")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    private static (string, string)[] ServiceUser(string tenant) =>
        [($"Core:Tenants:{tenant}:Username", SmsBridgeApp.User), ($"Core:Tenants:{tenant}:Password", SmsBridgeApp.Password)];

    private static void Away(SmsBridgeApp app, string who)
    {
        if (who == "core")
        {
            app.Core.Faults.Add(new CoreFault("/") { Status = 503 });
        }
        else
        {
            app.Gateway.NextCheck = new AccountCheck.Unavailable("Twilio does not answer.");
        }
    }

    private static void Back(SmsBridgeApp app)
    {
        app.Core.Faults.Clear();
        app.Gateway.NextCheck = new AccountCheck.Verified();
    }

    private static Task<Proof> VerifyAsync(SmsBridgeApp app, Life life) =>
        app.Services.GetRequiredService<TenantAdmin>().VerifyAsync(life.Tenant, TestContext.Current.CancellationToken);

    private static async Task<SmsBridgeApp> StartAsync(params (string Key, string Value)[] settings)
    {
        var app = new SmsBridgeApp();
        foreach (var (key, value) in settings)
        {
            app.Settings[key] = value;
        }

        await app.InitializeAsync();
        return app;
    }
}
