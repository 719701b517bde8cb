using SmsBridge.Operators;
using SmsBridge.Tests.Schedules;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>Who sends an SMS again is told what is done anew, and what stays.</summary>
public sealed class ResendWordsTests : IAsyncLifetime
{
    private const string Anew = "the text is written again";

    private readonly SmsBridgeApp _app = new();
    private ReportStage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _stage = await ReportStage.SetUpAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task The_words_of_a_reports_row_stay_as_the_report_gave_them()
    {
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);
        await _stage.TickAndSendAsync();

        var page = await PageAsync();

        page.ShouldContain("its words stay as the report gave them");
        page.ShouldNotContain(Anew);
    }

    [Fact]
    public async Task A_reports_instalment_has_the_tenants_text_which_is_written_again()
    {
        var day = _stage.Today.AddDays(1);
        _stage.Schedules.Owes(TestTenant.Loan, (day, 900m));
        _stage.Rows = [[TestTenant.Loan, day, 900m]];
        await _stage.SetAsync("due", ReportStage.OfDue);
        await _stage.TickAndSendAsync();

        (await PageAsync()).ShouldContain(Anew);
    }

    [Fact]
    public async Task So_is_that_of_a_hook()
    {
        await _stage.Tenant.RepayAsync();
        await _app.DrainAsync();

        (await PageAsync()).ShouldContain(Anew);
    }

    [Fact]
    public async Task A_text_that_the_core_wrote_stays()
    {
        await _stage.Tenant.PostAsync(new RawHook("""{"mobileNo":"+254712345678","message":"Hello"}""") { Entity = "SMS", Action = "SEND" });
        await _app.DrainAsync();

        var page = await PageAsync();

        page.ShouldContain("Number and text stay as they came");
        page.ShouldNotContain(Anew);
    }

    /// <summary>Of the one message there is.</summary>
    private async Task<string> PageAsync()
    {
        var id = (await _app.QueryAsync<long>("SELECT event_id FROM message")).ShouldHaveSingleItem();
        using var browser = await _app.SignInAsAsync(OperatorRole.Support);
        return await browser.GetStringAsync(FormattableString.Invariant($"/console/messages/{id}"), TestContext.Current.CancellationToken);
    }
}
