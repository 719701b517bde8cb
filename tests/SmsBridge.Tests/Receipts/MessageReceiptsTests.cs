using CsCheck;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Receipts;

public class MessageReceiptsTests
{
    private const string Sid = "SM01";
    private const string SecondSid = "SM02";

    private static readonly string[] Words = ["queued", "sending", "sent", "delivered", "undelivered", "failed"];

    [Theory]
    [InlineData(null)]
    [InlineData(60)] // with a delayed resend
    public async Task Any_order_and_repetition_of_receipts_ends_in_the_same_row(int? resendMinutes)
    {
        TimeSpan? resendAfter = resendMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null;
        using var store = await TempStore.OpenAsync();
        var (driver, resource) = (new OutboxDriver(store), 0);
        var orders =
            from told in Gen.OneOf(Words).Array[1, 4]
            from again in Gen.OneOf(told).Array[2]
            from first in Gen.Shuffle(told.Concat(again).ToArray())
            from second in Gen.Shuffle(told.Concat(again).ToArray())
            select (string[][])[told, first, second];

        await orders.SampleAsync(
            async all =>
            {
                var ends = new HashSet<(MessageStatus, string?, string?, bool)>();
                foreach (var order in all)
                {
                    resource++;
                    var leased = await driver.SentAsync($"SM{resource}", resource);
                    foreach (var word in order)
                    {
                        await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, $"SM{resource}", word, resendAfter));
                    }

                    var end = driver.Message(leased);
                    ends.Add((end.Status, end.Reason, end.ErrorCode, end.FinalAt is null));
                }

                ends.ShouldHaveSingleItem();
            },
            iter: 80, threads: 1);
    }

    [Fact]
    public async Task The_order_of_receipts_of_two_attempts_does_not_matter_either()
    {
        using var store = await TempStore.OpenAsync();
        var (driver, resource) = (new OutboxDriver(store), 0);
        var orders =
            from words in Gen.OneOf(Words).Array[2]
            let told = (string[])["1 " + words[0], "2 " + words[1], "2 sent"]
            from first in Gen.Shuffle(told.ToArray())
            from second in Gen.Shuffle(told.ToArray())
            select (string[][])[told, first, second];

        await orders.SampleAsync(
            async all =>
            {
                var ends = new HashSet<MessageStatus>();
                foreach (var order in all)
                {
                    var name = $"SM{++resource}-";
                    var leased = await TwoAttemptsAsync(driver, name, resource);
                    foreach (var receipt in order)
                    {
                        await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, name + receipt[0], receipt[2..]));
                    }

                    ends.Add(driver.Message(leased).Status);
                }

                ends.ShouldHaveSingleItem();
            },
            iter: 40, threads: 1);
    }

    [Fact]
    public async Task A_report_that_comes_a_thousand_times_is_one_line()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SentAsync(Sid);
        (await driver.Receipts.ApplyAsync(Failure(leased, "UNDELIV", "17"))).Outcome.ShouldBe(ReceiptOutcome.Applied);
        var first = driver.Message(leased);

        for (var time = 1; time < 1_000; time++)
        {
            store.Clock.Advance(TimeSpan.FromSeconds(1));
            (await driver.Receipts.ApplyAsync(Failure(leased, "UNDELIV", "17"))).Outcome.ShouldBe(ReceiptOutcome.NoNews);
        }

        LinesOf(store, leased).ShouldBe(1);
        driver.Message(leased).ShouldBe(first);
    }

    [Fact]
    public async Task Words_that_take_turns_are_each_the_last_one_and_leave_few_lines()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SentAsync(Sid);

        for (var time = 0; time < 100; time++)
        {
            var word = time % 2 == 0 ? "UNDELIV" : "EXPIRED";
            (await driver.Receipts.ApplyAsync(Failure(leased, word, null))).Outcome.ShouldBe(ReceiptOutcome.Applied);
            driver.Message(leased).ProviderStatus.ShouldBe(word);
        }

        LinesOf(store, leased).ShouldBe(StatusChanges.MostAgain);
        (await driver.Receipts.ApplyAsync(Failure(leased, "DELIVRD", null) with { Status = MessageStatus.Delivered, Reason = null })).Outcome.ShouldBe(ReceiptOutcome.Applied);
        LinesOf(store, leased).ShouldBe(StatusChanges.MostAgain + 1, "a change of the status is always on the record");
    }

    [Fact]
    public async Task Reports_that_bear_our_reference_and_a_new_id_each_leave_few_lines()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SentAsync(Sid);

        for (var time = 0; time < 200; time++)
        {
            await driver.Receipts.ApplyAsync(Failure(leased, "undeliverable", null) with { ProviderId = $"uuid-{time}", Attempt = 1 });
        }

        LinesOf(store, leased).ShouldBeLessThanOrEqualTo(StatusChanges.MostRemarks);
        driver.Message(leased).Status.ShouldBe(MessageStatus.Sent);
    }

    [Fact]
    public async Task A_receipt_before_the_answer_settles_the_attempt_and_the_answer_changes_nothing()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SendingAsync();

        (await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, Sid, "delivered"))).Outcome.ShouldBe(ReceiptOutcome.Applied);
        var settled = driver.Message(leased);
        (await driver.AcceptedAsync(leased, Sid)).ShouldBeTrue();

        settled.Status.ShouldBe(MessageStatus.Delivered);
        settled.ProviderId.ShouldBe(Sid);
        settled.DueAt.ShouldBeNull();
        driver.Message(leased).ShouldBe(settled);
        driver.Attempt(leased).ShouldBe(new AttemptState { Outcome = AttemptOutcome.Accepted, ProviderId = Sid });
    }

    [Fact]
    public async Task A_receipt_for_an_attempt_that_was_thought_refused_cancels_the_retry()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SendingAsync();
        await driver.EndedAsync(leased, AttemptOutcome.Retryable, driver.Retry(TimeSpan.FromSeconds(5)));

        await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, Sid, "sent"));

        store.Clock.Advance(TimeSpan.FromHours(1));
        (await driver.ClaimAsync()).ShouldBeEmpty();
        driver.Message(leased).Status.ShouldBe(MessageStatus.Sent);
    }

    [Fact]
    public async Task Delivered_after_undelivered_is_believed_and_never_undone()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SentAsync(Sid);

        await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, Sid, "undelivered"));
        driver.Message(leased).Reason.ShouldBe(Reasons.DeliveryFailed);
        await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, Sid, "delivered"));
        (await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, Sid, "undelivered"))).Outcome.ShouldBe(ReceiptOutcome.NoNews);

        driver.Message(leased).ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.Delivered), message => message.Reason.ShouldBeNull(), message => message.ErrorCode.ShouldBeNull());
    }

    [Fact]
    public async Task A_late_delivery_of_the_first_attempt_cancels_a_resend_that_waits()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SentAsync(Sid);
        await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, Sid, "undelivered"));
        await driver.ResendAsync(leased);

        (await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, Sid, "sent"))).Outcome.ShouldBe(ReceiptOutcome.Superseded);
        (await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, Sid, "delivered"))).Outcome.ShouldBe(ReceiptOutcome.Applied);

        (await driver.ClaimAsync()).ShouldBeEmpty();
        driver.Message(leased).Status.ShouldBe(MessageStatus.Delivered);
    }

    [Fact]
    public async Task An_unknown_id_does_not_take_the_place_of_a_known_one()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SentAsync(Sid);
        await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, Sid, "undelivered"));
        await driver.ResendAsync(leased);
        var waiting = driver.Message(leased);

        for (var time = 0; time < 2; time++)
        {
            (await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, "SM99", "sent"))).Outcome.ShouldBe(ReceiptOutcome.Superseded);
        }

        driver.Message(leased).ShouldBe(waiting);
        driver.Attempt(leased).ProviderId.ShouldBe(Sid);
        store.Query<string>("SELECT detail FROM status_change").Count(detail => detail is not null && detail.StartsWith("SM99", StringComparison.Ordinal)).ShouldBe(1);
        (await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, "SM99", "delivered"))).Outcome.ShouldBe(ReceiptOutcome.Applied);
        driver.Attempt(leased).ProviderId.ShouldBe(Sid);
        (await driver.ClaimAsync()).ShouldBeEmpty("the client has the text");
    }

    [Fact]
    public async Task An_unknown_id_is_the_attempts_that_has_none_and_its_failure_does_not_stop_a_resend()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SendingAsync();
        await driver.EndedAsync(leased, AttemptOutcome.Retryable, driver.Retry(TimeSpan.Zero));
        var again = await driver.ClaimOneAsync();
        await driver.IntendAsync(again);
        await driver.AcceptedAsync(again, Sid);
        await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, Sid, "undelivered"));
        await driver.ResendAsync(leased);

        (await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, "SM99", "undelivered"))).Outcome.ShouldBe(ReceiptOutcome.Superseded);

        driver.Attempt(leased, 1).ProviderId.ShouldBe("SM99");
        driver.Attempt(leased, 2).ProviderId.ShouldBe(Sid);
        driver.Message(leased).Status.ShouldBe(MessageStatus.Queued);
    }

    [Fact]
    public async Task An_sms_that_was_judged_not_taken_and_turns_up_after_its_repeat_is_on_the_record()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SendingAsync();
        await driver.EndedAsync(leased, AttemptOutcome.NotTaken, driver.Retry(TimeSpan.Zero));
        var again = await driver.ClaimOneAsync();
        await driver.IntendAsync(again);
        await driver.AcceptedAsync(again, Sid);

        (await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, SecondSid, "sent"))).Outcome.ShouldBe(ReceiptOutcome.Superseded);

        driver.Message(leased).ProviderId.ShouldBe(Sid);
        store.Query<string>("SELECT detail FROM status_change").ShouldContain(detail => detail != null && detail.EndsWith("the client may get two.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_late_delivery_of_the_first_attempt_stops_a_resend_that_is_being_prepared()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SentAsync(Sid);
        await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, Sid, "undelivered"));
        await driver.ResendAsync(leased);
        var inWork = await driver.ClaimOneAsync();

        await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, Sid, "delivered"));

        (await driver.IntendAsync(inWork)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_delivered_first_attempt_is_what_counts_when_the_second_one_fails()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await TwoAttemptsAsync(driver, "SM", 1);

        await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, "SM2", "undelivered"));
        await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, "SM1", "delivered"));

        driver.Message(leased).Status.ShouldBe(MessageStatus.Delivered); // nobody may resend it
    }

    [Fact]
    public async Task A_receipt_with_an_unknown_id_for_a_message_never_sent_is_not_ours()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.HookAsync(1, 1);
        var leased = await driver.ClaimOneAsync();

        (await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, Sid, "delivered"))).Outcome.ShouldBe(ReceiptOutcome.NotOurs);
        (await driver.Receipts.ApplyAsync(ReceiptSome.Of(999, Sid, "delivered"))).Outcome.ShouldBe(ReceiptOutcome.NotOurs);

        driver.Message(leased).Status.ShouldBe(MessageStatus.Queued);
    }

    [Fact]
    public async Task A_receipt_with_a_foreign_id_does_not_touch_a_settled_message()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SentAsync(Sid);
        var before = driver.Message(leased);

        (await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, SecondSid, "failed"))).Outcome.ShouldBe(ReceiptOutcome.NotOurs);

        driver.Message(leased).ShouldBe(before);
    }

    [Fact]
    public async Task A_receipt_that_names_another_tenants_id_moves_neither_message()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var victim = await driver.SentAsync(Sid);
        var attacker = await driver.SendingAsync(tenant: 2, resource: 2);
        var (victimBefore, attackerBefore) = (driver.Message(victim), driver.Message(attacker));

        (await driver.Receipts.ApplyAsync(ReceiptSome.Of(attacker.EventId, Sid, "failed"))).Outcome.ShouldBe(ReceiptOutcome.NotOurs);

        driver.Message(victim).ShouldBe(victimBefore);
        driver.Message(attacker).ShouldBe(attackerBefore);
    }

    /// <summary>The message has moved on and names no id; its earlier attempt still does.</summary>
    [Theory]
    [InlineData("failed")]
    [InlineData("delivered")]
    public async Task A_receipt_that_names_the_id_of_another_tenants_earlier_attempt_moves_neither_message(string word)
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var victim = await driver.SentAsync(Sid);
        await driver.Receipts.ApplyAsync(ReceiptSome.Of(victim.EventId, Sid, "undelivered"));
        await driver.ResendAsync(victim);
        await driver.IntendAsync((await driver.ClaimAsync()).Single());
        var attacker = await driver.SendingAsync(tenant: 2, resource: 2);
        var (victimBefore, attackerBefore) = (driver.Message(victim), driver.Message(attacker));

        (await driver.Receipts.ApplyAsync(ReceiptSome.Of(attacker.EventId, Sid, word))).Outcome.ShouldBe(ReceiptOutcome.NotOurs);

        (victimBefore.ProviderId, driver.Attempt(victim).ProviderId).ShouldBe((null, Sid));
        driver.Message(victim).ShouldBe(victimBefore);
        driver.Message(attacker).ShouldBe(attackerBefore);
    }

    [Fact]
    public async Task A_callback_takes_its_id_back_from_a_message_that_had_it_by_a_guess()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var owner = await driver.SendingAsync(1, 1);
        var guesser = await driver.SendingAsync(1, 2);
        await driver.AcceptedAsync(guesser, Sid, Sources.Resolver);

        (await driver.Receipts.ApplyAsync(ReceiptSome.Of(owner.EventId, Sid, "delivered"))).Outcome.ShouldBe(ReceiptOutcome.Applied);

        driver.Message(owner).Status.ShouldBe(MessageStatus.Delivered);
        driver.Message(guesser).Status.ShouldBe(MessageStatus.Sending);
    }

    [Fact]
    public async Task Two_that_hold_each_others_ids_are_put_right_by_the_first_callback()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var one = await driver.SendingAsync(1, 1);
        var two = await driver.SendingAsync(1, 2);
        await driver.AcceptedAsync(one, SecondSid, Sources.Resolver);
        await driver.AcceptedAsync(two, Sid, Sources.Resolver);

        await driver.Receipts.ApplyAsync(ReceiptSome.Of(one.EventId, Sid, "undelivered"));
        await driver.Receipts.ApplyAsync(ReceiptSome.Of(two.EventId, SecondSid, "delivered"));

        driver.Message(one).ShouldSatisfyAllConditions(
            message => message.ProviderId.ShouldBe(Sid), message => message.Status.ShouldBe(MessageStatus.Undelivered));
        driver.Message(two).ShouldSatisfyAllConditions(
            message => message.ProviderId.ShouldBe(SecondSid), message => message.Status.ShouldBe(MessageStatus.Delivered));
        driver.Attempt(one).ProviderId.ShouldBe(Sid);
        driver.Attempt(two).ProviderId.ShouldBe(SecondSid);
    }

    [Fact]
    public async Task A_final_status_that_was_known_from_the_providers_list_already_still_counts_as_news()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SendingAsync();
        await driver.Outbox.RecordAcceptedAsync(leased, 1, new SendResult.Accepted(Sid, "delivered"), Sources.Resolver);

        await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, Sid, "delivered"));

        driver.Message(leased).Status.ShouldBe(MessageStatus.Delivered);
    }

    [Fact]
    public async Task A_receipt_for_a_message_given_up_as_unknown_says_what_became_of_it()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SendingAsync();
        await driver.EndedAsync(leased, AttemptOutcome.Unknown, new NextStep.DeadLetter(Reasons.OutcomeUnknown, null));

        await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, Sid, "sent"));

        driver.Message(leased).ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.Sent), message => message.FinalAt.ShouldBeNull(), message => message.Reason.ShouldBeNull());
    }

    [Fact]
    public void Advancing_over_receipts_knows_no_order_and_no_repetition()
    {
        MessageStatus[] receipts = [MessageStatus.Sent, MessageStatus.Delivered, MessageStatus.Undelivered, MessageStatus.Failed];
        foreach (var start in Enum.GetValues<MessageStatus>())
        {
            foreach (var a in receipts)
            {
                start.Advance(a).Advance(a).ShouldBe(start.Advance(a));
                foreach (var b in receipts)
                {
                    start.Advance(a).Advance(b).ShouldBe(start.Advance(b).Advance(a));
                    foreach (var c in receipts)
                    {
                        start.Advance(a.Advance(b)).Advance(c).ShouldBe(start.Advance(a).Advance(b.Advance(c)));
                    }
                }
            }
        }
    }

    private static async Task<ClaimedMessage> TwoAttemptsAsync(OutboxDriver driver, string name, long resource)
    {
        var first = await driver.SentAsync(name + "1", resource);
        await driver.Receipts.ApplyAsync(ReceiptSome.Of(first.EventId, name + "1", "failed"));
        await driver.ResendAsync(first);
        var second = await driver.ClaimOneAsync();
        await driver.IntendAsync(second);
        (await driver.AcceptedAsync(second, name + "2")).ShouldBeTrue();
        return second;
    }

    /// <summary>As providers report whose words have no order of their own.</summary>
    private static Receipt Failure(ClaimedMessage leased, string word, string? code) =>
        new(leased.EventId, Sid, MessageStatus.Undelivered, word, code, Reasons.DeliveryFailed, null, Supersedes: _ => true);

    private static long LinesOf(TempStore store, ClaimedMessage leased) =>
        store.One<long>("SELECT COUNT(*) FROM status_change WHERE event_id = @EventId AND source = 'provider'", new { leased.EventId });
}
