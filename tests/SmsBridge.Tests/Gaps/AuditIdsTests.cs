using SmsBridge.Core.Audits;
using SmsBridge.Gaps;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Tests.Gaps;

/// <summary>An entry has the key its hook has, of every generation.</summary>
public class AuditIdsTests
{
    [Theory]
    [InlineData("LOAN REPAYMENT", 904, null, 31, "/loans/31/transactions", 904, 31, null)]
    [InlineData("LOAN REPAYMENT", 904, null, null, "/loans/31/transactions?command=repayment", 904, 31, null)] // before 2014-03 without the loan
    [InlineData("LOAN DISBURSE", 31, 905, 31, "/loans/31", 905, 31, null)] // 1.9
    [InlineData("LOAN DISBURSE", 905, null, 31, "/loans/31", 905, 31, null)] // 1.8
    [InlineData("LOAN DISBURSE", 31, 31, 31, "/loans/31", null, 31, null)] // up to 1.7: an id of the address
    [InlineData("LOANCHARGE PAY", 5, 906, 31, "/loans/31/charges/5", 906, 31, null)]
    [InlineData("LOANCHARGE PAY", 5, 5, 31, "/loans/31/charges/5", null, 31, null)] // up to 1.8
    [InlineData("SAVINGSACCOUNT DEPOSIT", 77, null, null, "/savingsaccounts/12/transactions", 77, null, 12)]
    [InlineData("RECURRINGDEPOSITACCOUNT DEPOSIT", 78, null, null, "/recurringdepositaccounts/13/transactions", 78, null, 13)]
    [InlineData("SAVINGSACCOUNT DEPOSIT", 77, null, null, null, 77, null, null)]
    [InlineData("LOAN APPROVE", 31, null, 31, "/loans/31", 31, 31, null)]
    [InlineData("SHAREACCOUNT APPROVE", 9, null, null, "/accounts/share/9", 9, null, 9)]
    [InlineData("LOAN CLOSE", 907, null, 31, "/loans/31/transactions", null, 31, null)] // nothing makes it the only one
    public void The_key_is_the_hooks(string name, int resource, int? subresource, int? loan, string? url, int? key, int? keyedLoan, int? savings)
    {
        var kind = EventCatalogue.Find(name)!;
        var entry = new CoreAudit(1, kind.Type.Entity, kind.Type.Action, resource, subresource, ClientId: 7, loan, default(DateTimeOffset), null, AuditStanding.Unsaid, url);

        var ids = AuditIds.Of(entry, kind).Of(kind);

        ids.ShouldBe(new EventIds(key, 7, keyedLoan, savings, ids.SubResourceId));
    }

    [Theory]
    [InlineData("""[{"id":5,"actionName":"REPAYMENT","entityName":"LOAN","madeOnDate":1763712000000,"processingResult":"awaiting.approval"}]""", "Waiting")]
    [InlineData("""{"totalFilteredRecords":1,"pageItems":[{"id":5,"actionName":"REPAYMENT","entityName":"LOAN","madeOnDate":1763712000.000,"processingResult":"Awaiting Approval"}]}""", "Waiting")]
    [InlineData("""[{"id":5,"actionName":"REPAYMENT","entityName":"LOAN","madeOnDate":"2025-11-21T08:00:00Z"}]""", "Unsaid")]
    [InlineData("""[{"id":5,"actionName":"REPAYMENT","entityName":"LOAN","madeOnDate":1763712000000,"processingResult":"processed"}]""", "Processed")]
    [InlineData("""[{"id":5,"actionName":"REPAYMENT","entityName":"LOAN","madeOnDate":1763712000000,"processingResult":"Error"}]""", "Failed")]
    public void Both_forms_of_the_list_and_all_spellings_of_the_status_are_read(string json, string standing)
    {
        var page = AuditsReader.ReadPage(System.Text.Encoding.UTF8.GetBytes(json)).ShouldBeOfType<SmsBridge.Core.CoreResult<AuditPage>.Found>().Value;

        var entry = page.Entries.ShouldHaveSingleItem();
        (entry.Standing.ToString(), entry.MadeAt).ShouldBe((standing, DateTimeOffset.Parse("2025-11-21T08:00:00Z", System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("\"\\ud800id\":7,\"id\":6,\"actionName\":\"A\",\"entityName\":\"B\",\"\\udc00\":7", true)]
    [InlineData("\"id\":6,\"actionName\":\"\\ud800\",\"entityName\":\"B\"", false)]
    [InlineData("\"id\":6,\"actionName\":\"A\",\"entityName\":\"B\",\"madeOnDate\":-79228162514264337593543950335", true)]
    [InlineData("\"id\":6,\"actionName\":\"A\",\"entityName\":\"B\",\"madeOnDate\":\"\\ud800\"", true)]
    public void An_entry_of_odd_names_texts_or_numbers_spoils_none_but_itself(string odd, bool isRead)
    {
        var json = $$"""{"pageItems":[{"id":5,"actionName":"REPAYMENT","entityName":"LOAN","madeOnDate":1763712000000},{{{odd}}}],"\ud800pageItems":7}""";

        var page = AuditsReader.ReadPage(System.Text.Encoding.UTF8.GetBytes(json)).ShouldBeOfType<SmsBridge.Core.CoreResult<AuditPage>.Found>().Value;

        page.Entries.Select(entry => entry.Id).ShouldBe(isRead ? [5, 6] : [5]);
    }

    [Theory]
    [InlineData("\"0001-01-01T00:00:00Z\"")]
    [InlineData("\"0001-01-01\"")]
    [InlineData("-62135596800000")]
    public void A_time_that_stands_for_none_is_none(string time)
    {
        var json = $$"""[{"id":5,"actionName":"REPAYMENT","entityName":"LOAN","madeOnDate":{{time}}}]""";

        var page = AuditsReader.ReadPage(System.Text.Encoding.UTF8.GetBytes(json)).ShouldBeOfType<SmsBridge.Core.CoreResult<AuditPage>.Found>().Value;

        page.Entries.ShouldHaveSingleItem().MadeAt.ShouldBeNull();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"pageItems\":7}")]
    [InlineData("<html>")]
    [InlineData("")]
    public void What_is_no_list_is_a_wrong_answer(string json) =>
        AuditsReader.ReadPage(System.Text.Encoding.UTF8.GetBytes(json)).ShouldBeOfType<SmsBridge.Core.CoreResult<AuditPage>.Misconfigured>();

    [Theory]
    [InlineData("[{}]")]
    [InlineData("[7]")]
    [InlineData("""[{"id":-1,"actionName":"A","entityName":"B"}]""")]
    [InlineData("""[{"id":1,"actionName":7,"entityName":"B"}]""")]
    public void An_entry_nobody_can_read_is_counted(string json) =>
        AuditsReader.ReadPage(System.Text.Encoding.UTF8.GetBytes(json)).ShouldBeOfType<SmsBridge.Core.CoreResult<AuditPage>.Found>().Value.Unreadable.ShouldBe(1);
}
