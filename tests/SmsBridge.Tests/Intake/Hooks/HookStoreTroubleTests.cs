using System.Net;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Hooks;

/// <summary>A store that can not take a write: nothing may be answered 200.</summary>
public class HookStoreTroubleTests : IClassFixture<HookStoreTroubleTests.Impatient>
{
    private readonly SmsBridgeApp _app;

    public HookStoreTroubleTests(Impatient impatient) => _app = impatient.App;

    [Fact]
    public async Task A_hook_that_can_not_be_stored_is_503_and_the_next_one_is_taken()
    {
        var tenant = await _app.NewTenantAsync();
        using var caller = _app.CreateCaller();

        using (_app.HoldStore())
        {
            using var request = new RawHook { Tenant = tenant.Id, ApiKey = tenant.ApiKey }.ToRequest();
            using var refused = await caller.SendAsync(request, TestContext.Current.CancellationToken);

            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
            (await Json.ReadAsync(refused)).Text("detail").ShouldNotBeNull().ShouldContain(TestDatabase.Held);
        }

        (await tenant.LogAsync()).ShouldBeEmpty();

        (await tenant.PostAsync(new RawHook())).Outcome.ShouldBe("accepted");
        (await tenant.LogAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Readiness_says_in_words_that_nothing_can_be_stored()
    {
        using var caller = _app.CreateCaller();

        using var live = await caller.GetAsync("/health/live", TestContext.Current.CancellationToken);
        using var ready = await caller.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        HttpStatusCode unready;
        string words;
        using (_app.HoldStore())
        {
            _app.Clock.Advance(TimeSpan.FromSeconds(1));
            using var answer = await caller.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            unready = answer.StatusCode;
            words = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            using var alive = await caller.GetAsync("/health/live", TestContext.Current.CancellationToken);
            alive.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        live.StatusCode.ShouldBe(HttpStatusCode.OK);
        ready.StatusCode.ShouldBe(HttpStatusCode.OK);
        unready.ShouldBe(HttpStatusCode.ServiceUnavailable);
        words.ShouldContain(TestDatabase.Held);
    }

    /// <summary>Gives up on a locked store at once.</summary>
    public sealed class Impatient : IAsyncLifetime
    {
        public SmsBridgeApp App { get; } = new();

        public ValueTask InitializeAsync()
        {
            App.Settings["Storage:BusyTimeout"] = "00:00:00.05";
            return App.InitializeAsync();
        }

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
