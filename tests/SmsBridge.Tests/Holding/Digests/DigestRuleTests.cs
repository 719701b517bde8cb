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
    [InlineData("02:10", "Europe/Berlin", "2027-03-28T00:00:00Z", "2027-03-28T01:00:00Z")] // with the leap, and not ten minutes after it
    [InlineData("18:00", "Europe/Berlin", "2027-03-27T17:00:00Z", "2027-03-28T16:00:00Z")] // a day of 23 hours
    [InlineData("18:00", "Europe/Berlin", "2026-10-24T16:00:00Z", "2026-10-25T17:00:00Z")] // a day of 25 hours
    [InlineData("18:00", "Africa/Nairobi", "2026-11-30T15:00:00Z", "2026-12-01T15:00:00Z")] // over the month's end
    [InlineData("00:00", "Africa/Cairo", "2026-04-23T21:30:00Z", "2026-04-23T22:00:00Z")] // midnight does not come
    [InlineData("00:30", "America/Havana", "2026-11-01T04:45:00Z", "2026-11-01T05:30:00Z")] // between the two, on the first of the month
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

    /// <summary>A receipt is told by one digest, however long its day is: there is one each day, and none of it lies between two.</summary>
    [Theory]
    [InlineData("Europe/Berlin", "02:30")]
    [InlineData("Europe/Berlin", "18:00")]
    [InlineData("Africa/Cairo", "00:00")]
    [InlineData("Africa/Cairo", "23:30")]
    [InlineData("America/Havana", "00:30")]
    [InlineData("Australia/Lord_Howe", "02:15")]
    public void There_is_one_on_each_day_of_the_year(string zone, string at)
    {
        var rule = new DigestRule { SendAt = at, TimeZone = zone };
        var there = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var due = rule.DueAfter(Time("2026-01-01T12:00:00Z"));
        for (var day = 0; day < 365; day++)
        {
            var next = rule.DueAfter(due);
            ZoneDay.Of(next, there).ShouldBe(ZoneDay.Of(due, there).AddDays(1));
            rule.DueAfter(due + ((next - due) / 2)).ShouldBe(next);
            rule.DueAfter(next - TimeSpan.FromTicks(1)).ShouldBe(next);
            due = next;
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
