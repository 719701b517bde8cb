using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Holding.Digests;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Holding.Digests;

/// <summary>Receipts of one client on one day in one SMS: what is told, by which message, and what becomes of the others.</summary>
public sealed class DigestFlowTests : IAsyncLifetime
{
    private static readonly (MessageStatus, string?) Sent = (MessageStatus.Sent, null);

    private static readonly (MessageStatus, string?) ToldElsewhere = (MessageStatus.DeadLettered, Reasons.ToldInDigest);

    private readonly SmsBridgeApp _app = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Three_receipts_are_told_as_one_sms_at_that_time_by_the_first_of_them()
    {
        var stage = await DigestStage.SetUpAsync(_app);
        var ids = await stage.RepayAsync(3);

        _app.Gateway.Sent.ShouldBeEmpty();
        (await stage.StandingAsync(ids[0])).ShouldBe((MessageStatus.Queued, Reasons.Digest));
        (await stage.TimelineAsync(ids[0])).ShouldContain($"Told at {stage.TimeIn(DigestStage.UntilThen)} (UTC) in one SMS with the client's other receipts of the day.", StringComparer.Ordinal);
        await _app.DrainAfterAsync(DigestStage.UntilThen - TimeSpan.FromMinutes(2));
        _app.Gateway.Sent.ShouldBeEmpty();
        await stage.TellAsync(TimeSpan.FromMinutes(2));

        stage.Bodies.ShouldHaveSingleItem().ShouldStartWith("Thank you, Jane Wanjiru. We received 3 payments, KES 303.00 in all: KES 100.00 (");
        (await stage.StandingAsync(ids[0])).ShouldBe(Sent);
        (await stage.TimelineAsync(ids[0])).ShouldContain($"Its SMS tells 3 receipts of the client, also those of messages {ids[1]}, {ids[2]}.", StringComparer.Ordinal);
        foreach (var told in ids.Skip(1))
        {
            (await stage.StandingAsync(told)).ShouldBe(ToldElsewhere);
            (await stage.TimelineAsync(told)).ShouldContain($"Told in the SMS of message {ids[0]}.", StringComparer.Ordinal);
        }

        await _app.DrainAfterAsync(TimeSpan.FromHours(25));
        _app.Gateway.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_single_receipt_goes_in_its_own_words_and_each_client_has_an_sms()
    {
        var stage = await DigestStage.SetUpAsync(_app);
        await stage.RepayAsync(2);
        var single = await stage.RepayOtherAsync(70m);

        await stage.TellAsync();

        stage.Bodies.Count().ShouldBe(2);
        stage.Bodies.ShouldContain(body => body.StartsWith("Thank you, Jane Wanjiru. We received 2 payments", StringComparison.Ordinal));
        stage.Bodies.ShouldContain(body => body.StartsWith("Thank you, Peter Otieno. We received KES 70.00 for loan", StringComparison.Ordinal));
        (await stage.StandingAsync(single)).ShouldBe(Sent);
    }

    [Fact]
    public async Task What_is_undone_or_cancelled_until_then_is_left_out_also_where_it_was_the_first()
    {
        var stage = await DigestStage.SetUpAsync(_app);
        var ids = await stage.RepayAsync(5);
        await stage.ReverseAsync(ids[0]);
        await stage.ReverseAsync(ids[3]);
        (await _app.Services.GetRequiredService<MessageCancel>().CancelAsync(stage.Registered.Id, ids[1], Sources.Operator, static _ => { })).ShouldBeNull();

        await stage.TellAsync();
        await stage.SettleAsync();

        stage.Bodies.ShouldHaveSingleItem().ShouldContain("We received 2 payments, KES 206.00 in all");
        (await stage.StandingAsync(ids[0])).ShouldBe((MessageStatus.DeadLettered, Reasons.ReversedInCore));
        (await stage.StandingAsync(ids[1])).ShouldBe((MessageStatus.DeadLettered, Reasons.Cancelled));
        (await stage.StandingAsync(ids[2])).ShouldBe(Sent);
        (await stage.StandingAsync(ids[3])).ShouldBe((MessageStatus.DeadLettered, Reasons.ReversedInCore));
        (await stage.StandingAsync(ids[4])).ShouldBe(ToldElsewhere);
    }

    /// <summary>The provider says no: that SMS never left, so what it was to tell is told by itself.</summary>
    [Fact]
    public async Task Where_the_sms_is_refused_the_others_go_on_by_themselves()
    {
        var stage = await DigestStage.SetUpAsync(_app);
        var ids = await stage.RepayAsync(3);
        stage.Refuse();

        await stage.TellAsync();
        await stage.SettleAsync();

        (await stage.StandingAsync(ids[0])).ShouldBe((MessageStatus.DeadLettered, Reasons.ProviderRejected));
        (await stage.StandingAsync(ids[1])).ShouldBe(Sent);
        (await stage.StandingAsync(ids[2])).ShouldBe(ToldElsewhere);
        stage.Bodies.Last().ShouldContain("We received 2 payments, KES 203.00 in all");
        (await stage.TimelineAsync(ids[1])).ShouldContain("The SMS that was to tell it too did not: it goes on by itself.", StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_lost_answer_is_found_out_and_nothing_is_told_twice()
    {
        var stage = await DigestStage.SetUpAsync(_app);
        var ids = await stage.RepayAsync(3);
        _app.Gateway.NextTakenWithoutAnswer();

        await stage.TellAsync();
        (await stage.StandingAsync(ids[1])).ShouldBe(ToldElsewhere);
        for (var again = 0; again < 6; again++)
        {
            await _app.DrainAfterAsync(TimeSpan.FromMinutes(10));
        }

        _app.Gateway.Sent.Count.ShouldBe(1);
        (await stage.StandingAsync(ids[0])).Status.ShouldBe(MessageStatus.Sent);
        (await stage.StandingAsync(ids[2])).ShouldBe(ToldElsewhere);
    }

    /// <summary>Between two tries of the same SMS one of its receipts is undone: it leaves, and its own record says why.</summary>
    [Fact]
    public async Task A_second_try_tells_what_holds_then()
    {
        var stage = await DigestStage.SetUpAsync(_app);
        var ids = await stage.RepayAsync(3);
        _app.Gateway.NextAsync(async sms =>
        {
            await stage.ReverseAsync(ids[1]);
            return new SendResult.Retryable(FailureClass.Transient, "http-503", null, "Busy.");
        });

        await stage.TellAsync();
        await _app.DrainAfterAsync(TimeSpan.FromMinutes(10));

        stage.Bodies.Select(static body => body[body.IndexOf("received", StringComparison.Ordinal)..body.IndexOf(" in all", StringComparison.Ordinal)])
            .ShouldBe(["received 3 payments, KES 303.00", "received 2 payments, KES 202.00"]);
        (await stage.StandingAsync(ids[0])).ShouldBe(Sent);
        (await stage.StandingAsync(ids[1])).ShouldBe((MessageStatus.DeadLettered, Reasons.ReversedInCore));
        (await stage.StandingAsync(ids[2])).ShouldBe(ToldElsewhere);
    }

    /// <summary>The process dies after the intent and before the call: the row says sending, and the others are told by it. Not taken, it is tried again, and tells all of them.</summary>
    [Fact]
    public async Task After_a_death_before_the_call_all_are_told_once()
    {
        var stage = await DigestStage.SetUpAsync(_app);
        var ids = await stage.RepayAsync(3);
        _app.Gateway.Next(_ => throw new InvalidOperationException("The process dies here."));

        await stage.TellAsync();
        for (var again = 0; again < 12; again++)
        {
            await _app.DrainAfterAsync(TimeSpan.FromMinutes(10));
        }

        stage.Bodies.Count().ShouldBe(2); // one that did not arrive anywhere, and one
        stage.Bodies.ShouldAllBe(body => body.Contains("We received 3 payments, KES 303.00 in all"));
        _app.Gateway.Taken.Count.ShouldBe(1);
        (await stage.StandingAsync(ids[0])).Status.ShouldBe(MessageStatus.Sent);
        (await stage.StandingAsync(ids[1])).ShouldBe(ToldElsewhere);
    }

    [Fact]
    public async Task More_than_fit_into_one_are_told_in_the_next()
    {
        var stage = await DigestStage.SetUpAsync(_app);
        var ids = await stage.RepayAsync(12);

        await stage.TellAsync();
        await stage.SettleAsync();

        stage.Bodies.Count().ShouldBe(2);
        stage.Bodies.First().ShouldContain("We received 10 payments");
        stage.Bodies.First().ShouldEndWith("; +5.");
        stage.Bodies.Last().ShouldContain("We received 2 payments");
        foreach (var id in ids)
        {
            (await stage.ToldAsync(id)).ShouldBe(Told.Yes);
        }
    }

    /// <summary>Nearly a day is no reason to give it up: it is the tenant's own rule.</summary>
    [Fact]
    public async Task It_may_wait_as_long_as_it_lives_and_a_process_that_starts_anew_keeps_it_waiting()
    {
        var stage = await DigestStage.SetUpAsync(_app, TimeSpan.FromMinutes(-1));
        var ids = await stage.RepayAsync(2);

        for (var again = 0; again < 3; again++)
        {
            await _app.DrainAfterAsync(TimeSpan.FromHours(7));
            (await stage.StandingAsync(ids[0])).ShouldBe((MessageStatus.Queued, Reasons.Digest));
        }

        _app.Clock.Advance(TimeSpan.FromHours(7)); // and nobody worked at the time itself
        await stage.TellAsync(TimeSpan.Zero);
        stage.Bodies.ShouldHaveSingleItem().ShouldContain("We received 2 payments");
        (await stage.TimelineAsync(ids[0])).Count(static detail => detail.StartsWith("Told at", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Switched_off_each_goes_out_by_itself_and_another_time_is_kept_to()
    {
        var stage = await DigestStage.SetUpAsync(_app);
        await stage.RepayAsync(2);
        await stage.SetAsync(TimeSpan.FromHours(4));
        await stage.TellAsync();
        _app.Gateway.Sent.ShouldBeEmpty();

        (await stage.Verbs.SetAsync(Caller.CommandLine, stage.Tenant.Id, new DigestRequest(Enabled: false), Cancellation)).ShouldBeOfType<Outcome.Done>();
        await _app.DrainAsync();

        _app.Gateway.Sent.Count.ShouldBe(2);
        stage.Bodies.ShouldAllBe(body => body.StartsWith("Thank you, Jane Wanjiru. We received KES 10", StringComparison.Ordinal));
        await stage.RepayAsync(1);
        _app.Gateway.Sent.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Switched_off_it_goes_out_however_short_its_life_is_else()
    {
        _app.Settings["Relay:Expiry:LOAN REPAYMENT"] = "01:00:00";
        var stage = await DigestStage.SetUpAsync(_app, TimeSpan.FromHours(6));
        await stage.RepayAsync(2);
        await _app.DrainAfterAsync(TimeSpan.FromHours(4));
        _app.Gateway.Sent.ShouldBeEmpty();

        (await stage.Verbs.SetAsync(Caller.CommandLine, stage.Tenant.Id, new DigestRequest(Enabled: false), Cancellation)).ShouldBeOfType<Outcome.Done>();
        await _app.DrainAsync();

        _app.Gateway.Sent.Count.ShouldBe(2);
    }

    [Fact]
    public async Task One_that_the_core_does_not_answer_for_keeps_nobody_else_from_being_told()
    {
        var stage = await DigestStage.SetUpAsync(_app);
        var ids = await stage.RepayAsync(3);
        var broken = await stage.RepayBrokenAsync();
        _app.Gateway.Sent.ShouldBeEmpty();

        await stage.TellAsync();
        _app.Gateway.Sent.ShouldBeEmpty("it is asked about again first");
        for (var again = 0; again < 10; again++)
        {
            await stage.SettleAsync();
        }

        stage.Bodies.ShouldContain(body => body.Contains("KES 102.00", StringComparison.Ordinal)); // together, or the first of them by itself: it asked last
        foreach (var id in ids)
        {
            (await stage.StandingAsync(id)).ShouldBeOneOf(Sent, ToldElsewhere);
        }

        (await stage.StandingAsync(broken)).Status.ShouldBe(MessageStatus.Queued, "it waits for the core by itself");
    }

    [Fact]
    public async Task Sent_anew_the_sms_tells_all_again_and_one_that_it_told_only_when_that_is_meant()
    {
        var stage = await DigestStage.SetUpAsync(_app);
        var ids = await stage.RepayAsync(3);
        await stage.TellAsync();

        (await stage.ResendAsync(ids[1])).Left.ShouldHaveSingleItem().Why.ShouldStartWith("It was told in one SMS with others");
        (await _app.Services.GetRequiredService<MessageResend>().ResendFailedAsync(stage.Registered.Id, Sources.Operator)).Requeued.ShouldBeEmpty();
        (await stage.ResendAsync(ids[0], again: true)).Requeued.ShouldBe([ids[0]]);
        await _app.DrainAsync();
        stage.Bodies.Last().ShouldContain("We received 3 payments, KES 303.00 in all");
        (await stage.ResendAsync(ids[1], again: true)).Requeued.ShouldBe([ids[1]]);
        await _app.DrainAsync();

        stage.Bodies.Last().ShouldStartWith("Thank you, Jane Wanjiru. We received KES 101.00 for loan");
        _app.Gateway.Sent.Count.ShouldBe(3);
        (await stage.StandingAsync(ids[1])).ShouldBe(Sent);
        (await stage.StandingAsync(ids[2])).ShouldBe(ToldElsewhere);
    }

    /// <summary>Before it is told that a payment was undone, it is asked whether the client was told of it.</summary>
    /// <summary>What was told once stays told, also where it was undone before the SMS is sent a second time.</summary>
    [Fact]
    public async Task What_an_sms_told_stays_its_when_it_is_sent_anew_without_it()
    {
        var stage = await DigestStage.SetUpAsync(_app);
        var ids = await stage.RepayAsync(3);
        await stage.TellAsync();
        await stage.ReverseAsync(ids[2]);

        await stage.ResendAsync(ids[0], again: true);
        await _app.DrainAsync();
        await stage.SettleAsync();

        stage.Bodies.Last().ShouldContain("We received 2 payments, KES 201.00 in all");
        (await stage.StandingAsync(ids[2])).ShouldBe(ToldElsewhere);
        (await stage.ToldAsync(ids[2])).ShouldBe(Told.Yes);
    }

    [Fact]
    public async Task A_receipt_that_another_sms_told_was_told()
    {
        var stage = await DigestStage.SetUpAsync(_app);
        var ids = await stage.RepayAsync(2);
        (await stage.ToldAsync(ids[1])).ShouldBe(Told.No);

        await stage.TellAsync();

        (await stage.ToldAsync(ids[0])).ShouldBe(Told.Yes);
        (await stage.ToldAsync(ids[1])).ShouldBe(Told.Yes);
    }

    /// <summary>Another has one of them in hand at the moment of the intent: nothing is stored, and all are told a moment later.</summary>
    [Fact]
    public async Task It_is_all_or_nothing_when_one_of_them_is_in_other_hands()
    {
        var stage = await DigestStage.SetUpAsync(_app);
        var ids = await stage.RepayAsync(2);
        _app.Clock.Advance(DigestStage.UntilThen);
        var database = _app.Services.GetRequiredService<Database>();
        var now = _app.Clock.GetUtcNow();
        var claimed = await _app.Services.GetRequiredService<MessageOutbox>().ClaimAsync(new ClaimMessages(database.NodeId, now, now + TimeSpan.FromMinutes(2), 100, 0, static _ => 100));
        claimed.Count.ShouldBe(2);
        var first = claimed.Single(message => message.EventId == ids[0]);
        var outbox = _app.Services.GetRequiredService<MessageOutbox>();
        var intent = new Intent(1, SmsBridge.Numbers.Msisdn.FromE164(Some.Mobile), Some.Sender, "twilio", Some.AccountSid, "All of it.", 1) { Digest = [ids[1]] };

        (await outbox.StoreIntentAsync(first, intent, now + TimeSpan.FromMinutes(2))).ShouldBe(IntentOutcome.DigestChanged);
        (await stage.StandingAsync(ids[0])).ShouldBe((MessageStatus.Queued, Reasons.Digest));
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM attempt")).ShouldBe([0]);

        await outbox.RecordDecisionAsync(claimed.Single(message => message.EventId == ids[1]), new NextStep.Retry(now + TimeSpan.FromMinutes(1), Reasons.Digest, null));
        (await outbox.StoreIntentAsync(first, intent, now + TimeSpan.FromMinutes(2))).ShouldBe(IntentOutcome.Stored);
        (await stage.StandingAsync(ids[1])).ShouldBe(ToldElsewhere);
    }

    [Fact]
    public async Task Of_a_tenant_without_a_digest_nothing_is_written_and_nothing_waits()
    {
        var tenant = await _app.NewTenantAsync();
        await tenant.RepayAsync();
        await tenant.RepayAsync();
        await _app.DrainAsync();

        _app.Gateway.Sent.Count.ShouldBe(2);
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM digest_part")).ShouldBe([0]);
    }

    [Fact]
    public async Task Its_own_words_are_told_and_an_erased_client_is_in_no_row()
    {
        var stage = await DigestStage.SetUpAsync(_app);
        (await stage.Verbs.WriteAsync(Caller.CommandLine, stage.Tenant.Id, "en", "{{firstname}}: {{count}} receipts, {{total}}. {{office}}", Cancellation)).ShouldBeOfType<Outcome.Done>();
        var ids = await stage.RepayAsync(2);
        await stage.TellAsync();

        stage.Bodies.ShouldHaveSingleItem().ShouldContain(": 2 receipts, KES 201.00.");
        await _app.Services.GetRequiredService<SmsBridge.Privacy.ErasureVerbs>().EraseAsync(Caller.CommandLine, stage.Tenant.Id, TestTenant.Client, "asked for it in writing", true, Cancellation);
        (await _app.QueryAsync<long>("SELECT client_id FROM digest_part")).ShouldAllBe(client => client == 0);
        (await stage.StandingAsync(ids[1])).ShouldBe(ToldElsewhere);
    }
}
