using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.Simulator.Events;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Events;

/// <summary>Instalments that fall due or were not paid: told by external events alone, and only while it still holds.</summary>
public sealed class ReminderTests : IAsyncLifetime
{
    private const string Due = "LOAN REPAYMENTDUE";
    private const string Overdue = "LOAN REPAYMENTOVERDUE";

    private readonly SmsBridgeApp _app = new();
    private EventStage _stage = null!;

    private DateOnly Today => DateOnly.FromDateTime(_app.Clock.GetUtcNow().UtcDateTime);

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _stage = await EventStage.SetUpAsync(_app);
        await SwitchOnAsync(Due);
        await SwitchOnAsync(Overdue);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task An_instalment_that_falls_due_tomorrow_is_told_with_what_is_not_paid_of_it()
    {
        var tomorrow = Today.AddDays(1);
        Owes((tomorrow, 900m), (tomorrow.AddMonths(1), 1_500m));

        await _stage.TakeAsync(_stage.Message(CoreRecords.OfInstalment("LoanRepaymentDue", TestTenant.Loan, tomorrow)));
        await _app.DrainAsync();

        (await _stage.SentAsync()).ShouldHaveSingleItem().ShouldContain("KES 900.00 of your loan 000000031 is due on");
    }

    [Fact]
    public async Task An_instalment_that_was_not_paid_is_told()
    {
        Owes((Today.AddDays(-1), 1_500m));

        await _stage.TakeAsync(_stage.Message(CoreRecords.OfInstalment("LoanRepaymentOverdue", TestTenant.Loan, Today.AddDays(-1))));
        await _app.DrainAsync();

        (await _stage.SentAsync()).ShouldHaveSingleItem().ShouldContain("has not been paid");
    }

