using SmsBridge.Faults;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Tests.Faults;

/// <summary>The harness' own judgement: a count that is always right proves nothing.</summary>
public class ConservationTests
{
    private const string Account = "AC1";
    private const string Sender = "+12025550101";
    private const string Text = "Thank you.";
    private const string Callback = "http://127.0.0.1/twilio/status/1";

    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly List<HookKey> _keys = [];
    private readonly BridgeRows _rows = new();
    private readonly List<StandInMessageView> _sms = [];

    [Fact]
    public void What_was_told_stored_and_sent_once_is_in_order()
    {
        Sound();

        Findings().ShouldBeEmpty();
    }

    [Fact]
    public void An_answer_without_a_row_is_a_loss()
    {
        Sound();
        _rows.Events.Clear();
        _rows.Messages.Clear();
        _sms.Clear();

        Findings().ShouldBe([FindingKind.Lost]);
    }

    [Fact]
    public void An_answer_whose_number_belongs_to_another_event_is_a_loss()
    {
        Sound();
        _keys.Add(new HookKey("a/LOAN REPAYMENT/8", new ExpectedSms(Account, Sender, "+254711000002", Text), PostOutcome.Accepted, Never));
        _keys[^1].Add(new Posting(Noon, PostOutcome.Accepted, 1, ""));

        Findings().ShouldBe([FindingKind.Lost]);
    }

    [Fact]
    public void An_event_without_an_sms_is_a_loss()
    {
        Sound();
        _sms.Clear();

        Findings().ShouldBe([FindingKind.Wrong, FindingKind.Lost]); // its record names an SMS that is not there
    }

    [Fact]
    public void A_second_sms_is_a_double()
    {
        Sound();
        _sms.Add(Sms("SM2"));

        Findings().ShouldBe([FindingKind.Doubled]);
    }

    [Fact]
    public void A_second_accepted_event_is_a_double_with_or_without_sms()
    {
        Sound();
        _rows.Events.Add(2, new EventRecord(2, "a/LOAN REPAYMENT/7", StoredVerdict.Accepted, IsPending: false, TwinId: null));
        _rows.Messages.Add(2, Message(2) with { ProviderId = null, Status = StoredStatus.Queued, IsDue = true });

        Findings().ShouldBe([FindingKind.Doubled, FindingKind.Lost]);
    }

    [Theory]
    [InlineData(StoredStatus.Queued, true, FindingKind.Lost)]
    [InlineData(StoredStatus.Sending, true, FindingKind.Lost)]
    [InlineData(StoredStatus.Sending, false, FindingKind.Lost)]
    [InlineData(StoredStatus.DeadLettered, false, FindingKind.Lost)]
    public void A_message_that_did_not_reach_its_end_is_a_loss(object status, bool isDue, object expected)
    {
        Sound();
        _rows.Messages[1] = Message(1) with { Status = (StoredStatus)status, IsDue = isDue };

        Findings()[0].ShouldBe((FindingKind)expected);
    }

    [Theory]
    [InlineData("+12025550999", "+254711000001", Text)]
    [InlineData(Sender, "+254711000002", Text)]
    [InlineData(Sender, "+254711000001", "Thank you")]
    public void An_sms_from_or_to_the_wrong_one_or_of_other_words_is_wrong(string from, string to, string text)
    {
        Sound();
        _sms[0] = Sms("SM1") with { From = from, To = to, Body = text };

        Findings().ShouldBe([FindingKind.Wrong, FindingKind.Lost, FindingKind.Wrong]);
    }

    [Fact]
    public void Two_of_the_same_words_need_two_sms_and_two_names()
    {
        Sound();
        Told("a/LOAN REPAYMENT/8", 2);
        _rows.Events.Add(2, new EventRecord(2, "a/LOAN REPAYMENT/8", StoredVerdict.Accepted, IsPending: false, TwinId: null));
        _rows.Messages.Add(2, Message(2));

        Findings().ShouldBe([FindingKind.Wrong, FindingKind.Lost]);
    }

