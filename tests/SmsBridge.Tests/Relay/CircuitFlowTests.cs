using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Relay;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Relay;

/// <summary>A core, or a provider account, that does not answer: it is left alone, its messages wait, and nobody else notices.</summary>
public sealed class CircuitFlowTests : IAsyncLifetime
{
    private const string Mobile = "0712345678";

    private readonly SmsBridgeApp _app = new();
    private StandInCore _otherCore = null!;
    private RelayDriver _dead = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _otherCore = await StandInCore.StartAsync(new StandInCoreOptions { Generation = _app.Generation }, Token);
        _dead = await RelayDriver.RegisterAsync(_app);
        _app.Core.ForgetRequests();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _otherCore.DisposeAsync();
    }

    [Fact]
    public async Task A_dead_core_is_asked_a_few_times_an_hour_however_many_wait_and_all_go_out_when_it_is_back()
    {
        _app.Core.Faults.Add(new CoreFault("/clients/") { Drop = true });
        for (var client = 1; client <= 40; client++)
        {
            await _dead.ClientAsync(client, Mobile);
        }

        await HourAsync();

        Asked(_app.Core).ShouldBeLessThan(40 + 130); // those under way when it died, and one a break
        _app.Services.GetRequiredService<CoreCircuits>().Open.ShouldHaveSingleItem().Peer.ShouldBe($"{_app.Core.Endpoint.AbsoluteUri} (tenant {_dead.Core.Id})");
        _dead.Messages().ShouldAllBe(message => message.Status == MessageStatus.Queued && message.Attempts == 0);

        _app.Core.Faults.Clear();
        await HourAsync();

        _app.Gateway.Sent.Count.ShouldBe(40);
        _app.Services.GetRequiredService<CoreCircuits>().Open.ShouldBeEmpty();
    }

    [Fact]
    public async Task While_it_is_left_alone_no_look_up_is_used_up()
    {
        _app.Core.Faults.Add(new CoreFault("/clients/") { Status = 500 });
        await _dead.ClientAsync(1, Mobile);
        await _app.DrainAsync();
        for (var index = 0; index < 4; index++)
        {
            await _app.DrainAfterAsync(TimeSpan.FromMinutes(1));
        }

        _app.Services.GetRequiredService<CoreCircuits>().Open.Count.ShouldBe(1);
        await _dead.ClientAsync(2, Mobile);
        await _app.DrainAsync();

        Asked(_app.Core).ShouldBe(5);
        (await _app.QueryAsync<(int Lookups, string Reason)>("SELECT lookups, reason FROM message ORDER BY event_id DESC LIMIT 1"))
            .ShouldHaveSingleItem().ShouldBe((0, Reasons.CoreUnavailable));
    }

    [Fact]
    public async Task A_tenant_of_another_core_gets_all_of_its_sms_with_the_same_calls_as_ever()
    {
        var other = await RegisterElsewhereAsync("elsewhere");
        _app.Core.Faults.Add(new CoreFault("/clients/") { Status = 503 });
        for (var client = 1; client <= 20; client++)
        {
            await _dead.ClientAsync(client, Mobile);
        }

        await _app.DrainAsync();
        _otherCore.ForgetRequests();
        for (var client = 1; client <= 20; client++)
        {
            await other.ClientAsync(client, Mobile);
        }

        await _app.DrainAsync();

        Asked(_otherCore).ShouldBe(20);
        other.Messages().ShouldAllBe(message => message.Status == MessageStatus.Sent && message.Attempts == 1);
        _app.Gateway.Sent.Count.ShouldBe(20);
    }

    [Fact]
    public async Task Tenants_that_share_a_core_share_that_nobody_listens_there()
    {
        var (lost, neighbour) = (await RegisterElsewhereAsync("elsewhere1"), await RegisterElsewhereAsync("elsewhere2"));
        await _otherCore.DisposeAsync();
        for (var client = 1; client <= 8; client++)
        {
            await lost.ClientAsync(client, Mobile);
        }

        await _app.DrainAsync();
        await neighbour.ClientAsync(9, Mobile);
        await _app.DrainAsync();

        neighbour.Message().Reason.ShouldBe(Reasons.CoreUnavailable);
        (await LookupsAsync(neighbour)).ShouldBe([0]);
        _app.Services.GetRequiredService<CoreCircuits>().Open.ShouldHaveSingleItem().Peer.ShouldBe(_otherCore.Endpoint.AbsoluteUri);
    }

    [Theory]
    [InlineData(503, false)]
    [InlineData(500, false)]
    [InlineData(null, true)]
    public async Task A_tenant_whose_database_is_broken_stops_no_neighbour_at_the_same_core(int? status, bool drop)
    {
        var neighbour = await RelayDriver.RegisterAsync(_app);
        _app.Core.Faults.Add(new CoreFault("/clients/100") { Status = status, Drop = drop });
        for (var client = 1000; client <= 1008; client++)
        {
            await _dead.ClientAsync(client, Mobile);
        }

        await _app.DrainAsync();
        await _dead.ClientAsync(8, Mobile);
        await neighbour.ClientAsync(9, Mobile);
        await _app.DrainAsync();

        neighbour.Message().Status.ShouldBe(MessageStatus.Sent);
        _dead.Messages().ShouldAllBe(message => message.Status == MessageStatus.Queued);
        (await LookupsAsync(_dead))[^1].ShouldBe(0); // its own circuit is open
    }

    [Fact]
    public async Task A_text_the_core_wrote_itself_does_not_wait_for_it()
    {
        _app.Core.Faults.Add(new CoreFault("/clients/") { Status = 503 });
        for (var client = 1; client <= 5; client++)
        {
            await _dead.ClientAsync(client, Mobile);
        }

        await _app.DrainAsync();
        await _dead.SmsAsync(Mobile, "Hello");
        await _app.DrainAsync();

        _app.Gateway.Sent.ShouldHaveSingleItem().Body.ShouldBe("Hello");
    }

    [Fact]
    public async Task An_hour_without_the_provider_ends_with_everything_sent_once_and_few_calls()
    {
        var isAway = true;
        for (var index = 0; index < 1_000; index++)
        {
            _app.Gateway.Next(sms => isAway ? new SendResult.Retryable(FailureClass.Unreachable, "not-connected", null, "Refused.") : _app.Gateway.Take(sms));
        }

        for (var index = 0; index < 30; index++)
        {
            await _dead.SmsAsync(Mobile, $"Text {index}");
        }

        await HourAsync();
        _app.Gateway.Sent.Count.ShouldBeLessThan(30 + 130);
        _app.Services.GetRequiredService<ProviderCircuits>().Open.ShouldHaveSingleItem().Peer.ShouldBe($"twilio:{Some.AccountSid}");
        isAway = false;
        await HourAsync();

        _app.Gateway.Taken.Select(taken => taken.Body).Distinct(StringComparer.Ordinal).Count().ShouldBe(30);
        _app.Gateway.Taken.Count.ShouldBe(30);
        _dead.Messages().ShouldAllBe(message => message.Status == MessageStatus.Sent && message.Tries <= 6);
    }

    [Fact]
    public async Task While_the_account_is_left_alone_the_core_is_not_asked_for_nothing()
    {
        for (var index = 0; index < 5; index++)
        {
            _app.Gateway.Next(new SendResult.Unknown("timeout", "No answer."));
            await _dead.SmsAsync(Mobile, $"Text {index}");
        }

        await _app.DrainAsync();
        await _dead.ClientAsync(1, Mobile);
        await _app.DrainAsync();
        Asked(_app.Core).ShouldBe(0);
        await HourAsync();

        _dead.Message().Status.ShouldBe(MessageStatus.Sent);
    }

    [Fact]
    public async Task An_account_that_is_left_alone_holds_up_no_other_account()
    {
        var other = await RegisterElsewhereAsync("elsewhere", account: "AC00000000000000000000000000000002");
        for (var index = 0; index < 5; index++)
        {
            _app.Gateway.Next(new SendResult.Unknown("timeout", "No answer."));
            await _dead.SmsAsync(Mobile, $"Text {index}");
        }

        await _app.DrainAsync();
        await _dead.SmsAsync(Mobile, "Waits");
        await other.SmsAsync(Mobile, "Goes");
        await _app.DrainAsync();

        _app.Gateway.Taken.ShouldHaveSingleItem().Body.ShouldBe("Goes");
        _dead.Message().ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.Queued), message => message.Attempts.ShouldBe(0), message => message.Reason.ShouldBe(Reasons.ProviderBusy));
    }

    private static int Asked(StandInCore core) => core.Requests.Count(request => request.Path.Contains("/clients/", StringComparison.Ordinal));

    private async Task<RelayDriver> RegisterElsewhereAsync(string tenant, string account = Some.AccountSid)
    {
        var books = _otherCore.AddTenant(tenant, new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password));
        var registration = _app.Registration(tenant);
        registration["endpoint"] = _otherCore.BaseUrl;
        registration["smsProviderAccountId"] = account;
        using var client = _app.CreateClient();
        using var answer = await client.PostAsJsonAsync("/modules/sms/configuration", registration, Token);
        answer.EnsureSuccessStatusCode();
        return RelayDriver.Of(_app, books, _app.Hooks((await answer.Content.ReadFromJsonAsync<string>(Token))!, tenant));
    }

    private async Task<IReadOnlyList<int>> LookupsAsync(RelayDriver tenant) => await _app.QueryAsync<int>(
        $"SELECT lookups FROM message WHERE tenant_id = (SELECT id FROM tenant WHERE identifier = '{tenant.Core.Id}') ORDER BY event_id");

    private async Task HourAsync()
    {
        for (var step = 0; step < 240; step++)
        {
            await _app.DrainAfterAsync(TimeSpan.FromSeconds(15));
        }
    }
}
