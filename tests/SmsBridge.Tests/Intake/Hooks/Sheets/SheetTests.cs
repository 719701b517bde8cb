using System.Globalization;
using System.Net;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.Simulator.Events;
using SmsBridge.Tests.Intake.Events;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Hooks.Sheets;

/// <summary>From one hook of a collection sheet to an SMS for each client, over the whole application.</summary>
public sealed class SheetTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private TestTenant _tenant = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _tenant = await _app.NewTenantAsync();
        for (var place = 1; place <= 3; place++)
        {
            Add(place);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(Generation.G3, null, false)]
    [InlineData(Generation.G4, null, false)]
    [InlineData(Generation.G4, 3L, false)]
    [InlineData(Generation.G4, 3L, true)]
    internal async Task Each_client_gets_a_text_of_their_own_payment(Generation generation, long? group, bool isOfCentre)
    {
        var reply = await SaveAsync(Repaid((1, 100m), (2, 200m), (3, 300m)) with { GroupId = group, IsOfCentre = isOfCentre }, generation);
        await _app.DrainAsync();

        (reply.Status, reply.Outcome, reply.Reason).ShouldBe((HttpStatusCode.OK, "ignored", Reasons.CollectionSheet));
        reply.Detail.ShouldNotBeNull().ShouldStartWith("Payments: 3, each with an event of its own, from");
        Sent().ShouldBe(["Client 1: KES 100.00 for loan 000000101", "Client 2: KES 200.00 for loan 000000102", "Client 3: KES 300.00 for loan 000000103"], ignoreOrder: true);
        var rows = await RowsAsync();
        rows.Count.ShouldBe(4);
        rows[0].ShouldBe(((long)Verdict.Ignored, Reasons.CollectionSheet, reply.Detail));
        var origin = string.Create(CultureInfo.InvariantCulture, $"Of the collection sheet of event {reply.EventId}.");
        rows.Skip(1).ShouldAllBe(row => row.Verdict == (long)Verdict.Accepted && row.Detail == origin);
    }

    [Theory]
    [InlineData(Generation.G1, HookTemplate.SmsBridge, "this core does not say to which accounts they belong")]
    [InlineData(Generation.G2, HookTemplate.SmsBridge, "this core does not say to which accounts they belong")]
    [InlineData(Generation.G4, HookTemplate.WebForm, "It came as a form")]
    internal async Task Where_it_can_not_be_told_whose_a_payment_is_nobody_is_told_and_it_says_so(Generation generation, HookTemplate template, string why)
    {
        var sheet = (Repaid((1, 100m)) with { GroupId = 3 }).BookIn(_tenant.Books);
        var body = new RawHook(template == HookTemplate.WebForm
            ? HookForms.FormOf(HookBodies.Of(generation, sheet, Some.Instant))
            : JavaText.ToGson(HookBodies.Of(generation, sheet, Some.Instant)))
        {
            Entity = sheet.Entity, Action = sheet.Action, ContentType = template == HookTemplate.WebForm ? "application/x-www-form-urlencoded" : "application/json",
        };

        var reply = await _tenant.PostAsync(body);
        await _app.DrainAsync();

        (reply.Outcome, reply.Reason).ShouldBe(("ignored", Reasons.NotCertain));
        reply.Detail.ShouldNotBeNull().ShouldContain(why);
        _app.Gateway.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sheet_that_comes_twice_tells_nobody_twice()
    {
        var sheet = Repaid((1, 100m), (2, 200m)).BookIn(_tenant.Books);

        await PostAsync(sheet);
        var again = await PostAsync(sheet);
        await _app.DrainAsync();
        var late = await PostAsync(sheet);
        await _app.DrainAsync();

        Sent().Count.ShouldBe(2);
        again.Detail.ShouldNotBeNull().ShouldEndWith("Known before: 2.");
        late.Detail.ShouldNotBeNull().ShouldEndWith("Known before: 2.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_sheet_and_the_external_events_of_its_payments_are_one_sms_each_whichever_comes_first(bool sheetFirst)
    {
        var stage = new EventStage(_tenant);
        var sheet = Repaid((1, 100m), (2, 200m), (3, 300m)).BookIn(_tenant.Books);
        var events = _tenant.Books.TransactionsOf(101).Concat(_tenant.Books.TransactionsOf(102))
            .Select(payment => stage.Message(CoreRecords.Repayment(payment.Id, payment.LoanId, payment.Amount.ToString(CultureInfo.InvariantCulture)))).ToArray();

        if (sheetFirst)
        {
            await PostAsync(sheet);
            await stage.TakeAsync(events);
        }
        else
        {
            await stage.TakeAsync(events);
            (await PostAsync(sheet)).Detail.ShouldNotBeNull().ShouldEndWith("Known before: 2.");
        }

        await _app.DrainAsync();

        Sent().Count.ShouldBe(3);
        Sent().Distinct(StringComparer.Ordinal).Count().ShouldBe(3);
    }

    [Fact]
    public async Task The_payments_own_hook_and_the_sheet_are_one_sms()
    {
        var sheet = Repaid((1, 100m), (2, 200m)).BookIn(_tenant.Books);
        var payment = _tenant.Books.TransactionsOf(101).Single();
        using var own = await _tenant.Hooks().PostRepaymentAsync(11, 101, payment.Id, 100m, TestContext.Current.CancellationToken);

        await PostAsync(sheet);
        await _app.DrainAsync();

        Sent().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Nothing_paid_is_not_told()
    {
        await SaveAsync(Repaid((1, 0m), (2, 200m), (3, 0.5m)));
        var empty = await SaveAsync(Repaid((1, 0m)));
        await _app.DrainAsync();

        Sent().ShouldBe(["Client 2: KES 200.00 for loan 000000102"]);
        (empty.Reason, empty.Detail).ShouldBe((Reasons.CollectionSheet, "Nothing was paid in it."));
    }

    [Fact]
    public async Task A_payment_whose_look_up_fails_holds_up_no_other()
    {
        _app.Core.Faults.Add(new CoreFault("/loans/102") { Status = 500, Body = "{}" });
        await SaveAsync(Repaid((1, 100m), (2, 200m), (3, 300m)));
        await _app.DrainAsync();
        Sent().Count.ShouldBe(2);

        _app.Core.Faults.Clear();
        await _app.DrainAfterAsync(TimeSpan.FromMinutes(30));

        Sent().Count.ShouldBe(3);
    }

    /// <summary>The pair that a core would have to get wrong: the transaction is not of that loan, so it is not found, and nothing is said.</summary>
    [Fact]
    public async Task A_transaction_of_another_loan_is_told_to_nobody()
    {
        var sheet = Repaid((1, 100m), (2, 200m)).BookIn(_tenant.Books);
        var turned = sheet with { Request = Request((2, 200m), (1, 100m)) };

        await PostAsync(turned);
        await _app.DrainAsync();
        await _app.DrainAfterAsync(TimeSpan.FromHours(1));

        _app.Gateway.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task Deposits_of_the_sheet_are_told_where_the_tenant_tells_of_deposits()
    {
        await _tenant.Texts().PutAsync("/SAVINGSACCOUNT_DEPOSIT", new { enabled = true });
        _tenant.Books.Accounts.Add(new StandInAccount(StandInAccount.Savings, 55, 11) { Balance = 500m });
        _tenant.Books.Accounts.Add(new StandInAccount(StandInAccount.RecurringDeposit, 56, 12));
        var reply = await SaveAsync(Repaid((1, 100m)) with { Deposits = [new(55, 50m), new(56, 60m) { DepositType = 300 }] });
        await _app.DrainAsync();

        reply.Detail.ShouldNotBeNull().ShouldStartWith("Payments: 3");
        _app.Gateway.Sent.Select(sms => sms.Body).ShouldBe(
            [
                "Thank you, Client 1. We received KES 100.00 for loan 000000101 on 21 November 2026.",
                "Thank you, Client 1. KES 50.00 was paid into your account 000000055 on 21 November 2026.",
            ], ignoreOrder: true); // the tenant does not tell of recurring deposits
        (await RowsAsync()).Count(row => row.Verdict == (long)Verdict.Ignored && row.Reason == Reasons.NotHandled).ShouldBe(1);
    }

    [Fact]
    public async Task A_deposit_that_failed_in_silence_makes_the_others_uncertain_and_the_repayments_are_told()
    {
        await _tenant.Texts().PutAsync("/SAVINGSACCOUNT_DEPOSIT", new { enabled = true });
        var reply = await SaveAsync(Repaid((1, 100m)) with { Deposits = [new(55, 50m), new(57, 60m) { Fails = true }] });
        await _app.DrainAsync();

        reply.Detail.ShouldNotBeNull().ShouldContain("Savings deposits that were not told: 2, as the core names 1 transactions for 2 lines");
        Sent().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_sheet_of_five_hundred_clients_is_five_hundred_sms()
    {
        const int Clients = 500;
        for (var place = 4; place <= Clients; place++)
        {
            Add(place);
        }

        var reply = await SaveAsync(Repaid([.. Enumerable.Range(1, Clients).Select(place => (place, 100m + place))]));
        await _app.DrainAsync();

        reply.Detail.ShouldNotBeNull().ShouldStartWith("Payments: 500,");
        Sent().Distinct(StringComparer.Ordinal).Count().ShouldBe(Clients);
        Sent().Count.ShouldBe(Clients);
    }

    /// <summary>As after a kill between two of its rows: the transaction is not there, the core was answered that nothing was stored, and nothing is half.</summary>
    [Fact]
    [FileOnly]
    public async Task A_sheet_is_stored_whole_or_not_at_all()
    {
        var sheet = Repaid((1, 100m), (2, 200m), (3, 300m)).BookIn(_tenant.Books);
        var last = _tenant.Books.TransactionsOf(103).Single().Id;
        await _app.MeddleAsync(string.Create(
            CultureInfo.InvariantCulture, $"CREATE TRIGGER broken BEFORE INSERT ON event WHEN NEW.resource_id = {last} AND NEW.loan_id = 103 BEGIN SELECT RAISE(ABORT, 'broken'); END"));
        using (var refused = await _tenant.Hooks().PostAsync(sheet, TestContext.Current.CancellationToken))
        {
            refused.IsSuccessStatusCode.ShouldBeFalse();
        }

        (await RowsAsync()).ShouldBeEmpty();
        await _app.MeddleAsync("DROP TRIGGER broken");
        await PostAsync(sheet);
        await _app.DrainAsync();

        Sent().Count.ShouldBe(3);
    }

    [Fact]
    public async Task What_was_stored_before_a_restart_is_told_after_it_and_once()
    {
        var sheet = Repaid((1, 100m), (2, 200m), (3, 300m)).BookIn(_tenant.Books);
        await PostAsync(sheet);

        await using var later = await _app.RestartAsync();
        await later.DrainAsync();
        await later.DrainAsync();

        later.Gateway.Sent.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_sheet_that_failed_in_the_core_has_no_payments()
    {
        var sheet = Repaid((1, 100m)).BookIn(_tenant.Books);
        using var answer = await _tenant.Hooks().PostFailedAsync(sheet, FailureShape.Unmarked, TestContext.Current.CancellationToken);
        var reply = await HookReply.ReadAsync(answer);

        (reply.Outcome, reply.Reason).ShouldBe(("ignored", Reasons.FailedInCore));
        (await RowsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_given_twice_is_refused()
    {
        var reply = await _tenant.PostAsync(new RawHook("""{"entityName":"X","response":{"groupId":3,"changes":{} },"response":{"groupId":3} }""") { Entity = "GROUP", Action = "SAVECOLLECTIONSHEET" });

        (reply.Status, reply.Reason, reply.Field).ShouldBe((HttpStatusCode.BadRequest, Reasons.MalformedBody, "response"));
    }

    private void Add(int place)
    {
        _tenant.Books.AddClient(10 + place, string.Create(CultureInfo.InvariantCulture, $"Client {place}"), string.Create(CultureInfo.InvariantCulture, $"0712{345_000 + place}"));
        _tenant.Books.AddLoan(100 + place, 10 + place, 10_000m);
    }

    private static StandInSheet Repaid(params (int Place, decimal Amount)[] lines) =>
        new() { Repayments = [.. lines.Select(line => new StandInSheetLine(100 + line.Place, line.Amount))] };

    private static JavaMap Request(params (int Place, decimal Amount)[] lines) => new JavaMap().Add("locale", "en").Add(
        "bulkRepaymentTransactions",
        new JavaList(lines.Select(line => new JavaMap().Add("loanId", 100L + line.Place).Add("transactionAmount", (double)line.Amount))));

    private Task<HookReply> SaveAsync(StandInSheet sheet, Generation? generation = null) => PostAsync(sheet.BookIn(_tenant.Books), generation);

    private async Task<HookReply> PostAsync(HookEvent sheet, Generation? generation = null)
    {
        using var answer = await _tenant.Hooks(generation).PostAsync(sheet, TestContext.Current.CancellationToken);
        return await HookReply.ReadAsync(answer);
    }

    private List<string> Sent() => [.. _app.Gateway.Sent.Select(sms => sms.Body)
        .Select(body => body.Replace("Thank you, ", "", StringComparison.Ordinal).Replace(". We received", ":", StringComparison.Ordinal).Replace(" on 21 November 2026.", "", StringComparison.Ordinal))];

    private Task<List<(long Verdict, string? Reason, string? Detail)>> RowsAsync() => _app.QueryAsync<(long, string?, string?)>("SELECT verdict, reason, detail FROM event ORDER BY id");
}
