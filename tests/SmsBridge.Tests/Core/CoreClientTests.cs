using System.Globalization;
using SmsBridge.Core;
using SmsBridge.Simulator.Core;

namespace SmsBridge.Tests.Core;

public class CoreClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("G1")]
    [InlineData("G2")]
    [InlineData("G3")]
    [InlineData("G4")]
    public async Task A_client_is_found_in_every_generation(string generation)
    {
        var (core, _) = await CoreSetup.StartCoreAsync(Enum.Parse<Generation>(generation));
        await using var _core = core;
        await using var setup = new CoreSetup();

        var result = await setup.Client.GetClientAsync(CoreSetup.WithToken(core), 7, Cancellation);

        result.ShouldBe(new CoreResult<ClientFacts>.Found(new ClientFacts(
            7, "000000007", "Jane Wanjiru", "Jane", "Wanjiru", "0712 345 678", "Head Office", "MEM-7", 300, IsActive: true) { OfficeId = 1 }));
        var request = core.Requests.ShouldHaveSingleItem();
        request.Headers["Fineract-Platform-TenantId"].ShouldBe("default");
        request.Headers["X-Mifos-Platform-TenantId"].ShouldBe("default");
        request.Headers["Accept"].ShouldBe("application/json");
        request.Query.ShouldBe("?fields=id,accountNo,displayName,firstname,lastname,mobileNo,officeId,officeName,externalId,status,active,staffId,clientType,timeline");
    }

    [Fact]
    public async Task A_client_without_a_number_has_none()
    {
        var (core, books) = await CoreSetup.StartCoreAsync();
        await using var _ = core;
        await using var setup = new CoreSetup();
        books.AddClient(8, "Mango Farmers Ltd", mobileNo: null);

        var result = await setup.Client.GetClientAsync(CoreSetup.WithToken(core), 8, Cancellation);

        var client = result.ShouldBeOfType<CoreResult<ClientFacts>.Found>().Value;
        client.MobileNo.ShouldBeNull();
        client.Firstname.ShouldBeNull();
        client.DisplayName.ShouldBe("Mango Farmers Ltd");
    }

    [Theory]
    [InlineData("G1")]
    [InlineData("G4")]
    public async Task A_loan_tells_what_is_still_owed(string generation)
    {
        var (core, books) = await CoreSetup.StartCoreAsync(Enum.Parse<Generation>(generation));
        await using var _core = core;
        await using var setup = new CoreSetup();
        books.AddRepayment(31, 1500.5m, new DateOnly(2026, 11, 21));

        var result = await setup.Client.GetLoanAsync(CoreSetup.WithToken(core), 31, Cancellation);

        var loan = result.ShouldBeOfType<CoreResult<LoanFacts>.Found>().Value;
        loan.ShouldBe(new LoanFacts(
            31, "000000031", ExternalId: null, ClientId: 7, GroupId: null, GroupName: null, "Personal Loan",
            new CurrencyFacts("KES", 2, "Kenyan Shilling", "KSh"), 10_000m, 8_499.5m, 0m, 300, "loanStatusType.active") { ProductId = 1 });
    }

    [Fact]
    public async Task A_group_loan_before_disbursement_has_a_group_and_no_debt()
    {
        var (core, books) = await CoreSetup.StartCoreAsync();
        await using var _ = core;
        await using var setup = new CoreSetup();
        books.AddLoan(new StandInLoan(32, ClientId: null, 500m) { GroupId = 3, GroupName = "Umoja", IsDisbursed = false });

        var result = await setup.Client.GetLoanAsync(CoreSetup.WithToken(core), 32, Cancellation);

        var loan = result.ShouldBeOfType<CoreResult<LoanFacts>.Found>().Value;
        (loan.ClientId, loan.GroupId, loan.GroupName, loan.TotalOutstanding).ShouldBe((null, 3, "Umoja", null));
        loan.Currency!.Code.ShouldBe("KES");
    }

    [Fact]
    public async Task A_repayment_is_found_with_receipt_and_reversal()
    {
        var (core, books) = await CoreSetup.StartCoreAsync();
        await using var _ = core;
        await using var setup = new CoreSetup();
        var transactionId = books.AddRepayment(31, 1500m, new DateOnly(2026, 11, 21), receiptNumber: "QK12");
        var access = CoreSetup.WithToken(core);

        var before = await setup.Client.GetLoanTransactionAsync(access, 31, transactionId, Cancellation);
        books.Reverse(31, transactionId);
        var after = await setup.Client.GetLoanTransactionAsync(access, 31, transactionId, Cancellation);

        var repayment = new LoanTransactionFacts(
            transactionId, 1500m, new DateOnly(2026, 11, 21), new CurrencyFacts("KES", 2, "Kenyan Shilling", "KSh"),
            ManuallyReversed: false, IsRepayment: true, "loanTransactionType.repayment", "QK12", ExternalId: null) { TypeId = 2 };
        before.ShouldBe(new CoreResult<LoanTransactionFacts>.Found(repayment));
        after.ShouldBe(new CoreResult<LoanTransactionFacts>.Found(repayment with { ManuallyReversed = true }));
        core.Requests[0].Query.ShouldBeEmpty();
    }

    [Fact]
    public async Task Other_transactions_are_not_taken_for_repayments()
    {
        var (core, books) = await CoreSetup.StartCoreAsync();
        await using var _ = core;
        await using var setup = new CoreSetup();
        books.AddTransaction(new StandInTransaction(5, 31, 10m, new DateOnly(2026, 1, 2)) { TypeId = 1 });

        var result = await setup.Client.GetLoanTransactionAsync(CoreSetup.WithToken(core), 31, 5, Cancellation);

        result.ShouldBeOfType<CoreResult<LoanTransactionFacts>.Found>().Value.IsRepayment.ShouldBeFalse();
    }

    [Theory]
    [InlineData("1500.000001", "1500.000001")]
    [InlineData("0.1", "0.1")]
    [InlineData("0.300000", "0.300000")]
    [InlineData("1500", "1500")]
    [InlineData("9007199254740993.000001", "9007199254740993.000001")] // beyond what a double holds
    [InlineData("1234567890123456789012.345678", "1234567890123456789012.345678")] // 28 digits
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    [InlineData("-12.50", "-12.50")]
    [InlineData("1.5E3", "1500")]
    public async Task Amounts_keep_every_digit(string number, string expected)
    {
        var result = await ReadTransactionAsync($$$"""
            {"id":904,"type":{"id":2,"code":"loanTransactionType.repayment","repayment":true},"date":[2026,11,21],
             "currency":{"code":"KES","decimalPlaces":2},"amount":{{{number}}},"manuallyReversed":false,"somethingNew":{"a":[1]}}
            """);

        var amount = result.ShouldBeOfType<CoreResult<LoanTransactionFacts>.Found>().Value.Amount;
        amount.ToString(CultureInfo.InvariantCulture).ShouldBe(expected);
    }

    [Theory]
    [InlineData("[2026,11,21]")]
    [InlineData("[2026,11,21,13,5,0]")]
    [InlineData("\"2026-11-21\"")]
    [InlineData("\"2026-11-21T10:00:00Z\"")]
    public async Task Dates_come_as_arrays_or_as_iso_text(string date)
    {
        var result = await ReadTransactionAsync($$"""{"id":904,"date":{{date}},"currency":{"code":"KES"},"amount":1}""");

        var transaction = result.ShouldBeOfType<CoreResult<LoanTransactionFacts>.Found>().Value;
        transaction.Date.ShouldBe(new DateOnly(2026, 11, 21));
        transaction.Currency.DecimalPlaces.ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"id":905,"date":[2026,11,21],"currency":{"code":"KES"},"amount":1}""")] // another transaction
    [InlineData("""{"date":[2026,11,21],"currency":{"code":"KES"},"amount":1}""")]
    [InlineData("""{"id":904,"currency":{"code":"KES"},"amount":1}""")]
    [InlineData("""{"id":904,"date":[2026,11,21],"amount":1}""")]
    [InlineData("""{"id":904,"date":[2026,11,21],"currency":{"code":"KES"}}""")]
    [InlineData("""{"id":904,"date":[2026,13,21],"currency":{"code":"KES"},"amount":1}""")]
    [InlineData("""{"id":904,"date":[2026,2,30],"currency":{"code":"KES"},"amount":1}""")]
    [InlineData("""{"id":904,"date":"21 November 2026","currency":{"code":"KES"},"amount":1}""")]
    [InlineData("""{"id":904,"date":[2026,11],"currency":{"code":"KES"},"amount":1}""")]
    [InlineData("""{"id":904,"date":[2026,11,21],"currency":{"code":"KES","decimalPlaces":99},"amount":1}""")]
    [InlineData("""{"id":904,"date":[2026,11,21],"currency":{"code":"KES"},"amount":1e400}""")]
    [InlineData("""{"id":904,"date":[2026,11,21],"currency":{"code":"KES"},"amount":"1"}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("it works!")]
    public async Task An_answer_that_lacks_what_it_must_have_is_a_wrong_answer(string body)
    {
        var result = await ReadTransactionAsync(body);

        result.ShouldBeOfType<CoreResult<LoanTransactionFacts>.Misconfigured>();
    }

    [Fact]
    public async Task A_check_passes_for_a_user_that_may_list_offices()
    {
        var (core, books) = await CoreSetup.StartCoreAsync();
        await using var _ = core;
        await using var setup = new CoreSetup();
        books.AddOffice(2, "Branch");

        var result = await setup.Client.CheckAsync(CoreSetup.WithToken(core), Cancellation);

        result.ShouldBe(new CoreResult<CoreCheck>.Found(new CoreCheck(2)));
        core.Requests.ShouldHaveSingleItem().Query.ShouldBe("?fields=id");
    }

    [Fact]
    public async Task A_check_passes_for_a_least_privilege_user_that_may_not_list_offices()
    {
        var (core, books) = await CoreSetup.StartCoreAsync();
        await using var _ = core;
        await using var setup = new CoreSetup();
        books.AddUser(new StandInUser(CoreSetup.User, CoreSetup.Password) { Permissions = ["READ_CLIENT", "READ_LOAN"] });

        var result = await setup.Client.CheckAsync(CoreSetup.WithToken(core), Cancellation);

        result.ShouldBe(new CoreResult<CoreCheck>.Found(new CoreCheck(Offices: null)));
    }

    [Fact]
    public async Task A_check_against_a_place_without_an_api_says_so()
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        var access = CoreSetup.WithToken(core) with { Endpoint = new Uri(core.Address, "/elsewhere/api/v1") };

        var result = await setup.Client.CheckAsync(access, Cancellation);

        result.ShouldBeOfType<CoreResult<CoreCheck>.Misconfigured>();
    }

    private static async Task<CoreResult<LoanTransactionFacts>> ReadTransactionAsync(string body)
    {
        var (core, _) = await CoreSetup.StartCoreAsync();
        await using var _core = core;
        await using var setup = new CoreSetup();
        core.Faults.Add(new CoreFault("/transactions/") { Status = 200, Body = body });
        return await setup.Client.GetLoanTransactionAsync(CoreSetup.WithToken(core), 31, 904, Cancellation);
    }
}
