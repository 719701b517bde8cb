using SmsBridge.Core;
using SmsBridge.Simulator.Core;

namespace SmsBridge.Tests.Core;

public class CoreAuthenticationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("G1", "/mifosng-provider/api/v1/authentication,/mifosng-provider/api/v1/authentication")]
    [InlineData("G2", "/fineract-provider/api/v1/authentication,/fineract-provider/api/v1/authentication")]
    [InlineData("G3", "/fineract-provider/api/v1/authentication")]
    [InlineData("G4", "/fineract-provider/api/v1/authentication")]
    public async Task A_service_user_authenticates_in_the_form_its_core_reads(string generation, string expectedPaths)
    {
        var (core, _) = await CoreSetup.StartCoreAsync(Enum.Parse<Generation>(generation));
        await using var _core = core;
        await using var setup = new CoreSetup();

        var result = await setup.Client.GetClientAsync(CoreSetup.WithPassword(core), 7, Cancellation);

        result.ShouldBeOfType<CoreResult<ClientFacts>.Found>();
        var authentications = Authentications(core);
        string.Join(',', authentications.Select(request => request.Path)).ShouldBe(expectedPaths);
        authentications.ShouldAllBe(request => request.Method == "POST" && !request.Headers.ContainsKey("Authorization"));
        authentications[0].Body.ShouldStartWith("{\"username\":\"svc\",\"password\":");
        authentications[0].Query.ShouldBeEmpty();
        if (authentications.Count == 2)
        {
            authentications[1].Query.ShouldBe("?username=svc&password=p4ss%3Dw%C3%B6rd%26%2B");
            authentications[1].Body.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task The_key_is_kept_and_the_form_remembered()
    {
        var (core, books) = await CoreSetup.StartCoreAsync(Generation.G2);
        await using var _core = core;
        await using var setup = new CoreSetup();
        books.AddUser(new StandInUser("second", "pw2"));

        await setup.Client.GetClientAsync(CoreSetup.WithPassword(core), 7, Cancellation);
        await setup.Client.GetLoanAsync(CoreSetup.WithPassword(core), 31, Cancellation);
        Authentications(core).Count.ShouldBe(2); // JSON, then query: once

        await setup.Client.GetClientAsync(
            CoreSetup.WithPassword(core) with { Credential = new CoreCredential.UserPassword("second", "pw2") }, 7, Cancellation);

        Authentications(core).Count.ShouldBe(3); // the other user goes straight to the query
        Authentications(core)[2].Query.ShouldContain("username=second");
    }

    [Fact]
    public async Task Where_json_has_worked_a_password_never_goes_into_a_url()
    {
        var (core, books) = await CoreSetup.StartCoreAsync(Generation.G4);
        await using var _core = core;
        await using var setup = new CoreSetup();
        await setup.Client.GetClientAsync(CoreSetup.WithPassword(core), 7, Cancellation);
        books.AddUser(new StandInUser(CoreSetup.User, "changed"));

        var refused = await setup.Client.GetClientAsync(CoreSetup.WithPassword(core), 7, Cancellation);
        core.Faults.Add(new CoreFault("/authentication") { Status = 500, Body = StandInErrors.Exception("bug") });
        var broken = await setup.Client.GetClientAsync(CoreSetup.WithPassword(core), 7, Cancellation);

        refused.ShouldBeOfType<CoreResult<ClientFacts>.CredentialsRefused>();
        broken.ShouldBeOfType<CoreResult<ClientFacts>.Unavailable>();
        Authentications(core).ShouldAllBe(request => request.Query.Length == 0);
    }

    [Fact]
    public async Task A_core_upgraded_from_the_query_to_the_json_form_is_noticed()
    {
        var (core, _) = await CoreSetup.StartCoreAsync(Generation.G2);
        await using var setup = new CoreSetup();
        await setup.Client.GetClientAsync(CoreSetup.WithPassword(core), 7, Cancellation);
        await core.DisposeAsync();
        var (upgraded, _) = await CoreSetup.StartCoreAsync(new StandInCoreOptions { Generation = Generation.G4, Port = core.Address.Port });
        await using var _upgraded = upgraded;
        upgraded.Faults.Add(new CoreFault("/clients/") { Status = 401, Times = 1 });

        var result = await setup.Client.GetClientAsync(CoreSetup.WithPassword(upgraded), 7, Cancellation);

        result.ShouldBeOfType<CoreResult<ClientFacts>.Found>();
        Authentications(upgraded).Select(request => request.Query.Length > 0).ShouldBe([true, false]);
    }

    [Fact]
    public async Task Concurrent_callers_share_one_authentication()
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        var release = new TaskCompletionSource();
        core.Faults.Add(new CoreFault("/authentication") { Until = release.Task });

        var asked = Enumerable.Range(0, 20)
            .Select(_ => setup.Client.GetClientAsync(CoreSetup.WithPassword(core), 7, Cancellation))
            .ToArray();
        release.SetResult();
        var results = await Task.WhenAll(asked);

        results.ShouldAllBe(result => result is CoreResult<ClientFacts>.Found);
        Authentications(core).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_caller_who_gives_up_does_not_spoil_it_for_the_others()
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        var release = new TaskCompletionSource();
        core.Faults.Add(new CoreFault("/authentication") { Until = release.Task });
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var first = setup.Client.GetClientAsync(CoreSetup.WithPassword(core), 7, stopping.Token);
        var second = setup.Client.GetClientAsync(CoreSetup.WithPassword(core), 7, Cancellation);
        await stopping.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        release.SetResult();

        (await second).ShouldBeOfType<CoreResult<ClientFacts>.Found>();
        Authentications(core).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_key_is_fetched_anew_once()
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        await setup.Client.GetClientAsync(CoreSetup.WithPassword(core), 7, Cancellation);
        core.ForgetRequests();
        core.Faults.Add(new CoreFault("/clients/") { Status = 401, Body = "{}", Times = 1 });

        var mended = await setup.Client.GetClientAsync(CoreSetup.WithPassword(core), 7, Cancellation);

        mended.ShouldBeOfType<CoreResult<ClientFacts>.Found>();
        core.Requests.Select(request => request.Path.Split('/')[^2]).ShouldBe(["clients", "v1", "clients"]);
    }

    [Fact]
    public async Task A_key_refused_twice_is_the_credentials_being_refused()
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        core.Faults.Add(new CoreFault("/clients/") { Status = 401, Body = "{}" });

        var result = await setup.Client.GetClientAsync(CoreSetup.WithPassword(core), 7, Cancellation);

        result.ShouldBeOfType<CoreResult<ClientFacts>.CredentialsRefused>();
        core.Requests.Count.ShouldBe(4); // authenticate, ask, authenticate, ask
    }

    [Theory]
    [InlineData("G1", 2)]
    [InlineData("G2", 2)]
    [InlineData("G3", 2)]
    [InlineData("G4", 2)]
    public async Task A_wrong_password_is_refused_after_both_forms(string generation, int tries)
    {
        var (core, _) = await CoreSetup.StartCoreAsync(Enum.Parse<Generation>(generation));
        await using var _core = core;
        await using var setup = new CoreSetup();

        var result = await setup.Client.GetClientAsync(CoreSetup.WithPassword(core, "wrong"), 7, Cancellation);

        result.ShouldBeOfType<CoreResult<ClientFacts>.CredentialsRefused>();
        core.Requests.Count.ShouldBe(tries);
    }

    [Fact]
    public async Task A_refusal_is_not_kept()
    {
        var (core, books) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();

        await setup.Client.GetClientAsync(CoreSetup.WithPassword(core, "soon"), 7, Cancellation);
        books.AddUser(new StandInUser(CoreSetup.User, "soon"));
        var result = await setup.Client.GetClientAsync(CoreSetup.WithPassword(core, "soon"), 7, Cancellation);

        result.ShouldBeOfType<CoreResult<ClientFacts>.Found>();
    }

    [Theory]
    [InlineData(400, "validation.msg.validation.errors.exist", "CredentialsRefused", 2)]
    [InlineData(401, "error.msg.not.authenticated", "CredentialsRefused", 2)]
    [InlineData(403, "error.msg.not.authorized", "CredentialsRefused", 2)]
    [InlineData(401, "error.msg.invalid.tenant.identifier", "Misconfigured", 1)]
    [InlineData(400, "", "Misconfigured", 1)] // the tenant filter, before credentials are read
    [InlineData(404, "error.msg.resource.not.found", "Misconfigured", 1)]
    [InlineData(307, "", "Misconfigured", 1)]
    [InlineData(500, "error.msg.platform.server.side.error", "Unavailable", 2)]
    [InlineData(503, "error.msg.platform.service.unavailable", "Unavailable", 1)]
    [InlineData(429, "", "Unavailable", 1)]
    public async Task A_failed_authentication_is_judged_by_its_status(int status, string code, string expected, int tries)
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        core.Faults.Add(new CoreFault("/authentication")
        {
            Status = status,
            Body = code.Length == 0 ? string.Empty : StandInErrors.Json($"{status}", code, "Something."),
        });

        var result = await setup.Client.GetClientAsync(CoreSetup.WithPassword(core), 7, Cancellation);

        result.GetType().Name.ShouldBe(expected);
        core.Requests.Count.ShouldBe(tries);
    }

    [Fact]
    public async Task A_second_form_that_gets_no_answer_leaves_the_question_open()
    {
        var (core, _) = await CoreSetup.StartCoreAsync(Generation.G1);
        await using var _core = core;
        await using var setup = new CoreSetup();
        core.Faults.Add(new CoreFault("/authentication") { Times = 1 });
        core.Faults.Add(new CoreFault("/authentication") { Drop = true });

        var result = await setup.Client.GetClientAsync(CoreSetup.WithPassword(core), 7, Cancellation);

        result.ShouldBeOfType<CoreResult<ClientFacts>.Unavailable>();
    }

    [Fact]
    public async Task A_password_to_renew_is_said_so()
    {
        var (core, books) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        books.AddUser(new StandInUser(CoreSetup.User, CoreSetup.Password) { MustRenewPassword = true });

        var result = await setup.Client.GetClientAsync(CoreSetup.WithPassword(core), 7, Cancellation);

        result.ShouldBeOfType<CoreResult<ClientFacts>.CredentialsRefused>().Detail.ShouldContain("renew");
    }

    [Fact]
    public async Task A_second_factor_is_said_so()
    {
        var (core, _) = await CoreSetup.StartCoreAsync(new StandInCoreOptions { WantsTwoFactor = true });
        await using var _core = core;
        await using var setup = new CoreSetup();

        var result = await setup.Client.GetClientAsync(CoreSetup.WithPassword(core), 7, Cancellation);

        result.ShouldBeOfType<CoreResult<ClientFacts>.CredentialsRefused>().Detail.ShouldContain("BYPASS_TWOFACTOR");
    }

    [Theory]
    [InlineData("{\"authenticated\":true}")]
    [InlineData("{\"authenticated\":true,\"base64EncodedAuthenticationKey\":\"a\\r\\nX-Evil: 1\"}")]
    [InlineData("[]")]
    public async Task An_answer_without_a_usable_key_is_a_wrong_answer(string body)
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        core.Faults.Add(new CoreFault("/authentication") { Status = 200, Body = body });

        var result = await setup.Client.GetClientAsync(CoreSetup.WithPassword(core), 7, Cancellation);

        result.ShouldBeOfType<CoreResult<ClientFacts>.Misconfigured>();
    }

    private static List<CoreRequest> Authentications(StandInCore core) =>
        [.. core.Requests.Where(request => request.Path.EndsWith("/authentication", StringComparison.Ordinal))];
}
