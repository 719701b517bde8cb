using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Routes;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Routes;

/// <summary>From the first route to the next: after what is certain, and never out of doubt.</summary>
public sealed class RouteFlowTests : IAsyncLifetime
{
    private readonly RouteStage _stage = new();

    public ValueTask InitializeAsync() => _stage.InitializeAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    public static TheoryData<string> CertainRefusals => ["unreachable", "permanent", "country", "throttled for long"];

    private static SendResult Refusal(string kind) => kind switch
    {
        "unreachable" => new SendResult.Retryable(FailureClass.Unreachable, "not-connected", null, "refused"),
        "permanent" => new SendResult.Rejected(FailureClass.Permanent, "400", "no"),
        "country" => new SendResult.Rejected(FailureClass.Configuration, "407", "CouldNotRoute"),
        _ => new SendResult.Retryable(FailureClass.Throttled, "429", TimeSpan.FromHours(1), "slow"),
    };

    [Fact]
    public async Task Without_routes_everything_is_as_it_was()
    {
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();

        _stage.First.Taken.Count.ShouldBe(1);
        (await _stage.RoutesOfAsync(id)).ShouldBe(["-"]);
    }

    [Fact]
    public async Task An_sms_goes_by_the_first_route_with_the_account_and_sender_of_that_route()
    {
        await _stage.UseAllAsync();
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();

        var sent = _stage.Second.Sent.ShouldHaveSingleItem();
        (sent.Account.AccountId, sent.Account.Token, sent.Account.Sender).ShouldBe(("second-1", "a token of its own", "SECOND"));
        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second"]);
        (await _stage.App.QueryAsync<string>("SELECT provider || ' ' || account_id || ' ' || sender FROM attempt WHERE event_id = @id", new { id })).ShouldBe(["second second-1 SECOND"]);
    }