    [Fact]
    public void A_confirmed_callback_that_changed_nothing_is_wrong()
    {
        Sound();
        _sms[0] = Sms("SM1") with { Status = "delivered", Callbacks = [new StandInCallback("delivered", 204, Problem: null)] };

        Findings().ShouldBe([FindingKind.Wrong]);
    }

    [Fact]
    public void A_callback_that_never_came_through_may_change_nothing()
    {
        Sound();
        _sms[0] = Sms("SM1") with { Status = "delivered", Callbacks = [new StandInCallback("delivered", Answer: null, "not connected")] };

        Findings().ShouldBeEmpty();
    }

    [Fact]
    public void A_forged_callback_that_was_believed_is_wrong()
    {
        Sound();
        _sms[0] = Sms("SM1") with { Callbacks = [new StandInCallback("undelivered", 204, Problem: null) { IsForged = true }] };

        Findings().ShouldBe([FindingKind.Wrong]);
    }

    [Fact]
    public void A_status_twilio_does_not_have_is_wrong()
    {
        Sound();
        _rows.Messages[1] = Message(1) with { Status = StoredStatus.Delivered };

        Findings().ShouldBe([FindingKind.Wrong]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_hook_told_once_is_a_repeat_where_its_act_came_by_another_way(bool hasOtherWays)
    {
        Sound();
        _keys[0] = new HookKey("a/LOAN REPAYMENT/7", _keys[0].Expected, PostOutcome.Accepted, Never) { HasOtherWays = hasOtherWays };
        _keys[0].Add(new Posting(Noon, PostOutcome.Duplicate, 2, ""));
        _rows.Events.Add(2, new EventRecord(2, "a/LOAN REPAYMENT/7", StoredVerdict.Duplicate, IsPending: false, TwinId: 1));

        Findings().ShouldBe(hasOtherWays ? [] : [FindingKind.Wrong]);
    }

    [Fact]
    public void An_sms_for_what_the_core_refused_is_wrong()
    {
        Sound();
        _keys.Add(new HookKey("a/failed", expected: null, PostOutcome.Ignored, Never));
        _keys[^1].Add(new Posting(Noon, PostOutcome.Accepted, 3, ""));
        _rows.Events.Add(3, new EventRecord(3, "a/LOAN REPAYMENT/", StoredVerdict.Accepted, IsPending: false, TwinId: null));
        _sms.Add(Sms("SM3") with { Body = "Thank you for nothing." });

        Findings().ShouldAllBe(finding => finding == FindingKind.Wrong);
        Findings().Count.ShouldBe(5); // the answer against the row, the answer at all, told once, the event, the SMS
    }

    private static Task<HttpResponseMessage> Never(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>One repayment, told, accepted, stored and sent.</summary>
    private void Sound()
    {
        Told("a/LOAN REPAYMENT/7", 1);
        _rows.Events.Add(1, new EventRecord(1, "a/LOAN REPAYMENT/7", StoredVerdict.Accepted, IsPending: false, TwinId: null));
        _rows.Messages.Add(1, Message(1));
        _sms.Add(Sms("SM1"));
    }

    private void Told(string name, long eventId)
    {
        _keys.Add(new HookKey(name, new ExpectedSms(Account, Sender, "+254711000001", Text), PostOutcome.Accepted, Never));
        _keys[^1].Add(new Posting(Noon, PostOutcome.Accepted, eventId, ""));
    }

    private static MessageRecord Message(long eventId) => new(
        eventId, StoredStatus.Sent, IsDue: false, Reason: null, Detail: null, "+254711000001", Sender, Text, "SM1", Attempts: 1);

    private static StandInMessageView Sms(string sid) => new(
        sid, Account, "+254711000001", Sender, MessagingServiceSid: null, Text, "sent", ErrorCode: null, Callback, Noon, []);

    private List<FindingKind> Findings() => Conservation.Check(_keys, _rows, _sms).ConvertAll(finding => finding.Kind);
}
