using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Core;

public class CoreFailureTests
{
    private const string Html = "text/html";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<int, string, string, string> Table() => new()
    {
        { 400, "validation.msg.validation.errors.exist", "application/json", "Misconfigured" },
        { 400, "", Html, "Misconfigured" },
        { 401, "error.msg.not.authenticated", "application/json", "CredentialsRefused" },
        { 401, "", Html, "Misconfigured" },
        { 401, "", "application/json", "CredentialsRefused" },
        { 401, "error.msg.invalid.tenant.identifier", "application/json", "Misconfigured" },
        { 403, "error.msg.not.authorized", "application/json", "Forbidden" },
        { 403, "validation.msg.domain.rule.violation", "application/json", "Forbidden" },
        { 403, "", Html, "Misconfigured" },
        { 403, "", "application/json", "Misconfigured" },
        { 404, "error.msg.resource.not.found", "application/json", "NotFound" },
        { 404, "", "application/json", "Misconfigured" },
        { 404, "", Html, "Misconfigured" },
        { 405, "error.msg.invalid.instance.type", "application/json", "Misconfigured" },
        { 409, "error.msg.loan.locked", "application/json", "Unavailable" },
        { 429, "", Html, "Unavailable" },
        { 408, "", Html, "Unavailable" },
        { 406, "", Html, "Misconfigured" },
        { 500, "error.msg.platform.server.side.error", "application/json", "Unavailable" },
        { 500, "", Html, "Unavailable" },
        { 502, "", Html, "Unavailable" },
        { 503, "error.msg.platform.service.unavailable", "application/json", "Unavailable" },
        { 504, "", Html, "Unavailable" },
        { 301, "", Html, "Misconfigured" },
        { 302, "", Html, "Misconfigured" },
        { 307, "", Html, "Misconfigured" },
        { 308, "", Html, "Misconfigured" },
        { 200, "", Html, "Misconfigured" },
        { 204, "", "none", "Misconfigured" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Each_row_of_the_error_table(int status, string code, string contentType, string expected)
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        var body = contentType switch
        {
            Html => StandInErrors.Page(status),
            "none" => string.Empty,
            _ when code.Length == 0 => string.Empty,
            _ => StandInErrors.Json($"{status}", code, "Something for the user."),
        };
        core.Faults.Add(new CoreFault("/clients/") { Status = status, Body = body, ContentType = contentType });

        var result = await setup.Client.GetClientAsync(CoreSetup.WithToken(core), 7, Cancellation);

        result.GetType().Name.ShouldBe(expected);
        if (code.Length > 0)
        {
            DetailOf(result).ShouldContain(code);
            DetailOf(result).ShouldContain("Something for the user.");
        }
    }

    /// <summary>What proxies, firewalls and gateways in front of a core say: never that the user or the record is wrong.</summary>
    [Theory]
    [InlineData(403, "text/html", "<html><body>Request blocked by the firewall</body></html>")]
    [InlineData(403, "text/plain", "Forbidden")]
    [InlineData(403, "application/json", """{"message":"Forbidden"}""")]
    [InlineData(403, "application/json", """{"timestamp":"2026-11-28T10:00:00Z","status":403,"error":"Forbidden","path":"/x"}""")]
    [InlineData(403, "application/json", """["no"]""")]
    [InlineData(403, "application/json", """{"errors":[{"code":"1020"}]}""")]
    [InlineData(403, "application/xml", "<Error><Code>AccessDenied</Code></Error>")]
    [InlineData(404, "application/json", """{"message":"no Route matched with those values"}""")]
    [InlineData(404, "text/plain", "404 page not found")]
    [InlineData(401, "text/html", "<html><body>Log in to the proxy</body></html>")]
    [InlineData(407, "text/html", "<html>Proxy authentication required</html>")]
    public async Task What_is_not_the_cores_own_error_is_a_passing_misconfiguration(int status, string contentType, string body)
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        core.Faults.Add(new CoreFault("/clients/") { Status = status, Body = body, ContentType = contentType });

        var result = await setup.Client.GetClientAsync(CoreSetup.WithToken(core), 7, Cancellation);

        result.ShouldBeOfType<CoreResult<ClientFacts>.Misconfigured>();
    }

