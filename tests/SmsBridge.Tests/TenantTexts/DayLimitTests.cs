using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Relay;
using SmsBridge.Tenants;
using SmsBridge.Tests.Holding.Digests;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.TenantTexts;

/// <summary>The rule atMost: so many SMS of an event to one client in a day, and no more.</summary>
public sealed class DayLimitTests : IAsyncLifetime
{
    private const long Peter = 8;
    private const long PetersLoan = 32;

    private static readonly DateOnly Day = new(2026, 11, 21);

    private readonly SmsBridgeApp _app = new();
    private TestTenant _tenant = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _tenant = await _app.NewTenantAsync();
        _tenant.Books.AddClient(Peter, "Peter Otieno", "0712 345 679");
        _tenant.Books.AddLoan(PetersLoan, Peter, 5_000m);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Of_three_at_once_two_go_and_the_next_day_has_two_of_its_own()
    {
        await SetAsync(2);
        long[] paid = [await _tenant.RepayAsync(100m), await _tenant.RepayAsync(200m), await _tenant.RepayAsync(300m)];
        await _app.DrainAsync();

        _app.Gateway.Sent.Count.ShouldBe(2);
        var standing = (await Task.WhenAll(paid.Select(OfAsync))).ToList();
        standing.Count(static each => each.Status == MessageStatus.Sent).ShouldBe(2);
        standing.Single(static each => each.Status != MessageStatus.Sent).ShouldBe(
            (MessageStatus.DeadLettered, Reasons.DayLimit, "Rule atMost: 2 SMS of LOAN REPAYMENT are the most for a client in a day, and the number had had them on 2026-11-21 (UTC)."));

        await _app.DrainAfterAsync(TimeSpan.FromHours(5)); // past midnight
        await RepayAsync();
        _app.Gateway.Sent.Count.ShouldBe(3);
    }

    [Fact]
    public async Task The_day_is_by_the_tenants_clock()
    {
        await SetAsync(1);
        await _tenant.Texts().PutAsync("", new { timeZone = "Africa/Nairobi", quietHours = new { promotional = "01:00-02:00" } });
        await RepayAsync();
        (await RepayAsync()).Detail.ShouldNotBeNull().ShouldContain("on 2026-11-21 (Africa/Nairobi).");

        await _app.DrainAfterAsync(TimeSpan.FromHours(2)); // past midnight there, and not in UTC
        (await RepayAsync()).Status.ShouldBe(MessageStatus.Sent);
    }

    /// <summary>Berlin's clock leaps on 28 March 2027 and goes back on 31 October: days of 23 and of 25 hours.</summary>
    [Theory]
    [InlineData("2027-03-28T21:30:00Z", "2027-03-27T23:00:00Z")]
    [InlineData("2027-03-28T22:10:00Z", "2027-03-28T22:00:00Z")]
    [InlineData("2027-10-31T22:30:00Z", "2027-10-30T22:00:00Z")]
    [InlineData("2027-10-31T23:10:00Z", "2027-10-31T23:00:00Z")]
    public async Task A_day_has_the_hours_that_the_clock_gives_it(string now, string begins)
    {
        await SetAsync(1);
        await _tenant.Texts().PutAsync("", new { timeZone = "Europe/Berlin", quietHours = new { promotional = "01:00-02:00" } });
        _app.Clock.Jump(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture) - _app.Clock.GetUtcNow());
        var texts = _app.Services.GetRequiredService<EventTexts>();
        _app.Services.GetRequiredService<EventTypeCodes>().TryGet(EventType.LoanRepayment, out var type).ShouldBeTrue();
        var claimed = new ClaimedMessage.ToLookUp(new ClaimedRow { EventId = 1, TenantId = _app.Services.GetRequiredService<TenantDirectory>().Find(_tenant.Id)!.Id, TypeId = type, Status = MessageStatus.Queued });

        var limit = await texts.LimitOfAsync(claimed, texts.Of(claimed)!, Cancellation);

