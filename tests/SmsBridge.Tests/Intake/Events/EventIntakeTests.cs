using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Intake.Events;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Simulator.Events;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Events;

/// <summary>From a broker's bytes to one SMS, on a whole application.</summary>
public sealed class EventIntakeTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private EventStage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _stage = await EventStage.SetUpAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_repayment_that_no_hook_told_is_told_to_the_client()
    {
        var (_, repayment) = _stage.Repay();

        (await _stage.TakeAsync(_stage.Message(repayment))).ShouldBeTrue();
        await _app.DrainAsync();

        (await _stage.SentAsync()).ShouldHaveSingleItem().ShouldContain("KES 1,500.00");
    }

    [Fact]
    public async Task What_is_handed_over_again_is_one_sms_in_whatever_batch_it_comes()
    {
        var blocks = Enumerable.Range(1, 5).Select(amount => _stage.Message(_stage.Repay(amount).Event)).ToArray();

        await _stage.TakeAsync(blocks);
        await _stage.TakeAsync(blocks); // the core sends whole blocks again
        await _stage.TakeAsync(blocks[3], blocks[3], blocks[0]);
        await _app.DrainAsync();

        (await _stage.SentAsync()).Count.ShouldBe(5);
        (await _stage.EventsAsync()).ShouldAllBe(row => row.Verdict == (long)Verdict.Accepted); // a repeat of an event is not even a row
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_act_by_hook_and_by_event_is_one_sms_whichever_comes_first(bool hookFirst)
    {
        var (transaction, repayment) = _stage.Repay();
        if (!hookFirst)
        {
            await _stage.TakeAsync(_stage.Message(repayment));
        }

        using var answer = await _stage.Tenant.Hooks().PostRepaymentAsync(TestTenant.Client, TestTenant.Loan, transaction, 1_500m, TestContext.Current.CancellationToken);
        if (hookFirst)
        {
            await _stage.TakeAsync(_stage.Message(repayment));
        }

        await _app.DrainAsync();

        (await _stage.SentAsync()).ShouldHaveSingleItem();
        (await _stage.EventsAsync()).Select(row => (row.Verdict, row.Reason)).ShouldBe([((long)Verdict.Accepted, null), ((long)Verdict.Duplicate, Reasons.Repeated)]);
    }

    [Fact]
    public async Task Several_in_one_message_are_each_told_and_each_known_again()
    {
        var bulk = CoreEvent.ToBulk(
            [.. Enumerable.Range(1, 20).Select(amount => _stage.Repay(amount).Event), CoreRecords.OfClient("ClientCreate", TestTenant.Client)],
            _stage.Tenant.Id, "bulk-1", _app.Clock.GetUtcNow());

        await _stage.TakeAsync(bulk);
        await _stage.TakeAsync(bulk, bulk);
        await _app.DrainAsync();

        (await _stage.SentAsync()).Count.ShouldBe(21);
    }

    [Fact]
    public async Task One_that_can_not_be_read_is_parked_with_its_bytes_and_the_others_go_on()
    {
        var bulk = CoreEvent.ToBulk([_stage.Repay(10).Event, CoreRecords.Repayment(17, TestTenant.Loan, "-5"), _stage.Repay(20).Event], _stage.Tenant.Id, "bulk-2", _app.Clock.GetUtcNow());
        byte[] foreign = [1, 2, 3];

        await _stage.TakeAsync(foreign, bulk);
        await _stage.TakeAsync(foreign, bulk);
        await _app.DrainAsync();

        (await _stage.SentAsync()).Count.ShouldBe(2);
        var parked = await _stage.ParkedAsync();
        parked.Select(row => row.Tenant).ShouldBe(["", _stage.Tenant.Id]);
        parked[0].Body.ShouldBe(foreign);
        parked[1].Body.ShouldBe(bulk);
        parked[1].Problem.ShouldContain("number 2 of its message");
    }

    [Fact]
    public async Task An_event_whose_record_is_of_another_kind_is_parked_and_the_rest_goes_on()
    {
        var client = CoreRecords.OfClient("ClientCreate", TestTenant.Client);
        var due = client with { Type = "LoanRepaymentDueBusinessEvent" }; // says when nothing is due
        var repayment = CoreRecords.OfLoanAccount("LoanTransactionMakeRepaymentPost", TestTenant.Loan, TestTenant.Client); // a loan's number, as a transaction's
        var deposit = CoreRecords.OfSavingsAccount("SavingsDeposit", 41, (int)TestTenant.Client);

        (await _stage.TakeAsync(_stage.Message(due), _stage.Message(repayment), _stage.Message(deposit), _stage.Message(_stage.Repay().Event))).ShouldBeTrue();
        await _app.DrainAsync();

        (await _stage.SentAsync()).ShouldHaveSingleItem().ShouldContain("KES 1,500.00");
        (await _stage.ParkedAsync()).Select(row => row.Problem).ShouldBe(
        [
            "LoanRepaymentDueBusinessEvent can not be read: it brings ClientDataV1, which is not its record.",
            "LoanTransactionMakeRepaymentPostBusinessEvent can not be read: it brings LoanAccountDataV1, which is not its record.",
            "SavingsDepositBusinessEvent can not be read: it brings SavingsAccountDataV1, which is not its record.",
        ]);
    }

    [Fact]
    public async Task An_event_of_a_tenant_that_is_not_registered_is_parked()
    {
        await _stage.TakeAsync(CoreRecords.Repayment(17, 31).ToMessage("nobody", "k", _app.Clock.GetUtcNow()));

        (await _stage.ParkedAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            row => row.Tenant.ShouldBe("nobody"), row => row.Problem.ShouldBe("No tenant of this name is registered."));
    }

    [Fact]
    public async Task Kinds_that_no_text_belongs_to_leave_no_trace()
    {
        var (transaction, _) = _stage.Repay();
        var before = CoreRecords.OfLoan("LoanTransactionMakeRepaymentPre", CoreRecords.TransactionBody(transaction, TestTenant.Loan, 2, "repayment", "1500"));

        await _stage.TakeAsync(_stage.Message(before), _stage.Message(before with { Type = "LoanBalanceChangedBusinessEvent" }), _stage.Message(before with { Schema = "org.example.Other" }));
        await _app.DrainAsync();

        (await _stage.EventsAsync()).ShouldBeEmpty();
        (await _stage.ParkedAsync()).ShouldBeEmpty();
        (await _stage.SentAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_kind_that_the_tenant_does_not_tell_of_is_on_the_record_and_nothing_more()
    {
        await _stage.TakeAsync(_stage.Message(CoreRecords.OfLoanAccount("LoanApproved", TestTenant.Loan, TestTenant.Client)));
        await _app.DrainAsync();

        (await _stage.EventsAsync()).ShouldHaveSingleItem().ShouldBe(((long)Verdict.Ignored, Reasons.NotHandled, "LOAN APPROVE: the tenant does not tell of it."));
        (await _stage.SentAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stale_event_is_closed_as_too_late_and_the_hook_of_it_is_not()
    {
        var (_, old) = _stage.Repay();

        await _stage.TakeAsync(_stage.Message(old, age: TimeSpan.FromHours(25)));
        await _app.DrainAsync();

        (await _stage.EventsAsync()).ShouldHaveSingleItem().Reason.ShouldBe(Reasons.TooLate);
        (await _stage.SentAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_raised_before_the_start_is_passed_over()
    {
        var (_, old) = _stage.Repay();
        var start = _app.Clock.GetUtcNow();

        (await _stage.Intake.TakeAsync([new RawMessage("main", "0", _stage.Message(old, age: TimeSpan.FromMinutes(6)))], start)).ShouldBeTrue();
        (await _stage.Intake.TakeAsync([new RawMessage("main", "1", _stage.Message(old, age: TimeSpan.FromMinutes(1)))], start)).ShouldBeTrue(); // clocks differ

        (await _stage.EventsAsync()).ShouldHaveSingleItem().Verdict.ShouldBe((long)Verdict.Accepted);
    }

    [Fact]
    public async Task A_new_form_is_reported_once_and_marked_on_each_event()
    {
        var (transaction, _) = _stage.Repay();
        var later = CoreRecords.OfLoan("LoanTransactionMakeRepaymentPost", CoreRecords.TransactionBody(transaction, TestTenant.Loan, 2, "repayment", "1500", flags: 42), "0102030405060708");

        await _stage.TakeAsync(_stage.Message(later));
        await _stage.TakeAsync(_stage.Message(later with { Data = CoreRecords.OfLoan("X", CoreRecords.TransactionBody(_stage.Repay().Transaction, TestTenant.Loan, 2, "repayment"), "0102030405060708").Data }));
        await _app.DrainAsync();

        (await _app.QueryAsync<string>("SELECT fingerprint FROM external_form")).ShouldBe(["0102030405060708"]);
        (await _stage.EventsAsync()).ShouldAllBe(row => row.Verdict == (long)Verdict.Accepted && row.Detail!.Contains("LoanTransactionDataV1"));
        (await _stage.SentAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task With_too_much_parked_nothing_is_taken_and_nothing_lost()
    {
        await using var app = new SmsBridgeApp { Settings = { ["ExternalEvents:MaxParked"] = "2" } };
        await app.InitializeAsync();
        var stage = await EventStage.SetUpAsync(app);
        var good = stage.Message(stage.Repay().Event);

        (await stage.TakeAsync([1])).ShouldBeTrue();
        (await stage.TakeAsync([2], [3], good)).ShouldBeFalse();
        (await stage.EventsAsync()).ShouldBeEmpty();
        await app.MeddleAsync("DELETE FROM parked_event");
        (await stage.TakeAsync([2], [3], good)).ShouldBeTrue();
        await app.DrainAsync();

        (await stage.SentAsync()).ShouldHaveSingleItem();
        (await stage.ParkedAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Large_foreign_messages_pause_the_source_before_they_fill_the_disk()
    {
        await using var app = new SmsBridgeApp { Settings = { ["ExternalEvents:MaxParkedBytes"] = "1048576" } };
        await app.InitializeAsync();
        var stage = await EventStage.SetUpAsync(app);
        var good = stage.Message(stage.Repay().Event);

        (await stage.TakeAsync(Foreign(1), Foreign(2))).ShouldBeTrue();
        (await stage.TakeAsync(Foreign(3), good)).ShouldBeFalse();
        (await stage.ParkedAsync()).Count.ShouldBe(2);
        (await stage.TakeAsync(good)).ShouldBeTrue("what can be read needs no such room");
        await app.MeddleAsync("DELETE FROM parked_event");
        (await stage.TakeAsync(Foreign(3), Foreign(4), Foreign(5), good)).ShouldBeTrue("however large: the first batch is taken, or it would wait for ever");
        (await stage.TakeAsync([6])).ShouldBeFalse();
    }

    [Fact]
    public async Task Keys_are_forgotten_when_they_are_too_old_to_come_again()
    {
        await _stage.TakeAsync(_stage.Message(_stage.Repay().Event));
        _app.Clock.Advance(TimeSpan.FromDays(29));
        await _stage.TakeAsync(_stage.Message(_stage.Repay().Event));
        var store = _app.Services.GetRequiredService<EventStore>();

        await store.ForgetAsync(TestContext.Current.CancellationToken);
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM external_event")).ShouldBe([2]);
        _app.Clock.Advance(TimeSpan.FromDays(2));
        await store.ForgetAsync(TestContext.Current.CancellationToken);

        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM external_event")).ShouldBe([1]);
    }

    [Fact]
    public async Task While_the_store_can_not_be_written_nothing_is_taken_and_the_broker_is_not_told_otherwise()
    {
        var message = _stage.Message(_stage.Repay().Event);
        using (_app.HoldStore())
        {
            await Should.ThrowAsync<StoreUnavailableException>(() => _stage.TakeAsync(message));
        }

        await Eventually.BecomesAsync(() => TryAsync(message), taken => taken, "the store to take it");
        await _app.DrainAsync();

        (await _stage.SentAsync()).ShouldHaveSingleItem();
    }

    private async Task<bool> TryAsync(byte[] message)
    {
        try
        {
            return await _stage.TakeAsync(message);
        }
        catch (StoreUnavailableException) // PostgreSQL takes connections again in a moment
        {
            return false;
        }
    }

    /// <summary>Of half the room in bytes, less a little.</summary>
    private static byte[] Foreign(byte first) => [first, .. new byte[500_000]];
}
