using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Hosting.Jobs;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Simulator.Core;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants;

/// <summary>Whoever may sign in at a core is not by that the one who decides whose account its clients' texts leave by.</summary>
public sealed class TakeoverTests : IAsyncLifetime
{
    private const string OtherAccount = "AC000000000000000000000000000000ff";
    private const string OtherToken = "ffffffffffffffffffffffffffffffff";
    private static readonly TimeSpan AfterTheRace = TimeSpan.FromSeconds(61);
    private static readonly Caller Anna = new(new Actor(null, "anna", null), OperatorRole.TenantAdmin, TenantScope.All);

    private readonly SmsBridgeApp _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    public static TheoryData<string, string[]> Tellers => new()
    {
        { "may read all", ["READ_CLIENT", "READ_LOAN", "READ_OFFICE"] },
        { "may read clients", ["READ_CLIENT"] },
        { "is answered 403", ["REPAYMENT_LOAN"] },
        { "may do nothing", [] },
    };

    [Theory]
    [MemberData(nameof(Tellers))]
    public async Task A_login_at_the_core_does_not_move_a_verified_tenant_to_another_account(string who, string[] permissions)
    {
        var life = await Life.BornAsync(_app);
        var before = life.Tenant;
        life.Books.AddUser(new StandInUser("teller", "t") { Permissions = permissions });
        _app.Clock.Advance(AfterTheRace);

        var answer = await life.SendRegistrationAsync([("mifosToken", Base64("teller:t")), .. Other]);

        answer.Status.ShouldBe(HttpStatusCode.Conflict, who);
        answer.Text("reason").ShouldBe("pending");
        life.Tenant.ShouldBe(before);
        (await life.OpensAsync(life.Key)).ShouldBeTrue();
        var waits = (await ListAsync()).ShouldHaveSingleItem();
        (waits.Identifier, waits.AccountId, waits.Caller, waits.Times).ShouldBe((life.Name, OtherAccount, "teller", 1));
        _app.StoredBytes().ShouldNotContainText(OtherToken);
    }

