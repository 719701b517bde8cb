using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Simulator.Core;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Partners.Notices;

/// <summary>From an event of the core to the code a partner is told.</summary>
public class TransactionTests(NoticeStage stage) : IClassFixture<NoticeStage>
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_repayment_the_core_confirms_is_told_as_MR101_once()
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);

        var eventId = await tenant.RepayAsync(1_500m);
        await stage.TellAsync();
        await stage.TellAfterAsync(TimeSpan.FromDays(1));

        var body = partner.Told.ShouldHaveSingleItem();
        body.GetProperty("status").GetProperty("code").GetString().ShouldBe("MR101");
        body.GetProperty("mfsTransId").GetString().ShouldBe(eventId.ToString(CultureInfo.InvariantCulture));
        body.GetProperty("thirdPartyTransId").GetString().ShouldBe(body.GetProperty("mfsTransId").GetString()); // it carried none
        body.GetProperty("receiveAmount").GetRawText().ShouldBe("""{"amount":1500,"currencyCode":"KES"}""");
        body.GetProperty("partnerCode").GetString().ShouldBe(partner.Code);
        body.GetProperty("reference").GetString().ShouldBe("ReconM12");
        body.GetProperty("webhookMethodName").GetString().ShouldBe("transactionStatus"); // as subscribed
        body.GetProperty("timestamp").GetString().ShouldNotBeNull().ShouldMatch(@"^2026-11-21 \d\d:\d\d:\d\d$");
    }

    [Fact]
    public async Task A_payment_keeps_the_number_whoever_paid_gave_it()
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        var receipt = tenant.Books.AddRepayment(TestTenant.Loan, 10.5m, Today, receiptNumber: "QK12");
        var external = tenant.Books.AddRepayment(TestTenant.Loan, 0.05m, Today, receiptNumber: "QK13");

        using (await tenant.Hooks().PostRepaymentAsync(TestTenant.Client, TestTenant.Loan, receipt, 10.5m, Cancellation))
        using (await tenant.Hooks().PostRepaymentAsync(
            new HookRepayment(TestTenant.Loan, external, 0.05m) { ClientId = TestTenant.Client, ExternalId = "rcpt-77" }, Cancellation))
        {
            await stage.TellAsync();
        }

        partner.Told.ConvertAll(body => (body.GetProperty("thirdPartyTransId").GetString(), body.GetProperty("receiveAmount").GetProperty("amount").GetRawText()))
            .ShouldBe([("QK12", "10.5"), ("rcpt-77", "0.05")], ignoreOrder: true); // the core is asked about both side by side
    }

    [Theory]
    [InlineData(FailureShape.Marked, "ER101")]
    [InlineData(FailureShape.Unmarked, "ER102")]
    internal async Task A_command_the_core_rejected_is_told_as_a_failure_without_asking(FailureShape shape, string code)
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        var failed = new HookRepayment(TestTenant.Loan, 904, 1_500m) { ClientId = TestTenant.Client, ExternalId = "rcpt-1" }.ToEvent();
        failed = failed with { Request = failed.Request!.Add("externalId", "rcpt-1") };

        using (await tenant.Hooks(Generation.G4).PostFailedAsync(failed, shape, Cancellation))
        {
            await stage.TellAsync();
        }

        var body = partner.Told.ShouldHaveSingleItem();
        body.GetProperty("status").GetProperty("code").GetString().ShouldBe(code);
        body.GetProperty("thirdPartyTransId").GetString().ShouldBe("rcpt-1");
        body.TryGetProperty("receiveAmount", out _).ShouldBeFalse();
        (await stage.App.QueryAsync<long>("SELECT lookups FROM money_transaction ORDER BY event_id DESC LIMIT 1")).ShouldBe([0]);
    }

    [Fact]
    public async Task While_the_core_is_away_it_is_pending_once_and_then_final_once()
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        tenant.Books.AddLoan(77, TestTenant.Client, 10_000m);
        stage.App.Core.Faults.Add(new CoreFault("/loans/77/transactions/") { Times = 2, Status = 503 });

        using (await tenant.Hooks().PostRepaymentAsync(TestTenant.Client, 77, tenant.Books.AddRepayment(77, 5m, Today), 5m, Cancellation))
        {
        }

        await stage.TellAsync();
        partner.Codes.ShouldBe(["MR103"]);
        await stage.TellAfterAsync(TimeSpan.FromSeconds(5));
        partner.Codes.ShouldBe(["MR103"]);
        await stage.TellAfterAsync(TimeSpan.FromSeconds(10));

        partner.Codes.ShouldBe(["MR103", "MR101"]);
        partner.Told.Select(body => body.GetProperty("mfsTransId").GetString()).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        partner.Receiver.Received.Select(notice => notice.Id).Distinct(StringComparer.Ordinal).Count().ShouldBe(2);
    }

    [Fact]
    public async Task What_the_core_has_undone_or_does_not_know_ends_as_a_failure()
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        var undone = tenant.Books.AddRepayment(TestTenant.Loan, 10m, Today);
        tenant.Books.Reverse(TestTenant.Loan, undone);
        tenant.Books.AddTransaction(new StandInTransaction(77, TestTenant.Loan, 10m, Today) { TypeId = 1 });

        await tenant.PostAsync(RawHook.Repayment(undone));
        await tenant.PostAsync(RawHook.Repayment(77));
        await stage.TellAsync();
        partner.Codes.ShouldBe(["ER103", "ER105"], ignoreOrder: true);

        await tenant.PostAsync(RawHook.Repayment(78));
        await stage.TellAsync();
        await stage.TellAfterAsync(TimeSpan.FromMinutes(5));
        partner.Codes[2..].ShouldBe(["MR103"]);
        await stage.TellAfterAsync(TimeSpan.FromMinutes(6));
        partner.Codes[2..].ShouldBe(["MR103", "ER104"]);
    }

    [Theory]
    [InlineData("LOAN", "DISBURSE", """{"officeId":1,"clientId":7,"loanId":31,"resourceId":31,"subResourceId":901}""", "MR101", "700")]
    [InlineData("LOAN", "DISBURSE", """{"officeId":1,"clientId":7,"loanId":31,"resourceId":31}""", "MR101", "10000")]
    [InlineData("SAVINGSACCOUNT", "DEPOSIT", """{"officeId":1,"clientId":7,"savingsId":12,"resourceId":88}""", "MR101", "250.75")]
    [InlineData("SAVINGSACCOUNT", "WITHDRAWAL", """{"officeId":1,"clientId":7,"savingsId":12,"resourceId":89}""", "MR101", "40")]
    [InlineData("SAVINGSACCOUNT", "WITHDRAWAL", """{"officeId":1,"clientId":7,"savingsId":12,"resourceId":88}""", "ER105", null)]
    [InlineData("SAVINGSACCOUNT", "DEPOSIT", """{"officeId":1,"clientId":7,"savingsId":12,"resourceId":90}""", "ER103", null)]
    [InlineData("SAVINGSACCOUNT", "DEPOSIT", """{"officeId":1,"clientId":7,"resourceId":88}""", "ER104", null)]
    public async Task Every_kind_is_looked_up_where_the_core_keeps_it(string entity, string action, string hook, string code, string? amount)
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        tenant.Books.AddTransaction(new StandInTransaction(901, TestTenant.Loan, 700m, Today) { TypeId = 1 });
        tenant.Books.AddSavings(new StandInSavingsTransaction(88, 12, 250.75m, Today));
        tenant.Books.AddSavings(new StandInSavingsTransaction(89, 12, 40m, Today) { TypeId = 2 });
        tenant.Books.AddSavings(new StandInSavingsTransaction(90, 12, 40m, Today) { IsReversed = true });

        await tenant.PostAsync(new RawHook(hook) { Entity = entity, Action = action });
        await tenant.PostAsync(new RawHook("""{"resourceId":1}""") { Entity = "LOAN", Action = "APPROVE" });
        await stage.TellAsync();

        var body = partner.Told.ShouldHaveSingleItem();
        body.GetProperty("status").GetProperty("code").GetString().ShouldBe(code);
        body.GetProperty("transaction").GetProperty("action").GetString().ShouldBe(action);
        (body.TryGetProperty("receiveAmount", out var received) ? received.GetProperty("amount").GetRawText() : null).ShouldBe(amount);
        body.TryGetProperty("sms", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task An_event_reported_twice_is_one_transaction()
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        tenant.Books.AddSavings(new StandInSavingsTransaction(88, 12, 250.75m, Today));
        var deposit = new RawHook("""{"savingsId":12,"resourceId":88}""") { Entity = "SAVINGSACCOUNT", Action = "DEPOSIT" };

        await tenant.PostAsync(deposit);
        await tenant.PostAsync(deposit);
        await tenant.PostAsync(RawHook.Repayment(tenant.Books.AddRepayment(TestTenant.Loan, 1m, Today)));
        await tenant.PostAsync(RawHook.Repayment(901));
        await stage.TellAsync();

        partner.Told.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_partner_is_told_of_its_own_tenants_only_and_only_from_its_subscription_on()
    {
        var (one, other) = (await stage.App.NewTenantAsync(), await stage.App.NewTenantAsync());
        await one.RepayAsync();
        stage.App.Clock.Advance(TimeSpan.FromSeconds(1));
        var partner = await stage.AddPartnerAsync(one);
        var neighbour = await stage.AddPartnerAsync(other);

        await one.RepayAsync(2m);
        await stage.TellAsync();

        partner.Told.ShouldHaveSingleItem().GetProperty("receiveAmount").GetProperty("amount").GetDecimal().ShouldBe(2m);
        neighbour.Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task Bad_credentials_pause_the_tenant_and_the_transaction_waits_for_them()
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        tenant.Books.AddUser(new StandInUser(SmsBridgeApp.User, "changed"));

        await tenant.RepayAsync();
        await stage.TellAsync();
        await stage.TellAfterAsync(TimeSpan.FromHours(3));
        partner.Codes.ShouldBe(["MR103"]);
        tenant.Books.AddUser(new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password));
        await stage.App.Services.GetRequiredService<TenantAdmin>().ResumeAsync(stage.App.Services.GetRequiredService<TenantDirectory>().Find(tenant.Id)!);
        await stage.TellAsync();

        partner.Codes.ShouldBe(["MR103", "MR101"]);
    }

    [Fact]
    public async Task What_the_bodies_hold_is_what_the_schema_says()
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        await tenant.RepayAsync();
        await tenant.PostAsync(RawHook.Repayment(78));
        await stage.App.DrainAsync();
        await stage.TellAsync();
        await stage.Actions.SendExampleAsync(partner.SubscriptionId, partner.By);
        await stage.TellAsync();

        var schema = SchemaCheck.Load("transaction-status.schema.json");
        partner.Told.Count.ShouldBe(3);
        partner.Told.ForEach(body => SchemaCheck.Problems(schema, body).ShouldBeEmpty());
        SchemaCheck.Problems(schema, JsonSerializer.Deserialize<JsonElement>("""{"status":{"code":"XX"},"extra":1}""")).Count.ShouldBeGreaterThan(3);
    }
}
