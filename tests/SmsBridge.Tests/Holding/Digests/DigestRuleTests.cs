using System.Globalization;
using SmsBridge.Holding.Digests;
using SmsBridge.Messages;

namespace SmsBridge.Tests.Holding.Digests;

/// <summary>When a digest is due, by the clock of its tenant.</summary>
public class DigestRuleTests
{
    [Theory]
    [InlineData("18:00", "Africa/Nairobi", "2026-11-21T14:59:59Z", "2026-11-21T15:00:00Z")]
    [InlineData("18:00", "Africa/Nairobi", "2026-11-21T15:00:00Z", "2026-11-22T15:00:00Z")]
    [InlineData("00:00", "Africa/Nairobi", "2026-11-21T20:59:00Z", "2026-11-21T21:00:00Z")]
    [InlineData("02:30", "Europe/Berlin", "2027-03-28T00:00:00Z", "2027-03-28T01:00:00Z")] // leapt over
    [InlineData("02:30", "Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25T01:30:00Z")] // the second time
    [InlineData("18:00", "No/Where", "2026-11-21T14:59:59Z", "2026-11-21T18:00:00Z")]
    public void It_is_due_at_the_next_such_time(string at, string zone, string queued, string due) =>
        new DigestRule { SendAt = at, TimeZone = zone }.DueAfter(Time(queued)).ShouldBe(Time(due));

    [Fact]
    public void It_is_never_due_before_the_event_nor_more_than_a_day_and_an_hour_after_it()
    {
        var random = new Random(7);
        foreach (var zone in new[] { "Africa/Nairobi", "Europe/Berlin", "America/St_Johns", "Asia/Kolkata", "Australia/Lord_Howe" })
        {
            for (var round = 0; round < 300; round++)
            {
                var rule = new DigestRule { SendAt = new TimeOnly(random.Next(24), random.Next(60)).ToString("HH:mm", CultureInfo.InvariantCulture), TimeZone = zone };
                var at = Time("2026-01-01T00:00:00Z") + TimeSpan.FromMinutes(random.Next(2 * 365 * 24 * 60));

                (rule.DueAfter(at) - at).ShouldBeInRange(TimeSpan.FromTicks(1), TimeSpan.FromHours(25));
            }
        }
    }

    [Fact]
    public void It_covers_what_it_names_and_only_while_it_is_on()
    {
        var rule = new DigestRule { IsOn = 1, Events = "LOAN REPAYMENT,LOAN DISBURSE" };

        rule.Covers(EventType.LoanRepayment).ShouldBeTrue();
        rule.Covers(EventType.SavingsDeposit).ShouldBeFalse();
        rule.Covers(EventType.LoanDisburse).ShouldBeFalse();
        (rule with { IsOn = 0 }).Covers(EventType.LoanRepayment).ShouldBeFalse();
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
