using System.Net;
using SmsBridge.Gateways;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants;

/// <summary>PUT and PATCH of a tenant: proved before they replace what works.</summary>
public sealed class SettingsTests : IClassFixture<SmsBridgeApp>
{
    private readonly SmsBridgeApp _app;

    public SettingsTests(SmsBridgeApp app)
    {
        _app = app;
        _app.Gateway.NextCheck = new AccountCheck.Verified();
        _app.Core?.Faults.Clear();
    }

    [Fact]
    public async Task A_new_sender_is_what_the_next_sms_comes_from()
    {
        var life = await Life.BornAsync(_app);

        var answer = await life.PatchAsync("""{"phoneNo":"+15005550009"}""");
        await life.RepayAsync();
        await _app.DrainAsync();

        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Text("phoneNo").ShouldBe("+15005550009");
        _app.Gateway.Sent[^1].Account.Sender.ShouldBe("+15005550009");
    }

    /// <summary>A cache before the bridge would give to anybody what it gave to the key's holder.</summary>
    [Theory]
    [InlineData("/modules/sms/configuration/{0}", true)]
    [InlineData("/modules/sms/events/{0}", true)]
    [InlineData("/modules/sms/events/{0}", false)]
    public async Task What_a_key_opens_is_kept_by_no_cache(string path, bool isRight)
    {
        var life = await Life.BornAsync(_app);
        using var caller = _app.CreateCaller();
        caller.DefaultRequestHeaders.Add(SmsBridge.Web.ApiKeyHeader.Fineract, isRight ? life.Key : "wrong");

        using var answer = await caller.GetAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, life.Name), TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(isRight ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
        answer.Headers.CacheControl.ShouldNotBeNull().NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task A_service_user_outlives_the_password_of_whoever_registered()
    {
        var life = await Life.BornAsync(_app);
        life.Books.AddUser(new StandInUser("svc", "p&w"));

        (await life.PatchAsync("""{"coreUsername":"svc","corePassword":"p&w"}""")).Status.ShouldBe(HttpStatusCode.OK);
        life.Books.AddUser(new StandInUser(SmsBridgeApp.User, "changed"));
        var before = _app.Gateway.Sent.Count;
        await life.RepayAsync();
        await _app.DrainAsync();

        _app.Gateway.Sent.Count.ShouldBe(before + 1);
    }

    [Theory]
    [InlineData("""{"coreUsername":"svc","corePassword":"wrong"}""", "corePassword")]
    [InlineData("""{"endpoint":"http://127.0.0.1:1/nowhere/api/v2"}""", "endpoint")]
    [InlineData("""{"endpoint":"https://core.example.org"}""", "endpoint")]
    public async Task What_the_core_refuses_leaves_the_old_settings_working(string patch, string field)
    {
        var life = await Life.BornAsync(_app);
        var before = life.Tenant;

        var answer = await life.PatchAsync(patch);

        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, answer.Body);
        answer.Field.ShouldBe(field);
        life.Tenant.ShouldBe(before);
        await SendsAsync(life);
    }

    [Fact]
    public async Task What_the_provider_refuses_leaves_the_old_settings_working()
    {
        var life = await Life.BornAsync(_app);
        var before = life.Tenant;
        _app.Gateway.NextCheck = new AccountCheck.Refused("phoneNo", "Not yours.");

        var answer = await life.PatchAsync("""{"phoneNo":"+1"}""");

        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Field.ShouldBe("phoneNo");
        life.Tenant.ShouldBe(before);
        await SendsAsync(life);
    }

    [Theory]
    [InlineData("core")]
    [InlineData("provider")]
    public async Task What_can_not_be_checked_now_leaves_the_old_settings_working(string who)
    {
        var life = await Life.BornAsync(_app);
        var before = life.Tenant;
        if (who == "core")
        {
            _app.Core.Faults.Add(new CoreFault("/offices") { Status = 502 });
        }
        else
        {
            _app.Gateway.NextCheck = new AccountCheck.Unavailable("Away.");
        }

        var answer = await life.PatchAsync("""{"phoneNo":"+15005550009"}""");

        answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.RetryAfter.ShouldNotBeNull();
        life.Tenant.ShouldBe(before);
        await SendsAsync(life);
    }

