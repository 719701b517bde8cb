using System.Net;
using System.Text;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;
using SmsBridge.Tests.Tenants;

namespace SmsBridge.Tests.Dialects;

/// <summary>Our answers to a registration as each generation reads them (fineract-hooks.md 4.3), and what its hook lives through (4.4).</summary>
public sealed class AnswerTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new() { Settings = { ["Storage:BusyTimeout"] = "00:00:00.1" } };

    public async ValueTask InitializeAsync() => await _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_key_comes_as_a_quoted_string_that_every_generation_can_read_and_keep()
    {
        var life = Life.Unborn(_app);

        var answer = await life.RegisterAsync();

        answer.Status.ShouldBe(HttpStatusCode.Created); // never 204, which reads as null
        answer.Body.ShouldBe($"\"{life.Key}\""); // not raw text, no number, no object, not null, not empty
        life.Key.Length.ShouldBeInRange(20, 100);
        life.Key.All(char.IsAscii).ShouldBeTrue();
        foreach (var generation in Enum.GetValues<Generation>())
        {
            KeyAnswer.Read(generation, answer.Status, answer.Body).ShouldBe(life.Key);
        }
    }

    [Fact]
    public async Task A_thousand_keys_never_look_like_a_number_or_a_word_of_json()
    {
        await Task.CompletedTask;
        for (var number = 0; number < 1_000; number++)
        {
            var key = ApiKey.New();
            foreach (var generation in Enum.GetValues<Generation>())
            {
                KeyAnswer.Read(generation, HttpStatusCode.Created, $"\"{key}\"").ShouldBe(key);
            }
        }
    }

    public static TheoryData<string, int> Refusals => new()
    {
        { "a field missing", 400 },
        { "no json", 400 },
        { "an empty body", 400 },
        { "json null", 400 },
        { "a wrong token", 422 },
        { "an endpoint nobody allowed", 422 },
        { "an account the provider refuses", 422 },
        { "a known tenant again", 409 },
        { "a known tenant while the core is away", 503 },
        { "too often", 429 },
        { "far too large", 413 },
        { "the store is away", 503 },
        { "by GET", 405 },
        { "to nowhere", 404 },
    };

    /// <summary>Even a reader that forgot to look at the status, as lenient as they come, finds no key in it.</summary>
    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task No_refusal_can_be_taken_for_a_key(string what, int status)
    {
        var answer = await RefuseAsync(what);

        ((int)answer.Status).ShouldBe(status, answer.Body);
        foreach (var generation in Enum.GetValues<Generation>())
        {
            Should.Throw<HookRegistrationException>(() => KeyAnswer.Read(generation, answer.Status, answer.Body)).Failure.ShouldBe(RegistrationFailure.Refused);
            Should.Throw<HookRegistrationException>(() => KeyAnswer.Read(generation, HttpStatusCode.OK, answer.Body)).Failure
                .ShouldBeOneOf(RegistrationFailure.Unreadable, RegistrationFailure.NoKey);
        }
    }

    public static TheoryData<string> Generations => ["G1", "G2", "G3", "G4"];

    [Theory]
    [MemberData(nameof(Generations))]
    public async Task Editing_the_hook_makes_it_register_again_and_its_events_go_on(string name)
    {
        var (life, hooks) = await HookedAsync(name);
        var old = hooks.ApiKey!;
        _app.Clock.Advance(TimeSpan.FromMinutes(10));

        hooks.ApiKey = null; // PUT /hooks/{id} with config
        var fresh = await hooks.RegisterAsync(Registration(), TestContext.Current.CancellationToken);
        using var answer = await hooks.PostClientCreatedAsync(1, Life.Client, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        fresh.ShouldNotBe(old, StringComparer.Ordinal);
        (await life.OpensAsync(old)).ShouldBeTrue(); // an event that was on its way
        _app.Clock.Advance(TimeSpan.FromHours(24));
        (await life.OpensAsync(old)).ShouldBeFalse();
        (await life.OpensAsync(fresh)).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Generations))]
    public async Task Of_racing_first_events_one_registers_one_is_lost_and_the_hook_lives(string name)
    {
        var life = Life.Unborn(_app);
        var racers = Enumerable.Range(0, 8).Select(_ => NewHooks(name, life)).ToList();

        var keys = await Task.WhenAll(racers.Select(racer => Task.Run(async () =>
        {
            try
            {
                return await racer.RegisterAsync(Registration(), TestContext.Current.CancellationToken);
            }
            catch (HookRegistrationException exception)
            {
                exception.Status.ShouldBe(HttpStatusCode.Conflict);
                return null;
            }
        })));

        var key = keys.OfType<string>().ShouldHaveSingleItem();
        (await life.OpensAsync(key)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_key_that_an_operator_put_into_the_core_needs_no_registration()
    {
        var life = await Life.BornAsync(_app);
        await life.RotateAsync();

        var hooks = NewHooks("G4", life);
        hooks.ApiKey = life.Key; // insert into m_hook_configuration ...
        using var answer = await hooks.PostClientCreatedAsync(1, Life.Client, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [MemberData(nameof(Generations))]
    public async Task A_password_change_of_who_registered_holds_the_sms_until_the_hook_registers_again(string name)
    {
        var (life, hooks) = await HookedAsync(name);
        life.Books.AddUser(new StandInUser(SmsBridgeApp.User, "changed"));
        using var accepted = await hooks.PostClientCreatedAsync(1, Life.Client, TestContext.Current.CancellationToken);
        await _app.DrainAsync();
        var held = life.Tenant.Pause?.Reason;
        _app.Clock.Advance(TimeSpan.FromMinutes(10));

        await hooks.RegisterAsync(
            Registration() with { MifosToken = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{SmsBridgeApp.User}:changed")) }, TestContext.Current.CancellationToken);
        await _app.DrainAsync();

        accepted.StatusCode.ShouldBe(HttpStatusCode.OK);
        held.ShouldBe(Reasons.CoreCredentials);
        life.Tenant.Pause.ShouldBeNull();
        _app.Gateway.Sent.ShouldHaveSingleItem();
    }

    private async Task<Answer> RefuseAsync(string what)
    {
        var life = Life.Unborn(_app);
        switch (what)
        {
            case "a field missing":
                return await life.SendRegistrationAsync(("phoneNo", null));
            case "no json":
                return await PostAsync(life, "phoneNo=1");
            case "an empty body":
                return await PostAsync(life, "");
            case "json null":
                return await PostAsync(life, "null");
            case "a wrong token":
                return await life.SendRegistrationAsync(("mifosToken", Convert.ToBase64String("mifos:guess"u8)));
            case "an endpoint nobody allowed":
                return await life.SendRegistrationAsync(("endpoint", "https://core.example.org"));
            case "an account the provider refuses":
                _app.Gateway.NextCheck = new AccountCheck.Refused("smsProviderToken", "No.");
                return await life.SendRegistrationAsync();
            case "a known tenant again":
                await life.RegisterAsync();
                return await life.SendRegistrationAsync();
            case "a known tenant while the core is away":
                await life.RegisterAsync();
                _app.Clock.Advance(TimeSpan.FromMinutes(2));
                _app.Core.Faults.Add(new CoreFault("/") { Status = 503 });
                return await life.SendRegistrationAsync();
            case "too often":
                for (var guess = 0; guess < 20; guess++)
                {
                    await life.SendRegistrationAsync(("endpoint", "https://core.example.org"));
                }

                return await life.SendRegistrationAsync();
            case "far too large":
                return await PostAsync(life, new string(' ', 70_000));
            case "the store is away":
                using (_app.HoldStore())
                {
                    return await life.SendRegistrationAsync();
                }

            case "by GET":
                return await life.CallAsync(HttpMethod.Get, "/configuration", key: null);
            default:
                return await life.CallAsync(HttpMethod.Post, "/modules/sms/configurations", key: null, "{}");
        }
    }

    private static Task<Answer> PostAsync(Life life, string body) => life.CallAsync(HttpMethod.Post, "/configuration", key: null, body);

    private async Task<(Life Life, CoreHooks Hooks)> HookedAsync(string generation)
    {
        var life = Life.Unborn(_app);
        var hooks = NewHooks(generation, life);
        life.Key = await hooks.RegisterAsync(Registration(), TestContext.Current.CancellationToken);
        return (life, hooks);
    }

    private CoreHooks NewHooks(string generation, Life life) =>
        new(_app.CreateClient(), Enum.Parse<Generation>(generation), "http://localhost/modules/sms/", life.Name) { Time = _app.Clock };

    private HookRegistration Registration()
    {
        var body = _app.Registration();
        return new HookRegistration(
            body["phoneNo"], body["smsProvider"], body["smsProviderAccountId"], body["smsProviderToken"], body["mifosToken"], body["endpoint"]);
    }
}
