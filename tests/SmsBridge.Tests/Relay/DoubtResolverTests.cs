using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Relay;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Relay;

/// <summary>What happens when the provider's answer never came (twilio.md 9).</summary>
public sealed class DoubtResolverTests : IAsyncLifetime
{
    private const string Text = "Your code is 1234.";

    private static readonly SendResult Lost = new SendResult.Unknown("timeout", "No answer in time.");
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DoubtPeriod = TimeSpan.FromSeconds(60);

    private readonly SmsBridgeApp _app = new();
    private RelayDriver _relay = null!;

    public async ValueTask InitializeAsync()
    {
        _app.Settings["Relay:MaxAttempts"] = "6";
        _app.Settings["Storage:BusyTimeout"] = "00:00:00";
        await _app.InitializeAsync();
        _relay = await RelayDriver.RegisterAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task One_that_was_taken_is_adopted_and_never_sent_again()
    {
        _app.Gateway.NextTakenWithoutAnswer();
        await _relay.SmsAsync("0712345678", Text);

        await _app.DrainAsync();
        await _app.DrainAfterAsync(FirstLook);
        await DayAsync();

        _app.Gateway.Sent.Count.ShouldBe(1);
        _relay.Message().ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.Sent),
            message => message.ProviderId.ShouldBe(_app.Gateway.Taken.ShouldHaveSingleItem().ProviderId),
            message => message.Reason.ShouldBeNull());
    }

    [Fact]
    public async Task Pages_on_the_way_use_up_no_try_and_once_they_are_gone_it_goes_out_once()
    {
        const int Pages = 20; // more than it has tries
        for (var page = 0; page < Pages; page++)
        {
            _app.Gateway.Next(new SendResult.Unknown("http-403", "A page.") { UsesUpATry = false });
        }

        await _relay.SmsAsync("0712345678", Text);
        await _app.DrainAsync();
        await DayAsync();

        _app.Gateway.Sent.Count.ShouldBe(Pages + 1);
        _app.Gateway.Taken.ShouldHaveSingleItem();
        _relay.Message().ShouldSatisfyAllConditions(message => message.Status.ShouldBe(MessageStatus.Sent), message => message.Tries.ShouldBe(1));
    }

    [Fact]
    public async Task One_that_the_provider_lists_late_is_still_adopted()
    {
        _app.Gateway.Next(Lost);
        await _relay.SmsAsync("0712345678", Text);
        await _app.DrainAsync();
        await _app.DrainAfterAsync(FirstLook);

        _app.Gateway.Take(_app.Gateway.Sent[0]); // the list lags behind
        await DayAsync();

        _app.Gateway.Sent.Count.ShouldBe(1);
        _relay.Message().Status.ShouldBe(MessageStatus.Sent);
    }

    [Fact]
    public async Task One_that_was_not_taken_is_sent_again_only_after_the_doubt_period()
    {
        _app.Gateway.Next(Lost);
        await _relay.SmsAsync("0712345678", Text);
        await _app.DrainAsync();

        for (var second = 1; second < 60; second++)
        {
            await _app.DrainAfterAsync(TimeSpan.FromSeconds(1));
            _app.Gateway.Sent.Count.ShouldBe(1);
        }

        await _app.DrainAfterAsync(TimeSpan.FromSeconds(1));

        _app.Gateway.Sent.Count.ShouldBe(2);
        _relay.Message().ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.Sent), message => message.Attempts.ShouldBe(2));
    }

    [Fact]
    public async Task One_that_may_be_listed_without_its_text_is_not_sent_again()
    {
        _app.Gateway.Next(sms =>
        {
            _app.Gateway.Take(sms with { Body = string.Empty }); // redacted since
            return Lost;
        });
        await _relay.SmsAsync("0712345678", Text);
        await _app.DrainAsync();

        await DayAsync();

        _app.Gateway.Sent.Count.ShouldBe(1);
        _relay.Message().ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.DeadLettered), message => message.Reason.ShouldBe("outcome_unknown"));
    }

    [Fact]
    public async Task The_doubt_period_counts_from_the_calls_end()
    {
        _app.Gateway.Next(_ =>
        {
            _app.Clock.Advance(TimeSpan.FromSeconds(55)); // a disk that was slow to store the intent, an answer that did not come
            return Lost;
        });
        await _relay.SmsAsync("0712345678", Text);
        await _app.DrainAsync();

        await _app.DrainAfterAsync(DoubtPeriod - TimeSpan.FromSeconds(1));
        _app.Gateway.Sent.Count.ShouldBe(1);
        await _app.DrainAfterAsync(TimeSpan.FromSeconds(2));

        _app.Gateway.Sent.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Two_identical_texts_in_doubt_are_never_taken_for_the_same_sms()
    {
        await _relay.ClientAsync(1, "0712345678");
        await _relay.ClientAsync(2, "0712345678");
        _app.Gateway.NextTakenWithoutAnswer();
        _app.Gateway.Next(Lost);

        await _app.DrainAsync();
        await DayAsync();

        _app.Gateway.Taken.Count.ShouldBe(2);
        var ids = _relay.Messages().ConvertAll(message => message.ProviderId);
        ids.ShouldBe(_app.Gateway.Taken.Select(message => message.ProviderId), ignoreOrder: true);
        _relay.Messages().ShouldAllBe(message => message.Status == MessageStatus.Sent);
    }

    [Fact]
    public async Task While_the_provider_can_not_be_asked_nothing_is_sent_and_after_a_day_a_person_is()
    {
        _app.Gateway.ListingUnavailable = "503";
        _app.Gateway.Next(Lost);
        await _relay.SmsAsync("0712345678", Text);
        await _app.DrainAsync();

        await DayAsync();

        _app.Gateway.Sent.Count.ShouldBe(1);
        _relay.Message().ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.DeadLettered), message => message.Reason.ShouldBe(Reasons.OutcomeUnknown));
    }

    [Fact]
    public async Task One_whose_process_died_after_the_intent_is_looked_for_before_anything_else()
    {
        await _relay.SmsAsync("0712345678", Text);
        await _relay.DieAfterIntentAsync(Some.Mobile, Text);
        _app.Gateway.Take(new OutgoingSms(1, new SenderAccount("twilio", Some.AccountSid, Some.AuthToken, Some.Sender), Msisdn.FromE164(Some.Mobile), Text, null));

        await _app.DrainAfterAsync(TimeSpan.FromMinutes(2));
        await DayAsync();

        _app.Gateway.Sent.ShouldBeEmpty();
        _relay.Message().Status.ShouldBe(MessageStatus.Sent);
    }

    [Fact]
    public async Task One_whose_process_died_before_the_call_is_sent_once()
    {
        await _relay.SmsAsync("0712345678", Text);
        await _relay.DieAfterIntentAsync(Some.Mobile, Text);

        await _app.DrainAfterAsync(TimeSpan.FromMinutes(2));
        await DayAsync();

        _app.Gateway.Sent.Count.ShouldBe(1);
        _relay.Message().Status.ShouldBe(MessageStatus.Sent);
    }

    [Fact]
    public async Task The_same_text_from_another_sender_of_the_account_is_not_adopted()
    {
        await _relay.SmsAsync("0712345678", Text);
        await _relay.DieAfterIntentAsync(Some.Mobile, Text);
        _app.Gateway.Take(new OutgoingSms(99, new SenderAccount("twilio", Some.AccountSid, Some.AuthToken, "+12025550199"), Msisdn.FromE164(Some.Mobile), Text, null));

        await _app.DrainAfterAsync(TimeSpan.FromMinutes(2));
        await DayAsync();

        _app.Gateway.Sent.ShouldHaveSingleItem().Account.Sender.ShouldBe(Some.Sender);
    }

    [Fact]
    public async Task It_is_looked_for_under_the_sender_of_its_attempt_though_the_tenant_has_another_by_now()
    {
        await _relay.SmsAsync("0712345678", Text);
        var leased = await _relay.DieAfterIntentAsync(Some.Mobile, Text, sender: "+12025550199");
        _app.Gateway.Take(new OutgoingSms(leased.EventId, new SenderAccount("twilio", Some.AccountSid, Some.AuthToken, "+12025550199"), Msisdn.FromE164(Some.Mobile), Text, null));

        await _app.DrainAfterAsync(TimeSpan.FromMinutes(2));
        await DayAsync();

        _app.Gateway.Sent.ShouldBeEmpty();
        _relay.Message().Status.ShouldBe(MessageStatus.Sent);
    }

    /// <summary>A jump that was seen explains the provider's time, and the SMS is adopted; one that nobody saw keeps the doubt.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_clock_that_was_a_day_ahead_at_the_attempt_does_not_double_it(bool seen)
    {
        _app.Clock.Jump(TimeSpan.FromDays(1));
        if (seen)
        {
            _app.Services.GetRequiredService<ClockJumps>().Observe();
        }

        await _relay.SmsAsync("0712345678", Text);
        var leased = await _relay.DieAfterIntentAsync(Some.Mobile, Text);
        _app.Clock.Jump(TimeSpan.FromDays(-1)); // the provider's clock was right all along
        _app.Gateway.Take(new OutgoingSms(leased.EventId, new SenderAccount("twilio", Some.AccountSid, Some.AuthToken, Some.Sender), Msisdn.FromE164(Some.Mobile), Text, null));

        await _app.DrainAfterAsync(TimeSpan.FromMinutes(3));
        await DayAsync();
        await DayAsync();

        _app.Gateway.Sent.ShouldBeEmpty();
        _relay.Message().Status.ShouldBe(seen ? MessageStatus.Sent : MessageStatus.DeadLettered);
    }

    [Theory]
    [InlineData("Dear Jane! " + Text)]
    [InlineData(Text + " Reply STOP to end.")]
    [InlineData("Sent from another system: " + Text)]
    public async Task Another_programs_sms_that_only_holds_the_text_is_not_adopted_and_keeps_the_doubt(string body)
    {
        await _relay.SmsAsync("0712345678", Text);
        var leased = await _relay.DieAfterIntentAsync(Some.Mobile, Text);
        _app.Gateway.Take(new OutgoingSms(leased.EventId, new SenderAccount("twilio", Some.AccountSid, Some.AuthToken, Some.Sender), Msisdn.FromE164(Some.Mobile), body, null));

        await _app.DrainAfterAsync(TimeSpan.FromMinutes(2));
        await DayAsync();

        _app.Gateway.Sent.ShouldBeEmpty();
        _relay.Message().ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.DeadLettered), message => message.Reason.ShouldBe(Reasons.OutcomeUnknown), message => message.ProviderId.ShouldBeNull());
    }

    [Fact]
    public async Task A_messaging_service_may_have_put_words_behind_the_text()
    {
        await _relay.SmsAsync("0712345678", Text);
        var leased = await _relay.DieAfterIntentAsync(Some.Mobile, Text);
        _app.Gateway.MayExtend = true;
        _app.Gateway.Take(new OutgoingSms(leased.EventId, new SenderAccount("twilio", Some.AccountSid, Some.AuthToken, Some.Sender), Msisdn.FromE164(Some.Mobile), Text + " Reply STOP to end.", null));

        await _app.DrainAfterAsync(TimeSpan.FromMinutes(2));

        _app.Gateway.Sent.ShouldBeEmpty();
        _relay.Message().Status.ShouldBe(MessageStatus.Sent);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(60 * 23)]
    public async Task Another_programs_sms_of_the_same_text_from_earlier_is_not_adopted_and_keeps_the_doubt(int minutesBefore)
    {
        _app.Gateway.Take(new OutgoingSms(99, new SenderAccount("twilio", Some.AccountSid, Some.AuthToken, Some.Sender), Msisdn.FromE164(Some.Mobile), Text, null));
        _app.Clock.Advance(TimeSpan.FromMinutes(minutesBefore));
        _app.Gateway.Next(Lost);
        await _relay.SmsAsync("0712345678", Text);
        await _app.DrainAsync();

        await _app.DrainAfterAsync(TimeSpan.FromMinutes(10));

        _app.Gateway.Sent.Count.ShouldBe(1);
        _relay.Message().ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.Sending), message => message.Reason.ShouldBe(Reasons.OutcomeUnknown), message => message.ProviderId.ShouldBeNull());
        (await _app.QueryAsync<string>("SELECT detail FROM message ORDER BY event_id DESC LIMIT 1")).ShouldHaveSingleItem().ShouldContain("not the time of the attempt");
    }

    [Fact]
    public async Task After_a_crash_the_doubt_counts_from_when_it_was_found()
    {
        await _relay.SmsAsync("0712345678", Text);
        await _relay.DieAfterIntentAsync(Some.Mobile, Text); // its call may have begun at the lease's end, for all we know

        await _app.DrainAfterAsync(TimeSpan.FromMinutes(2));
        await _app.DrainAfterAsync(DoubtPeriod - TimeSpan.FromSeconds(1));
        _app.Gateway.Sent.ShouldBeEmpty();
        await _app.DrainAfterAsync(TimeSpan.FromSeconds(2));

        _app.Gateway.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_older_sms_of_the_same_text_that_is_accounted_for_is_not_adopted()
    {
        await _relay.SmsAsync("0712345678", Text);
        await _app.DrainAsync();
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        _app.Gateway.Next(Lost);
        await _relay.SmsAsync("0712345678", Text);

        await _app.DrainAsync();
        await DayAsync();

        _app.Gateway.Taken.Count.ShouldBe(2);
        _relay.Messages().Select(message => message.ProviderId).Distinct(StringComparer.Ordinal).Count().ShouldBe(2);
    }

    [Fact]
    public async Task An_answer_that_can_not_be_stored_is_found_out_and_the_sms_not_sent_again()
    {
        await _relay.SmsAsync("0712345678", Text);
        var database = _app.Services.GetRequiredService<SmsBridge.Store.Database>();
        IDisposable? held = null;
        _app.Gateway.Next(sms =>
        {
            held = _app.HoldStore(); // it has left, and now the store is held by somebody else
            return _app.Gateway.Take(sms);
        });

        await RelayOneAsync();
        held!.Dispose();
        await database.ProveWritableAsync();
        _relay.Message().Status.ShouldBe(MessageStatus.Sending);
        await _app.DrainAfterAsync(TimeSpan.FromMinutes(2));

        _app.Gateway.Sent.Count.ShouldBe(1);
        _relay.Message().Status.ShouldBe(MessageStatus.Sent);
    }

    [Fact]
    public async Task One_whose_tenant_is_deleted_is_put_to_a_person_at_once_because_nobody_can_be_asked()
    {
        _app.Gateway.Next(Lost);
        await _relay.SmsAsync("0712345678", Text);
        await _app.DrainAsync();
        await _app.Services.GetRequiredService<SmsBridge.Tenants.TenantAdmin>().DeleteAsync(
            _app.Services.GetRequiredService<SmsBridge.Tenants.TenantDirectory>().Find(_relay.Core.Id)!);
        await _app.MeddleAsync("DELETE FROM former_account"); // what the account was is kept as long as somebody has to be asked
        await _app.Services.GetRequiredService<SmsBridge.Tenants.TenantDirectory>().ReloadAsync(TestContext.Current.CancellationToken);

        await _app.DrainAfterAsync(FirstLook);

        _relay.Message().ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.DeadLettered), message => message.Reason.ShouldBe(Reasons.OutcomeUnknown));
        _app.Gateway.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task One_whose_tenant_is_deleted_is_looked_up_with_its_former_account_and_never_sent_anew()
    {
        _app.Gateway.Next(Lost);
        await _relay.SmsAsync("0712345678", Text);
        await _app.DrainAsync();
        await _app.Services.GetRequiredService<SmsBridge.Tenants.TenantAdmin>().DeleteAsync(
            _app.Services.GetRequiredService<SmsBridge.Tenants.TenantDirectory>().Find(_relay.Core.Id)!);

        await _app.DrainAfterAsync(FirstLook);
        _relay.Message().Status.ShouldBe(MessageStatus.Sending);
        await _app.DrainAfterAsync(TimeSpan.FromHours(1));
        await _app.DrainAfterAsync(TimeSpan.FromHours(1));

        _relay.Message().ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.DeadLettered), message => message.Reason.ShouldBe(Reasons.TenantDeleted));
        _app.Gateway.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_gateway_that_breaks_after_the_intent_leaves_a_doubt_and_no_second_sms()
    {
        await _relay.SmsAsync("0712345678", Text);
        _app.Gateway.Next(sms =>
        {
            _app.Gateway.Take(sms);
            throw new InvalidOperationException("A bug in the gateway.");
        });

        await _app.DrainAsync();
        _relay.Message().Status.ShouldBe(MessageStatus.Sending);
        await DayAsync();

        _app.Gateway.Sent.Count.ShouldBe(1);
        _relay.Message().Status.ShouldBe(MessageStatus.Sent);
    }

    private async Task RelayOneAsync()
    {
        var now = _app.Clock.GetUtcNow();
        var leased = await _app.Services.GetRequiredService<MessageOutbox>().ClaimAsync(new ClaimMessages(
            _app.Services.GetRequiredService<SmsBridge.Store.Database>().NodeId, now, now + TimeSpan.FromMinutes(2), 100, 0, _ => 100));
        await _app.Services.GetRequiredService<SmsBridge.Relay.MessageRelay>()
            .RelayAsync(leased.ShouldHaveSingleItem(), TestContext.Current.CancellationToken);
    }

    /// <summary>More than a day, in steps, so that everything that falls due on the way is worked on.</summary>
    private async Task DayAsync()
    {
        for (var step = 0; step < 160; step++)
        {
            await _app.DrainAfterAsync(step < 10 ? DoubtPeriod : TimeSpan.FromMinutes(10));
        }
    }
}