    [Fact]
    public async Task A_put_replaces_everything_and_falls_back_to_the_operators_settings()
    {
        var life = await Life.BornAsync(_app);
        life.Books.AddUser(new StandInUser("svc", "svc"));
        (await life.PatchAsync("""{"defaultRegion":"UG","coreUsername":"svc","corePassword":"svc"}""")).Status.ShouldBe(HttpStatusCode.OK);

        var answer = await life.PutAsync(
            $$"""{"smsProvider":"twilio","smsProviderAccountId":"AC2","smsProviderToken":"T2","phoneNo":"MG2","endpoint":"{{_app.Core.BaseUrl}}"}""");

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body);
        answer.Text("defaultRegion").ShouldBeNull();
        answer.Text("coreUsername").ShouldBeNull();
        answer.Text("endpoint").ShouldBe(_app.Core.Endpoint.AbsoluteUri); // one spelling, whoever set it
        life.Tenant.Settings.AccountId.ShouldBe("AC2");
        life.Tenant.Settings.CorePassword.ShouldBeNull();
        await SendsAsync(life);
    }

    [Theory]
    [InlineData("""{"phoneNumber":"+1"}""")]
    [InlineData("""{"PhoneNo":"+1"}""")]
    public async Task A_misspelled_member_is_400_and_changes_nothing(string patch)
    {
        var life = await Life.BornAsync(_app);
        var before = life.Tenant;

        (await life.PatchAsync(patch)).Status.ShouldBe(HttpStatusCode.BadRequest);

        life.Tenant.ShouldBe(before);
    }

    [Fact]
    public async Task Of_two_changes_at_once_the_later_does_not_undo_the_earlier()
    {
        var life = await Life.BornAsync(_app);
        var goOn = new TaskCompletionSource();
        _app.Core.Faults.Add(new CoreFault("/offices") { Times = 1, Until = goOn.Task });

        var slow = life.PatchAsync("""{"smsProviderToken":"fedcba9876543210fedcba9876543210"}""");
        await Eventually.BecomesAsync( // the first request was the registration's
            () => Task.FromResult(_app.Core.Requests.Count(request => request.Headers.Values.Contains(life.Name, StringComparer.Ordinal))), count => count == 2, "the slow change waits at the core");

        (await life.PatchAsync("""{"phoneNo":"+15005550009"}""")).Status.ShouldBe(HttpStatusCode.OK);
        goOn.SetResult();

        (await slow).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        life.Tenant.Settings.Sender.ShouldBe("+15005550009");
        life.Tenant.Settings.ProviderToken.ShouldBe(Some.AuthToken);
    }

    [Fact]
    public async Task A_region_is_nobodys_to_prove()
    {
        var life = await Life.BornAsync(_app);
        _app.Core.Faults.Add(new CoreFault("/") { Status = 503 });

        (await life.PatchAsync("""{"defaultRegion":"ug"}""")).Text("defaultRegion").ShouldBe("UG");
    }

    [Fact]
    public async Task A_change_that_was_proved_ends_unverified()
    {
        _app.Gateway.NextCheck = new AccountCheck.Unavailable("Away.");
        var life = await Life.BornAsync(_app);
        life.Tenant.State.ShouldBe("unverified");
        _app.Gateway.NextCheck = new AccountCheck.Verified();

        (await life.PatchAsync("{}")).Text("state").ShouldBe("active");
    }

    private async Task SendsAsync(Life life)
    {
        _app.Core.Faults.Clear();
        _app.Gateway.NextCheck = new AccountCheck.Verified();
        var before = _app.Gateway.Sent.Count;
        await life.RepayAsync();
        await _app.DrainAsync();
        _app.Gateway.Sent.Count.ShouldBe(before + 1);
    }
}
