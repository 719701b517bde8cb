using Dapper;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Relay;

/// <summary>What the core says, or fails to say, on the way from an event to the SMS.</summary>
public sealed class RelayFlowTests : IAsyncLifetime
{
    private const string Mobile = "0712345678";

    private readonly SmsBridgeApp _app = new();
    private RelayDriver _relay = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app.Settings["Relay:MaxAttempts"] = "6";
        _app.Settings["Templates:Texts:LOAN REPAYMENT"] = "Thank you, {{name}}.{{#if outstanding}} You owe {{outstanding}}.{{/if}}";
        await _app.InitializeAsync();
        _relay = await RelayDriver.RegisterAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_client_the_core_has_not_committed_yet_gets_the_sms_a_little_later()
    {
        await _relay.PostClientAsync(7);
        await _app.DrainAsync();
        _relay.Message().Reason.ShouldBe(Reasons.NotFoundInCore);
        _relay.Core.AddClient(7, "Jane", Mobile);

        await _app.DrainAfterAsync(TimeSpan.FromSeconds(15));

        _app.Gateway.Sent.ShouldHaveSingleItem().Body.ShouldBe("Welcome, Jane! You are now registered with us.");
    }

    [Theory]
    [InlineData("+229 97 12 34 56", "+2290197123456", 1)] // before 2024
    [InlineData("+229 01 97 12 34 56", "+2290197123456", 0)]
    public async Task A_number_converted_from_an_old_form_says_so_on_the_timeline(string written, string sentTo, int notes)
    {
        await _relay.ClientAsync(7, written);

        await _app.DrainAsync();

        _app.Gateway.Sent.ShouldHaveSingleItem().To.Value.ShouldBe(sentTo);
        using var connection = _app.Services.GetRequiredService<Database>().OpenRead();
        connection.Query<string>("SELECT detail FROM status_change WHERE event_id = @Event", new { Event = _relay.LastEvent() })
            .Count(detail => detail?.Contains("Benin", StringComparison.Ordinal) == true).ShouldBe(notes);
    }

