using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Relay;
using SmsBridge.Simulator.Core;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants;

/// <summary>Refused credentials stop one tenant's relay, not its hooks, and nobody else's anything.</summary>
public sealed class PauseTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    private IReadOnlyList<string> Bodies => [.. _app.Gateway.Taken.Select(message => message.Body)];

    private TenantAdmin Admin => _app.Services.GetRequiredService<TenantAdmin>();

    public async ValueTask InitializeAsync() => await _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    public static TheoryData<string, string> Causes => new()
    {
        { "core 401", Reasons.CoreCredentials },
        { "core 403", Reasons.CoreForbidden },
        { "provider 20003", Reasons.ProviderCredentials },
    };

    [Theory]
    [MemberData(nameof(Causes))]
    public async Task Refused_credentials_pause_the_tenant_without_burning_attempts_while_hooks_go_on_and_others_flow(string cause, string reason)
    {
        var (life, other) = (await Life.BornAsync(_app), await Life.BornAsync(_app));
        Break(life, cause);

        var first = await life.RepayAsync(1_000m);
        await _app.DrainAsync();
        var second = await life.RepayAsync(2_000m);
        await other.RepayAsync(3_000m);
        await _app.DrainAfterAsync(TimeSpan.FromHours(1));

        Bodies.ShouldHaveSingleItem().ShouldContain("3,000.00");
        foreach (var eventId in (long[])[first, second])
        {
            (await life.EventAsync(eventId)).GetProperty("event").GetProperty("status").GetString().ShouldBe("queued");
        }

        var shown = await life.GetAsync();
        shown.Text("state").ShouldBe("paused");
        var pause = shown.Json.GetProperty("pause");
        pause.GetProperty("reason").GetString().ShouldBe(reason);
        pause.GetProperty("remedy").GetString().ShouldBe(Reasons.Explain(reason).Remedy);
        pause.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        (await other.GetAsync()).Text("state").ShouldBe("active");
    }

    [Fact]
    public async Task Twenty_refusals_in_a_row_use_up_no_attempt()
    {
        var life = await Life.BornAsync(_app);
        var eventId = await life.RepayAsync();
        for (var round = 0; round < 20; round++)
        {
            _app.Gateway.Next(new SendResult.Rejected(FailureClass.Credentials, "20003", "Authenticate"));
            await _app.DrainAsync();
            life.Tenant.Pause.ShouldNotBeNull();
            await Admin.ResumeAsync(life.Tenant);
        }

        await _app.DrainAsync();

        Bodies.ShouldHaveSingleItem();
        (await life.EventAsync(eventId)).GetProperty("event").GetProperty("status").GetString().ShouldBe("sent");
    }

    public static TheoryData<string, string> Mendings => new()
    {
        { "core 401", "put" },
        { "core 401", "register" },
        { "core 401", "verify" },
        { "core 401", "resume" },
        { "provider 20003", "put" },
        { "provider 20003", "register" },
        { "provider 20003", "verify" },
        { "provider 20003", "resume" },
    };

    [Theory]
    [MemberData(nameof(Mendings))]
    public async Task After_mending_everything_drains_in_order_of_arrival_each_once(string cause, string how)
    {
        var life = await Life.BornAsync(_app);
        Break(life, cause);
        var amounts = Enumerable.Range(1, 12).Select(number => 1_000m + number).ToList();
        await life.RepayAsync(amounts[0]);
        await _app.DrainAsync();
        foreach (var amount in amounts.Skip(1))
        {
            await life.RepayAsync(amount);
        }

        (await _app.DrainAfterAsync(TimeSpan.FromMinutes(10))).ShouldBe(0);
        await MendAsync(life, cause, how);
        await DrainOneByOneAsync();
        (await _app.DrainAsync()).ShouldBe(0);

        life.Tenant.Pause.ShouldBeNull();
        Bodies.Select(AmountIn).ShouldBe(amounts);
    }

    [Fact]
    public async Task A_result_with_old_credentials_that_comes_after_mending_does_not_pause_again()
    {
        var life = await Life.BornAsync(_app);
        life.Books.AddUser(new StandInUser("svc", "svc"));
        life.Books.AddUser(new StandInUser(SmsBridgeApp.User, "changed"));
        var goOn = new TaskCompletionSource();
        _app.Core.Faults.Add(new CoreFault("/clients/") { Times = 1, Until = goOn.Task });
        await life.RepayAsync();

        var stale = _app.DrainAsync();
        await Eventually.BecomesAsync(
            () => Task.FromResult(_app.Core.Requests.Any(request => request.Path.Contains("/clients/", StringComparison.Ordinal))), isThere => isThere, "the relay waits at the core with the old password");

        (await life.PatchAsync("""{"coreUsername":"svc","corePassword":"svc"}""")).Status.ShouldBe(HttpStatusCode.OK);
        goOn.SetResult();
        await stale;
        await _app.DrainAsync();

        life.Tenant.Pause.ShouldBeNull();
        Bodies.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_operators_pause_is_lifted_by_nobody_else()
    {
        var life = await Life.BornAsync(_app);
        await Admin.PauseAsync(life.Tenant.Id, Reasons.PausedByOperator, "Month end.");
        await life.RepayAsync();

        await Admin.VerifyAsync(life.Tenant, TestContext.Current.CancellationToken);
        (await life.PatchAsync("""{"phoneNo":"+15005550009"}""")).Status.ShouldBe(HttpStatusCode.OK);
        _app.Clock.Advance(TimeSpan.FromSeconds(61));
        (await life.RegisterAsync()).Status.ShouldBe(HttpStatusCode.Created);
        await _app.DrainAsync();

        life.Tenant.Pause!.Reason.ShouldBe(Reasons.PausedByOperator);
        life.Tenant.Pause.Detail.ShouldBe("Month end.");
        Bodies.ShouldBeEmpty();
        (await Admin.ResumeAsync(life.Tenant)).ShouldBeTrue();
        await _app.DrainAsync();
        Bodies.ShouldHaveSingleItem();
        (await Admin.ResumeAsync(life.Tenant)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_failing_check_does_not_take_an_operators_pause_for_its_own()
    {
        var life = await Life.BornAsync(_app);
        await Admin.PauseAsync(life.Tenant.Id, Reasons.PausedByOperator, null);
        life.Books.AddUser(new StandInUser(SmsBridgeApp.User, "changed"));

        await Admin.VerifyAsync(life.Tenant, TestContext.Current.CancellationToken);

        life.Tenant.Pause!.IsByOperator.ShouldBeTrue();
    }

    [Fact]
    public async Task What_waited_longer_than_its_expiry_is_too_late_and_the_rest_goes_out()
    {
        var life = await Life.BornAsync(_app);
        await Admin.PauseAsync(life.Tenant.Id, Reasons.PausedByOperator, null);
        var stale = await life.RepayAsync(1_000m);
        _app.Clock.Advance(TimeSpan.FromHours(12));
        await life.RepayAsync(2_000m);
        _app.Clock.Advance(TimeSpan.FromHours(12) + TimeSpan.FromMilliseconds(1)); // Relay:Expiry of a repayment is 24 h

        await Admin.ResumeAsync(life.Tenant);
        await _app.DrainAsync();

        Bodies.ShouldHaveSingleItem().ShouldContain("2,000.00");
        var view = (await life.EventAsync(stale)).GetProperty("event");
        view.GetProperty("status").GetString().ShouldBe("dead_lettered");
        view.GetProperty("reason").GetString().ShouldBe(Reasons.TooLate);
    }

    [Fact]
    public async Task One_that_was_in_work_when_its_tenant_was_paused_goes_out_at_once_when_it_is_resumed()
    {
        var life = await Life.BornAsync(_app);
        await life.RepayAsync(1_000m);
        var now = _app.Clock.GetUtcNow();
        var leased = (await _app.Services.GetRequiredService<MessageOutbox>().ClaimAsync(new ClaimMessages(
            _app.Services.GetRequiredService<Database>().NodeId, now, now + TimeSpan.FromMinutes(2), 10, 0, _ => 10))).ShouldHaveSingleItem();
        var tenant = _app.Services.GetRequiredService<TenantDirectory>().Find(leased.TenantId)!;
        await Admin.PauseAsync(tenant.Id, Reasons.PausedByOperator, null);

        await _app.Services.GetRequiredService<MessageRelay>().RelayAsync(leased, TestContext.Current.CancellationToken);
        Bodies.ShouldBeEmpty();
        await Admin.ResumeAsync(tenant);
        await _app.DrainAsync(); // not when its lease ends

        Bodies.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_deleted_tenant_that_was_paused_sends_nothing_any_more()
    {
        var life = await Life.BornAsync(_app);
        Break(life, "core 401");
        await life.RepayAsync();
        await _app.DrainAsync();

        (await life.DeleteAsync()).Status.ShouldBe(HttpStatusCode.NoContent);
        await _app.DrainAsync();
        life.Books.AddUser(new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password));
        (await life.RegisterAsync()).Status.ShouldBe(HttpStatusCode.Created);
        await _app.DrainAfterAsync(TimeSpan.FromMinutes(5));

        Bodies.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_pause_survives_a_restart_of_the_directory()
    {
        var life = await Life.BornAsync(_app);
        Break(life, "provider 20003");
        await life.RepayAsync();
        await _app.DrainAsync();
        var pause = life.Tenant.Pause;

        await _app.Services.GetRequiredService<TenantDirectory>().ReloadAsync(TestContext.Current.CancellationToken);

        life.Tenant.Pause.ShouldBe(pause);
        pause!.Since.ShouldBe(_app.Clock.GetUtcNow());
    }

    /// <summary>By another process: this one does not know yet when it is told that the old ones were refused.</summary>
    [Theory]
    [InlineData("sender = '+15005550007'", false)]
    [InlineData("core_endpoint = 'https://core.example.org/fineract-provider/api/v1'", false)]
    [InlineData("verified_at = verified_at + 1", true)] // not what was refused
    public async Task Settings_that_were_mended_meanwhile_are_not_paused(string change, bool isPaused)
    {
        var life = await Life.BornAsync(_app);
        var seen = life.Tenant;
        await _app.MeddleAsync($"UPDATE tenant SET {change}, updated_at = updated_at + 1 WHERE id = {seen.Id}; UPDATE directory_version SET version = version + 1");

        (await Admin.HoldAsync(seen, Reasons.CoreCredentials, "401")).ShouldBe(isPaused);

        (await _app.QueryAsync<long>($"SELECT paused_at IS NOT NULL FROM tenant WHERE id = {seen.Id}")).ShouldBe([isPaused ? 1L : 0L]);
        life.Tenant.Pause.ShouldBe(isPaused ? life.Tenant.Pause.ShouldNotBeNull() : null);
    }

    [Fact]
    public async Task Settings_that_were_changed_meanwhile_are_not_verified_by_what_the_old_ones_proved()
    {
        var life = await Life.BornAsync(_app);
        var seen = life.Tenant;
        await _app.MeddleAsync(
            $"UPDATE tenant SET sender = '+15005550007', unverified = 'not yet', updated_at = updated_at + 1 WHERE id = {seen.Id}; UPDATE directory_version SET version = version + 1");

        (await Admin.VerifyAsync(seen, TestContext.Current.CancellationToken)).Failure.ShouldBeNull();

        life.Tenant.Unverified.ShouldBe("not yet");
    }

    /// <summary>Another process paused it a moment ago: its messages must not be tried again and again until that is noticed.</summary>
    [Fact]
    public async Task A_pause_that_another_process_was_first_with_holds_at_once()
    {
        var life = await Life.BornAsync(_app);
        Break(life, "core 401");
        await life.RepayAsync();
        var store = _app.Services.GetRequiredService<TenantStore>();
        (await store.PauseAsync(life.Tenant.Id, seenAt: null, Reasons.PausedByOperator, null)).ShouldBeTrue();
        life.Tenant.Pause.ShouldBeNull(); // this process does not know yet

        await RelayNextAsync();

        life.Tenant.Pause!.IsByOperator.ShouldBeTrue();
        (await _app.DrainAsync()).ShouldBe(0);
    }

    private void Break(Life life, string cause)
    {
        switch (cause)
        {
            case "core 401":
                life.Books.AddUser(new StandInUser(SmsBridgeApp.User, "changed")); // a password change: the token dies with it (4.4)
                break;
            case "core 403":
                life.Books.AddUser(new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password) { Permissions = ["READ_OFFICE"] });
                break;
            default:
                _app.Gateway.Next(new SendResult.Rejected(FailureClass.Credentials, "20003", "Authenticate"));
                break;
        }
    }

    private async Task MendAsync(Life life, string cause, string how)
    {
        if (cause == "core 401" && how is "verify" or "resume")
        {
            life.Books.AddUser(new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password));
        }

        life.Books.AddUser(new StandInUser("svc", "svc"));
        switch (how)
        {
            case "put":
                (await life.PatchAsync("""{"coreUsername":"svc","corePassword":"svc"}""")).Status.ShouldBe(HttpStatusCode.OK);
                break;
            case "register":
                (await life.RegisterAsync(("mifosToken", Convert.ToBase64String("svc:svc"u8)))).Status.ShouldBe(HttpStatusCode.Created);
                break;
            case "verify":
                (await Admin.VerifyAsync(life.Tenant, TestContext.Current.CancellationToken)).Failure.ShouldBeNull();
                break;
            default:
                (await Admin.ResumeAsync(life.Tenant)).ShouldBeTrue();
                break;
        }
    }

    /// <summary>With room for one message at a time the order of claims is the order of sending.</summary>
    private async Task DrainOneByOneAsync()
    {
        while (await RelayNextAsync())
        {
            // Until nothing is due.
        }
    }

    private async Task<bool> RelayNextAsync()
    {
        var now = _app.Clock.GetUtcNow();
        var leased = await _app.Services.GetRequiredService<MessageOutbox>().ClaimAsync(new ClaimMessages(
            _app.Services.GetRequiredService<Database>().NodeId, now, now + TimeSpan.FromMinutes(2), 1, 0, _ => 1));
        if (leased is not [var message])
        {
            return false;
        }

        await _app.Services.GetRequiredService<MessageRelay>().RelayAsync(message, TestContext.Current.CancellationToken);
        return true;
    }

    private static decimal AmountIn(string body) =>
        decimal.Parse(body.Split("KES ")[1].Split(' ')[0], System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture);
}
