using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Privacy;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Privacy;

/// <summary>One client is taken out, and nobody else, whatever is under way then.</summary>
public sealed class ErasureTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private TestTenant _tenant = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _tenant = await _app.NewTenantAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Nothing_in_any_table_names_the_client_and_what_happened_stays()
    {
        var sent = await _tenant.RepayAsync();
        await _app.DrainAsync();
        await _app.ReceiveAsync(sent, MessageStatus.Delivered, receipt => receipt with { Detail = "to Wanjiru" });
        await _app.NoteAsync(sent, "receipt of Jane is lost");
        var own = (await _tenant.PostAsync(RawHook.Sms("0712 345 678", "Dear Jane Wanjiru, come by."))).EventId;
        await _tenant.PostAsync(RawHook.Sms("0712 345 678", "Dear Jane Wanjiru, come by."));
        await _app.DrainAsync();
        (await _app.ReadableAsync()).ShouldContain(PrivacyStage.Name);

        var view = await _app.EraseAsync(_tenant);

        (view.Done, view.Cancelled, view.UnderWay).ShouldBe((true, 0, 0));
        view.Events.ShouldBeGreaterThanOrEqualTo(2, "the payment, and the text to the number that is this client's alone");
        (await _app.ReadableAsync()).ShouldNotNameTheClient();
        var messages = await _app.QueryAsync<(long Id, int Status, string? Number)>("SELECT event_id, status, recipient FROM message ORDER BY event_id");
        messages.ShouldBe([(sent, (int)MessageStatus.Delivered, null), (own, (int)MessageStatus.Sent, null)]);
        (await _app.QueryAsync<long>("SELECT verdict FROM event WHERE erased_at IS NULL")).ShouldAllBe(verdict => verdict == 2, "a repeat kept nothing but that it came");
        var acts = await _app.QueryAsync<(string Subject, string Reason)>("SELECT subject, reason FROM audit WHERE action = 'privacy_erase' ORDER BY id");
        acts.ShouldBe([("client 7", "asked for it in writing"), ("client 7", "asked for it in writing")], "begun, and ended");
    }

    [Fact]
    public async Task Without_a_yes_it_is_only_said_what_would_be_done()
    {
        await _tenant.RepayAsync();
        await _app.DrainAsync();
        await _tenant.RepayAsync(20m);

        var view = await _app.EraseAsync(_tenant, confirmed: false);

        (view.Done, view.Events, view.Cancelled).ShouldBe((false, 2, 1));
        (await _app.ReadableAsync()).ShouldContain(Some.Mobile);
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM audit WHERE action = 'privacy_erase'")).ShouldBe([0L]);
        (await _app.DrainAsync()).ShouldBe(1, "it still goes out");
    }

    [Fact]
    public async Task What_waits_is_cancelled_first_whether_the_relay_has_seen_it_or_not()
    {
        _app.Gateway.Next(new SendResult.Retryable(FailureClass.Transient, "20429", null, "busy"));
        var deferred = await _tenant.RepayAsync(10m);
        await _app.DrainAsync();
        var unseen = await _tenant.RepayAsync(20m);
        var before = _app.Gateway.Sent.Count;

        var view = await _app.EraseAsync(_tenant);

        (view.Events, view.Cancelled).ShouldBe((2, 2));
        await _app.DrainAfterAsync(TimeSpan.FromDays(1));
        _app.Gateway.Sent.Count.ShouldBe(before);
        (await _app.QueryAsync<(int, string)>("SELECT status, reason FROM message WHERE event_id IN (@deferred, @unseen)", new { deferred, unseen }))
            .ShouldAllBe(row => row.Item1 == (int)MessageStatus.DeadLettered && row.Item2 == Reasons.Erased);
        (await _app.ReadableAsync()).ShouldNotNameTheClient();
    }

    [Fact]
    public async Task What_is_in_doubt_keeps_what_it_is_looked_for_by_until_that_is_settled()
    {
        _app.Gateway.NextTakenWithoutAnswer();
        var doubtful = await _tenant.RepayAsync();
        await _app.DrainAsync();

        var first = await _app.EraseAsync(_tenant);

        (first.Events, first.UnderWay).ShouldBe((0, 1));
        (await _app.QueryAsync<string>("SELECT recipient FROM message WHERE event_id = @doubtful", new { doubtful })).ShouldBe([Some.Mobile]);
        await _app.DrainAfterAsync(TimeSpan.FromMinutes(30));
        (await _app.QueryAsync<int>("SELECT status FROM message WHERE event_id = @doubtful", new { doubtful })).ShouldBe([(int)MessageStatus.Sent]);
        (await _app.EraseAsync(_tenant)).Events.ShouldBe(1);
        (await _app.ReadableAsync()).ShouldNotNameTheClient();
        _app.Gateway.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_left_of_a_text_that_names_nobody_is_found_by_the_number_again()
    {
        await _tenant.RepayAsync();
        await _app.DrainAsync();
        _app.Gateway.NextTakenWithoutAnswer();
        await _tenant.PostAsync(RawHook.Sms("0712 345 678", "The receipt of Jane is ready."));
        await _app.DrainAsync();

        var first = await _app.EraseAsync(_tenant);

        (first.Events, first.UnderWay).ShouldBe((0, 2), "the payment keeps the number by which the text is found");
        await _app.DrainAfterAsync(TimeSpan.FromMinutes(30));
        (await _app.EraseAsync(_tenant)).Events.ShouldBe(2);
        (await _app.ReadableAsync()).ShouldNotNameTheClient();
    }

    [Fact]
    public async Task A_number_of_two_clients_costs_the_other_one_nothing()
    {
        _tenant.Books.AddClient(8, "John Otieno", "0712 345 678");
        _tenant.Books.AddLoan(32, 8, 10_000m);
        await _tenant.RepayAsync();
        var transaction = _tenant.Books.AddRepayment(32, 50m, new DateOnly(2026, 11, 21));
        using var theirs = await _tenant.Hooks().PostRepaymentAsync(8, 32, transaction, 50m, PrivacyStage.Cancellation);
        var other = (await HookReply.ReadAsync(theirs)).EventId;
        var own = (await _tenant.PostAsync(RawHook.Sms("0712 345 678", "Come by."))).EventId;
        await _app.DrainAsync();
        await _app.StopAsync(await _app.TenantIdAsync(_tenant), "reply-1");

        var view = await _app.EraseAsync(_tenant);

        (view.Events, view.NumbersShared, view.OptOutsKept).ShouldBe((1, 1, 0));
        (await _app.QueryAsync<string>("SELECT recipient FROM message WHERE event_id IN (@other, @own)", new { other, own })).ShouldBe([Some.Mobile, Some.Mobile]);
        (await _app.QueryAsync<string>("SELECT number FROM opt_out_reply")).ShouldBe([Some.Mobile]);
        (await _app.ReadableAsync()).ShouldNotContain(PrivacyStage.Name);
    }

    /// <summary>Hooks of repayments often name the loan alone; whose it is, the core says when it is asked.</summary>
    [Fact]
    public async Task A_client_whom_only_the_core_named_is_exported_and_erased_with_number_own_texts_and_opt_outs()
    {
        await RepayNamelessAsync(TestTenant.Loan);
        await _app.DrainAsync();
        await _tenant.PostAsync(RawHook.Sms("0712 345 678", "The receipt of Jane is ready."));
        await _app.DrainAsync();
        await _app.StopAsync(await _app.TenantIdAsync(_tenant), "reply-1");
        await _app.LearnAsync();

        var export = (await _app.Services.GetRequiredService<ExportVerbs>().ExportAsync(Caller.CommandLine, _tenant.Id, TestTenant.Client, PrivacyStage.Cancellation))
            .ShouldBeOfType<ClientExported>().Export;
        export.Numbers.ShouldBe([Some.Mobile]);
        export.OptOuts.ShouldHaveSingleItem().Number.ShouldBe(Some.Mobile);
        export.Events.Count.ShouldBe(2);

        var view = await _app.EraseAsync(_tenant);

        (view.Events, view.OptOutsKept).ShouldBe((2, 1));
        (await _app.ReadableAsync("opt_out")).ShouldNotNameTheClient();
    }

    [Fact]
    public async Task What_the_core_named_keeps_the_number_by_which_the_rest_is_found()
    {
        await RepayNamelessAsync(TestTenant.Loan);
        await _app.DrainAsync();
        await _app.LearnAsync();
        _app.Gateway.NextTakenWithoutAnswer();
        await _tenant.PostAsync(RawHook.Sms("0712 345 678", "The receipt of Jane is ready."));
        await _app.DrainAsync();

        (await _app.EraseAsync(_tenant)).UnderWay.ShouldBe(2);
        await _app.DrainAfterAsync(TimeSpan.FromMinutes(30));
        (await _app.EraseAsync(_tenant)).Events.ShouldBe(2);
        (await _app.ReadableAsync()).ShouldNotNameTheClient();
    }

    [Fact]
    public async Task What_the_core_said_is_another_clients_is_not_taken_by_the_number_they_share()
    {
        _tenant.Books.AddClient(8, "John Otieno", "0712 345 678");
        _tenant.Books.AddLoan(32, 8, 10_000m);
        await _tenant.RepayAsync();
        var theirs = await RepayNamelessAsync(32);
        await _app.DrainAsync();

        var view = await _app.EraseAsync(_tenant); // before any words were made of it

        (view.Events, view.NumbersShared).ShouldBe((1, 1));
        (await _app.QueryAsync<string>("SELECT recipient FROM message WHERE event_id = @theirs", new { theirs })).ShouldBe([Some.Mobile]);
        await _app.LearnAsync();
        (await _app.EraseAsync(_tenant, client: 8)).Events.ShouldBe(1);
        (await _app.QueryAsync<string?>("SELECT recipient FROM message WHERE event_id = @theirs", new { theirs })).ShouldBe([null]);
    }

    private async Task<long> RepayNamelessAsync(long loan)
    {
        var transaction = _tenant.Books.AddRepayment(loan, 50m, new DateOnly(2026, 11, 21));
        using var answer = await _tenant.Hooks().PostRepaymentAsync(new SmsBridge.Simulator.Core.HookRepayment(loan, transaction, 50m), PrivacyStage.Cancellation);
        return (await HookReply.ReadAsync(answer)).EventId;
    }

    [Fact]
    public async Task The_same_number_of_client_at_another_tenant_is_another_client()
    {
        var other = await _app.NewTenantAsync();
        await _tenant.RepayAsync();
        var theirs = await other.RepayAsync();
        await _app.DrainAsync();

        await _app.EraseAsync(_tenant);

        (await _app.QueryAsync<long>("SELECT event_id FROM message WHERE recipient IS NOT NULL")).ShouldBe([theirs]);
        (await _app.Services.GetRequiredService<ErasureVerbs>().EraseAsync(
            new Caller(Actor.CommandLine, OperatorRole.Admin, TenantScope.Of([_tenant.Id])), other.Id, TestTenant.Client, "not mine", true, PrivacyStage.Cancellation)).ShouldBeOfType<Outcome.NotFound>();
    }

    [Fact]
    public async Task All_that_is_held_is_exported_and_on_the_audit()
    {
        var sent = await _tenant.RepayAsync();
        await _app.DrainAsync();
        await _app.NoteAsync(sent, "receipt of Jane is lost");
        await _app.StopAsync(await _app.TenantIdAsync(_tenant), "reply-1");

        var outcome = await _app.Services.GetRequiredService<ExportVerbs>().ExportAsync(Caller.CommandLine, _tenant.Id, TestTenant.Client, PrivacyStage.Cancellation);

        var export = outcome.ShouldBeOfType<ClientExported>().Export;
        export.Numbers.ShouldBe([Some.Mobile]);
        var held = export.Events.ShouldHaveSingleItem();
        held.Hook.ShouldNotBeNull().ShouldContain("\"clientId\":7");
        held.Message.ShouldNotBeNull().Text.ShouldNotBeNull().ShouldContain(PrivacyStage.Name);
        (held.Event, held.Message!.Number, held.Attempts.Count).ShouldBe(("LOAN REPAYMENT", Some.Mobile, 1));
        held.Notes.ShouldHaveSingleItem().Text.ShouldBe("receipt of Jane is lost");
        export.OptOuts.ShouldHaveSingleItem().Number.ShouldBe(Some.Mobile);
        (await _app.QueryAsync<string>("SELECT subject FROM audit WHERE action = 'privacy_export'")).ShouldBe(["client 7"]);
    }

    [Fact]
    public async Task What_an_earlier_registration_left_on_the_record_is_erased_too()
    {
        await _tenant.RepayAsync();
        await _app.DrainAsync();
        var earlier = await _app.TenantIdAsync(_tenant);
        (await _app.Services.GetRequiredService<SmsBridge.Tenants.TenantVerbs>().DeleteAsync(Caller.CommandLine, _tenant.Id, _tenant.Id)).ShouldBeOfType<Outcome.Done>();

        (await _app.EraseAsync(_tenant, confirmed: false)).Events.ShouldBe(1, "its tenant is deleted, and its record is there");
        var again = _tenant with { ApiKey = await _app.RegisterAsync(_tenant.Id) };
        await again.RepayAsync(20m);
        await _app.DrainAsync();

        (await _app.EraseAsync(again)).Events.ShouldBe(2);
        (await _app.ReadableAsync()).ShouldNotNameTheClient();
        (await _app.QueryAsync<long>("SELECT DISTINCT tenant_id FROM event WHERE tenant_id <> @earlier", new { earlier })).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(nameof(OperatorRole.TenantAdmin))]
    [InlineData(nameof(OperatorRole.Support))]
    public async Task Only_an_admin_may(string name)
    {
        var role = Enum.Parse<OperatorRole>(name);
        await _tenant.RepayAsync();
        var caller = new Caller(Actor.CommandLine, role, TenantScope.All);

        (await _app.Services.GetRequiredService<ErasureVerbs>().EraseAsync(caller, _tenant.Id, TestTenant.Client, "why", true, PrivacyStage.Cancellation)).ShouldBeOfType<Outcome.NotAllowed>();
        (await _app.Services.GetRequiredService<ExportVerbs>().ExportAsync(caller, _tenant.Id, TestTenant.Client, PrivacyStage.Cancellation)).ShouldBeOfType<Outcome.NotAllowed>();
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM event WHERE erased_at IS NOT NULL")).ShouldBe([0L]);
    }
}
