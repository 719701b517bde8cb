using System.Net;
using System.Net.Http.Json;
using SmsBridge.Gateways;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Routes;

/// <summary>A tenant sets its routes with its key.</summary>
public sealed class RouteApiTests(RouteStage stage) : IClassFixture<RouteStage>, IAsyncLifetime
{
    private readonly RouteStage _stage = stage;

    public async ValueTask InitializeAsync()
    {
        (_stage.Second.NextCheck, _stage.Third.NextCheck) = (new AccountCheck.Verified(), new AccountCheck.Verified());
        await _stage.RenewAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_was_put_is_shown_without_any_secret_and_is_on_the_audit()
    {
        var (status, body) = await _stage.PutAsync(new
        {
            accounts = new[] { new { name = "second", provider = "Second", accountId = "second-1", token = "very-secret-token", sharedKey = "very-secret-key", sender = "MFI" } },
            routes = new object[]
            {
                new { name = "kenya", account = "second", countries = new[] { "ke" }, prefixes = new[] { "+25471" }, events = new[] { "loan repayment", "sms_send" }, classes = new[] { "Transactional" }, share = 40, sender = "KEN" },
                new { name = "rest", account = "registered" },
            },
            leaveBelow = 60,
        });

        status.ShouldBe(HttpStatusCode.OK, body.ToString());
        var shown = await _stage.ShowAsync();
        shown.ToString().ShouldBe(body.ToString());
        shown.ToString().ShouldNotContain("very-secret");
        shown.GetProperty("accounts")[0].Text("name").ShouldBe("registered");
        shown.GetProperty("accounts")[1].Text("provider").ShouldBe("second");
        var route = shown.GetProperty("routes")[0];
        route.GetProperty("countries").ToString().ShouldBe("""["KE"]""");
        route.GetProperty("events").EnumerateArray().Select(name => name.GetString()).ShouldBe(["LOAN_REPAYMENT", "SMS_SEND"]);
        route.GetProperty("classes")[0].GetString().ShouldBe("transactional");
        route.GetProperty("share").GetInt32().ShouldBe(40);
        (await _stage.App.QueryAsync<string>("SELECT before || ' -> ' || after FROM audit WHERE action = 'routes' AND tenant_id = @Id", new { _stage.Tenant.Id })).ShouldHaveSingleItem().ShouldContain("kenya by second to KE");
        _stage.App.StoredBytes().ShouldNotContainText("very-secret");
        (await _stage.App.QueryAsync<string>("SELECT provider_token || shared_key FROM route_account WHERE tenant_id = @Id", new { _stage.Tenant.Id })).ShouldHaveSingleItem().ShouldNotContain("very-secret");
    }

    public static TheoryData<string, string, string> Faults => new()
    {
        { """{"routes":[{"name":"A","account":"registered"}]}""", "routes[0].name", "lower case" },
        { """{"routes":[{"name":"a","account":"nobody"}]}""", "routes[0].account", "There is no account nobody" },
        { """{"routes":[{"name":"a","account":"registered","share":50}]}""", "routes", "for all SMS" },
        { """{"routes":[{"name":"a","account":"registered","share":0},{"name":"b","account":"registered"}]}""", "routes[0].share", "1 to 99" },
        { """{"routes":[{"name":"a","account":"registered","share":60},{"name":"b","account":"registered","share":60},{"name":"c","account":"registered"}]}""", "routes[1].share", "a and b would get 120 percent of the same SMS" },
        { """{"routes":[{"name":"a","account":"registered","share":60},{"name":"b","account":"registered","share":60,"countries":["KE"]},{"name":"c","account":"registered"}]}""", "routes[1].share", "at most 100 together" },
        { """{"routes":[{"name":"a","account":"registered","countries":["XX"]},{"name":"b","account":"registered"}]}""", "routes[0].countries", "XX is no" },
        { """{"routes":[{"name":"a","account":"registered","countries":[null]},{"name":"b","account":"registered"}]}""", "routes[0].countries", "no ISO 3166-1" },
        { """{"routes":[{"name":"a","account":"registered","prefixes":["25470"]},{"name":"b","account":"registered"}]}""", "routes[0].prefixes", "after a plus" },
        { """{"routes":[{"name":"a","account":"registered","events":["LOAN_PARTY"]},{"name":"b","account":"registered"}]}""", "routes[0].events", "LOAN_PARTY is no event" },
        { """{"routes":[{"name":"a","account":"registered","classes":["1"]},{"name":"b","account":"registered"}]}""", "routes[0].classes", "transactional, service" },
        { """{"routes":[{"name":"a","account":"registered"},{"name":"a","account":"registered"}]}""", "routes[1].name", "two routes a" },
        { """{"routes":[null]}""", "routes[0]", "Must be a route" },
        { """{"accounts":[null]}""", "accounts[0]", "Must be an account" },
        { """{"accounts":[{"name":"registered","provider":"second","accountId":"1","token":"t","sender":"S"}]}""", "accounts[0].name", "registration" },
        { """{"accounts":[{"name":"x","provider":"nobody","accountId":"1","token":"t","sender":"S"}]}""", "accounts[0].provider", "This bridge knows" },
        { """{"accounts":[{"name":"x","provider":"second","token":"t","sender":"S"}]}""", "accounts[0].accountId", "Missing" },
        { """{"accounts":[{"name":"x","provider":"second","accountId":"1","sender":"S"}]}""", "accounts[0].token", "needs its token" },
        { """{"accounts":[{"name":"x","provider":"second","accountId":"1","token":"t","sender":"S"}]}""", "accounts", "No route leads to account x" },
        { """{"routes":[{"name":"a","account":"registered"}],"leaveBelow":0}""", "leaveBelow", "1 to 99" },
        { """{"routes":[{"name":"a","account":"registered"}],"leaveLeast":1}""", "leaveLeast", "10 to 10000" },
        { """{"repeatInDoubt":true}""", "confirm", "may get it twice" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_is_refused_by_its_field_and_changes_nothing(string body, string field, string words)
    {
        using var caller = _stage.Own.CreateCaller();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await caller.PutAsync($"/modules/sms/routes/{_stage.Own.Id}", content, TestContext.Current.CancellationToken);
        var problem = await Json.ReadAsync(answer);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, problem.ToString());
        problem.Text("field").ShouldBe(field);
        problem.Text("detail")!.ShouldContain(words);
        (await _stage.ShowAsync()).GetProperty("routes").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"route":[]}""", "route")]
    [InlineData("""{"routes":7}""", "routes")]
    [InlineData("", "body")]
    [InlineData("{", "body")]
    public async Task What_can_not_be_read_is_a_bad_request(string body, string field)
    {
        using var caller = _stage.Own.CreateCaller();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await caller.PutAsync($"/modules/sms/routes/{_stage.Own.Id}", content, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Json.ReadAsync(answer)).Text("field").ShouldBe(field);
    }

    [Fact]
    public async Task An_account_that_its_provider_does_not_know_is_not_stored()
    {
        _stage.Second.NextCheck = new AccountCheck.Refused("smsProviderToken", "The key is wrong.");
        var (status, body) = await _stage.PutAsync(Using("second"));
        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (body.Text("field"), body.Text("detail")).ShouldBe(("accounts[0].token", "The key is wrong."));

        _stage.Second.NextCheck = new AccountCheck.Unavailable("It is away.");
        (await _stage.PutAsync(Using("second"))).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await _stage.App.QueryAsync<long>("SELECT COUNT(*) FROM route_account WHERE tenant_id = @Id", new { _stage.Tenant.Id })).ShouldBe([0]);
    }

    [Theory]
    [InlineData("registered")]
    [InlineData("second")]
    public async Task A_sender_of_a_route_is_put_to_the_proof_also_where_its_account_is_as_it_was(string account)
    {
        (await _stage.PutAsync(Using("second"))).Status.ShouldBe(HttpStatusCode.OK);
        var gateway = account == "second" ? _stage.Second : _stage.First;
        var asked = gateway.Checked.Count;
        object Routes(string sender) => new
        {
            accounts = new[] { RouteStage.Account("second", token: null) },
            routes = new object[] { new { name = "one", account = "second" }, new { name = "own", account, sender }, new { name = "rest", account = "registered" } },
        };

        gateway.NextCheck = new AccountCheck.Refused("phoneNo", "It is not the account's.");
        var (status, body) = await _stage.PutAsync(Routes("Foreign"));
        gateway.NextCheck = new AccountCheck.Verified();

        status.ShouldBe(HttpStatusCode.UnprocessableEntity, body.ToString());
        (body.Text("field"), body.Text("detail")).ShouldBe(("routes[1].sender", "It is not the account's."));
        gateway.Checked.Skip(asked).Select(one => one.Sender).ShouldBe(["Foreign"]);
        (await _stage.PutAsync(Routes("Own"))).Status.ShouldBe(HttpStatusCode.OK);
        (await _stage.PutAsync(Routes("Own"))).Status.ShouldBe(HttpStatusCode.OK);
        gateway.Checked.Skip(asked).Select(one => one.Sender).ShouldBe(["Foreign", "Own"], "what is as it was is not asked for again");
    }

    [Fact]
    public async Task Another_tenants_key_opens_nothing()
    {
        var other = await _stage.App.NewTenantAsync();
        using var caller = other.CreateCaller();
        using var seen = await caller.GetAsync($"/modules/sms/routes/{_stage.Own.Id}", TestContext.Current.CancellationToken);
        using var put = await caller.PutAsJsonAsync($"/modules/sms/routes/{_stage.Own.Id}", new { }, TestContext.Current.CancellationToken);
        (seen.StatusCode, put.StatusCode).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task With_the_tenant_its_accounts_go()
    {
        await _stage.PutAsync(Using("second"));
        var id = _stage.Tenant.Id;
        using var caller = _stage.Own.CreateCaller();
        using var deleted = await caller.DeleteAsync(_stage.Own.ConfigurationUrl, TestContext.Current.CancellationToken);
        deleted.EnsureSuccessStatusCode();

        (await _stage.App.QueryAsync<long>("""
            SELECT (SELECT COUNT(*) FROM route_account WHERE tenant_id = @id) + (SELECT COUNT(*) FROM route WHERE tenant_id = @id)
                + (SELECT COUNT(*) FROM former_account WHERE tenant_id = @id)
            """, new { id })).ShouldBe([0]);
    }

    [Fact]
    public async Task Repeating_when_in_doubt_needs_the_word_that_clients_may_get_two()
    {
        (await _stage.PutAsync(new { repeatInDoubt = true })).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await _stage.PutAsync(new { repeatInDoubt = true, confirm = true })).Status.ShouldBe(HttpStatusCode.OK);
        (await _stage.ShowAsync()).GetProperty("repeatInDoubt").GetBoolean().ShouldBeTrue();
        (await _stage.App.QueryAsync<string>("SELECT after FROM audit WHERE action = 'routes' AND tenant_id = @Id", new { _stage.Tenant.Id })).ShouldHaveSingleItem().ShouldContain("repeats when in doubt");
    }

    private static object Using(string name) => new
    {
        accounts = new[] { RouteStage.Account(name) },
        routes = new[] { new { name = "one", account = name }, new { name = "rest", account = "registered" } },
    };
}