    /// <summary>Rows of the catalogue that no hook tells of; the others are played by <c>CatalogueTests</c>.</summary>
    public static TheoryData<string> Rows => [.. EventCatalogue.All.Where(kind => kind.IsEventOnly).Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Every_row_that_no_hook_tells_is_played_by_its_event(string row)
    {
        var kind = EventCatalogue.Find(row)!;
        var day = Today.AddDays(kind.IsAhead ? 1 : -1);
        await SwitchOnAsync(row);
        Owes((day, 1_500m));

        await _stage.TakeAsync(_stage.Message(CoreRecords.OfInstalment(kind.ExternalEvent!, TestTenant.Loan, day)));
        await _app.DrainAsync();

        (await _stage.SentAsync()).ShouldHaveSingleItem().ShouldContain("KES 1,500.00");
    }

    [Fact]
    public async Task In_the_tenants_language()
    {
        Owes((Today.AddDays(1), 1_500m));
        await _app.Services.GetRequiredService<TextStore>().SetLanguageAsync(await IdAsync(), "sw");
        await _app.Services.GetRequiredService<TextDirectory>().RefreshAsync(TestContext.Current.CancellationToken);

        await _stage.TakeAsync(_stage.Message(CoreRecords.OfInstalment("LoanRepaymentDue", TestTenant.Loan, Today.AddDays(1))));
        await _app.DrainAsync();

        (await _stage.SentAsync()).ShouldHaveSingleItem().ShouldContain("zinatakiwa kulipwa");
    }

    [Fact]
    public async Task What_was_paid_between_the_event_and_the_sms_is_not_reminded_of()
    {
        Owes((Today.AddDays(1), 1_500m));
        await _stage.TakeAsync(_stage.Message(CoreRecords.OfInstalment("LoanRepaymentDue", TestTenant.Loan, Today.AddDays(1))));
        Owes((Today.AddDays(1), 0m));

        await _app.DrainAsync();

        (await ClosedAsync()).ShouldBe((Reasons.NotSoInCore, "The instalment has been paid."));
    }

    [Fact]
    public async Task What_was_moved_to_another_day_is_not_reminded_of()
    {
        await _stage.TakeAsync(_stage.Message(CoreRecords.OfInstalment("LoanRepaymentDue", TestTenant.Loan, Today.AddDays(1))));
        Owes((Today.AddDays(8), 1_500m));

        await _app.DrainAsync();

        (await ClosedAsync()).ShouldBe((Reasons.NotSoInCore, "No instalment of the loan is due on that day any more."));
    }

    [Fact]
    public async Task A_reminder_that_comes_after_its_day_is_too_late()
    {
        Owes((Today.AddDays(-2), 1_500m));

        await _stage.TakeAsync(_stage.Message(CoreRecords.OfInstalment("LoanRepaymentDue", TestTenant.Loan, Today.AddDays(-2))));
        await _app.DrainAsync();

        (await ClosedAsync()).Reason.ShouldBe(Reasons.TooLate);
    }

    [Fact]
    public async Task A_loan_that_is_closed_is_not_reminded_of()
    {
        Owes(status: 600, (Today.AddDays(1), 1_500m));

        await _stage.TakeAsync(_stage.Message(CoreRecords.OfInstalment("LoanRepaymentDue", TestTenant.Loan, Today.AddDays(1))));
        await _app.DrainAsync();

        (await ClosedAsync()).Reason.ShouldBe(Reasons.NotSoInCore);
    }

    [Fact]
    public async Task One_instalment_is_one_reminder_and_another_day_is_another()
    {
        Owes((Today.AddDays(1), 1_500m), (Today.AddDays(2), 1_500m));
        var first = CoreRecords.OfInstalment("LoanRepaymentDue", TestTenant.Loan, Today.AddDays(1));

        await _stage.TakeAsync(_stage.Message(first));
        await _stage.TakeAsync(_stage.Message(first), _stage.Message(CoreRecords.OfInstalment("LoanRepaymentDue", TestTenant.Loan, Today.AddDays(2)))); // raised anew, with another key
        await _app.DrainAsync();

        (await _stage.SentAsync()).Count.ShouldBe(2);
        (await _stage.EventsAsync()).Count(row => row.Verdict == (long)Verdict.Duplicate).ShouldBe(1);
    }

    [Fact]
    public async Task No_hook_can_tell_of_an_instalment()
    {
        using var answer = await _stage.Tenant.Hooks().PostAsync(new HookEvent("LOAN", "REPAYMENTDUE") { LoanId = TestTenant.Loan, ResourceId = TestTenant.Loan, ClientId = TestTenant.Client }, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await _app.DrainAsync();
        (await _stage.SentAsync()).ShouldBeEmpty();
    }

    private void Owes(params (DateOnly Day, decimal Outstanding)[] instalments) => Owes(300, instalments);

    private void Owes(int status, params (DateOnly Day, decimal Outstanding)[] instalments) =>
        _stage.Tenant.Books.AddLoan(new StandInLoan(TestTenant.Loan, TestTenant.Client, 10_000m)
        {
            StatusId = status, Schedule = [.. instalments.Select(one => new StandInInstalment(one.Day, one.Outstanding))],
        });

    private async Task<(string? Reason, string? Detail)> ClosedAsync()
    {
        (await _stage.SentAsync()).ShouldBeEmpty();
        return (await _app.QueryAsync<(string?, string?)>("SELECT reason, detail FROM message")).ShouldHaveSingleItem();
    }

    private async Task SwitchOnAsync(string name)
    {
        await _app.Services.GetRequiredService<TextStore>().SetEventAsync(await IdAsync(), EventCatalogue.Find(name)!, enabled: true, EventRules.None, "a test");
        await _app.Services.GetRequiredService<TextDirectory>().RefreshAsync(TestContext.Current.CancellationToken);
    }

    private async Task<long> IdAsync() =>
        (await _app.QueryAsync<long>("SELECT id FROM tenant WHERE identifier = @Id", new { _stage.Tenant.Id })).ShouldHaveSingleItem();
}
