using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using SmsBridge.Gateways;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants;

/// <summary>How a tenant gets its key (fineract-hooks.md 4), over the whole application.</summary>
public class RegistrationTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Fact]
    public async Task A_registration_is_answered_with_the_key_as_a_quoted_string_that_is_stored_nowhere()
    {
        app.AddCoreTenant("fresh");

        using var answer = await PostAsync(app.Registration("fresh"));

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        answer.Content.Headers.ContentType.ShouldNotBeNull().MediaType.ShouldBe("application/json");
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        text.ShouldStartWith("\"");
        text.ShouldEndWith("\"");
        var key = text.Trim('"');
        key.Length.ShouldBeInRange(32, 100);
        (await app.QueryAsync<byte[]>("SELECT hash FROM api_key JOIN tenant ON tenant.id = tenant_id WHERE identifier = 'fresh'"))
            .ShouldHaveSingleItem().ShouldBe(SHA256.HashData(Encoding.ASCII.GetBytes(key)));
        app.StoredBytes().ShouldNotContainText(key);
    }

    [Theory]
    [InlineData(Generation.G1)]
    [InlineData(Generation.G2)]
    internal async Task A_core_can_read_its_key_and_post_with_it(Generation generation)
    {
        var name = $"core-{generation}";
        app.AddCoreTenant(name);
        using var caller = app.CreateCaller();
        var hooks = new CoreHooks(caller, generation, "http://localhost/modules/sms/", name);
        var body = app.Registration(name);

        await hooks.RegisterAsync(
            new HookRegistration(body["phoneNo"], "twilio", Some.AccountSid, Some.AuthToken, body["mifosToken"], app.Core.BaseUrl),
            TestContext.Current.CancellationToken);
        using var answer = await hooks.PostClientCreatedAsync(1, 7, TestContext.Current.CancellationToken);

        (await HookReply.ReadAsync(answer)).Outcome.ShouldBe("accepted");
    }

    [Fact]
    public async Task A_second_registration_is_409_and_changes_nothing()
    {
        var tenant = await app.NewTenantAsync();
        var before = await tenant.GetAsync(tenant.ConfigurationUrl);
        var second = app.Registration(tenant.Id);
        second["phoneNo"] = "+15005550001";

        using var answer = await PostAsync(second);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Json.ReadAsync(answer)).Text("detail").ShouldNotBeNullOrEmpty();
        (await tenant.GetAsync(tenant.ConfigurationUrl)).ToString().ShouldBe(before.ToString());
        (await tenant.PostAsync(new RawHook())).Outcome.ShouldBe("accepted");
    }

    [Fact]
    public async Task Of_fifty_registrations_at_once_exactly_one_gets_a_key()
    {
        app.AddCoreTenant("raced");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => PostAsync(app.Registration("raced"))));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(49);
        (await app.QueryAsync<long>("SELECT COUNT(*) FROM api_key JOIN tenant ON tenant.id = tenant_id WHERE identifier = 'raced'")).ShouldBe([1]);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Theory]
    [InlineData("tenantId", null)]
    [InlineData("tenantId", "a/b")]
    [InlineData("smsProvider", null)]
    [InlineData("smsProvider", "pigeon")]
    [InlineData("phoneNo", "")]
    [InlineData("smsProviderAccountId", null)]
    [InlineData("smsProviderToken", null)]
    [InlineData("mifosToken", "%%%")]
    public async Task A_field_that_is_wrong_is_400_and_named(string field, string? value)
    {
        var body = app.Registration("wrong");
        _ = value is null ? body.Remove(field) : (body[field] = value) == value;

        using var answer = await PostAsync(body);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Json.ReadAsync(answer)).Text("field").ShouldBe(field);
        await IsNotStored("wrong");
    }

    [Theory]
    [InlineData("", "tenantId")]
    [InlineData("null", "tenantId")]
    [InlineData("{}", "tenantId")]
    [InlineData("[]", "body")]
    [InlineData("{\"tenantId\":7}", "tenantId")]
    [InlineData("{\"tenantId\":\"a\"", "body")]
    [InlineData("tenantId=a", "body")]
    public async Task A_body_that_is_no_registration_is_400(string body, string field)
    {
        using var caller = app.CreateCaller();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var answer = await caller.PostAsync("/modules/sms/configuration", content, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Json.ReadAsync(answer)).Text("field").ShouldBe(field);
    }

    [Fact]
    public async Task A_body_far_too_large_is_413()
    {
        using var caller = app.CreateCaller();
        using var content = new StringContent(new string(' ', 64 * 1024 + 1));

        using var answer = await caller.PostAsync("/modules/sms/configuration/", content, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("endpoint", "https://core.example.org/fineract-provider/api/v1")]
    [InlineData("endpoint", "http://169.254.169.254/latest/")]
    [InlineData("endpoint", "http://localhost@evil.example/api/v1")]
    [InlineData("endpoint", "file:///etc/passwd")]
    [InlineData("mifosToken", "bWlmb3M6d3Jvbmc=")]
    [InlineData("tenantId", "no-such-tenant")]
    public async Task What_can_not_work_is_422_names_the_field_and_stores_nothing(string field, string value)
    {
        app.AddCoreTenant("hopeless");
        var body = app.Registration("hopeless");
        body[field] = value;

        using var answer = await PostAsync(body);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var problem = await Json.ReadAsync(answer);
        problem.Text("field").ShouldBe(field == "tenantId" ? "endpoint" : field);
        problem.Text("detail").ShouldNotBeNullOrEmpty();
        problem.ToString().ShouldNotContain(body["mifosToken"]);
        problem.ToString().ShouldNotContain(Some.AuthToken);
        await IsNotStored(body["tenantId"]);
    }

    [Fact]
    public async Task A_registration_without_token_or_endpoint_says_which_setting_is_missing()
    {
        app.AddCoreTenant("oauth");
        var withoutToken = app.Registration("oauth");
        withoutToken.Remove("mifosToken");
        var withoutEndpoint = app.Registration("oauth");
        withoutEndpoint.Remove("endpoint");

        using var noToken = await PostAsync(withoutToken);
        using var noEndpoint = await PostAsync(withoutEndpoint);

        noToken.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Json.ReadAsync(noToken)).Text("detail").ShouldNotBeNull().ShouldContain("Core:Tenants");
        noEndpoint.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Json.ReadAsync(noEndpoint)).Text("detail").ShouldNotBeNull().ShouldContain("Core:DefaultEndpoint");
    }

    [Fact]
    public async Task An_account_the_provider_refuses_is_422_and_one_it_can_not_be_asked_about_is_taken()
    {
        app.AddCoreTenant("account");
        app.Gateway.NextCheck = new AccountCheck.Refused("phoneNo", "The account does not own this number.");
        using var refused = await PostAsync(app.Registration("account"));
        app.Gateway.NextCheck = new AccountCheck.Unavailable("Twilio does not answer.");
        await IsNotStored("account");
        using var unverified = await PostAsync(app.Registration("account"));
        app.Gateway.NextCheck = new AccountCheck.Verified();

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Json.ReadAsync(refused)).Text("field").ShouldBe("phoneNo");
        unverified.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_core_that_does_not_answer_now_does_not_stop_a_registration()
    {
        app.AddCoreTenant("asleep");
        app.Core.Faults.Add(new CoreFault("/offices") { Status = 503, Times = 1 });

        using var answer = await PostAsync(app.Registration("asleep"));

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Nobody_is_called_on_a_strangers_behalf_once_a_tenant_is_registered()
    {
        var tenant = await app.NewTenantAsync();
        var calls = app.Core.Requests.Count;

        using var answer = await PostAsync(app.Registration(tenant.Id));

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        app.Core.Requests.Count.ShouldBe(calls);
    }

    private async Task<HttpResponseMessage> PostAsync(Dictionary<string, string> body)
    {
        using var caller = app.CreateCaller();
        return await caller.PostAsJsonAsync("/modules/sms/configuration", body, TestContext.Current.CancellationToken);
    }

    private async Task IsNotStored(string identifier) =>
        (await app.QueryAsync<long>("SELECT COUNT(*) FROM tenant WHERE identifier = @identifier", new { identifier })).ShouldBe([0]);
}
