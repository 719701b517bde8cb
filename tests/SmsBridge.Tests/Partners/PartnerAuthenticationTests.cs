using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Partners;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Partners;

public sealed class PartnerAuthenticationTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private PartnerDriver _partner = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private PartnerStore Store => _app.Services.GetRequiredService<PartnerStore>();

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _partner = await PartnerDriver.AddAsync(_app, "P1", Some.Tenant);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public void The_worked_example_of_the_reference() =>
        Convert.ToHexStringLower(PartnerSignature.Compute("8930518447", "secret", "2019-11-06 10:52:01"))
            .ShouldBe("6d274cb22f383129ff181f71b21d41086f721753c9928122c995c0e7063a5b2a");

    [Theory]
    [InlineData(-300, true)]
    [InlineData(60, true)]
    [InlineData(0, true)]
    [InlineData(-301, false)]
    [InlineData(61, false)]
    [InlineData(300, false)]
    [InlineData(-86_400, false)]
    public async Task The_clock_may_be_five_minutes_behind_and_one_ahead(int seconds, bool accepted) =>
        (await GetAsync(_partner.Timestamp(TimeSpan.FromSeconds(seconds)))).Status.ShouldBe(accepted ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);

    [Theory]
    [InlineData("2026-11-21T19:11:50")]
    [InlineData("2026-11-21 19:11:50Z")]
    [InlineData("2026-11-21 19:11:50.0")]
    [InlineData("2026-11-21 7:11:50 PM")]
    [InlineData("21-11-2026 19:11:50")]
    [InlineData("1795288310")]
    [InlineData("0001-01-01 00:00:00")]
    [InlineData("")]
    public async Task A_timestamp_of_another_form_is_not_accepted(string timestamp) =>
        (await GetAsync(timestamp)).Status.ShouldBe(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task The_hash_may_be_upper_case_and_Bearer_may_be_missing_or_in_any_case()
    {
        var (timestamp, hex) = (_partner.Timestamp(), _partner.Sign(_partner.Timestamp())["Bearer ".Length..]);

        foreach (var authorization in new[] { hex, $"bearer {hex}", $"Bearer {hex.ToUpperInvariant()}", $"Bearer  {hex}" })
        {
            (await GetAsync(timestamp, authorization)).Status.ShouldBe(HttpStatusCode.OK, authorization);
        }
    }

    [Fact]
    public async Task Whatever_is_wrong_the_answer_is_the_same()
    {
        var (timestamp, right) = (_partner.Timestamp(), _partner.Sign(_partner.Timestamp()));
        var replies = new List<PartnerReply>
        {
            await GetAsync(timestamp, ""),
            await GetAsync("", right),
            await GetAsync(timestamp, right[..^1]),
            await GetAsync(timestamp, right[..^1] + "g"),
            await GetAsync(timestamp, right[..^1] + (right[^1] == '0' ? '1' : '0')),
            await GetAsync(timestamp, "Basic cDE6cA=="),
            await GetAsync(_partner.Timestamp(TimeSpan.FromSeconds(1)), right),
            await _partner.SendAsync(HttpMethod.Get, "/webhooks/subscribed/P2"), // somebody else
            await _partner.SendAsync(HttpMethod.Get, "/webhooks/subscribed/p1"), // codes are case-sensitive
            await _partner.SendAsync(HttpMethod.Get, "/webhooks/partnerCode/P2"),
            await _partner.SendAsync(HttpMethod.Delete, "/webhook/none", authorization: right[..^1] + "g"),
            await _partner.PostAsync("/webhook/subscribe", _partner.Body("r").Replace("P1", "P2", StringComparison.Ordinal)),
        };

        replies.ShouldAllBe(reply => reply.Status == HttpStatusCode.Unauthorized && reply.Code == "101");
        replies.Select(reply => reply.Body).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_repeated_header_is_not_accepted()
    {
        var timestamp = _partner.Timestamp();
        var headers = new HeaderDictionary { ["Authorization"] = _partner.Sign(timestamp), ["timestamp"] = timestamp };

        PartnerSignature.Read(headers).ShouldNotBeNull();
        headers["timestamp"] = new[] { timestamp, timestamp };
        PartnerSignature.Read(headers).ShouldBeNull();
        await Task.CompletedTask;
    }

    [Fact]
    public async Task After_a_rotation_both_passwords_are_accepted_until_the_previous_ends()
    {
        var (first, second, third) = (_partner.Password, PartnerSecrets.NewPassword(), PartnerSecrets.NewPassword());
        await RotateAsync(second);
        await AcceptsAsync(first, second);

        _app.Clock.Advance(TimeSpan.FromHours(24));
        await AcceptsAsync(second);
        await RefusesAsync(first);

        await RotateAsync(third);
        await RotateAsync(PartnerSecrets.NewPassword()); // another one ends none before its time
        await AcceptsAsync(second, third);
        await RefusesAsync(first);
    }

    [Fact]
    public async Task A_removed_partner_is_nobody_at_once_and_its_code_is_free()
    {
        await _partner.SubscribeAsync("r");

        (await Store.RemoveAsync((await Store.FindAsync("P1", Token))!, Actor.CommandLine)).ShouldBeTrue();

        await RefusesAsync(_partner.Password);
        (await _partner.DeleteAsync("/webhook/r")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM subscription WHERE deleted_at IS NULL OR secret <> ''")).ShouldBe([0]);
        var next = await PartnerDriver.AddAsync(_app, "P1", Some.Tenant);
        (await next.GetAsync("/webhook/P1")).Data.GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Too_many_wrong_ones_are_429_and_right_ones_are_still_served()
    {
        for (var count = 0; count < 20; count++)
        {
            (await GetAsync(_partner.Timestamp(), "Bearer wrong")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        var held = await GetAsync(_partner.Timestamp(), "Bearer wrong");
        held.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        held.Code.ShouldBe("101");
        held.RetryAfter.ShouldNotBeNull();
        (await _partner.GetAsync("/webhook/P1")).Status.ShouldBe(HttpStatusCode.OK);

        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        (await GetAsync(_partner.Timestamp(), "Bearer wrong")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Guessing_with_deletes_is_held_up_too()
    {
        var wrong = "Bearer " + new string('0', 64);
        for (var count = 0; count < 20; count++)
        {
            (await _partner.SendAsync(HttpMethod.Delete, $"/webhook/r{count}", authorization: wrong)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await _partner.SendAsync(HttpMethod.Delete, "/webhook/r", authorization: wrong)).Status.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    private Task<PartnerReply> GetAsync(string timestamp, string? authorization = null) =>
        _partner.SendAsync(HttpMethod.Get, "/webhooks/subscribed/P1", timestamp: timestamp, authorization: authorization);

    private async Task RotateAsync(string password) =>
        (await Store.RotateAsync((await Store.FindAsync("P1", Token))!, password, _app.Clock.GetUtcNow() + TimeSpan.FromDays(1), Actor.CommandLine)).ShouldBe(RotationOutcome.Done);

    private Task AcceptsAsync(params string[] passwords) => AnswersAsync(HttpStatusCode.OK, passwords);

    private Task RefusesAsync(params string[] passwords) => AnswersAsync(HttpStatusCode.Unauthorized, passwords);

    private async Task AnswersAsync(HttpStatusCode status, string[] passwords)
    {
        foreach (var password in passwords)
        {
            _partner.Password = password;
            (await _partner.GetAsync("/webhook/P1")).Status.ShouldBe(status);
        }
    }
}
