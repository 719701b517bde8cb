using System.Text.Json;
using SmsBridge.Core.HooksAdmin;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Core.HooksAdmin;

/// <summary>A hook made through the API, and then things happen in the core (fineract-hooks.md 2 to 5).</summary>
public class StandInHookFiringTests
{
    private static readonly DateOnly Day = new(2026, 11, 21);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("G1", "/modules/sms/configuration", "/modules/sms/", "X-Mifos-", "X-Mifos-Platform-TenantId", "/mifosng-provider/api/v1/")]
    [InlineData("G2", "/modules/sms/configuration", "/modules/sms/", "X-Fineract-", "Fineract-Platform-TenantId", "/fineract-provider/api/v1/")]
    [InlineData("G3", "/configuration", "/", "X-Fineract-", "Fineract-Platform-TenantId", "/fineract-provider/api/v1/")]
    [InlineData("G4", "/configuration", "/modules/sms/", "X-Fineract-", "Fineract-Platform-TenantId", "/fineract-provider/api/")]
    public async Task The_first_event_registers_and_later_ones_carry_the_key(
        string generation, string registration, string events, string prefix, string tenantHeader, string baseUrl)
    {
        await using var setup = await HooksSetup.StartAsync(generation);
        var id = await setup.CreateAsync();
        setup.Bridge.Forget(); // the ping
        setup.Books.AddUser(new StandInUser("teller", "pw"));

        var created = await setup.Books.CreateClientAsync(new StandInClient(8, "Juma", "0722 000 111"), "teller", Cancellation);
        var repaid = await setup.Books.RepayAsync(31, 1500m, Day, HooksSetup.User, Cancellation);

        created.ShouldBe([new HookDelivery(id, HookFate.Answered, 200)]);
        repaid.ShouldBe([new HookDelivery(id, HookFate.Answered, 200)]);
        setup.Bridge.Targets.ShouldBe([$"POST {registration}", $"POST {events}", $"POST {events}"]);
        using var body = JsonDocument.Parse(setup.Bridge.Requests[0].Body);
        body.RootElement.GetProperty("tenantId").GetString().ShouldBe("default");
        body.RootElement.GetProperty("phoneNo").GetString().ShouldBe(Some.Sender);
        body.RootElement.GetProperty("smsProviderToken").GetString().ShouldBe(Some.AuthToken);
        body.RootElement.GetProperty("mifosToken").GetString().ShouldBe(HooksSetup.Base64("teller:pw"));
        new Uri(body.RootElement.GetProperty("endpoint").GetString()!).AbsolutePath.ShouldBe(baseUrl);
        var repayment = setup.Bridge.Requests[2];
        repayment.Headers[prefix + "Entity"].ShouldBe("LOAN");
        repayment.Headers[prefix + "Action"].ShouldBe("REPAYMENT");
        repayment.Headers[prefix + "API-Key"].ShouldBe("key-1234567890");
        repayment.Headers[tenantHeader].ShouldBe("default");
        repayment.Body.ShouldContain("\"resourceId\":901");
        (await setup.FindAsync(id)).Config[HookFields.ApiKey].ShouldBe("key-1234567890");
    }

    [Theory]
    [InlineData("G1")]
    [InlineData("G2")]
    [InlineData("G3")]
    [InlineData("G4")]
    public async Task A_failed_registration_loses_the_event_and_the_next_one_tries_again(string generation)
    {
        await using var setup = await HooksSetup.StartAsync(generation);
        var id = await setup.CreateAsync();
        setup.Bridge.Forget();
        setup.Bridge.Answer = _ => (409, string.Empty);

        var lost = await setup.Books.RepayAsync(31, 1m, Day, HooksSetup.User, Cancellation);
        setup.Bridge.Answer = _ => (200, "\"k\"");
        var kept = await setup.Books.RepayAsync(31, 2m, Day, HooksSetup.User, Cancellation);

        lost.ShouldBe([new HookDelivery(id, HookFate.NotRegistered, 409)]);
        kept.ShouldBe([new HookDelivery(id, HookFate.Answered, 200)]);
        setup.Bridge.Targets.Count(target => target.EndsWith("/configuration", StringComparison.Ordinal)).ShouldBe(2);
        setup.Bridge.Requests[^1].Body.ShouldContain("\"resourceId\":902");
        setup.Bridge.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("G2", "Answered")] // lenient: the raw text is the key
    [InlineData("G4", "NotRegistered")]
    public async Task A_raw_key_is_read_by_old_cores_only(string generation, string expected)
    {
        await using var setup = await HooksSetup.StartAsync(generation);
        await setup.CreateAsync();
        setup.Bridge.Answer = _ => (201, "0f34abcd");

        var deliveries = await setup.Books.RepayAsync(31, 1m, Day, HooksSetup.User, Cancellation);

        deliveries.ShouldHaveSingleItem().Fate.ToString().ShouldBe(expected);
    }

    [Fact]
    public async Task An_empty_key_silences_the_hook_for_ever()
    {
        await using var setup = await HooksSetup.StartAsync();
        await setup.CreateAsync();
        setup.Bridge.Answer = _ => (200, "\"\"");
        setup.Bridge.Forget();

        var first = await setup.Books.RepayAsync(31, 1m, Day, HooksSetup.User, Cancellation);
        var second = await setup.Books.RepayAsync(31, 1m, Day, HooksSetup.User, Cancellation);

        first.ShouldHaveSingleItem().Fate.ShouldBe(HookFate.Suppressed);
        second.ShouldHaveSingleItem().Fate.ShouldBe(HookFate.Suppressed);
        setup.Bridge.Targets.ShouldBe(["POST /configuration"]);
    }

    [Fact]
    public async Task Two_first_events_that_both_register_kill_the_hook_until_its_keys_are_forgotten()
    {
        await using var setup = await HooksSetup.StartAsync();
        var id = await setup.CreateAsync();
        var registrations = 0;
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        setup.Bridge.Hold = request =>
        {
            if (request.Path == "/configuration" && Interlocked.Increment(ref registrations) == 2)
            {
                both.SetResult();
            }

            return request.Path == "/configuration" ? both.Task : Task.CompletedTask;
        };

        await Task.WhenAll(
            setup.Books.RepayAsync(31, 1m, Day, HooksSetup.User, Cancellation), setup.Books.RepayAsync(31, 2m, Day, HooksSetup.User, Cancellation));
        var dead = await setup.Books.RepayAsync(31, 3m, Day, HooksSetup.User, Cancellation);
        await setup.Client.UpdateAsync(setup.Access, id, new HookChange { ForgetKey = true }, Cancellation);
        var mended = await setup.Books.RepayAsync(31, 4m, Day, HooksSetup.User, Cancellation);

        dead.ShouldHaveSingleItem().Fate.ShouldBe(HookFate.TwoKeys);
        mended.ShouldHaveSingleItem().Fate.ShouldBe(HookFate.Answered);
    }

    [Fact]
    public async Task A_changed_config_makes_the_hook_register_anew()
    {
        await using var setup = await HooksSetup.StartAsync();
        var id = await setup.CreateAsync();
        await setup.Books.RepayAsync(31, 1m, Day, HooksSetup.User, Cancellation);
        setup.Bridge.Forget();

        await setup.Client.UpdateAsync(setup.Access, id, new HookChange { DisplayName = "Other" }, Cancellation);
        await setup.Books.RepayAsync(31, 2m, Day, HooksSetup.User, Cancellation);
        setup.Bridge.Targets.ShouldBe(["POST /modules/sms/"]);

        await setup.Client.UpdateAsync(setup.Access, id, new HookChange { ForgetKey = true }, Cancellation);
        await setup.Books.RepayAsync(31, 3m, Day, HooksSetup.User, Cancellation);
        setup.Bridge.Targets.ShouldBe(["POST /modules/sms/", "POST /configuration", "POST /modules/sms/"]);
    }

    [Fact]
    public async Task Hooks_that_are_not_active_or_listen_to_something_else_stay_silent()
    {
        await using var setup = await HooksSetup.StartAsync();
        await setup.CreateAsync(setup.Draft(EventType.ClientCreate));
        await setup.CreateAsync(setup.WebDraft() with { IsActive = false });

        (await setup.Books.RepayAsync(31, 1m, Day, HooksSetup.User, Cancellation)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("G2", "Answered")]
    [InlineData("G3", "NotSent")]
    [InlineData("G4", "NotSent")]
    public async Task A_stored_url_without_a_slash_loses_events_after_an_upgrade(string generation, string expected)
    {
        await using var setup = await HooksSetup.StartAsync(generation);
        var id = await setup.CreateAsync();
        setup.Books.Hooks.Change(id, hook => hook with
        {
            Config = [.. hook.Config.Select(entry => KeyValuePair.Create(entry.Key, entry.Key == HookFields.PayloadUrl ? entry.Value.TrimEnd('/') : entry.Value))],
        });

        var deliveries = await setup.Books.RepayAsync(31, 1m, Day, HooksSetup.User, Cancellation);

        deliveries.ShouldHaveSingleItem().Fate.ToString().ShouldBe(expected);
    }

    [Fact]
    public async Task A_bridge_that_is_away_costs_the_event()
    {
        await using var setup = await HooksSetup.StartAsync();
        await setup.CreateAsync();
        await setup.Bridge.DisposeAsync();

        var deliveries = await setup.Books.RepayAsync(31, 1m, Day, HooksSetup.User, Cancellation);

        deliveries.ShouldHaveSingleItem().Fate.ShouldBe(HookFate.NoAnswer);
    }

    [Theory]
    [InlineData("G1", "")]
    [InlineData("G2", "")]
    [InlineData("G3", "\"status\":\"Exception\"")]
    [InlineData("G4", "\"timestamp\"")]
    public async Task Newer_cores_tell_of_failed_commands_too(string generation, string words)
    {
        await using var setup = await HooksSetup.StartAsync(generation);
        await setup.CreateAsync();
        setup.Bridge.Forget();

        var deliveries = await setup.Books.RaiseFailedAsync(new HookRepayment(31, 901, 5m) { ClientId = 7 }.ToEvent(), HooksSetup.User, Cancellation);

        deliveries.Count.ShouldBe(words.Length == 0 ? 0 : 1);
        setup.Bridge.Requests.Count.ShouldBe(words.Length == 0 ? 0 : 2);
        if (words.Length > 0)
        {
            setup.Bridge.Requests[1].Body.ShouldContain(words);
            setup.Bridge.Requests[1].Body.Contains("\"response\"", StringComparison.Ordinal).ShouldBe(generation == "G3");
        }
    }

    [Theory]
    [InlineData("json", "application/json; charset=UTF-8")]
    [InlineData("form", "application/x-www-form-urlencoded")]
    [InlineData("FORM", "application/x-www-form-urlencoded")]
    public async Task Web_hooks_post_without_a_key_in_their_content_type(string contentType, string expected)
    {
        await using var setup = await HooksSetup.StartAsync();
        await setup.CreateAsync(setup.WebDraft(contentType));
        await setup.CreateAsync(setup.WebDraft(contentType));
        setup.Bridge.Forget();

        var deliveries = await setup.Books.RepayAsync(31, 1m, Day, HooksSetup.User, Cancellation);

        deliveries.Count.ShouldBe(2);
        setup.Bridge.Targets.ShouldBe(["POST /modules/sms/", "POST /modules/sms/"]);
        setup.Bridge.Requests.ShouldAllBe(request =>
            request.Headers["Content-Type"] == expected && !request.Headers.ContainsKey("X-Fineract-API-Key")
            && request.Headers["X-Fineract-Endpoint"] == setup.Core.BaseUrl);
    }
}