    [Fact]
    public async Task A_client_the_core_does_not_know_for_two_minutes_is_given_up()
    {
        await _relay.PostClientAsync(7);
        for (var second = 0; second < 120; second += 5)
        {
            await _app.DrainAfterAsync(TimeSpan.FromSeconds(5));
            _relay.Message().Status.ShouldBe(second < 115 ? MessageStatus.Queued : _relay.Message().Status);
        }

        await _app.DrainAfterAsync(TimeSpan.FromSeconds(15));

        ShouldBeGivenUp(Reasons.NotFoundInCore);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_core_in_trouble_is_asked_again_until_it_answers(int status)
    {
        _app.Core.Faults.Add(new CoreFault("/clients/") { Status = status, Times = 5 });
        await _relay.ClientAsync(7, Mobile);

        for (var minute = 0; minute < 30; minute++)
        {
            await _app.DrainAfterAsync(TimeSpan.FromMinutes(1));
        }

        _app.Gateway.Sent.Count.ShouldBe(1);
        _relay.Message().ShouldSatisfyAllConditions(message => message.Status.ShouldBe(MessageStatus.Sent), message => message.Attempts.ShouldBe(1));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Refused_credentials_hold_the_sms_back_and_use_up_no_attempt(int status)
    {
        _app.Core.Faults.Add(new CoreFault("/clients/") { Status = status, Body = StandInErrors.Json($"{status}", StandInErrors.NotAuthorized, "No.") });
        await _relay.ClientAsync(7, Mobile);
        await _app.DrainAsync();

        await _app.DrainAfterAsync(TimeSpan.FromMinutes(5));

        _app.Gateway.Sent.ShouldBeEmpty();
        _relay.Message().ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.Queued),
            message => message.Reason.ShouldBe(status == 403 ? Reasons.CoreForbidden : Reasons.CoreCredentials),
            message => message.Attempts.ShouldBe(0),
            message => message.Tries.ShouldBe(0));

        _app.Core.Faults.Clear();
        var tenant = _app.Services.GetRequiredService<TenantDirectory>().Find(_relay.Core.Id)!;
        await _app.Services.GetRequiredService<TenantAdmin>().VerifyAsync(tenant, Token);
        await _app.DrainAsync();

        _app.Gateway.Sent.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(403, "text/html", "<html><body>Request blocked</body></html>")]
    [InlineData(403, "application/json", """{"message":"Forbidden"}""")]
    [InlineData(404, "application/json", """{"message":"no Route matched with those values"}""")]
    [InlineData(401, "text/html", "<html><body>Proxy login</body></html>")]
    public async Task A_page_that_is_not_the_cores_neither_pauses_the_tenant_nor_closes_the_sms(int status, string contentType, string body)
    {
        _app.Core.Faults.Add(new CoreFault("/clients/") { Status = status, ContentType = contentType, Body = body });
        await _relay.ClientAsync(7, Mobile);
        await _app.DrainAsync();

        _relay.Message().ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.Queued), message => message.Reason.ShouldBe(Reasons.CoreMisconfigured));
        _app.Services.GetRequiredService<TenantDirectory>().Find(_relay.Core.Id)!.Pause.ShouldBeNull();
        for (var hour = 0; hour < 3; hour++)
        {
            await _app.DrainAfterAsync(TimeSpan.FromHours(1));
        }

        _app.Core.Faults.Clear();
        await _app.DrainAfterAsync(TimeSpan.FromMinutes(10));

        _app.Gateway.Sent.Count.ShouldBe(1);
    }

    [FileOnly]
    [Fact]
    public async Task A_bug_in_the_store_sets_one_sms_aside_with_its_reason_and_is_not_called_trouble_of_the_store()
    {
        await _app.MeddleAsync("CREATE TRIGGER broken BEFORE INSERT ON attempt BEGIN SELECT RAISE(ABORT, 'a constraint that should not be'); END");
        await _relay.ClientAsync(7, Mobile);
        await _app.DrainAsync();

        _app.Gateway.Sent.ShouldBeEmpty();
        _relay.Message().ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.Queued), message => message.Reason.ShouldBe(Reasons.InternalError));

        await _app.MeddleAsync("DROP TRIGGER broken");
        await _app.DrainAfterAsync(TimeSpan.FromHours(1));

        _app.Gateway.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_payment_told_of_before_it_is_committed_is_in_the_balance_of_the_text()
    {
        _relay.Core.AddClient(7, "Jane", Mobile);
        _relay.Core.AddLoan(31, 7, 1_000m);
        await PostRepaymentAsync(new HookRepayment(31, 77, 100m) { ClientId = 7 });
        await PostRepaymentAsync(new HookRepayment(31, 78, 100m) { ClientId = 7 });
        _app.Clock.Advance(TimeSpan.FromMilliseconds(5));
        await _app.DrainAsync(); // the loan is there, what is paid is not
        _relay.Messages().ShouldAllBe(message => message.Reason == Reasons.NotFoundInCore);

        _relay.Core.AddLoan(31, 7, 800m);
        _relay.Core.AddTransaction(new StandInTransaction(77, 31, 100m, new DateOnly(2026, 11, 21)));
        _relay.Core.AddTransaction(new StandInTransaction(78, 31, 100m, new DateOnly(2026, 11, 21)));
        await _app.DrainAfterAsync(TimeSpan.FromSeconds(4)); // sooner than the first answer is forgotten

        _app.Gateway.Sent.Count.ShouldBe(2);
        _app.Gateway.Sent.ShouldAllBe(sms => sms.Body.Contains("800", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_transaction_undone_before_the_sms_went_out_sends_nothing()
    {
        var transaction = await RepaymentAsync(7, 31);
        _relay.Core.Reverse(31, transaction);

        await _app.DrainAsync();

        ShouldBeGivenUp(Reasons.ReversedInCore);
    }

    [Fact]
    public async Task A_transaction_that_is_no_repayment_sends_nothing()
    {
        _relay.Core.AddClient(7, "Jane", Mobile);
        _relay.Core.AddLoan(31, 7, 1_000m);
        _relay.Core.AddTransaction(new StandInTransaction(77, 31, 100m, new DateOnly(2026, 11, 21)) { TypeId = 1 });
        await PostRepaymentAsync(new HookRepayment(31, 77, 100m) { ClientId = 7 });

        await _app.DrainAsync();

        ShouldBeGivenUp(Reasons.NotARepayment);
    }

    [Fact]
    public async Task A_group_loan_has_no_one_number_to_send_to()
    {
        _relay.Core.AddLoan(new StandInLoan(31, null, 1_000m) { GroupId = 5, GroupName = "Umoja" });
        var transaction = _relay.Core.AddRepayment(31, 100m, new DateOnly(2026, 11, 21));
        await PostRepaymentAsync(new HookRepayment(31, transaction, 100m) { GroupId = 5 });

        await _app.DrainAsync();

        ShouldBeGivenUp(Reasons.NoClient);
    }

    [Fact]
    public async Task The_sms_goes_to_the_loans_client_whoever_the_event_names()
    {
        _relay.Core.AddClient(8, "Somebody Else", "0799999999");
        await RepaymentAsync(7, 31, named: 8);

        await _app.DrainAsync();

        _app.Gateway.Sent.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            sms => sms.To.Value.ShouldBe(Some.Mobile), sms => sms.Body.ShouldStartWith("Thank you, Jane."));
    }

    [Theory]
    [InlineData(null, Reasons.NoNumber)]
    [InlineData("", Reasons.NoNumber)]
    [InlineData("n/a", Reasons.InvalidNumber)]
    [InlineData("0712", Reasons.InvalidNumber)]
    [InlineData("0202012345", Reasons.NotTextable)] // a landline in Nairobi
    public async Task Nothing_is_sent_to_what_is_no_mobile_number(string? mobileNo, string reason)
    {
        await _relay.ClientAsync(7, mobileNo);

        await _app.DrainAsync();

        ShouldBeGivenUp(reason);
    }

    [Fact]
    public async Task Two_clients_who_share_a_number_get_theirs_each()
    {
        await _relay.ClientAsync(1, Mobile, "Jane");
        await _relay.ClientAsync(2, Mobile, "John");

        await _app.DrainAsync();

        _app.Gateway.Sent.Select(sms => sms.Body[..13]).Order(StringComparer.Ordinal).ShouldBe(["Welcome, Jane", "Welcome, John"]);
        _app.Gateway.Sent.ShouldAllBe(sms => sms.To.Value == Some.Mobile);
    }

    [Fact]
    public async Task What_could_not_be_sent_in_time_is_not_sent_days_later()
    {
        _app.Core.Faults.Add(new CoreFault("/clients/") { Status = 503 });
        await _relay.ClientAsync(7, Mobile);
        await _app.DrainAsync();
        _app.Core.Faults.Clear();

        await _app.DrainAfterAsync(TimeSpan.FromHours(72) + TimeSpan.FromMilliseconds(1));

        ShouldBeGivenUp(Reasons.TooLate);
    }

    [Fact]
    public async Task A_text_the_core_wrote_goes_out_as_it_is()
    {
        await _relay.SmsAsync(Mobile, "Habari {{name}}, deni lako ni KES 500.");

        await _app.DrainAsync();

        _app.Gateway.Sent.ShouldHaveSingleItem().Body.ShouldBe("Habari {{name}}, deni lako ni KES 500.");
    }

    [Fact]
    public async Task A_busy_provider_is_tried_as_often_as_allowed_and_then_no_more()
    {
        for (var index = 0; index < 6; index++)
        {
            _app.Gateway.Next(new SendResult.Retryable(FailureClass.Transient, "20503", null, "Busy."));
        }

        await _relay.SmsAsync(Mobile, "Hello");
        for (var minute = 0; minute < 60; minute++)
        {
            await _app.DrainAfterAsync(TimeSpan.FromMinutes(1));
        }

        _app.Gateway.Sent.Count.ShouldBe(6);
        _relay.Message().ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.DeadLettered), message => message.Reason.ShouldBe(Reasons.RetriesExhausted));
    }

    [Fact]
    public async Task What_waits_when_its_tenant_is_deleted_is_never_sent_by_the_tenant_that_comes_after_it()
    {
        await _relay.SmsAsync(Mobile, "From the old one");
        using var client = _app.CreateClient();
        using var delete = new HttpRequestMessage(HttpMethod.Delete, $"/modules/sms/configuration/{_relay.Core.Id}");
        delete.Headers.Add("X-Fineract-API-Key", _relay.Hooks.ApiKey);
        using var deleted = await client.SendAsync(delete, Token);
        deleted.EnsureSuccessStatusCode();
        await _app.RegisterAsync(_relay.Core.Id);

        await _app.DrainAsync();

        _app.Gateway.Sent.ShouldBeEmpty();
    }

    private void ShouldBeGivenUp(string reason)
    {
        _app.Gateway.Sent.ShouldBeEmpty();
        _relay.Message().ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.DeadLettered),
            message => message.Reason.ShouldBe(reason),
            message => message.DueAt.ShouldBeNull());
    }

    private async Task<long> RepaymentAsync(long clientId, long loanId, long? named = null)
    {
        _relay.Core.AddClient(clientId, "Jane", Mobile);
        _relay.Core.AddLoan(loanId, clientId, 1_000m);
        var transaction = _relay.Core.AddRepayment(loanId, 100m, new DateOnly(2026, 11, 21));
        await PostRepaymentAsync(new HookRepayment(loanId, transaction, 100m) { ClientId = named ?? clientId });
        return transaction;
    }

    private async Task PostRepaymentAsync(HookRepayment repayment)
    {
        using var answer = await _relay.Hooks.PostRepaymentAsync(repayment, Token);
        answer.EnsureSuccessStatusCode();
    }
}
