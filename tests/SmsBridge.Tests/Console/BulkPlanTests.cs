using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using SmsBridge.Console.Pages.BulkResend;

namespace SmsBridge.Tests.Console;

public class BulkPlanTests(ConsoleApp console) : IClassFixture<ConsoleApp>
{
    [Fact]
    public void A_filter_that_asks_for_something_unknown_is_not_taken_for_none()
    {
        var (_, filter, problem) = BulkForms.Read(new QueryCollection(QueryHelpers.ParseQuery("?status=nonsense")), TimeZoneInfo.Utc);

        filter.ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain("status");
    }

    [Fact]
    public async Task The_page_plans_nothing_for_it_and_says_why()
    {
        var tenant = await console.App.NewTenantAsync();
        await tenant.RepayAsync();
        await console.App.DrainAsync();

        var page = await console.PageAsync("/console/messages/resend?status=nonsense", $"Support;{tenant.Id}");

        page.ShouldContain("status must be one of");
        page.ShouldNotContain("Left out");
        page.ShouldNotContain("data-count");
    }

    [Fact]
    public void As_many_other_messages_are_another_plan()
    {
        Plan((1, 2), (1, 3)).Confirmation.ShouldBe(Plan((1, 2), (1, 4)).Confirmation);
        Plan((1, 2), (1, 3)).Digest.ShouldNotBe(Plan((1, 2), (1, 4)).Digest, StringComparer.Ordinal);
        Plan((1, 2), (1, 3)).Digest.ShouldBe(Plan((1, 2), (1, 3)).Digest);
    }

    private static ResendPlan Plan(params (long, long)[] chosen) => new(chosen, new Dictionary<string, int>(StringComparer.Ordinal), 0, 0, IsCut: false);
}
