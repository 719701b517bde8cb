using SmsBridge.Core;
using SmsBridge.Schedules;

namespace SmsBridge.Tests.Schedules;

/// <summary>Which instalments are told of on a day, and when a loan is looked at next.</summary>
public class ReminderDaysTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly Wanted Both = new(3, 1);

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void What_falls_due_is_told_from_so_many_days_ahead_up_to_its_day(int inDays, bool isTold) =>
        Told(Plan(new Wanted(3, null), (inDays, 900m))).ShouldBe(isTold ? $"LOAN REPAYMENTDUE {inDays}" : "");

    [Theory]
    [InlineData(0, false)]
    [InlineData(-1, true)]
    [InlineData(-4, true)]
    [InlineData(-5, false)]
    public void What_was_not_paid_is_told_after_so_many_days_and_an_old_debt_is_no_news(int inDays, bool isTold) =>
        Told(Plan(new Wanted(null, 1), (inDays, 900m))).ShouldBe(isTold ? $"LOAN REPAYMENTOVERDUE {inDays}" : "");

    [Fact]
    public void What_is_paid_is_not_told() => Plan(Both, (-1, 0m), (1, 0m)).Now.ShouldBeEmpty();

    [Theory]
    [InlineData(600, 7L)]
    [InlineData(300, null)]
    public void Of_a_loan_that_is_closed_or_a_groups_nothing_is_told(int status, long? clientId)
    {
        var plan = ReminderDays.Of(Schedule(status, clientId, (1, 900m)), Both, Today, Week);

        plan.Now.ShouldBeEmpty();
        plan.LookOn.ShouldBe(Today.AddDays(7));
    }

    [Theory]
    [InlineData(5, 2)] // told in two days
    [InlineData(1, 2)] // told now, and on the day after its day if it was not paid
    [InlineData(30, 7)] // far away: it may be changed meanwhile
    [InlineData(-20, 7)]
    public void A_loan_is_looked_at_again_when_there_may_be_something_to_tell(int inDays, int lookIn) =>
        Plan(Both, (inDays, 900m)).LookOn.ShouldBe(Today.AddDays(lookIn));

    [Fact]
    public void Days_at_the_ends_of_the_calendar_break_nothing()
    {
        var schedule = new ScheduleFacts(Loan(300, 7), [new DueFacts(DateOnly.MinValue, 1m), new DueFacts(DateOnly.MaxValue, 1m)]);

        ReminderDays.Of(schedule, new Wanted(30, 60), Today, Week).Now.ShouldBeEmpty();
    }

    private static string Told(ReminderPlan plan) => string.Join(", ", plan.Now.Select(reminder => FormattableString.Invariant($"{reminder.Type} {reminder.Day.DayNumber - Today.DayNumber}")));

    private static ReminderPlan Plan(Wanted wanted, params (int InDays, decimal Outstanding)[] due) => ReminderDays.Of(Schedule(300, 7, due), wanted, Today, Week);

    private static ScheduleFacts Schedule(int status, long? clientId, params (int InDays, decimal Outstanding)[] due) =>
        new(Loan(status, clientId), [.. due.Select(one => new DueFacts(Today.AddDays(one.InDays), one.Outstanding))]);

    private static LoanFacts Loan(int status, long? clientId) => new(31, "000000031", null, clientId, null, null, "Loan", null, 1m, 1m, 0m, status, null);
}
