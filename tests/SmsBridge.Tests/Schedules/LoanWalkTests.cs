using SmsBridge.Core;
using SmsBridge.Schedules;

namespace SmsBridge.Tests.Schedules;

/// <summary>Pages of loans while loans come and go.</summary>
public class LoanWalkTests
{
    [Fact]
    public void Active_loans_behind_the_last_are_given_each_once()
    {
        var step = LoanWalk.Judge(Loans((4, 300), (5, 300), (6, 600), (7, 300), (7, 300)), offset: 3, lastId: 4).Step!;

        step.Loans.ShouldBe([5, 7]);
        (step.LastId, step.Place, step.IsEnd).ShouldBe((7, 8, true));
    }

    [Fact]
    public void A_full_page_is_not_the_end() =>
        LoanWalk.Judge(Loans([.. Enumerable.Range(1, LoanWalk.PageSize).Select(id => ((long)id, 100))]), 0, 0).Step!.ShouldSatisfyAllConditions(
            step => step.IsEnd.ShouldBeFalse(), step => step.Loans.ShouldBeEmpty(), step => step.LastId.ShouldBe(LoanWalk.PageSize));

    [Theory]
    [InlineData(230, 130)]
    [InlineData(40, 0)]
    public void A_page_that_does_not_meet_the_one_before_is_read_from_further_up(long offset, long back) =>
        LoanWalk.Judge(Loans((301, 300), (302, 300)), offset, lastId: 250).ShouldBe(new LoanStepResult(null, Back: back));

    [Fact]
    public void An_end_behind_loans_that_are_gone_is_no_end() => LoanWalk.Judge([], offset: 80, lastId: 90).Back.ShouldBe(0);

    [Fact]
    public void An_empty_list_is_done_with() => LoanWalk.Judge([], 0, 0).Step.ShouldNotBeNull().IsEnd.ShouldBeTrue();

    [Fact]
    public void Loans_in_another_order_are_refused_in_words() =>
        LoanWalk.Judge(Loans((9, 300), (4, 300)), 0, 0).Failure.ShouldNotBeNull().ShouldContain("in the order of their numbers");

    private static List<ListedLoan> Loans(params (long Id, int Status)[] loans) => [.. loans.Select(loan => new ListedLoan(loan.Id, loan.Status))];
}
