using SmsBridge.Faults;
using SmsBridge.Faults.Ways;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Tests.Faults;

/// <summary>The harness' judgement of the other ways in.</summary>
public class WayCheckTests
{
    private const string To = "+254712345678";

    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly BridgeRows _rows = new();
    private readonly Dictionary<long, int> _statuses = [];
    private readonly List<StandInMessageView> _sms = [];

    [Fact]
    public void An_act_that_came_by_no_way_is_lost()
    {
        var (came, missing) = (New("one"), New("two"));
        Store(came);

        WayCheck.Check([came, missing], [], _statuses, _rows, _sms).ShouldHaveSingleItem().Key.ShouldBe(missing);
    }

    [Theory]
    [InlineData("Taken", 2, null)]
    [InlineData("Taken", 1, "Lost")]
    [InlineData("Lost", 2, null)]
    [InlineData("Lost", 0, null)]
    [InlineData("Lost", 1, "Wrong")]
    [InlineData("Refused", 0, null)]
    [InlineData("Refused", 2, "Wrong")]
    [InlineData("Strange", 0, "Wrong")]
    public void A_call_is_on_disk_as_it_was_answered_and_as_a_whole(string outcome, int stored, string? expected)
    {
        var texts = new[] { Text(1), Text(2) };
        foreach (var text in texts.Take(stored))
        {
            Store(text.Key);
            Deliver(text, 300);
        }

        WayCheck.Check([], [new CampaignCall(Enum.Parse<CallOutcome>(outcome), texts)], _statuses, _rows, _sms).Select(finding => finding.Kind.ToString()).ShouldBe(expected is null ? [] : [expected]);
    }

    [Theory]
    [InlineData("delivered", true, 300, true)]
    [InlineData("delivered", true, 200, false)]
    [InlineData("delivered", false, 200, true)]
    [InlineData("delivered", false, 150, false)]
    [InlineData("undelivered", true, 400, true)]
    [InlineData("undelivered", true, 300, false)]
    [InlineData("sent", true, 200, true)]
    [InlineData("sent", true, 150, false)]
    public void The_core_is_told_what_became_of_a_text(string status, bool isTold, int told, bool isTrue)
    {
        var text = Text(1);
        Store(text.Key);
        Deliver(text, told, status, isTold);

        WayCheck.Check([], [new CampaignCall(CallOutcome.Taken, [text])], _statuses, _rows, _sms).Any().ShouldBe(!isTrue);
    }

    [Fact]
    public void Each_event_is_remembered_once()
    {
        WayCheck.CheckRemembered(3, 3).ShouldBeEmpty();
        WayCheck.CheckRemembered(3, 2).ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.Lost);
        WayCheck.CheckRemembered(3, 4).ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.Wrong);
    }

    private static (long InternalId, HookKey Key) Text(long id) => (id, New(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"text {id}")));

    private static HookKey New(string name) => new(name, new ExpectedSms("AC1", "+12025550101", To, name), PostOutcome.Accepted, static _ => throw new NotSupportedException());

    private void Store(HookKey key)
    {
        var id = _rows.Events.Count + 1;
        _rows.Events.Add(id, new EventRecord(id, key.Name, StoredVerdict.Accepted, IsPending: false, TwinId: null));
    }

    private void Deliver((long InternalId, HookKey Key) text, int told, string status = "delivered", bool isTold = true)
    {
        _statuses[text.InternalId] = told;
        _sms.Add(new StandInMessageView(
            "SM1", "AC1", To, "+12025550101", MessagingServiceSid: null, text.Key.Name, status, ErrorCode: null, StatusCallback: null, Noon, isTold ? [new StandInCallback(status, 204, Problem: null)] : []));
    }
}
