using CsCheck;
using SmsBridge.Alarms;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Alarms;

/// <summary>When a person hears of what.</summary>
public class AlarmPolicyTests
{
    private static readonly AlarmOptions Rules = new();

    private static readonly AlarmReceiver Anna = Receiver(new AlarmReceiverOptions { Kind = AlarmChannelKind.Mail });

    private static readonly StandingAlarm Paused = new("paused", "default", Some.Instant, GoneAt: null, Items: 1, IsUrgent: true, "default is paused.", Remedy: null);

    [Fact]
    public void It_is_told_at_once_and_then_not_again_for_a_day()
    {
        AlarmPolicy.Decide(Paused, told: null, Anna, Rules, At(0)).ShouldBe(AlarmNews.Raised);
        AlarmPolicy.Decide(Paused, Told(0), Anna, Rules, At(61)).ShouldBeNull();
        AlarmPolicy.Decide(Paused, Told(0), Anna, Rules, At((24 * 60) - 1)).ShouldBeNull();
        AlarmPolicy.Decide(Paused, Told(0), Anna, Rules, At(24 * 60)).ShouldBe(AlarmNews.Repeated);
    }

    [Fact]
    public void More_of_the_same_kind_is_told_when_the_hour_is_over()
    {
        AlarmPolicy.Decide(Paused with { Items = 2 }, Told(0), Anna, Rules, At(59)).ShouldBeNull();
        AlarmPolicy.Decide(Paused with { Items = 2 }, Told(0), Anna, Rules, At(60)).ShouldBe(AlarmNews.Grown);
        AlarmPolicy.Decide(Paused, Told(0) with { Items = 2 }, Anna, Rules, At(60)).ShouldBeNull();
    }

    [Fact]
    public void The_all_clear_comes_when_it_has_been_over_for_a_while_once_and_to_who_was_told()
    {
        var gone = Paused with { GoneAt = At(5) };

        AlarmPolicy.Decide(gone, Told(0), Anna, Rules, At(14)).ShouldBeNull();
        AlarmPolicy.Decide(gone, Told(0), Anna, Rules, At(15)).ShouldBe(AlarmNews.Cleared);
        AlarmPolicy.Decide(gone, Told(0) with { IsOver = true }, Anna, Rules, At(16)).ShouldBeNull();
        AlarmPolicy.Decide(gone, told: null, Anna, Rules, At(16)).ShouldBeNull();
    }

    [Fact]
    public void What_is_back_within_the_hour_is_told_when_the_hour_is_over()
    {
        AlarmPolicy.Decide(Paused, Told(0) with { IsOver = true }, Anna, Rules, At(30)).ShouldBeNull();
        AlarmPolicy.Decide(Paused, Told(0) with { IsOver = true }, Anna, Rules, At(60)).ShouldBe(AlarmNews.Raised);
    }

    [Fact]
    public void It_is_escalated_after_its_time_and_the_all_clear_goes_there_too()
    {
        var boss = Receiver(new AlarmReceiverOptions { After = TimeSpan.FromHours(4) });

        AlarmPolicy.Decide(Paused, told: null, boss, Rules, At(239)).ShouldBeNull();
        AlarmPolicy.Decide(Paused, told: null, boss, Rules, At(240)).ShouldBe(AlarmNews.Escalated);
        AlarmPolicy.Decide(Paused with { GoneAt = At(300) }, Told(240), boss, Rules, At(310)).ShouldBe(AlarmNews.Cleared);
    }

    [Theory]
    [InlineData("default", true, true)]
    [InlineData("other", true, false)]
    [InlineData("", true, false)]
    [InlineData("default", false, false)]
    public void A_receiver_of_a_tenants_urgent_alarms_hears_of_nothing_else(string tenant, bool urgent, bool told)
    {
        var receiver = Receiver(new AlarmReceiverOptions { OnlyTenants = ["default"], UrgentOnly = true });

        (AlarmPolicy.Decide(Paused with { Tenant = tenant, IsUrgent = urgent }, told: null, receiver, Rules, At(0)) is not null).ShouldBe(told);
    }

    [Fact]
    public void A_receiver_that_fails_is_tried_again_ever_more_seldom() =>
        new[] { 1, 2, 3, 4, 5, 6, 100 }.Select(failures => AlarmPolicy.WaitAfter(failures).TotalMinutes).ShouldBe([1, 2, 4, 8, 15, 15, 15]);

    /// <summary>Whatever comes, goes and grows, minute by minute.</summary>
    [Fact]
    public void No_kind_of_thing_is_told_more_than_once_an_hour_and_an_all_clear_only_after_an_alarm() =>
        Gen.Int[0, 3].Array[600].Sample(items =>
        {
            var (alarm, told, latest) = (Paused with { GoneAt = At(0) }, default(ToldAlarm), default(DateTimeOffset?));
            for (var minute = 0; minute < items.Length; minute++)
            {
                var now = At(minute);
                alarm = items[minute] == 0 ? alarm with { GoneAt = alarm.GoneAt ?? now } : alarm with { GoneAt = null, Items = items[minute] };
                switch (AlarmPolicy.Decide(alarm, told, Anna, Rules, now))
                {
                    case null:
                        break;
                    case AlarmNews.Cleared:
                        told.ShouldNotBeNull().IsOver.ShouldBeFalse();
                        told = told with { IsOver = true };
                        break;
                    default:
                        (now - latest < AlarmPolicy.Quiet).ShouldBeFalse();
                        (told, latest) = (new ToldAlarm(now, alarm.Items, IsOver: false), now);
                        break;
                }
            }
        });

    private static AlarmReceiver Receiver(AlarmReceiverOptions options) => new("anna", options);

    private static ToldAlarm Told(int minute) => new(At(minute), Items: 1, IsOver: false);

    private static DateTimeOffset At(int minute) => Some.Instant.AddMinutes(minute);
}