    [Theory]
    [MemberData(nameof(CertainRefusals))]
    public async Task A_certain_refusal_goes_on_at_once_by_the_next_route_and_the_client_gets_one(string kind)
    {
        await _stage.UseAllAsync();
        _stage.Second.Next(Refusal(kind));
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();

        (_stage.Second.Sent.Count, _stage.Third.Taken.Count, _stage.Taken).ShouldBe((1, 1, 1));
        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second", "by-third"]);
        (await _stage.MessageAsync(id)).Status.ShouldBe(MessageStatus.Sent);
        var detail = await _stage.Own.EventAsync(id);
        detail.GetProperty("timeline").EnumerateArray().Select(entry => entry.Text("detail") ?? "").ShouldContain(words => words.StartsWith("Route by-second did not take it.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Out_of_doubt_nothing_goes_by_another_route_not_even_when_the_provider_did_not_list_it()
    {
        await _stage.UseAllAsync();
        _stage.Second.Next(new SendResult.Unknown("timeout", "No answer in time."));
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        await _stage.App.DrainAfterAsync(TimeSpan.FromSeconds(10)); // not listed, and too early to say

        _stage.Second.Next(Refusal("permanent")); // to the repeat: whether the first left, that does not tell
        await _stage.App.DrainAfterAsync(TimeSpan.FromMinutes(5));
        await _stage.App.DrainAfterAsync(TimeSpan.FromMinutes(5));

        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second", "by-second"]);
        (_stage.Third.Sent.Count, _stage.First.Sent.Count).ShouldBe((0, 0));
        (await _stage.MessageAsync(id)).ShouldBe(await _stage.MessageAsync(id) with { Status = MessageStatus.DeadLettered, Reason = Reasons.ProviderRejected });
    }

    [Fact]
    public async Task Who_opted_out_is_written_to_by_no_other_route()
    {
        await _stage.UseAllAsync();
        _stage.Second.Next(new SendResult.Rejected(FailureClass.OptedOut, "406", "UserInBlacklist"));
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        _stage.Second.Next(Refusal("unreachable"));
        var later = await _stage.SmsAsync("Another.");
        await _stage.App.DrainAsync();

        _stage.Taken.ShouldBe(0);
        (await _stage.MessageAsync(id)).Reason.ShouldBe(Reasons.OptedOut);
        (await _stage.MessageAsync(later)).Reason.ShouldBe(Reasons.OptedOut);
        _stage.Second.Sent.Count.ShouldBe(1, "the second was not even tried");
    }

    [Fact]
    public async Task A_refused_token_leaves_its_account_out_and_the_tenant_goes_on()
    {
        await _stage.UseAllAsync();
        _stage.Second.Next(new SendResult.Rejected(FailureClass.Credentials, "401", "bad key"));
        await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        await _stage.SmsAsync("Another.");
        await _stage.App.DrainAsync();

        _stage.Tenant.Pause.ShouldBeNull();
        (_stage.Second.Sent.Count, _stage.Third.Taken.Count).ShouldBe((1, 2));
        var shown = await _stage.ShowAsync();
        shown.GetProperty("accounts")[1].GetProperty("hold").Text("reason").ShouldBe(Reasons.ProviderCredentials);

        // A new token is proved, and taken up.
        (await _stage.PutAsync(new
        {
            accounts = new[] { RouteStage.Account("second", "a new token"), RouteStage.Account("third", token: null) },
            routes = new[] { new { name = "by-second", account = "second" }, new { name = "by-third", account = "third" }, new { name = "by-first", account = "registered" } },
        })).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        await _stage.SmsAsync("A third.");
        await _stage.App.DrainAsync();
        _stage.Second.Sent[^1].Account.Token.ShouldBe("a new token");
        _stage.Second.Taken.Count.ShouldBe(1);
    }

    [Fact]
    public async Task When_every_account_is_refused_the_tenant_waits_and_nothing_is_lost()
    {
        await _stage.UseAllAsync();
        foreach (var gateway in new[] { _stage.Second, _stage.Third, _stage.First })
        {
            gateway.Next(new SendResult.Rejected(FailureClass.Credentials, "401", "bad key"));
        }

        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        _stage.Tenant.Pause.ShouldNotBeNull().Reason.ShouldBe(Reasons.ProviderCredentials);
        (await _stage.MessageAsync(id)).Status.ShouldBe(MessageStatus.Queued);

        await _stage.App.Services.GetRequiredService<SmsBridge.Tenants.TenantAdmin>().VerifyAsync(_stage.Tenant, TestContext.Current.CancellationToken);
        await _stage.App.DrainAsync();
        _stage.First.Taken.Count.ShouldBe(1);
        _stage.Taken.ShouldBe(1);
    }

    [Fact]
    public async Task A_round_that_served_nobody_is_followed_by_a_wait_and_another_without_what_refused_it_for_good()
    {
        await _stage.UseAllAsync();
        _stage.Second.Next(Refusal("permanent"));
        _stage.Third.Next(Refusal("unreachable"));
        _stage.First.Next(Refusal("unreachable"));
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();

        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second", "by-third", "by-first"]);
        (await _stage.MessageAsync(id)).DueAt!.Value.ShouldBeGreaterThan(_stage.App.Clock.GetUtcNow().ToUnixTimeMilliseconds());

        await _stage.App.DrainAfterAsync(TimeSpan.FromMinutes(10));
        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second", "by-third", "by-first", "by-third"]);
        _stage.Taken.ShouldBe(1);
    }

    [Fact]
    public async Task Refused_by_all_for_good_it_is_given_up_with_the_last_reason()
    {
        await _stage.UseAllAsync();
        foreach (var gateway in new[] { _stage.Second, _stage.Third, _stage.First })
        {
            gateway.Next(Refusal("permanent"));
        }

        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        var message = await _stage.MessageAsync(id);
        (message.Status, message.Reason, message.Attempts).ShouldBe((MessageStatus.DeadLettered, Reasons.ProviderRejected, 3));
    }

    [Fact]
    public async Task A_provider_that_puts_it_off_is_waited_for_but_not_for_long()
    {
        await _stage.UseAllAsync();
        for (var tries = 0; tries < 12; tries++)
        {
            _stage.Second.Next(new SendResult.Retryable(FailureClass.Throttled, "429", null, "slow"));
        }

        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        _stage.Third.Sent.Count.ShouldBe(0);
        for (var minutes = 0; minutes < 12; minutes++)
        {
            await _stage.App.DrainAfterAsync(TimeSpan.FromSeconds(20));
        }

        _stage.Third.Taken.Count.ShouldBe(1);
        (await _stage.RoutesOfAsync(id))[^1].ShouldBe("by-third");
        _stage.Taken.ShouldBe(1);
    }

    [Fact]
    public async Task While_an_account_does_not_answer_others_are_used_without_calling_it()
    {
        await _stage.UseAllAsync();
        for (var sms = 0; sms < 5; sms++)
        {
            _stage.Second.Next(Refusal("unreachable"));
            await _stage.SmsAsync($"Text {sms}.");
            await _stage.App.DrainAsync();
        }

        var id = await _stage.SmsAsync("The sixth.");
        await _stage.App.DrainAsync();
        (_stage.Second.Sent.Count, _stage.Third.Taken.Count).ShouldBe((5, 6));
        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-third"]);
        (await _stage.App.QueryAsync<string>("SELECT chosen FROM attempt WHERE event_id = @id", new { id })).ShouldHaveSingleItem().ShouldContain("did not answer lately");

        await _stage.App.DrainAfterAsync(TimeSpan.FromMinutes(1));
        await _stage.SmsAsync("The seventh.");
        await _stage.App.DrainAsync();
        _stage.Second.Taken.Count.ShouldBe(1, "it is back");
    }

    [Fact]
    public async Task A_report_of_non_delivery_goes_on_only_by_rule_and_only_once_for_each_route()
    {
        await _stage.UseAllAsync();
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        await _stage.ReportAsync(id, _stage.Second.Taken[0].ProviderId, MessageStatus.Undelivered, "second");
        await _stage.App.DrainAfterAsync(TimeSpan.FromMinutes(1));
        (await _stage.MessageAsync(id)).Status.ShouldBe(MessageStatus.Undelivered);

        await _stage.UseAllAsync(afterNonDelivery: true);
        var next = await _stage.SmsAsync("By rule.");
        await _stage.App.DrainAsync();
        await _stage.ReportAsync(next, _stage.Second.Taken[1].ProviderId, MessageStatus.Undelivered, "second");
        await _stage.ReportAsync(next, _stage.Second.Taken[1].ProviderId, MessageStatus.Undelivered, "second"); // again
        await _stage.App.DrainAsync();
        await _stage.ReportAsync(next, _stage.Third.Taken[0].ProviderId, MessageStatus.Failed, "third");
        await _stage.App.DrainAsync();
        await _stage.ReportAsync(next, _stage.First.Taken[0].ProviderId, MessageStatus.Undelivered, "twilio");
        await _stage.App.DrainAfterAsync(TimeSpan.FromMinutes(1));

        (await _stage.RoutesOfAsync(next)).ShouldBe(["by-second", "by-third", "by-first"]);
        (await _stage.MessageAsync(next)).Status.ShouldBe(MessageStatus.Undelivered);

        await _stage.ReportAsync(next, _stage.Second.Taken[1].ProviderId, MessageStatus.Delivered, "second"); // after all
        (await _stage.MessageAsync(next)).Status.ShouldBe(MessageStatus.Delivered);
    }

    [Fact]
    public async Task A_late_delivery_of_the_first_keeps_the_second_from_being_sent()
    {
        await _stage.UseAllAsync(afterNonDelivery: true);
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        await _stage.ReportAsync(id, _stage.Second.Taken[0].ProviderId, MessageStatus.Undelivered, "second");
        await _stage.ReportAsync(id, _stage.Second.Taken[0].ProviderId, MessageStatus.Delivered, "second");
        await _stage.App.DrainAsync();

        (await _stage.MessageAsync(id)).Status.ShouldBe(MessageStatus.Delivered);
        _stage.Taken.ShouldBe(1);
    }

    [Fact]
    public async Task A_provider_that_also_reports_what_it_refused_does_not_stop_what_went_on_by_another_route()
    {
        await _stage.UseAllAsync();
        var entered = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        _stage.Second.Next(Refusal("permanent"));
        _stage.Third.NextAsync(async sms =>
        {
            entered.SetResult();
            await go.Task;
            return _stage.Third.Take(sms);
        });
        var id = await _stage.SmsAsync();
        var drained = _stage.App.DrainAsync();
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        (await _stage.ReportAsync(id, "second-own-id", MessageStatus.Failed, "second")).Outcome.ShouldBe(ReceiptOutcome.Superseded);
        go.SetResult();
        await drained;

        (await _stage.MessageAsync(id)).Status.ShouldBe(MessageStatus.Sent);
        await _stage.ReportAsync(id, _stage.Third.Taken[0].ProviderId, MessageStatus.Delivered, "third");
        (await _stage.MessageAsync(id)).Status.ShouldBe(MessageStatus.Delivered);
    }

    [Fact]
    public async Task Polls_and_look_ups_of_a_message_use_the_account_it_was_sent_with_also_when_that_was_replaced()
    {
        await _stage.UseAllAsync();
        await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        (await _stage.PutAsync(new { })).Status.ShouldBe(System.Net.HttpStatusCode.OK); // no routes any more

        var asked = new List<SenderAccount>();
        _stage.Second.Polled = (account, _, _, _) =>
        {
            asked.Add(account);
            return Task.FromResult<ProviderReport>(new ProviderReport.Nothing("none"));
        };
        _stage.App.Clock.Advance(TimeSpan.FromHours(1));
        await _stage.App.Services.GetRequiredService<SmsBridge.Receipts.ReceiptPolling>().RunAsync(TestContext.Current.CancellationToken);

        var account = asked.ShouldHaveSingleItem();
        (account.Provider, account.AccountId, account.Token, account.Sender).ShouldBe(("second", "second-1", "a token of its own", "SECOND"));
    }

    /// <summary>Nothing moves the clock here, so nobody looks for changes: a report that comes in that moment must find its account, also by a change of its token.</summary>
    [Fact]
    public async Task An_account_that_is_taken_away_is_a_former_one_at_once()
    {
        await _stage.UseAllAsync();
        await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        var routes = _stage.App.Services.GetRequiredService<RouteDirectory>();

        (await _stage.PutAsync(new { accounts = new[] { RouteStage.Account("second", "another token") }, routes = new[] { new { name = "by-second", account = "second" } } })).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        routes.AccountsOf(_stage.Tenant.Id).Where(account => account.Provider == "second").Select(account => account.Token).ShouldBe(["another token", "a token of its own"]);
        routes.AccountOf(_stage.Tenant.Id, "third", "third-1").ShouldNotBeNull();

        (await _stage.PutAsync(new { })).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        routes.AccountOf(_stage.Tenant.Id, "second", "second-1").ShouldNotBeNull();
    }

    [Fact]
    public async Task Only_the_route_that_is_too_fast_is_slowed_down()
    {
        await _stage.UseAllAsync();
        _stage.Second.Next(new SendResult.Retryable(FailureClass.Throttled, "429", null, "slow"));
        await _stage.SmsAsync();
        await _stage.App.DrainAsync();

        var rates = _stage.App.Services.GetRequiredService<SenderRates>();
        var routes = _stage.App.Services.GetRequiredService<RouteDirectory>();
        rates.RateOf(_stage.Tenant.Id, routes.LaneOf(_stage.Tenant.Id, "second", "second-1", "SECOND")).ShouldNotBeNull();
        rates.RateOf(_stage.Tenant.Id, routes.LaneOf(_stage.Tenant.Id, "third", "third-1", "THIRD")).ShouldBeNull();
        rates.RateOf(_stage.Tenant.Id, Some.Sender).ShouldBeNull();
    }

    [Fact]
    public async Task An_account_that_its_provider_accepts_again_is_taken_up_by_itself()
    {
        await _stage.UseAllAsync();
        _stage.Second.Next(new SendResult.Rejected(FailureClass.Credentials, "401", "bad key"));
        await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        var checks = _stage.App.Services.GetRequiredService<RouteChecks>();

        foreach (var unasked in new AccountCheck[] { new AccountCheck.Refused("smsProviderToken", "still"), new AccountCheck.Unavailable("away"), new AccountCheck.Verified(IsAsked: false) })
        {
            _stage.Second.NextCheck = unasked;
            await checks.RunAsync(TestContext.Current.CancellationToken);
            (await _stage.ShowAsync()).GetProperty("accounts")[1].TryGetProperty("hold", out _).ShouldBeTrue(unasked.ToString());
        }

        _stage.Second.NextCheck = new AccountCheck.Verified();
        await checks.RunAsync(TestContext.Current.CancellationToken);
        await _stage.SmsAsync("Another.");
        await _stage.App.DrainAsync();
        _stage.Second.Taken.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_route_that_delivers_badly_is_left_by_rule_alone_and_taken_up_again()
    {
        await _stage.UseAllAsync();
        var judge = _stage.App.Services.GetRequiredService<RouteJudge>();
        for (var sms = 0; sms < 12; sms++)
        {
            var id = await _stage.SmsAsync($"Text {sms}.");
            await _stage.App.DrainAsync();
            await _stage.ReportAsync(id, _stage.Second.Taken[sms].ProviderId, sms < 3 ? MessageStatus.Delivered : MessageStatus.Undelivered, "second");
        }

        await judge.RunAsync(TestContext.Current.CancellationToken);
        (await _stage.ShowAsync()).GetProperty("routes")[0].TryGetProperty("hold", out _).ShouldBeFalse("there is no rule");
        (await _stage.App.Services.GetRequiredService<RouteHealthStore>().OfAsync(_stage.Tenant.Id, TestContext.Current.CancellationToken)).ShouldBe([new RouteHealth("by-second", 12, 3)]);
        (await _stage.ShowAsync()).GetProperty("routes")[0].GetProperty("delivered").ToString().ShouldBe("""{"settled":12,"delivered":3,"percent":25}""");
        (await _stage.ShowAsync()).GetProperty("routes")[1].TryGetProperty("delivered", out _).ShouldBeFalse("nothing went by it");

        await _stage.UseAllAsync(leaveBelow: 50, leaveLeast: 13);
        await judge.RunAsync(TestContext.Current.CancellationToken);
        (await _stage.ShowAsync()).GetProperty("routes")[0].TryGetProperty("hold", out _).ShouldBeFalse("too few to judge by");

        await _stage.UseAllAsync(leaveBelow: 50, leaveLeast: 12);
        await judge.RunAsync(TestContext.Current.CancellationToken);
        (await _stage.ShowAsync()).GetProperty("routes")[0].GetProperty("hold").Text("detail").ShouldBe("It delivered 3 of its latest 12 SMS, 25 %.");
        await _stage.SmsAsync("By another.");
        await _stage.App.DrainAsync();
        _stage.Third.Taken.Count.ShouldBe(1);

        _stage.App.Clock.Advance(RouteChecks.Rest);
        await _stage.App.Services.GetRequiredService<RouteChecks>().RunAsync(TestContext.Current.CancellationToken);
        await judge.RunAsync(TestContext.Current.CancellationToken);
        (await _stage.ShowAsync()).GetProperty("routes")[0].TryGetProperty("hold", out _).ShouldBeFalse("it is judged by what it sends from now on");
        await _stage.SmsAsync("By the first again.");
        await _stage.App.DrainAsync();
        _stage.Second.Taken.Count.ShouldBe(13);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task What_nobody_can_tell_about_is_sent_again_only_where_the_tenant_wants_it_and_once(bool repeats, int calls)
    {
        (await _stage.PutAsync(new { repeatInDoubt = repeats, confirm = true })).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        _stage.First.CanBeAsked = false;
        for (var call = 0; call < 4; call++)
        {
            _stage.First.Next(new SendResult.Unknown("timeout", "No answer in time.") { UsesUpATry = call % 2 == 0 });
        }

        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        await _stage.App.DrainAfterAsync(TimeSpan.FromMinutes(50));
        _stage.First.Sent.Count.ShouldBe(1, "it waits for its report first");
        for (var hours = 0; hours < 6; hours++)
        {
            await _stage.App.DrainAfterAsync(TimeSpan.FromMinutes(62));
        }

        _stage.First.Sent.Count.ShouldBe(calls);
        var message = await _stage.MessageAsync(id);
        (message.Status, message.Reason).ShouldBe((MessageStatus.DeadLettered, Reasons.OutcomeUnknown));
    }
}
