using System.Net;
using Microsoft.Extensions.Options;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants;

/// <summary>Guessing is slowed down; a real hook never is.</summary>
public sealed class WrongKeyTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static readonly IPAddress Guesser = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Other = IPAddress.Parse("192.0.2.2");

    public static TheoryData<string, string> Doors => new()
    {
        { "GET", "/modules/sms/configuration/{0}" },
        { "GET", "/modules/sms/events/{0}" },
        { "POST", "/modules/sms" },
        { "POST", "/" },
    };

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task The_twenty_first_wrong_key_of_a_minute_is_429_and_a_right_one_is_served(string method, string url)
    {
        var life = await Life.BornAsync(app);
        for (var guess = 0; guess < 20; guess++)
        {
            (await CallAsync(method, url, life.Name, $"guess-{guess}", Guesser)).Status.ShouldBe(401);
        }

        var (status, retryAfter) = await CallAsync(method, url, life.Name, "guess-20", Guesser);

        status.ShouldBe(429);
        var now = app.Clock.GetUtcNow();
        int.Parse(retryAfter!, System.Globalization.CultureInfo.InvariantCulture).ShouldBe(60 - now.Second);
        (await CallAsync(method, url, life.Name, life.Key, Guesser)).Status.ShouldBeOneOf(200, 400);
        (await CallAsync(method, url, life.Name, "guess-21", Other)).Status.ShouldBe(401);
        (await CallAsync(method, url, "somebody-else", "guess-21", Guesser)).Status.ShouldBe(401);

        app.Clock.Advance(TimeSpan.FromSeconds(60 - now.Second));
        (await CallAsync(method, url, life.Name, "guess-22", Guesser)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Missing_and_foreign_keys_count_as_wrong()
    {
        var (life, other) = (await Life.BornAsync(app), await Life.BornAsync(app));
        const string Url = "/modules/sms/configuration/{0}";
        for (var guess = 0; guess < 20; guess++)
        {
            (await CallAsync("GET", Url, life.Name, guess % 2 == 0 ? other.Key : null, Guesser)).Status.ShouldBe(401);
        }

        (await CallAsync("GET", Url, life.Name, other.Key, Guesser)).Status.ShouldBe(429);
        (await CallAsync("GET", Url, other.Name, other.Key, Guesser)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Refused_registrations_are_limited_too_whatever_spaces_surround_the_name()
    {
        var life = Life.Unborn(app);
        var wrong = Convert.ToBase64String("mifos:guess"u8);
        for (var guess = 0; guess < 20; guess++)
        {
            var name = new string(' ', guess) + life.Name;
            (await life.SendRegistrationAsync(("tenantId", name), ("mifosToken", wrong))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        }

        app.Core.ForgetRequests();
        var answer = await life.SendRegistrationAsync(("tenantId", life.Name + " "), ("mifosToken", wrong));

        answer.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.RetryAfter.ShouldNotBeNull();
        app.Core.Requests.ShouldBeEmpty();
        app.Clock.Advance(answer.RetryAfter.Value);
        (await life.RegisterAsync()).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public void Ten_thousand_names_do_not_fill_the_memory_nor_free_the_guesser()
    {
        var limit = new WrongKeyLimit(Options.Create(new RegistrationOptions()), new TestClock());
        limit.CountWrong(Guesser, "first").ShouldBeNull();
        for (var name = 0; name < 20_000; name++)
        {
            limit.CountWrong(Guesser, $"tenant-{name}");
        }

        limit.CountWrong(Guesser, "fresh").ShouldNotBeNull(); // beyond the number kept, all share one count
        limit.Blocked(Guesser, "fresh-too").ShouldNotBeNull();
        limit.CountWrong(Guesser, "first").ShouldBeNull(); // those known keep their own
        limit.Blocked(Guesser, "first").ShouldBeNull();
    }

    [Fact]
    public void A_new_minute_forgets_everything()
    {
        var clock = new TestClock(new DateTimeOffset(2026, 11, 21, 12, 0, 59, TimeSpan.Zero));
        var limit = new WrongKeyLimit(Options.Create(new RegistrationOptions { MaxWrongKeysPerMinute = 1 }), clock);
        limit.CountWrong(Guesser, "a").ShouldBeNull();
        limit.Blocked(Guesser, "a").ShouldBe(TimeSpan.FromSeconds(1));
        limit.CountWrong(Guesser, "a").ShouldBe(TimeSpan.FromSeconds(1));

        clock.Advance(TimeSpan.FromSeconds(1));

        limit.Blocked(Guesser, "a").ShouldBeNull();
        limit.CountWrong(Guesser, "a").ShouldBeNull();
    }

    private async Task<(int Status, string? RetryAfter)> CallAsync(string method, string url, string tenant, string? key, IPAddress from)
    {
        var context = await app.Server.SendAsync(
            http =>
            {
                http.Connection.RemoteIpAddress = from;
                http.Request.Method = method;
                http.Request.Path = string.Format(System.Globalization.CultureInfo.InvariantCulture, url, tenant);
                http.Request.Headers["Fineract-Platform-TenantId"] = tenant;
                http.Request.Headers["X-Fineract-Entity"] = "CENTER";
                http.Request.Headers["X-Fineract-Action"] = "ACTIVATE";
                http.Request.Headers["X-Mifos-API-Key"] = key;
                http.Request.Body = new MemoryStream("{}"u8.ToArray());
            },
            TestContext.Current.CancellationToken);
        return (context.Response.StatusCode, context.Response.Headers.RetryAfter);
    }
}
