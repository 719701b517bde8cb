using SmsBridge.Messages;
using SmsBridge.Simulator.Events;
using SmsBridge.Tests.Support;
using SmsBridge.Tests.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Tests.Intake.Events;

/// <summary>Every row of the catalogue that a core also publishes, from the broker's bytes to the words, and its hook behind it.</summary>
public class CatalogueByEventTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    /// <summary>Reminders, which no hook tells, have tests of their own. Of share accounts no published record is at hand to play.</summary>
    public static TheoryData<string> Rows =>
        [.. EventCatalogue.All.Where(kind => kind is { ExternalEvent: not null, IsEventOnly: false, Account: not AccountType.Share }).Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task An_event_becomes_its_text_and_its_hook_no_second_one(string row)
    {
        var kind = EventCatalogue.Find(row)!;
        var stage = await EventStage.SetUpAsync(app);
        await CatalogueCase.SwitchAsync(stage.Tenant, kind);
        var before = 0;
        if (kind.ReceiptOf is { } receipt)
        {
            new CatalogueCase(EventCatalogue.Find(receipt)!, stage.Tenant.Books).Happens();
            await TakeAsync(stage, EventCatalogue.Find(receipt)!);
            before = 1;
        }

        var played = new CatalogueCase(kind, stage.Tenant.Books);
        played.Happens();
        await TakeAsync(stage, kind);

        var sent = await stage.SentAsync();
        sent.Count.ShouldBe(before + 1);
        sent[^1].ShouldContain(CatalogueCase.Name);
        sent[^1].ShouldNotContain("{{");
        kind.Text.Contains("{{amount}}", StringComparison.Ordinal).ShouldBe(sent[^1].Contains("KES 1,500.00", StringComparison.Ordinal));
        using var answer = await stage.Tenant.Hooks().PostAsync(played.Hook, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        await app.DrainAfterAsync(TimeSpan.FromMinutes(2));
        (await stage.SentAsync()).Count.ShouldBe(before + 1);
    }

    private async Task TakeAsync(EventStage stage, EventKind kind)
    {
        (await stage.TakeAsync(stage.Message(EventOf(kind)))).ShouldBeTrue();
        await app.DrainAsync();
        await app.DrainAfterAsync(TimeSpan.FromMinutes(2));
    }

    private static CoreEvent EventOf(EventKind kind)
    {
        var (name, type) = (kind.ExternalEvent!, kind.TransactionTypes is [var first, ..] ? first : 1);
        return kind.LookUp switch
        {
            LookUp.Client => CoreRecords.OfClient(name, TestTenant.Client),
            LookUp.Loan => CoreRecords.OfLoanAccount(name, TestTenant.Loan, TestTenant.Client),
            LookUp.LoanTransaction when kind.IsUndoing => CoreRecords.Undone(CatalogueCase.Transaction, TestTenant.Loan),
            LookUp.LoanTransaction or LookUp.LoanDisbursement => CoreRecords.OfLoan(name, CoreRecords.TransactionBody(CatalogueCase.Transaction, TestTenant.Loan, type, "played", "1500")),
            LookUp.Account => CoreRecords.OfSavingsAccount(name, (int)CatalogueCase.Account, (int)TestTenant.Client),
            LookUp.AccountTransaction => CoreRecords.OfSavings(name, CatalogueCase.Transaction, CatalogueCase.Account, type, "played", "1500"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind.Name, "Say which record it brings."),
        };
    }
}