    [Fact]
    public async Task The_containers_page_with_the_cores_challenge_is_the_core_refusing_the_user()
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        core.Faults.Add(new CoreFault("/clients/")
        {
            Status = 401, Body = StandInErrors.Page(401), ContentType = Html,
            Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["WWW-Authenticate"] = "Basic realm=\"Fineract Platform API\"" },
        });

        var result = await setup.Client.GetClientAsync(CoreSetup.WithToken(core), 7, Cancellation);

        result.ShouldBeOfType<CoreResult<ClientFacts>.CredentialsRefused>();
    }

    [Fact]
    public async Task A_connection_reset_as_it_is_made_is_the_networks_doing()
    {
        using var wire = new CoreWire(new ResetConnection(), Options.Create(new CoreOptions()), TimeProvider.System);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://core.example.org/clients/7");

        var answer = await wire.SendAsync(request, CoreSetup.Tenant, bounds: null, Cancellation);

        answer.Result.ShouldBeOfType<CoreResult<ReadOnlyMemory<byte>>.Unavailable>();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"Exception\":\"java.lang.NullPointerException at x\"}")]
    [InlineData("{\"defaultUserMessage\":7,\"errors\":{}}")]
    [InlineData("{\"errors\":[7]}")]
    [InlineData("{\"errors\":[]}")]
    [InlineData("{")]
    [InlineData("plain")]
    [InlineData("{\"defaultUserMessage\":\"\\ud800\"}")] // half a character
    [InlineData("{\"userMessageGlobalisationCode\":\"x\\udc00\",\"defaultUserMessage\":\"x\"}")]
    [InlineData("{\"errors\":[{\"defaultUserMessage\":\"\\ud83d!\"}]}")]
    [InlineData("{\"errors\":[{\"args\":[{\"value\":\"\\ud83d\"}]}]}")]
    [InlineData("{\"\\ud800\":7}")]
    public async Task Error_bodies_of_other_shapes_are_survived(string body)
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        core.Faults.Add(new CoreFault("/clients/") { Status = 500, Body = body });

        var result = await setup.Client.GetClientAsync(CoreSetup.WithToken(core), 7, Cancellation);

        DetailOf(result).ShouldBe("The core is in trouble (HTTP 500).");
    }

    [Fact]
    public async Task Details_are_one_line_of_at_most_300_characters()
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        core.Faults.Add(new CoreFault("/clients/") { Status = 500, Body = StandInErrors.Json("500", "code", "a\nb\u0007" + new string('x', 5000)) });

        var detail = DetailOf(await setup.Client.GetClientAsync(CoreSetup.WithToken(core), 7, Cancellation));

        detail.Length.ShouldBe(300);
        detail.Any(char.IsControl).ShouldBeFalse();
    }

    [Fact]
    public async Task The_wait_the_core_asks_for_is_passed_on()
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        core.Faults.Add(new CoreFault("/clients/")
        {
            Status = 503,
            Body = "busy",
            Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Retry-After"] = "120" },
        });

        var result = await setup.Client.GetClientAsync(CoreSetup.WithToken(core), 7, Cancellation);

        result.ShouldBeOfType<CoreResult<ClientFacts>.Unavailable>().RetryAfter.ShouldBe(TimeSpan.FromMinutes(2));
    }

    [Theory]
    [InlineData("G1")]
    [InlineData("G4")]
    public async Task An_unknown_tenant_is_a_matter_of_configuration(string generation)
    {
        var (core, _) = await CoreSetup.StartCoreAsync(Enum.Parse<Generation>(generation));
        await using var _core = core;
        await using var setup = new CoreSetup();

        var result = await setup.Client.GetClientAsync(CoreSetup.WithToken(core, tenant: "Default"), 7, Cancellation);

        result.ShouldBeOfType<CoreResult<ClientFacts>.Misconfigured>().Detail.ShouldContain("tenant");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\r\nX-Evil: 1")]
    [InlineData("tenänt")]
    public async Task A_tenant_id_that_can_not_be_a_header_is_never_sent(string tenant)
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();

        var result = await setup.Client.GetClientAsync(CoreSetup.WithToken(core, tenant), 7, Cancellation);

        result.ShouldBeOfType<CoreResult<ClientFacts>.Misconfigured>();
        core.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Wrong_credentials_missing_permissions_and_absent_clients_are_told_apart()
    {
        var (core, books) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        books.AddUser(new StandInUser("weak", "pw") { Permissions = ["READ_LOAN"] });
        CoreAccess As(string pair) => CoreSetup.WithToken(core) with { Credential = new CoreCredential.BasicToken(CoreSetup.Base64(pair)) };

        var wrong = await setup.Client.GetClientAsync(As("svc:wrong"), 7, Cancellation);
        var weak = await setup.Client.GetClientAsync(As("weak:pw"), 7, Cancellation);
        var absent = await setup.Client.GetClientAsync(CoreSetup.WithToken(core), 99, Cancellation);

        wrong.ShouldBeOfType<CoreResult<ClientFacts>.CredentialsRefused>();
        weak.ShouldBeOfType<CoreResult<ClientFacts>.Forbidden>().Detail.ShouldContain("READ_CLIENT");
        absent.ShouldBeOfType<CoreResult<ClientFacts>.NotFound>().Detail.ShouldContain("99");
    }

    [Fact]
    public async Task A_client_of_another_branch_is_not_found()
    {
        var (core, books) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        books.AddOffice(2, "North").AddOffice(3, "South").AddUser(new StandInUser("branch", "pw") { OfficeId = 2 });
        books.AddClient(new StandInClient(20, "North Client", "1") { OfficeId = 2 });
        books.AddClient(new StandInClient(30, "South Client", "2") { OfficeId = 3 });
        var branch = CoreSetup.WithToken(core) with { Credential = new CoreCredential.BasicToken(CoreSetup.Base64("branch:pw")) };

        (await setup.Client.GetClientAsync(branch, 20, Cancellation)).ShouldBeOfType<CoreResult<ClientFacts>.Found>();
        (await setup.Client.GetClientAsync(branch, 30, Cancellation)).ShouldBeOfType<CoreResult<ClientFacts>.NotFound>();
        (await setup.Client.GetClientAsync(CoreSetup.WithToken(core), 30, Cancellation)).ShouldBeOfType<CoreResult<ClientFacts>.Found>();
    }

    [Fact]
    public async Task A_client_not_committed_yet_is_found_later()
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        core.Faults.Add(CoreFault.NotFoundFirst("/clients/7", times: 2));
        var access = CoreSetup.WithToken(core);

        (await setup.Client.GetClientAsync(access, 7, Cancellation)).ShouldBeOfType<CoreResult<ClientFacts>.NotFound>();
        (await setup.Client.GetClientAsync(access, 7, Cancellation)).ShouldBeOfType<CoreResult<ClientFacts>.NotFound>();
        (await setup.Client.GetClientAsync(access, 7, Cancellation)).ShouldBeOfType<CoreResult<ClientFacts>.Found>();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_never_carries_the_token_elsewhere(int status)
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        var (elsewhere, _) = await CoreSetup.StartCoreAsync();
        await using var _elsewhere = elsewhere;
        await using var setup = new CoreSetup();
        core.Faults.Add(new CoreFault("/clients/")
        {
            Status = status,
            Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Location"] = $"{elsewhere.Endpoint}/clients/7" },
        });

        var result = await setup.Client.GetClientAsync(CoreSetup.WithToken(core), 7, Cancellation);

        result.ShouldBeOfType<CoreResult<ClientFacts>.Misconfigured>().Detail.ShouldContain("redirect");
        elsewhere.Requests.ShouldBeEmpty();
        core.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Cookies_are_not_kept()
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        core.Faults.Add(new CoreFault("/clients/")
        {
            Status = 500,
            Times = 1,
            Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Set-Cookie"] = "JSESSIONID=1; Path=/" },
        });

        await setup.Client.GetClientAsync(CoreSetup.WithToken(core), 7, Cancellation);
        await setup.Client.GetClientAsync(CoreSetup.WithToken(core), 7, Cancellation);

        core.Requests.ShouldAllBe(request => !request.Headers.ContainsKey("Cookie"));
    }

    [Fact]
    public async Task A_core_that_does_not_answer_is_given_up_in_time()
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup(("Core:Timeout", "00:00:00.2"));
        core.Faults.Add(new CoreFault("/clients/") { Until = new TaskCompletionSource().Task });

        var result = await setup.Client.GetClientAsync(CoreSetup.WithToken(core), 7, Cancellation);

        result.ShouldBeOfType<CoreResult<ClientFacts>.Unavailable>().Detail.ShouldContain("in time");
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_not_told_a_result()
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        core.Faults.Add(new CoreFault("/clients/") { Until = new TaskCompletionSource().Task });
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var asked = setup.Client.GetClientAsync(CoreSetup.WithToken(core), 7, stopping.Token);
        await stopping.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(asked);
    }

    [Fact]
    public async Task Broken_connections_are_unavailability()
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var setup = new CoreSetup();
        core.Faults.Add(new CoreFault("/clients/1") { Drop = true });
        core.Faults.Add(new CoreFault("/clients/2") { Status = 200, Body = "{\"id\":2", MissingBytes = 100 });
        var access = CoreSetup.WithToken(core);

        var dropped = await setup.Client.GetClientAsync(access, 1, Cancellation);
        var cut = await setup.Client.GetClientAsync(access, 2, Cancellation);
        await core.DisposeAsync();
        var gone = await setup.Client.GetClientAsync(access, 3, Cancellation);

        dropped.ShouldBeOfType<CoreResult<ClientFacts>.Unavailable>();
        cut.ShouldBeOfType<CoreResult<ClientFacts>.Unavailable>();
        gone.ShouldBeOfType<CoreResult<ClientFacts>.Unavailable>();
    }

    [Fact]
    public async Task A_host_that_does_not_resolve_is_unavailability()
    {
        await using var setup = new CoreSetup(("Core:DefaultEndpoint", "http://core.invalid/fineract-provider"));
        var access = new CoreAccess("default", new Uri("http://core.invalid/fineract-provider/api/v1"), new CoreCredential.BasicToken("YTpi"));

        var result = await setup.Client.GetClientAsync(access, 7, Cancellation);

        result.ShouldBeOfType<CoreResult<ClientFacts>.Unavailable>();
    }

    [Theory]
    [InlineData(1024 * 1024 - 30, true)]
    [InlineData(1024 * 1024 + 1, false)]
    public async Task Answers_are_read_up_to_a_mebibyte(int padding, bool isRead)
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        core.Faults.Add(new CoreFault("/clients/") { Status = 200, Body = "{\"id\":7}" + new string(' ', padding) });

        var result = await setup.Client.GetClientAsync(CoreSetup.WithToken(core), 7, Cancellation);

        (result is CoreResult<ClientFacts>.Found).ShouldBe(isRead);
        (result is CoreResult<ClientFacts>.Misconfigured).ShouldBe(!isRead);
    }

    [Fact]
    public async Task A_small_answer_that_unpacks_to_a_large_one_is_not_read()
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        core.Faults.Add(new CoreFault("/clients/") { Status = 200, Gzip = true, Body = "{\"id\":7}" + new string(' ', 50_000_000) });

        var result = await setup.Client.GetClientAsync(CoreSetup.WithToken(core), 7, Cancellation);

        result.ShouldBeOfType<CoreResult<ClientFacts>.Misconfigured>().Detail.ShouldContain("1 MiB");
    }

    [Fact]
    public async Task An_endpoint_no_longer_allowed_is_not_called()
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup(("Core:AllowedEndpoints:0", "https://core.example.org"), ("Core:AllowThisMachine", "false"));

        foreach (var access in new[] { CoreSetup.WithToken(core), CoreSetup.WithPassword(core) })
        {
            var result = await setup.Client.GetClientAsync(access, 7, Cancellation);

            result.ShouldBeOfType<CoreResult<ClientFacts>.Misconfigured>().Detail.ShouldContain("Core:AllowedEndpoints");
        }

        core.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_bypass_a_second_factor_is_named_as_the_cause()
    {
        var (core, books) = await CoreSetup.StartCoreAsync(new StandInCoreOptions { WantsTwoFactor = true });
        await using var _core = core;
        await using var setup = new CoreSetup();

        var refused = await setup.Client.GetClientAsync(CoreSetup.WithToken(core), 7, Cancellation);
        books.AddUser(new StandInUser(CoreSetup.User, CoreSetup.Password) { Permissions = ["READ_CLIENT", "BYPASS_TWOFACTOR"] });
        var passed = await setup.Client.GetClientAsync(CoreSetup.WithToken(core), 7, Cancellation);

        refused.ShouldBeOfType<CoreResult<ClientFacts>.Misconfigured>().Detail.ShouldContain("BYPASS_TWOFACTOR"); // the container's page: a proxy's looks the same
        passed.ShouldBeOfType<CoreResult<ClientFacts>.Found>();
    }

    private static string DetailOf<T>(CoreResult<T> result) =>
        result switch
        {
            CoreResult<T>.NotFound it => it.Detail,
            CoreResult<T>.CredentialsRefused it => it.Detail,
            CoreResult<T>.Forbidden it => it.Detail,
            CoreResult<T>.Misconfigured it => it.Detail,
            CoreResult<T>.Unavailable it => it.Detail,
            _ => throw new InvalidOperationException("Not a failure."),
        };
}
