using System.Text.Json;
using SmsBridge.Intake.Events.Records;
using SmsBridge.Simulator.Events;

namespace SmsBridge.Tests.Intake.Events;

/// <summary>Records as far as they are read, of forms that are known and of later ones.</summary>
public class EventRecordsTests
{
    [Fact]
    public void A_repayment_says_which_it_is_and_what_was_paid()
    {
        var facts = Read(CoreRecords.Repayment(3_000_000_017, 31, "1234.5", new DateOnly(2026, 11, 20), "QK12", "MPESA-9"));

        facts.ShouldBe(new EventFacts
        {
            ResourceId = 3_000_000_017, LoanId = 31, Amount = 1234.5m, Date = new DateOnly(2026, 11, 20), Currency = "KES", ReceiptNumber = "QK12", ExternalId = "MPESA-9",
        });
    }

    [Fact]
    public void A_record_with_nothing_but_its_ids_will_do() =>
        Read(CoreRecords.OfLoan("LoanTransactionMakeRepaymentPost", CoreRecords.BareTransactionBody(17, 31))).ShouldBe(new EventFacts { ResourceId = 17, LoanId = 31 });

    [Fact]
    public void A_later_form_is_read_as_far_as_nothing_has_ever_changed()
    {
        var body = CoreRecords.TransactionBody(17, 31, 2, "repayment", "1500", flags: 42);

        Read(CoreRecords.OfLoan("LoanTransactionMakeRepaymentPost", body, "0102030405060708")).ShouldBe(new EventFacts { ResourceId = 17, LoanId = 31, IsNewForm = true });
    }

    [Fact]
    public void A_known_form_with_another_content_is_not_believed()
    {
        var body = CoreRecords.TransactionBody(17, 31, 2, "repayment", "1500", flags: 42);

        Problem(CoreRecords.OfLoan("LoanTransactionMakeRepaymentPost", body)).ShouldNotBeNull();
    }

    [Fact]
    public void Clients_loans_and_accounts_say_which_they_are()
    {
        Read(CoreRecords.OfClient("ClientActivate", 7)).ShouldBe(new EventFacts { ResourceId = 7, ClientId = 7 });
        Read(CoreRecords.OfLoanAccount("LoanApproved", 31, 7)).ShouldBe(new EventFacts { ResourceId = 31, LoanId = 31, ClientId = 7 });
        Read(CoreRecords.OfLoanAccount("LoanApproved", 31, null)).ShouldBe(new EventFacts { ResourceId = 31, LoanId = 31 });
        Read(CoreRecords.OfSavingsAccount("SavingsActivate", 56, 7)).ShouldBe(new EventFacts { ResourceId = 56, SavingsId = 56, ClientId = 7 });
        Read(CoreRecords.Undone(17, 31)).ShouldBe(new EventFacts { ResourceId = 17, LoanId = 31 });
        Read(CoreRecords.OfSavings("SavingsDeposit", 81, 56, 1, "deposit", "500")).ShouldBe(
            new EventFacts { ResourceId = 81, SavingsId = 56, Amount = 500, Currency = "KES", Date = new DateOnly(2026, 11, 21) });
    }

    [Theory]
    [InlineData("-5")] // below nothing
    [InlineData("99999999999999999999999999999.99999999")] // more digits than an amount can have
    public void An_amount_that_can_not_be_is_not_believed(string amount) => Problem(CoreRecords.Repayment(17, 31, amount)).ShouldNotBeNull();

    [Theory]
    [InlineData(0, 31)]
    [InlineData(-1, 31)]
    [InlineData(17, 0)]
    public void Ids_that_are_none_are_not_believed(long id, long loanId) => Problem(CoreRecords.Repayment(id, loanId)).ShouldNotBeNull();

    [Fact]
    public void A_record_under_another_name_is_not_believed()
    {
        var client = CoreRecords.OfClient("ClientCreate", 7);
        var loan = CoreRecords.OfLoanAccount("LoanApproved", 31, 7);

        Problem(client with { Schema = CoreRecords.LoanTransaction }).ShouldNotBeNull();
        Problem(loan with { Schema = CoreRecords.Client }).ShouldNotBeNull();
        Problem(loan with { Schema = CoreRecords.SavingsTransaction }).ShouldNotBeNull();
    }

    [Fact]
    public void What_is_cut_off_before_what_is_read_is_said_and_never_thrown()
    {
        var whole = CoreRecords.Repayment(17, 31, receipt: "QK12", externalId: "E");
        const int Behind = 16; // fields that are not read

        for (var length = 0; length < whole.Data.Length - Behind; length++)
        {
            Problem(whole with { Data = whole.Data[..length] }).ShouldNotBeNull();
        }

        for (var length = whole.Data.Length - Behind; length <= whole.Data.Length; length++)
        {
            Problem(whole with { Data = whole.Data[..length] }).ShouldBeNull();
        }
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new Random(31);
        foreach (var schema in new[] { EventRecords.Client, EventRecords.LoanAccount, EventRecords.LoanTransaction, EventRecords.LoanAdjustment, EventRecords.SavingsAccount, EventRecords.SavingsTransaction, EventRecords.ShareAccount })
        {
            for (var round = 0; round < 2_000; round++)
            {
                var bytes = new byte[random.Next(0, 300)];
                random.NextBytes(bytes);
                var facts = EventRecords.Read(schema, CoreEvent.SingleObject(Convert.FromHexString(CoreRecords.Forms.GetValueOrDefault(schema, "0102030405060708")), bytes), out _, out var problem);
                (facts is null).ShouldBe(problem is not null);
            }
        }
    }

    [Fact]
    public void What_is_kept_can_be_read_by_people_and_by_partners()
    {
        var repayment = CoreRecords.Repayment(17, 31, "1500", receipt: "QK12");
        var message = EnvelopeReader.Read(repayment.ToMessage("default", "k", DateTimeOffset.UnixEpoch), out _)!;

        var body = JsonDocument.Parse(Read(repayment).ToBody(message, message.Items[0])).RootElement;

        body.GetProperty("type").GetString().ShouldBe("LoanTransactionMakeRepaymentPostBusinessEvent");
        (body.GetProperty("resourceId").GetInt64(), body.GetProperty("loanId").GetInt64(), body.GetProperty("transactionAmount").GetDecimal()).ShouldBe((17, 31, 1500));
        (body.GetProperty("receiptNumber").GetString(), body.GetProperty("idempotencyKey").GetString()).ShouldBe(("QK12", "k"));
    }

    private static EventFacts Read(CoreEvent core)
    {
        var facts = EventRecords.Read(core.Schema, core.Data, out _, out var problem);
        problem.ShouldBeNull();
        return facts!;
    }

    private static string? Problem(CoreEvent core)
    {
        var facts = EventRecords.Read(core.Schema, core.Data, out _, out var problem);
        (facts is null).ShouldBe(problem is not null);
        return problem;
    }
}
