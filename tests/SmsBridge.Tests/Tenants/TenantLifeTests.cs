using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants;

/// <summary>A tenant from its registration to its deletion and back.</summary>
public class TenantLifeTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Fact]
    public async Task Its_configuration_shows_everything_but_secrets()
    {
        var tenant = await app.NewTenantAsync();

        var shown = await tenant.GetAsync(tenant.ConfigurationUrl);

        shown.Text("tenantId").ShouldBe(tenant.Id);
        shown.Text("smsProvider").ShouldBe("twilio");
        shown.Text("smsProviderAccountId").ShouldBe(Some.AccountSid);
        shown.Text("phoneNo").ShouldBe(Some.Sender);
        shown.Text("endpoint").ShouldBe(app.Core.Endpoint.AbsoluteUri);
        shown.GetProperty("hasCoreToken").GetBoolean().ShouldBeTrue();
        shown.GetProperty("keys").EnumerateArray().ShouldHaveSingleItem().Text("prefix").ShouldBe(tenant.ApiKey[..6]);
        shown.ToString().ShouldNotContain(tenant.ApiKey);
        shown.ToString().ShouldNotContain(Some.AuthToken);
        shown.ToString().ShouldNotContain(app.Registration()["mifosToken"]);
    }

    [Theory]
    [InlineData("X-Fineract-API-Key")]
    [InlineData("x-mifos-api-key")]
    public async Task Its_key_opens_its_configuration_in_either_header(string header)
    {
        var tenant = await app.NewTenantAsync();
        using var caller = app.CreateCaller();
        caller.DefaultRequestHeaders.Add(header, tenant.ApiKey);

        using var answer = await caller.GetAsync(tenant.ConfigurationUrl, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("GET", "/modules/sms/configuration/{0}")]
    [InlineData("DELETE", "/modules/sms/configuration/{0}")]
    [InlineData("GET", "/modules/sms/events/{0}")]
    [InlineData("GET", "/modules/sms/events/{0}/1")]
    [InlineData("POST", "/modules/sms/events/{0}/_resend")]
    public async Task Every_other_key_is_401_and_tells_nothing(string method, string url)
    {
        var tenant = await app.NewTenantAsync();
        var other = await app.NewTenantAsync();
        var answers = new List<string>();
        foreach (var (name, key) in new[] { (tenant.Id, other.ApiKey), (tenant.Id, "nobody"), ("no-such-tenant", other.ApiKey), (tenant.Id.ToUpperInvariant(), tenant.ApiKey) })
        {
            using var caller = app.CreateCaller();
            using var request = new HttpRequestMessage(new HttpMethod(method), string.Format(System.Globalization.CultureInfo.InvariantCulture, url, name));
            request.Headers.Add("X-Fineract-API-Key", key);
            using var answer = await caller.SendAsync(request, TestContext.Current.CancellationToken);

            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            var problem = await Json.ReadAsync(answer);
            answers.Add(problem.Text("title") + problem.Text("detail"));
        }

        answers.ToHashSet(StringComparer.Ordinal).Count.ShouldBe(1);
        (await tenant.PostAsync(new RawHook())).Outcome.ShouldBe("accepted");
    }

    [Fact]
    public async Task A_deleted_tenants_key_is_dead_at_once_and_its_waiting_sms_are_closed()
    {
        var tenant = await app.NewTenantAsync();
        await app.DrainAsync(); // what other tests left behind must not take the fault
        app.Core.Faults.Add(new Simulator.Core.CoreFault("/loans") { Status = 503, Times = 1 });
        var waiting = await tenant.RepayAsync();
        await app.DrainAsync();
        var untaken = await tenant.RepayAsync();

        await DeleteAsync(tenant);
        await app.DrainAfterAsync(TimeSpan.FromMinutes(10));

        (await tenant.PostAsync(new RawHook())).Status.ShouldBe(HttpStatusCode.Unauthorized);
        using var caller = tenant.CreateCaller();
        using var shown = await caller.GetAsync(tenant.ConfigurationUrl, TestContext.Current.CancellationToken);
        shown.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        app.Gateway.Sent.ShouldNotContain(sms => sms.MessageId == waiting || sms.MessageId == untaken);
        foreach (var eventId in new[] { waiting, untaken })
        {
            (await app.QueryAsync<string>("SELECT status || ' ' || reason FROM message WHERE event_id = @eventId", new { eventId })).ShouldBe(["7 tenant_deleted"]);
        }
    }

    [Fact]
    public async Task What_is_registered_after_a_deletion_is_somebody_new()
    {
        var tenant = await app.NewTenantAsync();
        var old = await tenant.PostAsync(RawHook.Repayment(904));
        await DeleteAsync(tenant);

        var again = tenant with { ApiKey = await app.RegisterAsync(tenant.Id) };

        (again.ApiKey == tenant.ApiKey).ShouldBeFalse();
        (await again.LogAsync()).ShouldBeEmpty();
        using var caller = again.CreateCaller();
        using var oldEvent = await caller.GetAsync($"{again.EventsUrl}/{old.EventId}", TestContext.Current.CancellationToken);
        oldEvent.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await again.PostAsync(RawHook.Repayment(904))).Outcome.ShouldBe("accepted");
        (await tenant.PostAsync(RawHook.Repayment(905))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_deleted_tenants_secrets_are_gone_from_its_row()
    {
        var tenant = await app.NewTenantAsync();

        await DeleteAsync(tenant);

        (await app.QueryAsync<long>(
            "SELECT COUNT(*) FROM tenant WHERE identifier = @Id AND deleted_at IS NOT NULL AND provider_token IS NULL AND core_token IS NULL", tenant)).ShouldBe([1]);
        (await app.QueryAsync<long>("SELECT COUNT(*) FROM api_key JOIN tenant ON tenant.id = tenant_id WHERE identifier = @Id", tenant)).ShouldBe([0]);
    }

    [Fact]
    public async Task Secrets_are_stored_encrypted_and_open_only_in_their_own_row()
    {
        var tenant = await app.NewTenantAsync();
        var other = await app.NewTenantAsync();
        await tenant.RepayAsync();
        await app.DrainAsync();

        app.StoredBytes().ShouldNotContainText(Some.AuthToken);
        app.StoredBytes().ShouldNotContainText(app.Registration()["mifosToken"]);
        app.StoredBytes().ShouldNotContainText(SmsBridgeApp.Password);
        app.StoredBytes().ShouldNotContainText(tenant.ApiKey);

        await app.MeddleAsync("""
            UPDATE tenant SET (provider_token, core_token) = (SELECT provider_token, core_token FROM tenant WHERE identifier = @From) WHERE identifier = @To
            """, new { From = tenant.Id, To = other.Id });
        var directory = app.Services.GetRequiredService<TenantDirectory>();
        await directory.ReloadAsync(TestContext.Current.CancellationToken);
        directory.Find(other.Id).ShouldNotBeNull().Settings.ProviderToken.ShouldBeNull();
        directory.Find(other.Id)!.Settings.CoreToken.ShouldBeNull();
        directory.Find(tenant.Id).ShouldNotBeNull().Settings.ProviderToken.ShouldBe(Some.AuthToken);
    }

    private static async Task DeleteAsync(TestTenant tenant)
    {
        using var caller = tenant.CreateCaller();
        using var answer = await caller.DeleteAsync(tenant.ConfigurationUrl, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }
}

/// <summary>A database without the keys its secrets were stored with.</summary>
[FileOnly]
public class LostKeyRingTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Fact]
    public async Task Without_its_key_ring_messages_wait_until_the_tenant_is_registered_again()
    {
        var before = await app.NewTenantAsync();
        await using var restarted = await app.RestartAsync(() => Directory.Delete(app.KeyRingFolder, recursive: true));
        var tenant = before with { App = restarted };

        var eventId = await tenant.RepayAsync();
        await restarted.DrainAsync();

        var entry = (await tenant.EventAsync(eventId)).GetProperty("event");
        entry.Text("status").ShouldBe("queued");
        entry.Text("reason").ShouldBe("secrets_lost");
        entry.Text("remedy").ShouldNotBeNullOrEmpty();
        restarted.Gateway.Sent.ShouldBeEmpty();

        using var caller = tenant.CreateCaller();
        using var deleted = await caller.DeleteAsync(tenant.ConfigurationUrl, TestContext.Current.CancellationToken);
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var again = tenant with { ApiKey = await restarted.RegisterAsync(tenant.Id) };
        await again.RepayAsync();
        await restarted.DrainAfterAsync(TimeSpan.FromMinutes(2));
        restarted.Gateway.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_restart_forgets_nobody()
    {
        await using var first = new SmsBridgeApp();
        await first.InitializeAsync();
        var before = await first.NewTenantAsync();
        await before.RepayAsync();
        await using var restarted = await first.RestartAsync();
        var tenant = before with { App = restarted };

        await restarted.DrainAsync();

        restarted.Gateway.Sent.Count.ShouldBe(1);
        (await tenant.LogAsync()).ShouldHaveSingleItem().Text("status").ShouldBe("sent");
    }
}
