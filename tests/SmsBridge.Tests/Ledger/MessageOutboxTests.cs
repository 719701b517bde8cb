using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tests.Receipts;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Ledger;

public class MessageOutboxTests
{
    private const string Sid = "SM01";
    private const string OtherSid = "SM02";

    [Fact]
    public async Task An_intent_is_stored_once_and_only_by_who_holds_the_lease()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.HookAsync(1, 1);
        var leased = await driver.ClaimOneAsync();

        (await driver.IntendAsync(leased)).ShouldBeTrue();
        (await driver.IntendAsync(leased)).ShouldBeFalse();

        store.Count("attempt").ShouldBe(1);
        driver.Message(leased).Status.ShouldBe(MessageStatus.Sending);
    }

    /// <summary>By the same process: its own lease ran out under it, and the message went on without it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Who_prepared_before_an_attempt_was_made_stores_no_intent_after_it(int attempts)
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.HookAsync(1, 1);
        var stale = await driver.ClaimOneAsync();
        store.Clock.Advance(TimeSpan.FromMinutes(3));
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            var again = await driver.ClaimOneAsync();
            (await driver.IntendAsync(again)).ShouldBeTrue();
            (await driver.EndedAsync(again, AttemptOutcome.NotTaken, driver.Retry(TimeSpan.Zero))).ShouldBeTrue();
        }

        var current = await driver.ClaimOneAsync(); // the same owner, queued, and leased

        (await driver.IntendAsync(stale)).ShouldBeFalse();
        store.Count("attempt").ShouldBe(attempts);
        (await driver.IntendAsync(current)).ShouldBeTrue();
    }

    /// <summary>A core, a provider or who signs for its account may say as much as he likes.</summary>
    [Fact]
    public async Task Of_what_peers_say_so_much_is_kept_as_helps_and_the_same_again_is_no_new_line()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var words = new string('w', 60_000);
        await driver.HookAsync(1, 1);
        for (var times = 0; times < 2; times++)
        {
            var leased = await driver.ClaimOneAsync();
            await driver.Outbox.RecordDecisionAsync(leased, new NextStep.Retry(store.Clock.GetUtcNow(), Reasons.CoreUnavailable, words));
        }

        var sending = await driver.ClaimOneAsync();
        await driver.IntendAsync(sending);
        await driver.Outbox.RecordAttemptAsync(
            sending, 1, AttemptOutcome.NotTaken, words, words, new NextStep.Retry(store.Clock.GetUtcNow(), Reasons.ProviderBusy, words));
        var sent = await driver.SentAsync(Sid, resource: 2);
        await driver.Receipts.ApplyAsync(Receipts.ReceiptSome.Of(sent.EventId, Sid, "failed") with { Detail = words, ErrorCode = words });

        store.One<long>("""
            SELECT MAX(length) FROM (
                SELECT LENGTH(detail) + LENGTH(COALESCE(error_code, '')) AS length FROM message WHERE detail IS NOT NULL
                UNION ALL SELECT LENGTH(detail) + LENGTH(COALESCE(code, '')) FROM attempt UNION ALL SELECT LENGTH(detail) FROM status_change) AS kept
            """, new { }).ShouldBeInRange(KeptWords.LongestDetail, KeptWords.LongestDetail + KeptWords.LongestCode + 100);
        store.One<long>("SELECT COUNT(*) FROM status_change WHERE reason = @CoreUnavailable", new { Reasons.CoreUnavailable }).ShouldBe(1);
    }

    [FileOnly]
    [Fact]
    public async Task A_restart_takes_the_lease_from_work_that_was_not_finished()
    {
        using var store = await TempStore.OpenAsync();
        var before = new OutboxDriver(store);
        await before.HookAsync(1, 1);
        var stale = await before.ClaimOneAsync();

        await store.RestartAsync();
        var driver = new OutboxDriver(store);
        (await driver.IntendAsync(stale)).ShouldBeFalse();
        var fresh = await driver.ClaimOneAsync();

        (await driver.IntendAsync(fresh)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_message_that_was_decided_meanwhile_takes_no_intent()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.HookAsync(1, 1);
        var leased = await driver.ClaimOneAsync();
        (await driver.Outbox.RecordDecisionAsync(leased, new NextStep.DeadLetter(Reasons.NoNumber, null))).ShouldBeTrue();

        (await driver.IntendAsync(leased)).ShouldBeFalse();
        driver.Message(leased).Status.ShouldBe(MessageStatus.DeadLettered);
    }

    [Fact]
    public async Task Waiting_for_the_same_thing_again_is_one_line_of_the_record_and_anything_else_is_another()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.HookAsync(1, 1);
        foreach (var (reason, detail) in new[]
        {
            (Reasons.CoreUnavailable, "Refused."), (Reasons.CoreUnavailable, "Refused."), (Reasons.CoreUnavailable, "Refused."),
            (Reasons.CoreUnavailable, "No answer."), (Reasons.NotFoundInCore, null), (Reasons.NotFoundInCore, null), (Reasons.CoreUnavailable, "Refused."),
        })
        {
            var leased = await driver.ClaimOneAsync();
            (await driver.Outbox.RecordDecisionAsync(leased, new NextStep.Retry(store.Clock.GetUtcNow(), reason, detail))).ShouldBeTrue();
        }

        store.Query<(string, string?)>("SELECT reason, detail FROM status_change ORDER BY id").ShouldBe(
        [
            (Reasons.CoreUnavailable, "Refused."), (Reasons.CoreUnavailable, "No answer."), (Reasons.NotFoundInCore, null), (Reasons.CoreUnavailable, "Refused."),
        ]);
    }

    [Fact]
    public async Task A_decision_made_before_the_intent_changes_nothing_after_it()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SendingAsync();

        (await driver.Outbox.RecordDecisionAsync(leased, driver.Retry(TimeSpan.Zero))).ShouldBeFalse();

        driver.Message(leased).Status.ShouldBe(MessageStatus.Sending);
    }

    [Fact]
    public async Task What_was_answered_to_somebody_who_lost_the_lease_is_not_kept()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SendingAsync();
        var step = driver.Retry(TimeSpan.Zero) with { Answer = PeerAnswer.Silence(PeerAnswer.Core, TimeSpan.FromSeconds(1)) };

        (await driver.Outbox.RecordDecisionAsync(leased, step)).ShouldBeFalse();
        (await driver.Outbox.RecordAttemptAsync(leased, 7, AttemptOutcome.Retryable, "503", "", step)).ShouldBeFalse();

        store.Count("peer_answer").ShouldBe(0);
    }

    [Fact]
    public async Task An_accepted_answer_settles_the_message_and_a_repeat_of_it_is_harmless()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SentAsync(Sid);
        var settled = driver.Message(leased);

        (await driver.AcceptedAsync(leased, Sid)).ShouldBeTrue(); // a batch may run twice

        settled.Status.ShouldBe(MessageStatus.Sent);
        settled.ProviderId.ShouldBe(Sid);
        settled.DueAt.ShouldBeNull();
        settled.LeaseOwner.ShouldBeNull();
        driver.Message(leased).ShouldBe(settled);
        driver.Attempt(leased).ShouldBe(new AttemptState { Outcome = AttemptOutcome.Accepted, ProviderId = Sid });
    }

    [Fact]
    public async Task Another_id_for_a_settled_message_is_refused_and_put_on_the_record()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SentAsync(Sid);

        (await driver.AcceptedAsync(leased, OtherSid)).ShouldBeFalse();

        driver.Message(leased).ProviderId.ShouldBe(Sid);
        driver.Attempt(leased).ProviderId.ShouldBe(Sid);
        store.Query<string>("SELECT detail FROM status_change").ShouldContain(detail => detail == "Attempt 1 was taken too, as SM02: the client may get two.");
    }

    [Fact]
    public async Task A_guess_never_takes_an_id_that_belongs_to_another_message_or_to_an_earlier_attempt_of_one()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.SentAsync(Sid, resource: 1);
        var resent = await driver.SentAsync(OtherSid, resource: 2);
        await driver.Receipts.ApplyAsync(Receipts.ReceiptSome.Of(resent.EventId, OtherSid, "undelivered"));
        await driver.ResendAsync(resent);
        var doubtful = await driver.SendingAsync(1, 3);

        (await driver.AcceptedAsync(doubtful, Sid, Sources.Resolver)).ShouldBeFalse();
        (await driver.AcceptedAsync(doubtful, OtherSid, Sources.Resolver)).ShouldBeFalse();

        driver.Message(doubtful).Status.ShouldBe(MessageStatus.Sending);
        (await driver.Outbox.TakenProviderIdsAsync([Sid, OtherSid, "SM03"])).ShouldBe([Sid, OtherSid], ignoreOrder: true);
    }

    [Fact]
    public async Task The_providers_own_answer_takes_its_id_back_from_a_message_that_had_it_by_a_guess()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var owner = await driver.SendingAsync(1, 1); // its answer is on the way
        var guesser = await driver.SendingAsync(1, 2); // same text and number, answer lost
        (await driver.AcceptedAsync(guesser, Sid, Sources.Resolver)).ShouldBeTrue();

        (await driver.AcceptedAsync(owner, Sid)).ShouldBeTrue();

        driver.Message(owner).ProviderId.ShouldBe(Sid);
        var again = driver.Message(guesser);
        again.Status.ShouldBe(MessageStatus.Sending);
        again.ProviderId.ShouldBeNull();
        (await driver.ClaimOneAsync()).ShouldSatisfyAllConditions(
            message => message.EventId.ShouldBe(guesser.EventId), message => message.ShouldBeOfType<ClaimedMessage.InDoubt>());
        driver.Attempt(guesser).ShouldBe(new AttemptState { Outcome = AttemptOutcome.Unknown });
    }

    [Fact]
    public async Task An_id_that_the_provider_answers_twice_disturbs_nobody_who_was_answered_with_it_before()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var first = await driver.SentAsync(Sid);
        var delivered = await driver.SentAsync(OtherSid, resource: 2);
        await driver.Receipts.ApplyAsync(ReceiptSome.Of(delivered.EventId, OtherSid, "delivered"));
        var second = await driver.SendingAsync(1, 3);
        var third = await driver.SendingAsync(1, 4);

        (await driver.AcceptedAsync(second, Sid)).ShouldBeTrue();
        (await driver.AcceptedAsync(third, OtherSid)).ShouldBeTrue();

        (driver.Message(first).Status, driver.Message(first).ProviderId).ShouldBe((MessageStatus.Sent, Sid));
        (driver.Message(delivered).Status, driver.Message(delivered).ProviderId).ShouldBe((MessageStatus.Delivered, OtherSid));
        (driver.Message(second).Status, driver.Message(second).ProviderId).ShouldBe((MessageStatus.Sent, $"{Sid}#{second.EventId}"));
        (driver.Message(third).Status, driver.Message(third).ProviderId).ShouldBe((MessageStatus.Sent, $"{OtherSid}#{third.EventId}"));
    }

    [Fact]
    public async Task A_guess_does_not_disturb_a_message_that_a_receipt_has_settled()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SendingAsync();
        await driver.Receipts.ApplyAsync(Receipts.ReceiptSome.Of(leased.EventId, Sid, "delivered"));

        (await driver.AcceptedAsync(leased, OtherSid, Sources.Resolver)).ShouldBeFalse();

        driver.Message(leased).ProviderId.ShouldBe(Sid);
        driver.Message(leased).Status.ShouldBe(MessageStatus.Delivered);
    }

    [Theory]
    [InlineData((int)AttemptOutcome.Unknown)]
    [InlineData((int)AttemptOutcome.Retryable)]
    [InlineData((int)AttemptOutcome.Rejected)]
    [InlineData((int)AttemptOutcome.NotTaken)]
    public async Task What_a_receipt_proved_is_not_overwritten_by_a_late_answer(int outcome)
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SendingAsync();
        await driver.Receipts.ApplyAsync(Receipts.ReceiptSome.Of(leased.EventId, Sid, "sent"));

        (await driver.EndedAsync(leased, (AttemptOutcome)outcome, driver.Retry(TimeSpan.Zero))).ShouldBeFalse();

        driver.Message(leased).Status.ShouldBe(MessageStatus.Sent);
        driver.Attempt(leased).ShouldBe(new AttemptState { Outcome = AttemptOutcome.Accepted, ProviderId = Sid });
        (await driver.ClaimAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_late_answer_to_an_attempt_does_not_stop_the_resend_somebody_asked_for()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SendingAsync();
        await driver.Receipts.ApplyAsync(Receipts.ReceiptSome.Of(leased.EventId, Sid, "failed"));
        await driver.ResendAsync(leased);

        (await driver.AcceptedAsync(leased, Sid)).ShouldBeTrue(); // the answer to the first attempt, at last

        driver.Message(leased).Status.ShouldBe(MessageStatus.Queued);
        (await driver.ClaimOneAsync()).Attempts.ShouldBe(1);
    }
}
