using SmsBridge.Privacy.Retention;

namespace SmsBridge.Tests.Privacy.Retention;

public class RetentionPeriodsTests
{
    [Theory]
    [InlineData(0, 0, 0, 0, null)]
    [InlineData(1, 7, 7, 31, null)]
    [InlineData(30, 30, 30, 400, null)]
    [InlineData(0, 90, 0, 400, null)] // what is kept for ever goes with what it is part of
    [InlineData(0, 7320, 0, 0, null)]
    [InlineData(0, 6, 0, 0, "Texts must be 7 to 7320 days, or 0: for ever.")]
    [InlineData(0, 0, 6, 0, "Notices must be 7 to 7320 days, or 0: for ever.")]
    [InlineData(0, 0, 0, 30, "Records must be 31 to 7320 days, or 0: for ever.")]
    [InlineData(-1, 0, 0, 0, "Hooks must be 1 to 7320 days, or 0: for ever.")]
    [InlineData(0, 7321, 0, 0, "Texts must be 7 to 7320 days, or 0: for ever.")]
    [InlineData(31, 30, 0, 0, "Hooks (31 days) must not be more than Texts (30 days), with which it goes.")]
    [InlineData(0, 91, 0, 90, "Texts (91 days) must not be more than Records (90 days), with which it goes.")]
    [InlineData(0, 0, 91, 90, "Notices (91 days) must not be more than Records (90 days), with which it goes.")]
    public void Too_few_too_many_and_longer_than_the_whole_are_named(int hooks, int texts, int notices, int records, string? words) =>
        new RetentionPeriods(hooks, texts, notices, records).Problem(kind => kind.ToString())?.Words.ShouldBe(words);

    [Theory]
    [InlineData(364, 0, "Audit must be 365 to 7320 days, or 0: for ever.")]
    [InlineData(0, 6, "Parked must be 7 to 7320 days, or 0: for ever.")]
    [InlineData(365, 7, null)]
    public void What_people_did_is_kept_for_a_year(int audit, int parked, string? words) =>
        (new RetentionPeriods(0, 0, 0, 31, audit, parked).Problem(kind => kind.ToString())?.Words).ShouldBe(words);

    [Fact]
    public void A_tenants_rule_goes_before_the_settings_kind_by_kind()
    {
        var settings = new RetentionPeriods(30, 90, 90, 400);

        new RetentionRule { Texts = 60, Records = 0 }.Over(settings).ShouldBe(new RetentionPeriods(30, 60, 90, 0));
        new RetentionRule { Audit = 400, Parked = 30 }.Over(settings).ShouldBe(new RetentionPeriods(30, 90, 90, 400, 400, 30));
        new RetentionRule().Over(settings).ShouldBe(settings);
    }

    [Fact]
    public void What_is_right_has_no_problem() => new RetentionPeriods(1, 7, 7, 31).Problem(kind => kind.ToString()).ShouldBeNull();
}
