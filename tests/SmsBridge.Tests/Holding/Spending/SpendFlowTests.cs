using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Holding;
using SmsBridge.Holding.Spending;
using SmsBridge.Insight.Statistics;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tests.Receipts;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Holding.Spending;

/// <summary>A cap on what a month may cost: what stops when, and what becomes of it.</summary>
public sealed class SpendFlowTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        SpendStage.Price(_app);
        _app.Settings["Holding:OldestAct"] = "00:00:00"; // the clock is set here
        return _app.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Promotional_texts_stop_first_and_those_about_money_at_all_of_it()
    {
        var stage = await SpendStage.SetUpAsync(_app, "10");

        await stage.AdvertiseAsync(9);
        ((await stage.SentAsync()), (await stage.HeldAsync())).ShouldBe((8, 1));
        await stage.RepayAsync(3);

        ((await stage.SentAsync()), (await stage.HeldAsync())).ShouldBe((10, 2));
        (await stage.DetailsAsync("reason = 'spend_cap'")).ShouldBe(
            [
                "Rule spend cap: promotional texts stop when USD 8.00 are spent in 2026-11, 80 % of the cap of USD 10.00.",
                "Rule spend cap: transactional texts stop when USD 10.00 are spent in 2026-11, which is all of the cap.",
            ], ignoreOrder: true);
        var view = await stage.ViewAsync();
        (view.Spent, view.Estimated, view.Held).ShouldBe(("10.00", "10.00", 2));
        view.Stopped.ShouldBe(["promotional", "service", "collection", "transactional"]);
        view.Events.Select(each => (each.Event, each.Sms, each.PerSms, each.Held)).ShouldBe([("SMS CAMPAIGN", 8, "1.00", 1), ("LOAN REPAYMENT", 2, "1.00", 1)]);
    }

    [Fact]
    public async Task Service_texts_stop_between_the_two_and_the_shares_can_be_set()
    {
        var stage = await SpendStage.SetUpAsync(_app, "10");
        await stage.SetAsync("10", promotional: 20, service: 50);
        await stage.AdvertiseAsync(3);
        await stage.RepayAsync(3);
        using var created = await stage.Tenant.Hooks().PostClientCreatedAsync(1, TestTenant.Client, Cancellation);
        await _app.DrainAsync();

        ((await stage.SentAsync()), (await stage.HeldAsync())).ShouldBe((5, 2));
        (await stage.DetailsAsync("reason = 'spend_cap'")).ShouldContain("Rule spend cap: service texts stop when USD 5.00 are spent in 2026-11, 50 % of the cap of USD 10.00.", StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_text_that_the_core_wrote_itself_may_be_a_code_and_never_stops_but_counts()
    {
        var stage = await SpendStage.SetUpAsync(_app, "1");
        await stage.RepayAsync(2);

        await stage.WriteAsync("Your code is 123456.");

        ((await stage.SentAsync()), (await stage.HeldAsync())).ShouldBe((2, 1));
        (await stage.ViewAsync()).Spent.ShouldBe("2.00");
    }

    [Fact]
    public async Task A_two_factor_code_never_stops_but_counts()
    {
        var stage = await SpendStage.SetUpAsync(_app, "1");
        await stage.RepayAsync(2);

        await stage.CodeAsync("Your code is 123456.");

        ((await stage.SentAsync()), (await stage.HeldAsync())).ShouldBe((2, 1));
        (await stage.ViewAsync()).Spent.ShouldBe("2.00");
    }

    [Fact]
    public async Task What_does_not_fit_is_held_though_something_is_left()
    {
        var stage = await SpendStage.SetUpAsync(_app, "1.50");

        await stage.RepayAsync(2);

        ((await stage.SentAsync()), (await stage.HeldAsync())).ShouldBe((1, 1));
    }

    [Fact]
    public async Task A_higher_cap_lets_it_go_and_a_lower_one_does_not()
    {
        var stage = await SpendStage.SetUpAsync(_app, "2");
        await stage.RepayAsync(3);
        ((await stage.SentAsync()), (await stage.HeldAsync())).ShouldBe((2, 1));

        await stage.SetAsync("1");
        await _app.DrainAsync();
        ((await stage.SentAsync()), (await stage.HeldAsync())).ShouldBe((2, 1));
        await stage.SetAsync("3");
        await _app.DrainAsync();
        ((await stage.SentAsync()), (await stage.HeldAsync())).ShouldBe((3, 0));
        await stage.RepayAsync(1);
        (await stage.HeldAsync()).ShouldBe(1);
        (await stage.Verbs.CapAsync(Caller.CommandLine, stage.Tenant.Id, new SpendCapRequest(Enabled: false), Cancellation)).ShouldBeOfType<Outcome.Done>();
        await _app.DrainAsync();
        (await stage.SentAsync()).ShouldBe(4);
        _app.Gateway.Sent.Count.ShouldBe(4);
    }

    /// <summary>By the clock of Nairobi, three hours before that of UTC.</summary>
    [Fact]
    public async Task In_the_new_month_what_is_held_goes_out_by_itself()
    {
        Set("2026-11-30T18:00:00Z");
        var stage = await SpendStage.SetUpAsync(_app, "2");
        await stage.RepayAsync(4);

        await _app.DrainAfterAsync(TimeSpan.FromHours(3) - TimeSpan.FromSeconds(1));
        (await stage.HeldAsync()).ShouldBe(2);
        await _app.DrainAfterAsync(TimeSpan.FromSeconds(2));

        ((await stage.SentAsync()), (await stage.HeldAsync())).ShouldBe((4, 0));
        var view = await stage.ViewAsync();
        (view.Month, view.Spent, view.Forecast).ShouldBe(("2026-12", "2.00", null));
        await stage.RepayAsync(1);
        (await stage.HeldAsync()).ShouldBe(1);
    }

    /// <summary>Berlin sets its clock back in October: the month is an hour longer. Havana does so in November's first hour, which comes twice.</summary>
    [Theory]
    [InlineData("Europe/Berlin", "2026-10-31T21:30:00Z", "2026-10-31T22:59:59Z", "2026-10-31T23:00:01Z")]
    [InlineData("Europe/Berlin", "2027-03-31T20:30:00Z", "2027-03-31T21:59:59Z", "2027-03-31T22:00:01Z")]
    [InlineData("America/Havana", "2026-11-01T03:30:00Z", "2026-11-01T03:59:59Z", "2026-11-01T04:00:01Z")]
    public async Task The_month_ends_by_the_clock_of_the_cap_also_when_that_was_set(string zone, string begin, string before, string after)
    {
        Set(begin);
        var stage = await SpendStage.SetUpAsync(_app, "1", zone);
        await stage.RepayAsync(2);

        Set(before);
        await _app.DrainAsync();
        (await stage.HeldAsync()).ShouldBe(1);
        Set(after);
        await _app.DrainAsync();

        ((await stage.SentAsync()), (await stage.HeldAsync())).ShouldBe((2, 0));
    }

    [Fact]
    public async Task What_is_too_old_by_then_is_closed_by_its_own_expiry()
    {
        var stage = await SpendStage.SetUpAsync(_app, "1");
        await stage.RepayAsync(2);

        for (var hour = 0; hour < 25; hour++)
        {
            await _app.DrainAfterAsync(TimeSpan.FromHours(1));
        }

        (await stage.CountAsync(MessageStatus.DeadLettered, Reasons.TooLate)).ShouldBe(1);
        (await stage.HeldAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Released_by_an_admin_it_goes_out_in_spite_of_the_cap_and_what_follows_is_held_again()
    {
        var stage = await SpendStage.SetUpAsync(_app, "1");
        await stage.RepayAsync(4);

        (await stage.Verbs.ReleaseAsync(Caller.CommandLine, stage.Tenant.Id, Cancellation)).ShouldBeOfType<Outcome.Done>().Words.ShouldStartWith("Released: 3 SMS of");
        await stage.MoveAsync();
        await stage.MoveAsync();
        _app.Clock.Advance(TimeSpan.FromSeconds(1));
        await _app.DrainAsync();
        await stage.RepayAsync(1);

        ((await stage.SentAsync()), (await stage.HeldAsync())).ShouldBe((4, 1));
        (await stage.DetailsAsync("source = 'operator'")).ShouldBe(["Spend cap: released by command line."]);
        (await stage.ViewAsync()).Spent.ShouldBe("4.00");
        _app.Gateway.Sent.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Cancelled_by_an_admin_it_is_given_up_and_no_more_than_was_held()
    {
        var stage = await SpendStage.SetUpAsync(_app, "1");
        await stage.RepayAsync(3);
        await stage.Tenant.RepayAsync(500m); // came before, and was not looked at yet

        (await stage.Verbs.CancelAsync(Caller.CommandLine, stage.Tenant.Id, Cancellation)).ShouldBeOfType<Outcome.Done>().Words.ShouldStartWith("Cancelled: 2 SMS of");
        await stage.MoveAsync();
        await _app.DrainAsync();
        ((await stage.CountAsync(MessageStatus.DeadLettered, Reasons.Cancelled)), (await stage.HeldAsync())).ShouldBe((2, 1));

        (await stage.Verbs.CancelAsync(Caller.CommandLine, stage.Tenant.Id, Cancellation)).ShouldBeOfType<Outcome.Done>().Words.ShouldStartWith("Cancelled: 1 SMS of");
        await stage.MoveAsync();
        await _app.DrainAsync();
        (await stage.CountAsync(MessageStatus.DeadLettered, Reasons.Cancelled)).ShouldBe(3);
        (await stage.Verbs.CancelAsync(Caller.CommandLine, stage.Tenant.Id, Cancellation)).ShouldBeOfType<Outcome.Unchanged>();
        (await stage.Verbs.ReleaseAsync(Caller.CommandLine, stage.Tenant.Id, Cancellation)).ShouldBeOfType<Outcome.Unchanged>();
    }

    /// <summary>Another node has set the cap anew, and this one has not heard of it: what it holds does not wait for what is over.</summary>
    [Fact]
    public async Task A_decision_that_this_node_does_not_know_yet_is_heeded()
    {
        var stage = await SpendStage.SetUpAsync(_app, "1");
        await stage.RepayAsync(1);
        await stage.Tenant.RepayAsync(500m);
        var store = _app.Services.GetRequiredService<SpendStore>();
        var cap = (await store.FindAsync(stage.Registered.Id, Cancellation)).ShouldNotBeNull();
        await store.SetAsync(cap with { Micros = 5_000_000 }, _ => { });

        await _app.DrainAsync(); // by what is known here it does not fit
        (await stage.HeldAsync()).ShouldBe(1);
        await _app.Services.GetRequiredService<HoldDirectory>().RefreshAsync(Cancellation);
        await _app.DrainAfterAsync(TimeSpan.FromSeconds(3));

        (await stage.SentAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task A_price_that_is_told_takes_the_place_of_the_estimate_and_opens_or_closes_the_gate()
    {
        var stage = await SpendStage.SetUpAsync(_app, "2");
        var first = (await stage.RepayAsync(2))[0];
        await TellAsync(first, "0.10", "USD");

        (await stage.ViewAsync()).ShouldSatisfyAllConditions(view => view.Spent.ShouldBe("1.10"), view => view.Estimated.ShouldBe("1.00"));
        await stage.RepayAsync(1);
        (await stage.HeldAsync()).ShouldBe(1);
        await TellAsync(first, "0.05", "EUR");

        var now = await stage.ViewAsync();
        (now.Spent, now.OtherCurrencies.ShouldHaveSingleItem()).ShouldBe(("1.00", new KeyValuePair<string, string>("EUR", "0.05")));
        await stage.RepayAsync(1);
        (await stage.SentAsync()).ShouldBe(3);
    }

    [Fact]
    public async Task A_price_in_another_currency_does_not_count_and_is_said()
    {
        var stage = await SpendStage.SetUpAsync(_app, amount: null);
        await stage.SetAsync("1", currency: "KES");

        await stage.RepayAsync(3);

        (await stage.SentAsync()).ShouldBe(3);
        (await stage.ViewAsync()).ShouldSatisfyAllConditions(
            view => view.Spent.ShouldBe("0.00"), view => view.OtherCurrencies.ShouldBe([new KeyValuePair<string, string>("USD", "3.00")]), view => view.Stopped.ShouldBeEmpty());
    }

    [Fact]
    public async Task What_was_sent_in_the_month_before_the_cap_was_set_counts_and_nothing_twice()
    {
        var stage = await SpendStage.SetUpAsync(_app, amount: null);
        await stage.RepayAsync(3);
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM spend_sms")).ShouldBe([0], "a tenant without a cap is not counted");
        await stage.SetAsync("5");
        await stage.RepayAsync(1);
        (await stage.ViewAsync()).ShouldSatisfyAllConditions(view => view.Spent.ShouldBe("1.00"), view => view.Counting.ShouldBeTrue());

        for (var run = 0; run < 4; run++)
        {
            await stage.MoveAsync();
            _app.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        (await stage.ViewAsync()).ShouldSatisfyAllConditions(view => view.Spent.ShouldBe("4.00"), view => view.Counting.ShouldBeFalse());
        await stage.RepayAsync(2);
        ((await stage.SentAsync()), (await stage.HeldAsync())).ShouldBe((5, 1));
    }

    /// <summary>What is in work at the same moment is not counted yet: at most as many as are in work may go beyond.</summary>
    [Fact]
    public async Task Sent_at_once_the_cap_is_passed_by_no_more_than_was_in_work()
    {
        const int AtOnce = 7;
        var stage = await SpendStage.SetUpAsync(_app, "10");
        await stage.RepayAsync(9);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var called = 0;
        for (var number = 0; number < AtOnce; number++)
        {
            _app.Gateway.NextAsync(async sms =>
            {
                if (Interlocked.Increment(ref called) == AtOnce)
                {
                    gate.SetResult();
                }

                await gate.Task; // all are in work before one is recorded
                return _app.Gateway.Take(sms);
            });
        }

        for (var number = 0; number < AtOnce; number++)
        {
            await stage.Tenant.RepayAsync(500m + number);
        }

        await _app.DrainAsync();
        await stage.RepayAsync(3);

        (await stage.SentAsync()).ShouldBe(9 + AtOnce);
        (await stage.HeldAsync()).ShouldBe(3);
        (await stage.ViewAsync()).Spent.ShouldBe("16.00");
    }

    [Fact]
    public async Task It_is_told_from_four_fifths_on_and_urgently_once_SMS_wait()
    {
        var stage = await SpendStage.SetUpAsync(_app, "10");
        await stage.RepayAsync(7);
        (await ItemsAsync()).ShouldBeEmpty();
        await stage.RepayAsync(1);
        (await ItemsAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            item => item.IsUrgent.ShouldBeFalse(), item => item.Words.ShouldStartWith($"{stage.Tenant.Id} has spent USD 8.00 of its cap of USD 10.00 in 2026-11 (80 %). Stopped: promotional texts."));
        await stage.AdvertiseAsync(1);

        (await ItemsAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            item => item.IsUrgent.ShouldBeTrue(), item => item.Words.ShouldContain("Held: 1 SMS. At the pace so far it is USD "));
    }

    [Fact]
    public async Task A_price_that_nobody_believes_stops_nothing_at_once()
    {
        var stage = await SpendStage.SetUpAsync(_app, "100");
        var first = (await stage.RepayAsync(1))[0];

        await TellAsync(first, "999999.99", "USD");
        await stage.RepayAsync(1);

        ((await stage.SentAsync()), (await stage.HeldAsync())).ShouldBe((2, 0));
        (await stage.ViewAsync()).Spent.ShouldBe("21.00");
    }

    [Fact]
    public async Task Sums_beyond_all_reason_are_told_and_what_they_hold_can_be_decided()
    {
        var stage = await SpendStage.SetUpAsync(_app, "10");
        await stage.RepayAsync(1);
        await _app.MeddleAsync("UPDATE spend SET micros = @Most", new { Most = long.MaxValue });
        await _app.MeddleAsync(
            "INSERT INTO spend (tenant_id, month, currency, type_id, slot, sms, micros, estimated) SELECT tenant_id, month, currency, type_id, slot + 20, 0, micros, estimated FROM spend");
        await stage.RepayAsync(1);
        (await stage.HeldAsync()).ShouldBe(1);

        (await ItemsAsync()).ShouldHaveSingleItem().Words.ShouldContain("At the pace so far it is USD 9000000000000.00");
        (await stage.ViewAsync()).Forecast.ShouldBe("9000000000000.00");
        (await stage.Verbs.ReleaseAsync(Caller.CommandLine, stage.Tenant.Id, Cancellation)).ShouldBeOfType<Outcome.Done>().Words.ShouldStartWith("Released: 1 SMS");
    }

    [Fact]
    public async Task A_cap_that_can_not_be_reckoned_with_is_told_of_that_tenant_and_the_others_alarms_stand()
    {
        var stage = await SpendStage.SetUpAsync(_app, "1");
        await stage.RepayAsync(1);
        var other = await _app.NewTenantAsync();
        await stage.Verbs.CapAsync(Caller.CommandLine, other.Id, new SpendCapRequest(true, "1", "USD", null, null, null), Cancellation);
        await _app.MeddleAsync("UPDATE spend_cap SET micros = 0 WHERE tenant_id = (SELECT id FROM tenant WHERE identifier = @Id)", new { other.Id });

        var items = await ItemsAsync();

        items.Single(item => item.Tenant == other.Id).Words.ShouldContain("can not be reckoned");
        items.Single(item => item.Tenant == stage.Tenant.Id).Words.ShouldContain("has spent USD 1.00 of its cap of USD 1.00");
    }

    private async Task<List<AttentionItem>> ItemsAsync() =>
        [.. (await _app.Services.GetRequiredService<Attention>().ListAsync(
            new SignedInOperator(0, "viewer", OperatorRole.Viewer, TenantScope.All, "", null), Cancellation)).Where(item => item.Kind == "spend_cap")];

    private async Task TellAsync(long id, string amount, string currency)
    {
        var sid = (await _app.QueryAsync<string>("SELECT provider_id FROM message WHERE event_id = @id", new { id })).ShouldHaveSingleItem();
        await _app.Services.GetRequiredService<MessageReceipts>().ApplyAsync(ReceiptSome.Of(id, sid, "sent") with { Price = Price.Read(amount, currency) });
    }

    private void Set(string at) => _app.Clock.Jump(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture) - _app.Clock.GetUtcNow());
}
