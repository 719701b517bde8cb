using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.TenantTexts;
using SmsBridge.Tests.Support;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Tests.TenantTexts;

/// <summary>One row of the catalogue as a core plays it: the books as they are after the act, and the hook of it.</summary>
internal sealed class CatalogueCase(EventKind kind, StandInTenant books)
{
    public const long Transaction = 904;
    public const long Account = 55;

    private static readonly DateOnly Day = new(2026, 11, 21);

    /// <summary>The name every default text must have put in.</summary>
    public const string Name = "Jane Wanjiru";

    /// <summary>Has the tenant tell of it, or not.</summary>
    public static async Task SwitchAsync(TestTenant tenant, EventKind kind, bool isOn = true)
    {
        var (app, cancellationToken) = (tenant.App, TestContext.Current.CancellationToken);
        var id = (await app.QueryAsync<long>("SELECT id FROM tenant WHERE identifier = @Id", new { tenant.Id })).ShouldHaveSingleItem();
        await app.Services.GetRequiredService<TextStore>().SetEventAsync(id, kind, isOn, EventRules.None, "a test");
        await app.Services.GetRequiredService<TextDirectory>().RefreshAsync(cancellationToken);
    }

    private int Status => kind.Statuses is [var first, ..] ? first : 300;

    private int Type => kind.TransactionTypes is [var first, ..] ? first : 1;

    /// <summary>As the books are when all that must hold does.</summary>
    public void Happens() => Write(Status, Type, isReversed: kind.IsUndoing);

    /// <summary>Another status than any that is wanted.</summary>
    public void HasOtherStatus() => Write(999, Type, isReversed: kind.IsUndoing);

    public void HasOtherType() => Write(Status, 10, isReversed: kind.IsUndoing);

    public void IsReversedOtherwise() => Write(Status, Type, isReversed: !kind.IsUndoing);

    public void BelongsToGroup() => Write(Status, Type, isReversed: kind.IsUndoing, client: null);

    /// <summary>All else holds.</summary>
    public void HappenedOn(DateOnly day) => Write(Status, Type, isReversed: kind.IsUndoing, on: day);

    public void HappensToAnOldClient(DateOnly day)
    {
        Write(Status, Type, isReversed: kind.IsUndoing, isDated: false);
        books.AddClient(new StandInClient(TestTenant.Client, Name, "0712 345 678") { Days = new Dictionary<string, DateOnly>(StringComparer.Ordinal) { ["submittedOnDate"] = day, ["activatedOnDate"] = day, ["closedOnDate"] = day } });
    }

    /// <summary>All else holds, and the client is not there any more.</summary>
    public void HasNoClient()
    {
        Happens();
        books.DeleteClient(TestTenant.Client);
    }

    /// <summary>As newer cores tell it: with the transaction where they have it.</summary>
    public HookEvent Hook => kind.LookUp switch
    {
        LookUp.Client => Made() with { ClientId = TestTenant.Client, ResourceId = TestTenant.Client },
        LookUp.Loan when kind.IsRequest => Made() with { ClientId = TestTenant.Client, LoanId = TestTenant.Loan, ResourceId = 17 },
        LookUp.Loan => Made() with { ClientId = TestTenant.Client, LoanId = TestTenant.Loan, ResourceId = TestTenant.Loan },
        LookUp.LoanDisbursement => Made() with
        {
            ClientId = TestTenant.Client, LoanId = TestTenant.Loan, ResourceId = TestTenant.Loan, SubResourceId = kind.Key == EventKey.LoanTransaction ? Transaction : null,
        },
        LookUp.LoanTransaction when kind.Key == EventKey.SubResource => Made() with { ClientId = TestTenant.Client, LoanId = TestTenant.Loan, ResourceId = 17, SubResourceId = Transaction },
        LookUp.LoanTransaction => Made() with { ClientId = TestTenant.Client, LoanId = TestTenant.Loan, ResourceId = Transaction },
        LookUp.Account when kind.Account == AccountType.Share => Made() with { OfficeId = null, ResourceId = Account },
        LookUp.Account => Made() with { ClientId = TestTenant.Client, SavingsId = Account, ResourceId = Account },
        LookUp.AccountTransaction => Made() with { ClientId = TestTenant.Client, SavingsId = Account, ResourceId = Transaction },
        LookUp.Transfer => Made() with { OfficeId = null, SavingsId = Account, ResourceId = 33 },
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind.LookUp, "Unknown look-up."),
    };

    private HookEvent Made() => new(kind.Type.Entity, kind.Type.Action);

    private void Write(int status, int type, bool isReversed, long? client = TestTenant.Client, DateOnly? on = null, bool isDated = true)
    {
        var day = on ?? Day;
        var days = !isDated ? null : ((string[])["submittedOnDate", "approvedOnDate", "rejectedOnDate", "withdrawnOnDate", "activatedOnDate", "closedOnDate"]).ToDictionary(name => name, _ => day, StringComparer.Ordinal);
        books.AddClient(new StandInClient(TestTenant.Client, Name, "0712 345 678") { StatusId = kind.LookUp == LookUp.Client ? status : 300, Days = days });
        books.AddLoan(new StandInLoan(TestTenant.Loan, client, 10_000m)
        {
            StatusId = kind.LookUp is LookUp.Client or LookUp.Account or LookUp.AccountTransaction ? 300 : status, GroupName = client is null ? "Umoja" : null, GroupId = client is null ? 3 : null, Days = days,
        });
        books.AddTransaction(new StandInTransaction(Transaction, TestTenant.Loan, 1_500m, day) { TypeId = type, IsReversed = isReversed });
        books.Accounts.Add(new StandInAccount(PathOf(kind.Account), Account, client)
        {
            StatusId = status, Balance = 4_250m, GroupName = client is null ? "Umoja" : null, MaturityDate = new DateOnly(2027, 11, 21), MaturityAmount = 5_000m, Days = days,
        });
        books.Accounts.Add(new StandInSavingsTransaction(Transaction, Account, 1_500m, day) { TypeId = type, IsReversed = isReversed });
        books.Accounts.Add(new StandInTransfer(33, client, "000000055", null, "000000056", 1_500m, day) { IsReversed = isReversed });
    }

    private static string PathOf(AccountType type) =>
        type switch
        {
            AccountType.FixedDeposit => StandInAccount.FixedDeposit,
            AccountType.RecurringDeposit => StandInAccount.RecurringDeposit,
            AccountType.Share => StandInAccount.Share,
            _ => StandInAccount.Savings,
        };
}
