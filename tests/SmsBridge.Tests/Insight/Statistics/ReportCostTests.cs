using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Insight.Statistics;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tests.Receipts;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Insight.Statistics;

/// <summary>The report says what SMS cost: each once, told and estimated apart, each currency for itself, and how many have no price.</summary>
public sealed class ReportCostTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Told_estimated_and_unknown_stand_apart_and_no_currency_is_added_to_another()
    {
        Estimate("+2547", "0.80", "KES");
        var tenant = await _app.NewTenantAsync();
        await SendAsync(tenant, "0712345678", Price.Read("0.0075", "USD"));
        await SendAsync(tenant, "0712345679", Price.Read("0.1", "USD"));
        await SendAsync(tenant, "0712345670", Price.Read("0.1", "KES"));
        await SendAsync(tenant, "0712345671", price: null);
        await SendAsync(tenant, "0712345672", price: null, text: new string('x', 200)); // two parts
        await SendAsync(tenant, "+4915112345678", price: null);

        var cost = (await FollowedAsync()).Cost;

        cost.Currencies.ShouldBe([new CurrencyCost("KES", 100_000, 2_400_000), new CurrencyCost("USD", 107_500, 0)]);
        (cost.ToldSms, cost.EstimatedSms, cost.UnknownSms).ShouldBe((3, 2, 1));
        (cost.ToldWords, cost.EstimatedWords).ShouldBe(("KES 0.10; USD 0.1075", "KES 2.40"));
    }

    [Fact]
    public async Task Every_dimension_has_all_of_it()
    {
        Estimate("", "0.05", "USD");
        var (first, second) = (await _app.NewTenantAsync(), await _app.NewTenantAsync());
        await first.RepayAsync();
        await SendAsync(first, "0712345678", Price.Read("0.1", "USD"));
        await SendAsync(second, "0712345678", Price.Read("0.2", "USD"));

        var view = await FollowedAsync();

        foreach (var dimension in new[] { ReportDimension.Tenant, ReportDimension.Office, ReportDimension.Event, ReportDimension.Route })
        {
            view.By[dimension].SelectMany(line => line.Cost.Currencies).Sum(cost => cost.Told).ShouldBe(300_000, dimension.ToString());
            view.By[dimension].Sum(line => line.Cost.EstimatedSms).ShouldBe(1, dimension.ToString());
        }

        view.By[ReportDimension.Tenant].Single(line => line.Name == second.Id).Cost.ToldWords.ShouldBe("USD 0.20");
        view.By[ReportDimension.Event].Single(line => line.Name == "LOAN REPAYMENT").Cost.EstimatedWords.ShouldBe("USD 0.05");
        view.By[ReportDimension.Office].Single(line => line.Name == "Head Office").Cost.EstimatedSms.ShouldBe(1);
        view.By[ReportDimension.Reason].ShouldAllBe(line => line.Cost.Sms == 0);
    }

    [Fact]
    public async Task A_message_that_was_sent_twice_cost_twice()
    {
        var tenant = await _app.NewTenantAsync();
        var id = await SendAsync(tenant, "0712345678", Price.Read("0.1", "USD"));
        await ReportAsync(id, "undelivered", price: null);
        _app.Gateway.Next(sms => _app.Gateway.Take(sms) with { Price = Price.Read("0.1", "USD") });
        await _app.Services.GetRequiredService<MessageResend>().ResendAsync(await TenantIdAsync(id), [id], force: true, Sources.Api);
        await _app.DrainAsync();

        var cost = (await FollowedAsync()).Cost;

        (cost.ToldSms, cost.ToldWords).ShouldBe((2, "USD 0.20"));
    }

    [Fact]
    public async Task What_was_billed_besides_what_is_known_to_have_been_taken_is_counted_too()
    {
        var tenant = await _app.NewTenantAsync();
        var id = await SendAsync(tenant, "0712345678", Price.Read("0.1", "USD"));
        await _app.MeddleAsync("INSERT INTO sms_price (event_id, provider_id, micros, currency, told_at) VALUES (@id, 'SM-of-nobody', 30000, 'USD', 0)", new { id });

        var cost = (await FollowedAsync()).Cost;

        (cost.ToldSms, cost.ToldWords).ShouldBe((2, "USD 0.13"));
    }

    [Fact]
    public async Task A_price_that_comes_later_takes_the_place_of_the_estimate()
    {
        Estimate("", "0.05", "USD");
        var tenant = await _app.NewTenantAsync();
        var id = await SendAsync(tenant, "0712345678", price: null);
        await ReportAsync(id, "delivered", price: null);
        (await FollowedAsync()).Cost.Currencies.ShouldBe([new CurrencyCost("USD", 0, 50_000)]);

        await ReportAsync(id, "delivered", Price.Read("0.07", "EUR")); // no other news

        (await FollowedAsync()).Cost.ShouldSatisfyAllConditions(
            cost => cost.Currencies.ShouldBe([new CurrencyCost("EUR", 70_000, 0)]), cost => (cost.ToldSms, cost.EstimatedSms, cost.UnknownSms).ShouldBe((1, 0, 0)));
    }

    /// <summary>Prices that no SMS costs were taken once, so such rows may be stored.</summary>
    [Fact]
    public async Task Amounts_beyond_all_reason_keep_nobody_from_the_report()
    {
        var tenant = await _app.NewTenantAsync();
        for (var hour = 0; hour < 2; hour++)
        {
            var (first, second) = (await SendAsync(tenant, "0712345678", Price.Read("0.1", "USD")), await SendAsync(tenant, "0712345679", Price.Read("0.1", "USD")));
            await _app.MeddleAsync("UPDATE sms_price SET micros = @Most WHERE event_id IN (@first, @second)", new { Most = long.MaxValue, first, second });
            _app.Clock.Advance(TimeSpan.FromHours(1));
        }

        (await FollowedAsync()).ShouldSatisfyAllConditions(view => view.Uncounted.ShouldBe(0), view => view.Cost.Currencies.ShouldBe([new CurrencyCost("USD", PriceSums.Most, 0)]));
    }

    [Fact]
    public async Task An_hour_that_can_not_be_counted_keeps_no_other_one_waiting_and_is_tried_again()
    {
        var tenant = await _app.NewTenantAsync();
        var poisoned = 0L;
        foreach (var number in new[] { 1, 2, 3 })
        {
            await SendAsync(tenant, "0712345678", Price.Read("0.1", "USD"));
            poisoned = number == 2 ? _app.Clock.GetUtcNow().ToUnixTimeMilliseconds() / 3_600_000 * 3_600_000 : poisoned;
            _app.Clock.Advance(TimeSpan.FromHours(2));
        }

        await RefuseAsync(poisoned);
        (await FollowedAsync()).Cost.ToldSms.ShouldBe(2);
        await SendAsync(tenant, "0712345678", Price.Read("0.1", "USD"));
        (await FollowedAsync()).ShouldSatisfyAllConditions(view => view.Cost.ToldSms.ShouldBe(3, "a newer one is counted too"), view => view.Uncounted.ShouldBe(1));
        await _app.MeddleAsync(TestDatabase.IsPostgres ? "ALTER TABLE roll_up_report DROP CONSTRAINT refused_hour" : "DROP TRIGGER refused_hour");

        (await FollowedAsync()).ShouldSatisfyAllConditions(view => view.Cost.ToldSms.ShouldBe(4), view => view.Uncounted.ShouldBe(0));
    }

    /// <summary>The database takes nothing of that hour.</summary>
    private Task RefuseAsync(long hour) => _app.MeddleAsync(TestDatabase.IsPostgres
        ? FormattableString.Invariant($"ALTER TABLE roll_up_report ADD CONSTRAINT refused_hour CHECK (start < {hour} OR start >= {hour + 3_600_000})")
        : FormattableString.Invariant($"CREATE TRIGGER refused_hour BEFORE INSERT ON roll_up_report WHEN NEW.start >= {hour} AND NEW.start < {hour + 3_600_000} BEGIN SELECT RAISE(ABORT, 'refused'); END"));

    [Fact]
    public async Task What_never_left_costs_nothing_and_where_no_price_is_known_nothing_is_said()
    {
        var tenant = await _app.NewTenantAsync();
        _app.Gateway.Next(new SendResult.Rejected(FailureClass.Permanent, "21211", "No such number."));
        await SendAsync(tenant, "0712345678", answer: false);
        await SendAsync(tenant, "0712345679", price: null);
        var view = await FollowedAsync();

        view.Counts.Messages.ShouldBe(2);
        view.Cost.IsUnknown.ShouldBeTrue();
        (await _app.QueryAsync<long>("SELECT sms FROM roll_up_price")).ShouldBeEmpty(); // not even read for
        await SendAsync(tenant, "0712345670", Price.Read("0.1", "USD"));
        (await FollowedAsync()).Cost.ShouldSatisfyAllConditions(cost => cost.ToldSms.ShouldBe(1), cost => cost.UnknownSms.ShouldBe(1));
    }

    [Theory]
    [InlineData("Africa/Nairobi", "2026-11-30T20:59:00Z", "2026-11")]
    [InlineData("Africa/Nairobi", "2026-11-30T21:00:00Z", "2026-12")]
    [InlineData("Europe/Berlin", "2027-03-31T21:59:00Z", "2027-03")]
    [InlineData("Europe/Berlin", "2027-03-31T22:00:00Z", "2027-04")] // with the winter's hour it would be March
    [InlineData("Europe/Berlin", "2027-10-31T22:30:00Z", "2027-10")] // with the summer's hour it would be November
    [InlineData("Asia/Kolkata", "2026-12-31T18:29:00Z", "2026-12")]
    [InlineData("Asia/Kolkata", "2026-12-31T18:30:00Z", "2027-01")]
    public async Task A_month_ends_by_the_readers_clock(string zoneId, string at, string month)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneId);
        _app.Clock.Jump(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture) - _app.Clock.GetUtcNow());
        var tenant = await _app.NewTenantAsync();
        await SendAsync(tenant, "0712345678", Price.Read("0.1", "USD"));
        await FollowedAsync();
        var first = DateOnly.ParseExact(month + "-01", "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

        foreach (var (days, sms) in new[] { (first, 1), (first.AddMonths(-1), 0), (first.AddMonths(1), 0) })
        {
            (await ReadAsync((days, days.AddMonths(1).AddDays(-1)), zone)).Cost.ToldSms.ShouldBe(sms, days.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task Nobody_reads_another_tenants_costs()
    {
        var (own, other) = (await _app.NewTenantAsync(), await _app.NewTenantAsync());
        await SendAsync(own, "0712345678", Price.Read("0.1", "USD"));
        var foreign = await SendAsync(other, "0712345678", Price.Read("0.2", "USD"));
        await FollowedAsync();
        var today = DateOnly.FromDateTime(_app.Clock.GetUtcNow().UtcDateTime);

        var view = await _app.Services.GetRequiredService<ReportQueries>().ReadAsync(
            (today.AddDays(-1), today.AddDays(1)), TimeZoneInfo.Utc, new VisibleTenants(IsAll: false, [await TenantIdAsync(foreign)]), Cancellation);

        view.Cost.ToldWords.ShouldBe("USD 0.20");
        view.By[ReportDimension.Tenant].ShouldHaveSingleItem().Name.ShouldBe(other.Id);
    }

    private void Estimate(string prefix, string price, string currency)
    {
        _app.Settings["Prices:PerPart:0:Provider"] = "twilio";
        _app.Settings["Prices:PerPart:0:Prefix"] = prefix;
        _app.Settings["Prices:PerPart:0:Price"] = price;
        _app.Settings["Prices:PerPart:0:Currency"] = currency;
    }

    private async Task<long> SendAsync(TestTenant tenant, string mobile, Price? price = null, string text = "Hello.", bool answer = true)
    {
        if (answer)
        {
            _app.Gateway.Next(sms => _app.Gateway.Take(sms) with { Price = price });
        }

        using var reply = await tenant.Hooks().PostSmsAsync(mobile, $"{text} {Guid.NewGuid():N}"[..Math.Max(20, text.Length)], Cancellation);
        var id = (await HookReply.ReadAsync(reply)).EventId;
        await _app.DrainAsync();
        return id;
    }

    private async Task ReportAsync(long id, string word, Price? price)
    {
        var sid = (await _app.QueryAsync<string>("SELECT provider_id FROM message WHERE event_id = @id", new { id })).ShouldHaveSingleItem();
        await _app.Services.GetRequiredService<MessageReceipts>().ApplyAsync(ReceiptSome.Of(id, sid, word) with { Price = price });
    }

    private async Task<long> TenantIdAsync(long eventId) => (await _app.QueryAsync<long>("SELECT tenant_id FROM message WHERE event_id = @eventId", new { eventId })).ShouldHaveSingleItem();

    private async Task<ReportView> FollowedAsync()
    {
        await TestDatabase.SettleAsync();
        await _app.Services.GetRequiredService<RollUp>().RunAsync(Cancellation);
        await _app.Services.GetRequiredService<ReportRollUp>().RunAsync(TimeSpan.MaxValue, Cancellation);
        var today = DateOnly.FromDateTime(_app.Clock.GetUtcNow().UtcDateTime);
        return await ReadAsync((today.AddDays(-1), today.AddDays(1)), TimeZoneInfo.Utc);
    }

    private async Task<ReportView> ReadAsync((DateOnly, DateOnly) days, TimeZoneInfo zone) =>
        await _app.Services.GetRequiredService<ReportQueries>().ReadAsync(days, zone, new VisibleTenants(IsAll: false, [.. Enumerable.Range(1, 50).Select(id => (long)id)]), Cancellation);
}
