using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Partners;

/// <summary>A digest says nothing of the request it comes with: who reads one must not be able to do anything else with it.</summary>
public sealed class ReusedDigestTests : IAsyncLifetime
{
    private const string Thief = "https://thief.example.org/cb";

    private SmsBridgeApp _app = new();
    private PartnerDriver _partner = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app.Replacements.Add(services => services.AddSingleton<IStartupFilter, FromHeader>());
        await _app.InitializeAsync();
        _partner = await PartnerDriver.AddAsync(_app, "P1", Some.Tenant);
        await _partner.SubscribeAsync("r");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    public static TheoryData<string, string, bool> Readings => new()
    {
        { "GET", "/webhooks/subscribed/P1", false },
        { "GET", "/webhooks/partnerCode/P1", false },
        { "GET", "/webhook/partnerCode/P1/methodName/TransactionStatus", false },
        { "POST", "/webhook/subscribe", true },
        { "DELETE", "/webhook/other", false },
    };

    [Theory]
    [MemberData(nameof(Readings))]
    public async Task Who_reads_a_request_can_not_lead_notifications_elsewhere_with_its_digest(string method, string path, bool hasBody)
    {
        var (timestamp, count) = (_partner.Timestamp(), "SELECT COUNT(*) FROM subscription WHERE callback_url LIKE '%thief%' OR deleted_at IS NOT NULL");
        await _partner.SendAsync(new HttpMethod(method), path, hasBody ? _partner.Body("mine") : null, timestamp);
        var thief = From("203.0.113.9");

        foreach (var (verb, where, body) in new[]
        {
            (HttpMethod.Post, "/webhook/update", _partner.Body("r", Thief)), (HttpMethod.Post, "/webhook/subscribe", _partner.Body("s", Thief)),
            (HttpMethod.Delete, "/webhook/r", (string?)null),
        })
        {
            var reply = await thief.SendAsync(verb, where, body, timestamp);

            reply.Status.ShouldBe(HttpStatusCode.Unauthorized, where);
            reply.Code.ShouldBe("101");
            reply.Message.ShouldContain("timestamp");
            reply.RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        }

        (await _app.QueryAsync<long>(count)).ShouldBe([0]);
    }

