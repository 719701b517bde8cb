using SmsBridge.Gateways;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways;

public class SenderRatesTests
{
    private const string Sender = Some.Sender;

    private readonly TestClock _clock = new();

    [Fact]
    public void Nobody_is_slowed_down_before_the_provider_asks_for_it()
    {
        var rates = new SenderRates(() => 0, _clock);

        SentIn(rates, seconds: 2, tries: 5_000).ShouldBe(10_000);
        rates.RateOf(1, Sender).ShouldBeNull();
    }

    [Fact]
    public void The_operators_limit_holds_from_the_start()
    {
        var rates = new SenderRates(() => 5, _clock);

        SentIn(rates, seconds: 10, tries: 100).ShouldBeInRange(50, 55);
    }

    [Fact]
    public void What_takes_several_turns_is_waited_for_by_the_next()
    {
        var rates = new SenderRates(() => 5, _clock);
        rates.Take(1, Sender);
        rates.Take(1, Sender, 9);
        rates.Room(1, Sender).ShouldBe(0);

        _clock.Advance(TimeSpan.FromSeconds(1));
        rates.Room(1, Sender).ShouldBe(0);
        _clock.Advance(TimeSpan.FromSeconds(1));
        rates.Room(1, Sender).ShouldBe(5);
    }

    [Fact]
    public void Nodes_share_the_operators_limit_as_they_come_and_go()
    {
        var nodes = 1;
        var rates = new SenderRates(() => 6, _clock, () => nodes);
        SentIn(rates, seconds: 10, tries: 100).ShouldBeInRange(60, 66);

        nodes = 3;

        SentIn(rates, seconds: 10, tries: 100).ShouldBeInRange(20, 22);
    }

    [Fact]
    public void A_complaint_halves_the_speed_it_had_and_the_next_one_again()
    {
        var rates = new SenderRates(() => 0, _clock);
        SentIn(rates, seconds: 3, tries: 40);

        rates.SlowDown(1, Sender).ShouldBe(20);
        SentIn(rates, seconds: 2, tries: 40);
        var again = rates.SlowDown(1, Sender).ShouldNotBeNull();

        again.ShouldBeInRange(9, 11);
    }

    [Fact]
    public void Many_complaints_at_once_are_one()
    {
        var rates = new SenderRates(() => 0, _clock);
        SentIn(rates, seconds: 1, tries: 40);

        rates.SlowDown(1, Sender).ShouldBe(20);
        Enumerable.Range(0, 10).Select(_ => rates.SlowDown(1, Sender)).ShouldAllBe(rate => rate == null);
    }

    [Fact]
    public void A_late_complaint_about_what_went_out_before_it_slowed_down_is_old_news()
    {
        var rates = new SenderRates(() => 0, _clock);
        SentIn(rates, seconds: 3, tries: 40);
        var sentAt = _clock.GetUtcNow() - TimeSpan.FromSeconds(1);

        rates.SlowDown(1, Sender, sentAt).ShouldBe(20);
        for (var second = 0; second < 20; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            rates.SlowDown(1, Sender, sentAt).ShouldBeNull();
        }

        rates.SlowDown(1, Sender, _clock.GetUtcNow() - TimeSpan.FromSeconds(1)).ShouldNotBeNull("this one went out at the new speed");
    }

    [Fact]
    public void It_gains_its_speed_back_by_itself_within_minutes()
    {
        var rates = new SenderRates(() => 0, _clock);
        SentIn(rates, seconds: 1, tries: 40);
        rates.SlowDown(1, Sender);

        SentIn(rates, seconds: 10, tries: 1_000).ShouldBeInRange(150, 300);
        _clock.Advance(TimeSpan.FromMinutes(5));
        rates.RateOf(1, Sender).ShouldBeNull();
        rates.Room(1, Sender).ShouldBe(int.MaxValue);
    }

    [Fact]
    public void However_often_it_complains_something_still_goes()
    {
        var rates = new SenderRates(() => 0, _clock);
        for (var index = 0; index < 50; index++)
        {
            rates.SlowDown(1, Sender);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        rates.RateOf(1, Sender)!.Value.ShouldBeLessThan(0.2);
        SentIn(rates, seconds: 60, tries: 10).ShouldBeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public void Others_do_not_notice()
    {
        var rates = new SenderRates(() => 0, _clock);
        rates.SlowDown(1, Sender);

        rates.Room(1, Sender).ShouldBe(0);
        rates.Room(1, "+12025550199").ShouldBe(int.MaxValue);
        rates.Room(2, Sender).ShouldBe(int.MaxValue);
    }

    [Fact]
    public void A_clock_that_is_set_neither_stops_nor_floods()
    {
        var rates = new SenderRates(() => 5, _clock);
        SentIn(rates, seconds: 1, tries: 100);
        _clock.Jump(TimeSpan.FromDays(1));
        rates.Room(1, Sender).ShouldBeLessThanOrEqualTo(5);
        _clock.Jump(TimeSpan.FromDays(-2));
        _clock.Advance(TimeSpan.FromSeconds(1));

        rates.Room(1, Sender).ShouldBe(5);
    }

    /// <summary>As the relay does: begins what there is room for, time and again.</summary>
    private int SentIn(SenderRates rates, int seconds, int tries)
    {
        var sent = 0;
        for (var second = 0; second < seconds; second++)
        {
            var room = Math.Min(tries, rates.Room(1, Sender));
            for (var index = 0; index < room; index++)
            {
                rates.Take(1, Sender);
                sent++;
            }

            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        return sent;
    }
}
