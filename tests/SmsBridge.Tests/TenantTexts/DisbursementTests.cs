using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.TenantTexts;
using SmsBridge.Tests.Support;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Tests.TenantTexts;

/// <summary>A loan paid out in tranches: what the ids of its hook mean differs from core to core (fineract-event-catalogue.md 2).</summary>
public class DisbursementTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static readonly DateOnly First = new(2026, 11, 1);
    private static readonly DateOnly Second = new(2026, 11, 21);

    [Theory]
    [InlineData(Told.SubResource)]
    [InlineData(Told.Resource)]
    [InlineData(Told.Nowhere)]
    public async Task Each_tranche_is_told_once_with_its_own_amount(Told told)
    {
        var tenant = await TenantAsync();
        tenant.Books.AddTransaction(new StandInTransaction(901, TestTenant.Loan, 4_000m, First) { TypeId = 1 });
        await PostAsync(tenant, Hook(told, 901, First));
        await PostAsync(tenant, Hook(told, 901, First));
        var first = await SentAsync();

        tenant.Books.AddTransaction(new StandInTransaction(902, TestTenant.Loan, 6_000m, Second) { TypeId = 1 });
        await PostAsync(tenant, Hook(told, 902, Second));
        var second = await SentAsync();

        first.ShouldHaveSingleItem().ShouldContain("KES 4,000.00");
        second.ShouldHaveSingleItem().ShouldContain("KES 6,000.00");
    }

    [Fact]
    public async Task A_tranche_the_core_has_not_booked_yet_is_not_mistaken_for_the_one_before()
    {
        var tenant = await TenantAsync();
        tenant.Books.AddTransaction(new StandInTransaction(901, TestTenant.Loan, 4_000m, First) { TypeId = 1 });
        await PostAsync(tenant, Hook(Told.Nowhere, 902, Second));
        var before = app.Gateway.Sent.Count;
        await app.DrainAsync();
        app.Gateway.Sent.Count.ShouldBe(before);

        tenant.Books.AddTransaction(new StandInTransaction(902, TestTenant.Loan, 6_000m, Second) { TypeId = 1 });

        (await SentAsync()).ShouldHaveSingleItem().ShouldContain("KES 6,000.00");
    }

    /// <summary>The core was away: both hooks wait, and it shows both tranches when it is back.</summary>
    [Fact]
    public async Task Tranches_that_wait_together_are_each_told_once()
    {
        var tenant = await TenantAsync("LOAN DISBURSETOSAVINGS");
        tenant.Books.AddTransaction(new StandInTransaction(901, TestTenant.Loan, 4_000m, First) { TypeId = 1 });
        tenant.Books.AddTransaction(new StandInTransaction(902, TestTenant.Loan, 6_000m, Second) { TypeId = 1 });
        await PostAsync(tenant, Hook(Told.Nowhere, 901, First) with { Action = "DISBURSETOSAVINGS" });
        await PostAsync(tenant, Hook(Told.Nowhere, 902, Second) with { Action = "DISBURSETOSAVINGS" });

        var sent = await SentAsync();

        sent.Count(body => body.Contains("KES 4,000.00", StringComparison.Ordinal)).ShouldBe(1);
        sent.Count(body => body.Contains("KES 6,000.00", StringComparison.Ordinal)).ShouldBe(1);
        sent.Count.ShouldBe(2);
    }

    [Fact]
    public async Task When_the_last_tranche_was_undone_the_one_before_is_not_told_again()
    {
        var tenant = await TenantAsync();
        tenant.Books.AddTransaction(new StandInTransaction(901, TestTenant.Loan, 4_000m, First) { TypeId = 1 });
        await PostAsync(tenant, Hook(Told.Nowhere, 901, First));
        (await SentAsync()).ShouldHaveSingleItem();
        tenant.Books.AddTransaction(new StandInTransaction(902, TestTenant.Loan, 6_000m, Second) { TypeId = 1, IsReversed = true });
        await PostAsync(tenant, Hook(Told.Nowhere, 902, Second));

        (await SentAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tranche_that_support_sends_again_is_the_same_one()
    {
        var tenant = await TenantAsync();
        tenant.Books.AddTransaction(new StandInTransaction(901, TestTenant.Loan, 4_000m, First) { TypeId = 1 });
        await PostAsync(tenant, Hook(Told.Nowhere, 901, First));
        (await SentAsync()).ShouldHaveSingleItem();
        tenant.Books.AddTransaction(new StandInTransaction(902, TestTenant.Loan, 6_000m, Second) { TypeId = 1 });
        await PostAsync(tenant, Hook(Told.Nowhere, 902, Second));
        (await SentAsync()).ShouldHaveSingleItem().ShouldContain("KES 6,000.00");

        var (id, first) = (await app.QueryAsync<(long, long)>(
            "SELECT tenant_id, MIN(id) FROM event WHERE loan_id = @Loan AND tenant_id = (SELECT id FROM tenant WHERE identifier = @Id) GROUP BY tenant_id", new { TestTenant.Loan, tenant.Id })).ShouldHaveSingleItem();
        var sms = (await app.QueryAsync<string>("SELECT provider_id FROM message WHERE event_id = @first", new { first })).ShouldHaveSingleItem();
        await app.Services.GetRequiredService<MessageReceipts>().ApplyAsync(
            new Receipt(first, sms, MessageStatus.Undelivered, "undelivered", null, Reasons.DeliveryFailed, null, _ => true));
        (await app.Services.GetRequiredService<MessageResend>().ResendAsync(id, [first], force: true, "operator")).Requeued.ShouldBe([first]);

        (await SentAsync()).ShouldHaveSingleItem().ShouldContain("KES 4,000.00");
    }

    [Fact]
    public async Task A_charge_whose_transaction_the_core_does_not_name_is_told_to_nobody()
    {
        var tenant = await TenantAsync("LOANCHARGE PAY");
        using var answer = await tenant.Hooks().PostAsync(
            new HookEvent("LOANCHARGE", "PAY") { ClientId = TestTenant.Client, LoanId = TestTenant.Loan, ResourceId = 17 }, TestContext.Current.CancellationToken);
        var reply = await HookReply.ReadAsync(answer);

        (await SentAsync()).ShouldBeEmpty();

        (await app.QueryAsync<string?>("SELECT reason FROM message WHERE event_id = @EventId", new { reply.EventId })).ShouldHaveSingleItem().ShouldBe(Reasons.NotCertain);
    }

    [Fact]
    public async Task A_repayment_that_was_undone_is_told_only_to_who_had_the_receipt()
    {
        var tenant = await TenantAsync("LOAN ADJUST");
        var transaction = tenant.Books.AddRepayment(TestTenant.Loan, 1_500m, Second);
        tenant.Books.Reverse(TestTenant.Loan, transaction);
        using var answer = await tenant.Hooks().PostAsync(
            new HookEvent("LOAN", "ADJUST") { ClientId = TestTenant.Client, LoanId = TestTenant.Loan, ResourceId = transaction }, TestContext.Current.CancellationToken);
        var reply = await HookReply.ReadAsync(answer);

        (await SentAsync()).ShouldBeEmpty();

        (await app.QueryAsync<string?>("SELECT reason FROM message WHERE event_id = @EventId", new { reply.EventId })).ShouldHaveSingleItem().ShouldBe(Reasons.ReceiptNotSent);
    }

    [Fact]
    public async Task A_repayment_that_was_undone_waits_while_it_is_not_known_whether_its_receipt_left()
    {
        var tenant = await TenantAsync("LOAN ADJUST");
        var transaction = tenant.Books.AddRepayment(TestTenant.Loan, 1_500m, Second);
        app.Gateway.NextTakenWithoutAnswer();
        using var receipt = await tenant.Hooks().PostRepaymentAsync(TestTenant.Client, TestTenant.Loan, transaction, 1_500m, TestContext.Current.CancellationToken);
        receipt.EnsureSuccessStatusCode();
        await app.DrainAsync();
        tenant.Books.Reverse(TestTenant.Loan, transaction);
        using var answer = await tenant.Hooks().PostAsync(
            new HookEvent("LOAN", "ADJUST") { ClientId = TestTenant.Client, LoanId = TestTenant.Loan, ResourceId = transaction }, TestContext.Current.CancellationToken);
        var reply = await HookReply.ReadAsync(answer);
        await app.DrainAsync();
        (await app.QueryAsync<(long, string?)>("SELECT status, reason FROM message WHERE event_id = @EventId", new { reply.EventId }))
            .ShouldHaveSingleItem().ShouldBe(((long)MessageStatus.Queued, Reasons.ReceiptNotSent));

        (await SentAsync()).ShouldHaveSingleItem().ShouldContain("1,500"); // found at the provider meanwhile
    }

    /// <summary>Where a core says which transaction it was.</summary>
    public enum Told
    {
        SubResource,
        Resource,
        Nowhere,
    }

    private static HookEvent Hook(Told told, long transaction, DateOnly day) => new("LOAN", "DISBURSE")
    {
        ClientId = TestTenant.Client,
        LoanId = TestTenant.Loan,
        ResourceId = told == Told.Resource ? transaction : TestTenant.Loan,
        SubResourceId = told == Told.SubResource ? transaction : null,
        Changes = new JavaMap().Add("actualDisbursementDate", day.ToString("dd MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture)),
    };

    private async Task<TestTenant> TenantAsync(string row = "LOAN DISBURSE")
    {
        var tenant = await app.NewTenantAsync();
        var id = (await app.QueryAsync<long>("SELECT id FROM tenant WHERE identifier = @Id", new { tenant.Id })).ShouldHaveSingleItem();
        await app.Services.GetRequiredService<TextStore>().SetEventAsync(id, EventCatalogue.Find(row)!, enabled: true, EventRules.None, "a test");
        await app.Services.GetRequiredService<TextDirectory>().RefreshAsync(TestContext.Current.CancellationToken);
        return tenant;
    }

    private static async Task PostAsync(TestTenant tenant, HookEvent it)
    {
        using var answer = await tenant.Hooks().PostAsync(it, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<List<string>> SentAsync()
    {
        var before = app.Gateway.Sent.Count;
        await app.DrainAsync();
        for (var minute = 0; minute < 4; minute++)
        {
            await app.DrainAfterAsync(TimeSpan.FromMinutes(1));
        }

        return [.. app.Gateway.Sent.Skip(before).Select(sms => sms.Body)];
    }
}