    public static TheoryData<string, (string, string?)[]> Changes => new()
    {
        { "account", [("smsProviderAccountId", OtherAccount)] },
        { "sender of another account", [("smsProviderAccountId", OtherAccount), ("phoneNo", "+15005550007")] },
        { "twilio to log", [("smsProvider", "log")] },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Whatever_says_whose_account_it_is_needs_more_than_a_login(string what, (string, string?)[] changes)
    {
        await using var app = new SmsBridgeApp();
        app.Replacements.Add(services => services.AddSingleton<ISmsGateway, SmsBridge.Gateways.Log.LogGateway>());
        await app.InitializeAsync();
        var life = await Life.BornAsync(app);
        var before = life.Tenant;
        app.Clock.Advance(AfterTheRace);

        (await life.SendRegistrationAsync(changes)).Status.ShouldBe(HttpStatusCode.Conflict, what);

        life.Tenant.ShouldBe(before);
    }

    [Fact]
    public async Task Where_the_provider_is_not_asked_another_token_or_sender_is_another_account()
    {
        var life = await Life.BornAsync(_app);
        _app.Gateway.NextCheck = new AccountCheck.Verified(IsAsked: false);
        _app.Clock.Advance(AfterTheRace);

        (await life.SendRegistrationAsync(("smsProviderToken", OtherToken))).Status.ShouldBe(HttpStatusCode.Conflict);
        (await life.SendRegistrationAsync(("phoneNo", "+15005550007"))).Status.ShouldBe(HttpStatusCode.Conflict);
        (await life.RegisterAsync()).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task With_the_tenants_current_key_it_changes_at_once()
    {
        var life = await Life.BornAsync(_app);
        _app.Clock.Advance(AfterTheRace);

        (await life.CallAsync(HttpMethod.Post, "/modules/sms/configuration", "wrong", Body(life))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        var answer = await life.CallAsync(HttpMethod.Post, "/modules/sms/configuration", life.Key, Body(life));

        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body);
        life.Tenant.Settings.AccountId.ShouldBe(OtherAccount);
    }

    [Fact]
    public async Task A_key_that_has_been_replaced_opens_nothing_here()
    {
        var life = await Life.BornAsync(_app);
        var old = await life.RotateAsync();
        _app.Clock.Advance(AfterTheRace);

        (await life.CallAsync(HttpMethod.Post, "/modules/sms/configuration", old, Body(life))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(true, true, "Approved: bank changes to account AC1 when")]
    [InlineData(true, false, "Approved: bank is registered with account AC1 when")]
    [InlineData(false, true, "Refused: bank stays as it is.")]
    [InlineData(false, false, "Refused: bank is not registered.")]
    public void What_comes_of_a_decision_is_said_of_what_is_there(bool approved, bool present, string words) =>
        RegistrationVerbs.WordsOf(
            new PendingRegistration(1, "bank", "mifos", "twilio", "AC1", null, "+15005550006", null, null, 1, Some.Instant, Some.Instant, null, null), approved, present)
            .ShouldStartWith(words);

    [Fact]
    public async Task Approved_the_core_gets_its_key_when_it_comes_again_and_nobody_else_does()
    {
        var life = await Life.BornAsync(_app);
        var old = life.Key;
        _app.Clock.Advance(AfterTheRace);
        await life.SendRegistrationAsync(Other);

        await DecideAsync((await ListAsync())[0].Id, approve: true);
        life.Tenant.Settings.AccountId.ShouldBe(Some.AccountSid); // nothing yet
        var another = await life.SendRegistrationAsync(("smsProviderAccountId", OtherAccount), ("smsProviderToken", "guess"));
        var core = await life.RegisterAsync(Other);

        another.Status.ShouldBe(HttpStatusCode.Conflict);
        core.Status.ShouldBe(HttpStatusCode.Created, core.Body);
        life.Tenant.Settings.AccountId.ShouldBe(OtherAccount);
        (await life.OpensAsync(life.Key)).ShouldBeTrue();
        (await life.OpensAsync(old)).ShouldBeTrue(); // until its grace ends
        (await _app.QueryAsync<string>("SELECT actor FROM audit WHERE action = 'registration_approve'")).ShouldBe(["anna"]);
    }

    [Fact]
    public async Task Refused_or_approved_too_long_ago_it_waits_again()
    {
        var life = await Life.BornAsync(_app);
        _app.Clock.Advance(AfterTheRace);
        await life.SendRegistrationAsync(Other);
        await DecideAsync((await ListAsync())[0].Id, approve: false);
        (await ListAsync()).ShouldBeEmpty();

        (await life.SendRegistrationAsync(Other)).Status.ShouldBe(HttpStatusCode.Conflict);
        await DecideAsync((await ListAsync())[0].Id, approve: true);
        _app.Clock.Advance(TimeSpan.FromHours(25));

        (await life.SendRegistrationAsync(Other)).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_list_holds_one_place_for_each_caller_few_for_a_tenant_and_forgets()
    {
        var life = await Life.BornAsync(_app);
        _app.Clock.Advance(AfterTheRace);
        for (var number = 0; number < 12; number++)
        {
            life.Books.AddUser(new StandInUser($"teller{number}", "t"));
            foreach (var account in (string[])[OtherAccount, OtherAccount, "AC000000000000000000000000000000ee"])
            {
                await life.SendRegistrationAsync(("mifosToken", Base64($"teller{number}:t")), ("smsProviderAccountId", account));
            }

            _app.Clock.Advance(TimeSpan.FromMinutes(1)); // or the gate would hold this address up
        }

        var list = await ListAsync();
        list.Count.ShouldBe(8);
        list.Select(it => it.Caller).ShouldBe(Enumerable.Range(4, 8).Reverse().Select(number => $"teller{number}"));
        list.ShouldAllBe(it => it.AccountId == "AC000000000000000000000000000000ee");
        _app.Clock.Advance(TimeSpan.FromDays(8));
        (await ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_first_registration_by_one_who_may_look_nothing_up_waits_too()
    {
        var life = Life.Unborn(_app);
        life.Books.AddUser(new StandInUser("teller", "t") { Permissions = [] });

        var answer = await life.RegisterAsync(("mifosToken", Base64("teller:t")));

        answer.Text("reason").ShouldBe("pending");
        _app.Services.GetRequiredService<TenantDirectory>().Find(life.Name).ShouldBeNull();
    }

    [Fact]
    public async Task A_first_registration_by_one_who_may_read_clients_but_not_offices_is_taken()
    {
        var life = Life.Unborn(_app);
        life.Books.AddUser(new StandInUser("svc", "s") { Permissions = ["READ_CLIENT"] });

        (await life.RegisterAsync(("mifosToken", Base64("svc:s")))).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("core")]
    [InlineData("provider")]
    public async Task As_shipped_nobody_is_taken_on_trust(string who)
    {
        await using var app = new SmsBridgeApp();
        await app.InitializeAsync();
        app.Settings["Core:AllowedEndpoints:0"] = app.Core.Address.AbsoluteUri; // covers it, and does not name it
        var life = Life.Unborn(app);
        Away(app, who);

        var answer = await life.RegisterAsync();

        answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable, answer.Body);
        app.Services.GetRequiredService<TenantDirectory>().Find(life.Name).ShouldBeNull();
    }

    [Fact]
    public async Task Who_proves_himself_comes_before_one_on_trust_at_once_however_often_that_one_comes()
    {
        var life = Life.Unborn(_app);
        Away(_app, "core");
        for (var round = 0; round < 3; round++)
        {
            (await life.RegisterAsync(Other)).Status.ShouldBe(HttpStatusCode.Created);
            (await life.DeleteAsync()).Status.ShouldBe(HttpStatusCode.NoContent);
        }

        (await life.RegisterAsync(Other)).Status.ShouldBe(HttpStatusCode.Created);
        var stranger = life.Key;
        _app.Core.Faults.Clear();

        var core = await life.RegisterAsync(); // the very second

        core.Status.ShouldBe(HttpStatusCode.Created, core.Body);
        life.Tenant.Settings.AccountId.ShouldBe(Some.AccountSid);
        life.Tenant.TrustedUntil.ShouldBeNull();
        (await life.OpensAsync(stranger)).ShouldBeFalse();
    }

    /// <summary>Whoever is taken on trust may have named a stranger's account with a wrong token, and is checked again and again.</summary>
    [Fact]
    public async Task Of_one_on_trust_the_account_is_asked_for_only_once_its_core_has_let_it_in_and_seldom_in_vain()
    {
        var life = Life.Unborn(_app);
        var admin = _app.Services.GetRequiredService<TenantAdmin>();
        Away(_app, "core");
        (await life.RegisterAsync(Other)).Status.ShouldBe(HttpStatusCode.Created);

        await VerifyAsync();
        (await life.CallAsync(HttpMethod.Post, "/modules/sms/configuration", life.Key, Body(life))).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        _app.Gateway.Checked.ShouldBeEmpty("nobody has let him in");

        _app.Core.Faults.Clear();
        _app.Gateway.NextCheck = new AccountCheck.Refused("smsProviderToken", "Wrong token.");
        for (var run = 0; run < 8; run++)
        {
            await VerifyAsync();
        }

        _app.Gateway.Checked.Count.ShouldBe(TenantProver.MostRefusalsPerHour - TenantProver.LeftForRegistrations);
        life.Tenant.Pause!.Reason.ShouldBe(Reasons.ProviderCredentials);

        (await Life.Unborn(_app).RegisterAsync(Other)).Status.ShouldNotBe(HttpStatusCode.Created, "the owner has mistyped it");
        _app.Gateway.NextCheck = new AccountCheck.Verified();
        (await Life.Unborn(_app).RegisterAsync(Other)).Status.ShouldBe(HttpStatusCode.Created, "who owns the account is held up by no check of ours");

        _app.Clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromMinutes(1));
        await VerifyAsync();
        (life.Tenant.Pause, life.Tenant.TrustedUntil).ShouldBe((null, null), "the right token is found out about all the same");

        Task<Proof> VerifyAsync() => admin.VerifyAsync(life.Tenant, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Of_one_on_trust_that_waits_for_a_permission_the_account_is_asked_for_no_sooner()
    {
        var life = Life.Unborn(_app);
        Away(_app, "core");
        (await life.RegisterAsync(Other)).Status.ShouldBe(HttpStatusCode.Created);
        var admin = _app.Services.GetRequiredService<TenantAdmin>();
        (await admin.HoldAsync(life.Tenant, Reasons.CoreForbidden, "may not read clients")).ShouldBeTrue();

        await admin.VerifyAsync(life.Tenant, TestContext.Current.CancellationToken);

        _app.Gateway.Checked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Few_are_on_trust_and_not_for_long()
    {
        Away(_app, "provider");
        List<Life> lives = [];
        for (var number = 0; number < 7; number++)
        {
            lives.Add(Life.Unborn(_app));
        }

        List<HttpStatusCode> answers = [];
        foreach (var life in lives)
        {
            answers.Add((await life.RegisterAsync()).Status);
        }

        answers.Count(status => status == HttpStatusCode.Created).ShouldBe(5);
        answers.Count(status => status == HttpStatusCode.ServiceUnavailable).ShouldBe(2);
        var first = lives[0].Tenant;
        var admin = _app.Services.GetRequiredService<TenantAdmin>();
        await admin.EndTrustAsync(first);
        _app.Services.GetRequiredService<TenantDirectory>().Find(first.Id).ShouldNotBeNull();
        _app.Clock.Advance(TimeSpan.FromDays(1));
        VerifyTenantsJob.NeedsCheck(first).ShouldBeTrue();
        await admin.EndTrustAsync(first);
        _app.Services.GetRequiredService<TenantDirectory>().Find(first.Id).ShouldBeNull();
    }

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_stranger_is_not_told_what_a_peer_said(int status)
    {
        const string Said = "db7.internal.example refused";
        var life = Life.Unborn(_app);
        _app.Core.Faults.Add(new CoreFault("/offices")
        {
            Status = status, ContentType = "application/json",
            Body = $$"""{"developerMessage":"{{Said}}","defaultUserMessage":"{{Said}}","userMessageGlobalisationCode":"error.msg.x","errors":[{"defaultUserMessage":"{{Said}}"}]}""",
        });
        _app.Gateway.NextCheck = new AccountCheck.Unavailable(Said);

        var answer = await life.RegisterAsync();
        var shown = answer.Status == HttpStatusCode.Created ? (await life.GetAsync()).Body : "";

        (answer.Body + shown).ShouldNotContain(Said);
    }

    private static (string, string?)[] Other => [("smsProviderAccountId", OtherAccount), ("smsProviderToken", OtherToken)];

    private string Body(Life life)
    {
        var body = _app.Registration(life.Name);
        (body["smsProviderAccountId"], body["smsProviderToken"]) = (OtherAccount, OtherToken);
        return System.Text.Json.JsonSerializer.Serialize(body);
    }

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

    private async Task DecideAsync(long id, bool approve) =>
        (await _app.Services.GetRequiredService<RegistrationVerbs>().DecideAsync(Anna, id, approve, TestContext.Current.CancellationToken)).ShouldBeOfType<RegistrationDecided>();

    private Task<IReadOnlyList<PendingRegistration>> ListAsync() =>
        _app.Services.GetRequiredService<PendingRegistrations>().ListAsync(TestContext.Current.CancellationToken);

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));
}