        DateTimeOffset.FromUnixTimeMilliseconds(limit!.Since).ShouldBe(DateTimeOffset.Parse(begins, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task What_a_person_sends_anew_goes_and_in_bulk_it_does_not()
    {
        await SetAsync(1);
        await RepayAsync();
        var held = await _tenant.RepayAsync();
        await _app.DrainAsync();
        var resend = _app.Services.GetRequiredService<MessageResend>();
        var tenant = _app.Services.GetRequiredService<TenantDirectory>().Find(_tenant.Id)!.Id;
        _app.Clock.Advance(TimeSpan.FromSeconds(1));

        (await resend.ResendFailedAsync(tenant, Sources.Operator)).Requeued.ShouldBeEmpty();
        (await resend.ResendAsync(tenant, [held], force: false, Sources.Operator)).Requeued.ShouldBe([held]);
        await _app.DrainAsync();

        (await OfAsync(held)).Status.ShouldBe(MessageStatus.Sent);
        (await RepayAsync()).Reason.ShouldBe(Reasons.DayLimit);
    }

    [Fact]
    public async Task What_the_provider_refused_does_not_count_and_what_may_have_left_does()
    {
        await SetAsync(1);
        _app.Gateway.Next(new SendResult.Rejected(FailureClass.Permanent, "21211", "Not a number."));
        await RepayAsync();
        _app.Gateway.NextTakenWithoutAnswer();
        await RepayAsync();

        (await RepayAsync()).Reason.ShouldBe(Reasons.DayLimit);
    }

    [Fact]
    public async Task It_is_of_the_client_and_the_event()
    {
        await SetAsync(1);
        await RepayAsync();

        var payment = _tenant.Books.AddRepayment(PetersLoan, 70m, Day);
        using var answer = await _tenant.Hooks().PostRepaymentAsync(Peter, PetersLoan, payment, 70m, Cancellation);
        await _app.DrainAsync();

        _app.Gateway.Sent.Select(static sms => sms.To.Value).ShouldBe([Some.Mobile, "+254712345679"]);
    }

    [Fact]
    public async Task A_digest_counts_once()
    {
        var stage = await DigestStage.SetUpAsync(_app);
        await stage.Tenant.Texts().PutAsync("/LOAN_REPAYMENT", new { enabled = true, atMost = 1 });

        await stage.RepayAsync(3);
        await stage.TellAsync();

        stage.Bodies.ShouldHaveSingleItem();
        (await _app.QueryAsync<string?>("SELECT reason FROM message WHERE status = 7")).ShouldBe([Reasons.ToldInDigest, Reasons.ToldInDigest]);
    }

    [Fact]
    public async Task It_is_shown_and_ended_by_leaving_it_out()
    {
        await SetAsync(3);
        Event(await _tenant.Texts().GetAsync("")).GetProperty("atMost").GetInt32().ShouldBe(3);

        await _tenant.Texts().PutAsync("/LOAN_REPAYMENT", new { enabled = true });
        Event(await _tenant.Texts().GetAsync("")).TryGetProperty("atMost", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(51)]
    public async Task What_is_no_such_number_is_refused(int most)
    {
        var (status, answer) = await _tenant.Texts().SendAsync(HttpMethod.Put, "/LOAN_REPAYMENT", JsonSerializer.Serialize(new { enabled = true, atMost = most }));

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Text("field").ShouldBe("atMost");
    }

    private static JsonElement Event(JsonElement list) => list.GetProperty("events").EnumerateArray().Single(static each => each.Text("event") == "LOAN_REPAYMENT");

    private Task SetAsync(int most) => _tenant.Texts().PutAsync("/LOAN_REPAYMENT", new { enabled = true, atMost = most });

    private async Task<(MessageStatus Status, string? Reason, string? Detail)> RepayAsync()
    {
        var paid = await _tenant.RepayAsync();
        await _app.DrainAsync();
        return await OfAsync(paid);
    }

    private async Task<(MessageStatus Status, string? Reason, string? Detail)> OfAsync(long id) =>
        (await _app.QueryAsync<(MessageStatus, string?, string?)>("SELECT status, reason, detail FROM message WHERE event_id = @id", new { id })).Single();
}
