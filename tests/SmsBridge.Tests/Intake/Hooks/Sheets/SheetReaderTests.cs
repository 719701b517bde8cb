using System.Globalization;
using System.Text;
using SmsBridge.Intake.Hooks.Sheets;
using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Tests.Intake.Hooks.Sheets;

/// <summary>What a collection sheet's body names for certain. The n-th transaction belongs to the n-th line that the core booked, or nothing is said.</summary>
public class SheetReaderTests
{
    [Theory]
    [InlineData("[901,902]", """{"loanId":31.0,"transactionAmount":1500.0},{"loanId":32.0,"transactionAmount":200.0}""", "31:901 32:902")]
    [InlineData("[901,902]", """{"loanId":31,"transactionAmount":0},{"loanId":32,"transactionAmount":200},{"loanId":33,"transactionAmount":5}""", "32:901 33:902")]
    [InlineData("[901]", """{"loanId":31},{"loanId":32,"transactionAmount":null},{"loanId":33,"transactionAmount":5}""", "33:901")]
    [InlineData("[901]", """{"loanId":31,"transactionAmount":0.99},{"loanId":32,"transactionAmount":1}""", "32:901")] // the core asks for the whole part
    [InlineData("[901]", """{"loanId":31,"transactionAmount":3E9},{"loanId":32,"transactionAmount":5E9}""", "32:901")] // by its low 32 bits: below nothing, and above
    [InlineData("[901]", """{"loanId":1.2345678E7,"transactionAmount":"1,500.50"}""", "12345678:901")]
    [InlineData("[901]", """{"loanId":31,"transactionAmount":""},{"loanId":32,"transactionAmount":"7"}""", "32:901")]
    [InlineData("[901,902]", """{"loanId":31,"transactionAmount":5},{"loanId":31,"transactionAmount":6}""", "31:901 31:902")] // one loan paid twice
    public void The_nth_transaction_belongs_to_the_nth_line_that_was_booked(string ids, string lines, string payments)
    {
        var sheet = Read(Envelope(ids, lines));

        Say(sheet).ShouldBe(payments);
        sheet.Untold.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[901]", """{"loanId":31,"transactionAmount":5},{"loanId":32,"transactionAmount":5}""", "Repayments that were not told: 2, as the core names 1 transactions for 2 lines")]
    [InlineData("[901,902]", """{"loanId":31,"transactionAmount":5}""", "Repayments that were not told: 2, as the core names 2 transactions for 1 lines")]
    [InlineData("[901,901]", """{"loanId":31,"transactionAmount":5},{"loanId":32,"transactionAmount":5}""", "Repayments that were not told: 2")]
    [InlineData("[901]", """{"loanId":31,"transactionAmount":true}""", "Repayments that were not told: 1, as an amount can not be read")]
    [InlineData("[901]", """{"loanId":31,"transactionAmount":1E27}""", "Repayments that were not told: 1, as an amount can not be read")]
    [InlineData("[901]", """{"loanId":31,"transactionAmount":"1 500"}""", "Repayments that were not told: 1, as an amount can not be read")]
    [InlineData("[901]", "7", "Repayments that were not told: 1, as an amount can not be read")]
    [InlineData("[]", """{"loanId":31,"transactionAmount":5}""", "Repayments that were not told: 1")]
    [InlineData("[901]", """{"transactionAmount":5}""", "Repayments that were not told: 1, as the core does not name the account")]
    [InlineData("[null]", """{"loanId":31,"transactionAmount":5}""", "Repayments that were not told: 1, as the core does not name the account or the transaction")]
    [InlineData("[-4]", """{"loanId":31,"transactionAmount":5}""", "Repayments that were not told: 1")]
    [InlineData("7", """{"loanId":31,"transactionAmount":5}""", "Repayments that were not told: 1")]
    public void What_does_not_agree_is_not_told_and_says_so(string ids, string lines, string untold)
    {
        var sheet = Read(Envelope(ids, lines));

        sheet.Payments.ShouldBeEmpty();
        sheet.Untold.ShouldHaveSingleItem().ShouldStartWith(untold);
    }

    [Fact]
    public void A_line_that_names_no_loan_holds_up_none_of_the_others()
    {
        var sheet = Read(Envelope("[901,902,903]", """{"loanId":31,"transactionAmount":5},{"loanId":"x","transactionAmount":5},{"loanId":33,"transactionAmount":5}"""));

        Say(sheet).ShouldBe("31:901 33:903");
        sheet.Untold.ShouldHaveSingleItem().ShouldStartWith("Repayments that were not told: 1");
    }

    [Theory]
    [InlineData("[81,82]", """{"savingsId":55,"transactionAmount":50,"depositAccountType":100},{"savingsId":56,"transactionAmount":60,"depositAccountType":300.0}""", "SAVINGSACCOUNT DEPOSIT 55:81 RECURRINGDEPOSITACCOUNT DEPOSIT 56:82", 0)]
    [InlineData("[81]", """{"savingsId":55,"transactionAmount":0,"depositAccountType":100},{"savingsId":56,"transactionAmount":60,"depositAccountType":100}""", "SAVINGSACCOUNT DEPOSIT 56:81", 0)]
    [InlineData("[81,82]", """{"savingsId":55,"transactionAmount":0,"depositAccountType":100},{"savingsId":56,"transactionAmount":60,"depositAccountType":100}""", "SAVINGSACCOUNT DEPOSIT 56:82", 0)] // older cores book nothing, too
    [InlineData("[81]", """{"savingsId":55,"transactionAmount":50,"depositAccountType":100},{"savingsId":56,"transactionAmount":60,"depositAccountType":100}""", "", 1)] // one failed, in silence
    [InlineData("[81]", """{"savingsId":55,"transactionAmount":50}""", "", 1)]
    [InlineData("[81]", """{"savingsId":55,"transactionAmount":50,"depositAccountType":200}""", "", 1)]
    public void Deposits_are_told_by_the_kind_of_their_account(string ids, string lines, string payments, int untold)
    {
        var sheet = Read($$"""
            {"entityName":"GROUP","actionName":"SAVECOLLECTIONSHEET","request":{"locale":"en","bulkSavingsDueTransactions":[{{lines}}]},
            "response":{"groupId":3,"resourceId":3,"changes":{"loanTransactions":[],"SavingsTransactions":{{ids}} } } }
            """);

        string.Join(' ', sheet.Payments.Select(payment => string.Create(CultureInfo.InvariantCulture, $"{payment.Type} {payment.AccountId}:{payment.TransactionId}"))).ShouldBe(payments);
        sheet.Untold.Count.ShouldBe(untold);
    }

    [Fact]
    public void Disbursements_are_said_not_to_be_told()
    {
        var sheet = Read("""
            {"request":{"bulkDisbursementTransactions":[{"loanId":31,"transactionAmount":5000},{"loanId":32,"transactionAmount":5000}]},"response":{"changes":{"loanTransactions":[],"SavingsTransactions":[]}}}
            """);

        sheet.Payments.ShouldBeEmpty();
        sheet.Untold.ShouldBe(["Disbursements that were not told: 2, as the core does not name their transactions."]);
    }

    [Theory]
    [InlineData("""{"entityName":"COLLECTIONSHEET","request":{}}""")] // 1.9: failed, or it waits for a checker
    [InlineData("""{"entityName":"COLLECTIONSHEET","request":{},"status":"Exception","response":{"developerMessage":"no"}}""")]
    [InlineData("""{"entityName":"COLLECTIONSHEET","request":{},"response":"the request was invalid"}""")]
    public void A_sheet_that_was_not_booked_has_no_payments(string body) => Read(body).HasFailed.ShouldBeTrue();

    [Fact]
    public void An_older_core_names_transactions_and_no_loans()
    {
        var sheet = Read("""{"groupId":3,"resourceId":3,"changes":{"loanTransactions":[901,902],"SavingsTransactions":[]}}""", Dialect.Flat);

        sheet.HasFailed.ShouldBeFalse();
        sheet.Payments.ShouldBeEmpty();
        sheet.Untold.ShouldHaveSingleItem().ShouldBe("Repayments that were not told: 2, as this core does not say to which accounts they belong.");
    }

    [Theory]
    [InlineData("""{"request":{},"response":{}}""", Dialect.Envelope, "The core does not say what it booked.")]
    [InlineData("""{"request":{},"response":{"changes":{"loanTransactions":[1],"loanTransactions":[2]}}}""", Dialect.Envelope, "Its body has a member twice")]
    [InlineData("response={changes={loanTransactions=[901.0]}}", Dialect.Form, "It came as a form")]
    internal void What_can_be_read_in_two_ways_is_not_read(string body, Dialect dialect, string why)
    {
        var sheet = Read(body, dialect);

        sheet.Payments.ShouldBeEmpty();
        sheet.Untold.ShouldHaveSingleItem().ShouldStartWith(why);
    }

    [Fact]
    public void A_mark_before_the_body_is_passed_over() => Say(SheetReader.Read(
        [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Envelope("[901]", """{"loanId":31,"transactionAmount":5}"""))], Dialect.Envelope)).ShouldBe("31:901");

    [Fact]
    public void An_amount_typed_in_another_language_is_not_guessed_at() =>
        Read(Envelope("[901]", """{"loanId":31,"transactionAmount":"0.500"}""", "de")).Untold.ShouldHaveSingleItem(); // 500 in German

    private static string Envelope(string ids, string lines, string locale = "en") => $$"""
        {"entityName":"COLLECTIONSHEET","actionName":"SAVE","request":{"locale":"{{locale}}","bulkRepaymentTransactions":[{{lines}}]},
        "response":{"changes":{"locale":"en","loanTransactions":{{ids}},"SavingsTransactions":[] } },"timestamp":"2026-11-21T19:11:50Z"}
        """;

    private static Sheet Read(string body, Dialect dialect = Dialect.Envelope) => SheetReader.Read(Encoding.UTF8.GetBytes(body), dialect);

    private static string Say(Sheet sheet)
    {
        sheet.Payments.ShouldAllBe(payment => payment.Type == EventType.LoanRepayment);
        return string.Join(' ', sheet.Payments.Select(payment => string.Create(CultureInfo.InvariantCulture, $"{payment.AccountId}:{payment.TransactionId}")));
    }
}