    [Fact]
    public async Task The_same_request_again_is_served_and_reading_is_with_any_digest()
    {
        var timestamp = _partner.Timestamp();

        for (var time = 0; time < 2; time++)
        {
            (await _partner.SendAsync(HttpMethod.Post, "/webhook/subscribe", _partner.Body("again"), timestamp)).Status.ShouldBe(HttpStatusCode.OK);
        }

        (await _partner.SendAsync(HttpMethod.Get, "/webhook/P1", timestamp: timestamp)).Status.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>The protocol's examples have one timestamp for all requests: a digest is of a whole second.</summary>
    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7", 0, true)]
    [InlineData("198.51.100.7", "198.51.100.7", 5, true)]
    [InlineData("198.51.100.7", "::ffff:198.51.100.7", 1, true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", 1, true)] // of one /64
    [InlineData("198.51.100.7", "198.51.100.7", 6, false)]
    [InlineData("198.51.100.7", "198.51.100.8", 0, false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", 0, false)]
    [InlineData("198.51.100.7", null, 0, false)]
    public async Task A_partner_may_send_several_requests_of_one_second_from_where_it_is(string first, string? second, int later, bool isServed)
    {
        var timestamp = _partner.Timestamp();
        (await From(first).SendAsync(HttpMethod.Post, "/webhook/subscribe", _partner.Body("one"), timestamp)).Status.ShouldBe(HttpStatusCode.OK);
        _app.Clock.Advance(TimeSpan.FromSeconds(later));
        var again = From(second);

        foreach (var (verb, where, body) in new[]
        {
            (HttpMethod.Post, "/webhook/subscribe", _partner.Body("two")), (HttpMethod.Post, "/webhook/update", _partner.Body("r", PartnerDriver.Callback + "2")),
            (HttpMethod.Delete, "/webhook/r", (string?)null),
        })
        {
            (await again.SendAsync(verb, where, body, timestamp)).Status.ShouldBe(isServed ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, where);
        }
    }

    /// <summary>Who comes later does not get the right to share by having tried.</summary>
    [Fact]
    public async Task A_stranger_that_was_refused_is_refused_again()
    {
        var (timestamp, thief) = (_partner.Timestamp(), From("203.0.113.9"));
        await _partner.SendAsync(HttpMethod.Get, "/webhook/P1", timestamp: timestamp);

        for (var time = 0; time < 3; time++)
        {
            await thief.SendAsync(HttpMethod.Get, "/webhook/P1", timestamp: timestamp);
            (await thief.SendAsync(HttpMethod.Delete, "/webhook/r", timestamp: timestamp)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task What_was_seen_is_known_after_a_restart_and_kept_no_longer_than_it_is_timely()
    {
        var timestamp = _partner.Timestamp();
        await _partner.SendAsync(HttpMethod.Get, "/webhook/P1", timestamp: timestamp);

        _app = await _app.RestartAsync();
        _app.Replacements.Add(services => services.AddSingleton<IStartupFilter, FromHeader>());
        var client = From(null);
        (await From("203.0.113.9").SendAsync(HttpMethod.Delete, "/webhook/r", timestamp: timestamp)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        _app.Clock.Advance(TimeSpan.FromMinutes(8));
        await client.GetAsync("/webhook/P1");

        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM partner_request")).ShouldBe([2]); // what for, and from where
        (await _app.QueryAsync<byte[]>("SELECT proof FROM partner_request")).ShouldAllBe(proof => proof.Length == 32);
    }

    [Theory]
    [InlineData("POST", "/webhook/update", true, HttpStatusCode.OK)]
    [InlineData("DELETE", "/webhook/r", false, HttpStatusCode.OK)]
    [InlineData("GET", "/webhooks/subscribed/P1", false, HttpStatusCode.OK)]
    public async Task A_request_may_be_signed_as_a_whole_instead(string method, string path, bool hasBody, HttpStatusCode expected)
    {
        var body = hasBody ? _partner.Body("r") : "";

        (await SignedAsync(method, path, body, signedPath: path)).ShouldBe(expected);
    }

    [Fact]
    public async Task A_signature_is_good_for_its_method_path_body_and_time_only()
    {
        var (body, other) = (_partner.Body("r"), _partner.Body("r", Thief));

        (await SignedAsync("POST", "/webhook/update", other, signedBody: body)).ShouldBe(HttpStatusCode.Unauthorized);
        (await SignedAsync("POST", "/webhook/update", body, signedPath: "/webhook/subscribe")).ShouldBe(HttpStatusCode.Unauthorized);
        (await SignedAsync("DELETE", "/webhook/r", "", signedMethod: "GET")).ShouldBe(HttpStatusCode.Unauthorized);
        (await SignedAsync("DELETE", "/webhook/r", "", password: "another")).ShouldBe(HttpStatusCode.Unauthorized);
        (await SignedAsync("DELETE", "/webhook/r", "", seconds: -301)).ShouldBe(HttpStatusCode.Unauthorized);
        (await SignedAsync("DELETE", "/webhook/r", "", seconds: 61)).ShouldBe(HttpStatusCode.Unauthorized);
        (await SignedAsync("DELETE", "/webhook/r", "", id: "with.dot")).ShouldBe(HttpStatusCode.Unauthorized);
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM subscription WHERE callback_url LIKE '%thief%' OR deleted_at IS NOT NULL")).ShouldBe([0]);
    }

    /// <summary>A partner makes as many as it likes: they must not fill the disk.</summary>
    [Fact]
    public async Task Of_requests_signed_whole_nothing_is_kept()
    {
        for (var number = 0; number < 5; number++)
        {
            (await SignedAsync("GET", "/webhooks/subscribed/P1", "", id: $"r{number}")).ShouldBe(HttpStatusCode.OK);
            (await SignedAsync("POST", "/webhook/subscribe", _partner.Body($"s{number}"), id: $"s{number}")).ShouldBe(HttpStatusCode.OK);
        }

        _app.Clock.Advance(TimeSpan.FromSeconds(1));
        (await SignedAsync("DELETE", "/webhook/r", "")).ShouldBe(HttpStatusCode.OK);
        (await _app.QueryAsync<byte[]>("SELECT proof FROM partner_request")).Count.ShouldBeLessThanOrEqualTo(2, "of the digest that subscribed r");
    }

    private PartnerDriver From(string? address)
    {
        var client = _app.CreateCaller();
        client.DefaultRequestHeaders.TryAddWithoutValidation(FromHeader.Name, address);
        return new PartnerDriver(_app, client, "P1", _partner.Password);
    }

    /// <summary>By the guide, not by our code.</summary>
    private async Task<HttpStatusCode> SignedAsync(
        string method, string path, string body, string? signedMethod = null, string? signedPath = null, string? signedBody = null, string? password = null,
        int seconds = 0, string id = "req_1")
    {
        var timestamp = (_app.Clock.GetUtcNow().ToUnixTimeSeconds() + seconds).ToString(CultureInfo.InvariantCulture);
        var content = $"{id}.{timestamp}.{signedMethod ?? method} {signedPath ?? path}\n{signedBody ?? body}";
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add(
            "webhook-signature",
            "v1," + Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(password ?? _partner.Password), Encoding.UTF8.GetBytes(content))));
        if (body.Length > 0)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var client = _app.CreateCaller();
        using var answer = await client.SendAsync(request, Token);
        return answer.StatusCode;
    }

    /// <summary>The test's connections have no address: a header says where they come from.</summary>
    private sealed class FromHeader : IStartupFilter
    {
        public const string Name = "test-from";

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => builder =>
        {
            builder.Use((context, rest) =>
            {
                if (IPAddress.TryParse(context.Request.Headers[Name].ToString(), out var address))
                {
                    context.Connection.RemoteIpAddress = address;
                }

                return rest(context);
            });
            next(builder);
        };
    }
}
