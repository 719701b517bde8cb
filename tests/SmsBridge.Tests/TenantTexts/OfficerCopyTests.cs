using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Holding.Consents;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Operators;
using SmsBridge.Privacy;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Holding.Consents;
using SmsBridge.Tests.Holding.Digests;
using SmsBridge.Tests.Privacy;
using SmsBridge.Tests.Support;
using SmsBridge.Tests.TenantTexts.OwnEvents;

namespace SmsBridge.Tests.TenantTexts;

/// <summary>The rule copyTo: the loan officer is told what the client is told, by a message of its own that the client's waits for nothing of.</summary>
public sealed class OfficerCopyTests : IAsyncLifetime
{
    private const long Officer = 4;
    private const string OfficersNumber = "+254722000444";

    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(10);

    private readonly SmsBridgeApp _app = new();
    private TestTenant _tenant = null!;

    private IReadOnlyList<(string To, string Body)> Sent => [.. _app.Gateway.Sent.Select(static sms => (sms.To.Value, sms.Body))];

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _tenant = await _app.NewTenantAsync();
        _tenant.Books.AddStaff(new StandInStaff(Officer, "Mary Otieno", "0722 000 444"));
        _tenant.Books.AddLoan(new StandInLoan(TestTenant.Loan, TestTenant.Client, 10_000m) { OfficerId = Officer });
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task The_officer_reads_what_the_client_reads_and_each_message_names_the_other()
    {
        await TellAsync("LOAN_REPAYMENT");

        var told = await _tenant.RepayAsync();
        await _app.DrainAsync();

        Sent.Count.ShouldBe(2);
        Sent[0].To.ShouldBe(Some.Mobile);
        Sent[1].ShouldBe((OfficersNumber, $"Copy: {Sent[0].Body}"));
        var copy = await CopyAsync();
        (copy.Type, copy.Copies, copy.Client, copy.Loan, copy.Status).ShouldBe(("OFFICERCOPY TRANSACTIONAL", told, TestTenant.Client, TestTenant.Loan, MessageStatus.Sent));
        (await _tenant.EventAsync(told)).ToString().ShouldContain(FormattableString.Invariant($"Its copy for the loan officer is message {copy.Id}."));
        (await _tenant.EventAsync(copy.Id)).Text("dialect").ShouldBe("copy");
    }

    [Fact]
    public async Task Without_the_rule_there_is_no_copy_and_the_core_is_not_asked_about_the_officer()
    {
        await _tenant.RepayAsync();
        await _app.DrainAsync();

        Sent.ShouldHaveSingleItem();
        _app.Core.Requests.ShouldNotContain(request => request.Path.Contains("/staff/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task However_often_and_by_whichever_way_it_is_told_there_is_one_copy()
    {
        await TellAsync("LOAN_REPAYMENT");
        var payment = _tenant.Books.AddRepayment(TestTenant.Loan, 500m, new DateOnly(2026, 11, 21));
        for (var time = 0; time < 3; time++)
        {
            using var answer = await _tenant.Hooks().PostRepaymentAsync(TestTenant.Client, TestTenant.Loan, payment, 500m, TestContext.Current.CancellationToken);
            await _app.DrainAsync();
        }

        Sent.Count.ShouldBe(2);
    }

    /// <summary>Where the loan has none, and of what is no loan's, the client's is told.</summary>
    [Theory]
    [InlineData("CLIENT_CREATE", "OFFICERCOPY SERVICE")]
    [InlineData("LOAN_REPAYMENT", "OFFICERCOPY TRANSACTIONAL")]
    [InlineData("SAVINGSACCOUNT_DEPOSIT", "OFFICERCOPY TRANSACTIONAL")]
    public async Task Without_an_officer_of_the_loan_it_is_the_clients(string name, string type)
    {
        _tenant.Books.AddClient(new StandInClient(TestTenant.Client, "Jane Wanjiru", Some.Mobile) { StaffId = Officer });
        _tenant.Books.AddLoan(TestTenant.Loan, TestTenant.Client, 10_000m);
        _tenant.Books.Accounts.Add(new StandInAccount(StandInAccount.Savings, 55, TestTenant.Client));
        await TellAsync(name);
        var it = name switch
        {
            "CLIENT_CREATE" => HookEvent.ClientCreated(1, TestTenant.Client),
            "LOAN_REPAYMENT" => new HookRepayment(TestTenant.Loan, _tenant.Books.AddRepayment(TestTenant.Loan, 500m, new DateOnly(2026, 11, 21)), 500m) { ClientId = TestTenant.Client }.ToEvent(),
            _ => new HookEvent("SAVINGSACCOUNT", "DEPOSIT") { ClientId = TestTenant.Client, SavingsId = 55, ResourceId = _tenant.Books.AddDeposit(55, 50m, new DateOnly(2026, 11, 21)) },
        };

        using var answer = await _tenant.Hooks().PostAsync(it, TestContext.Current.CancellationToken);
        await _app.DrainAsync();

        Sent.Count.ShouldBe(2);
        Sent[1].ShouldBe((OfficersNumber, $"Copy: {Sent[0].Body}"));
        (await CopyAsync()).Type.ShouldBe(type);
    }

    [Theory]
    [InlineData("none", Reasons.NoOfficer, "The core named no loan officer, of the loan or of the client.")]
    [InlineData("no number", Reasons.NoOfficer, "Mary Otieno has no mobile number in the core.")]
    [InlineData("left", Reasons.NoOfficer, "Mary Otieno is not active as a member of the staff in the core.")]
    [InlineData("words", Reasons.InvalidNumber, null)]
    [InlineData("landline", Reasons.NotTextable, null)]
    [InlineData("gone", Reasons.NotFoundInCore, null)]
    public async Task Who_can_not_be_told_gets_none_and_the_clients_sms_goes_all_the_same(string what, string reason, string? detail)
    {
        await TellAsync("LOAN_REPAYMENT");
        _ = what switch
        {
            "none" => (object)_tenant.Books.AddLoan(TestTenant.Loan, TestTenant.Client, 10_000m),
            "gone" => _tenant.Books.AddLoan(new StandInLoan(TestTenant.Loan, TestTenant.Client, 10_000m) { OfficerId = 99 }),
            "left" => _tenant.Books.AddStaff(new StandInStaff(Officer, "Mary Otieno", "0722 000 444") { IsActive = false }),
            _ => _tenant.Books.AddStaff(new StandInStaff(Officer, "Mary Otieno", what switch { "words" => "ask at the office", "landline" => "0202012345", _ => null })),
        };

        await _tenant.RepayAsync();
        await _app.DrainAsync();
        await _app.DrainAfterAsync(LongEnough);

        Sent.ShouldHaveSingleItem().To.ShouldBe(Some.Mobile);
        var copy = await CopyAsync();
        (copy.Status, copy.Reason).ShouldBe((MessageStatus.DeadLettered, reason));
        if (detail is not null)
        {
            copy.Detail.ShouldBe(detail);
        }
    }

    [Fact]
    public async Task The_permission_that_is_missing_holds_the_copy_and_nothing_else()
    {
        await TellAsync("LOAN_REPAYMENT");
        Permit([.. StandInUser.ReadEverything.Where(static permission => permission != "READ_STAFF")]);

        await _tenant.RepayAsync();
        await _app.DrainAsync();
        await _tenant.RepayAsync(700m);
        await _app.DrainAsync();

        Sent.Count.ShouldBe(2, "both clients' own");
        var copy = await CopyAsync();
        (copy.Status, copy.Reason).ShouldBe((MessageStatus.Queued, Reasons.CoreForbidden));
        copy.Detail.ShouldNotBeNull().ShouldContain("READ_STAFF");

        Permit(StandInUser.ReadEverything);
        await _app.DrainAfterAsync(TimeSpan.FromHours(1));
        Sent.Count.ShouldBe(4);
    }

    /// <summary>A core that fails at its staff again and again is left alone about that, and asked about clients as before.</summary>
    [Fact]
    public async Task A_core_that_fails_at_its_staff_holds_no_clients_sms()
    {
        await TellAsync("LOAN_REPAYMENT");
        _app.Core.Faults.Add(new CoreFault("/staff/") { Status = 500 });
        for (var payment = 0; payment < 12; payment++)
        {
            await _tenant.RepayAsync(100m + payment);
        }

        await _app.DrainAsync();
        Sent.Count.ShouldBe(12);
        (await CopyAsync()).Reason.ShouldBe(Reasons.CoreUnavailable);
        await _tenant.RepayAsync(500m);
        await _app.DrainAsync();

        Sent.Count.ShouldBe(13);
    }

    [Fact]
    public async Task Quiet_hours_are_those_of_what_the_client_was_told()
    {
        await TellAsync("LOAN_REPAYMENT");
        Permit([.. StandInUser.ReadEverything.Where(static permission => permission != "READ_STAFF")]);
        await _tenant.RepayAsync();
        await _app.DrainAsync();
        Permit(StandInUser.ReadEverything);
        var now = _app.Clock.GetUtcNow() + TimeSpan.FromHours(1);
        await _tenant.Texts().PutAsync("", new { timeZone = "UTC", quietHours = new { transactional = $"{now:HH}:00-{now.AddHours(2):HH}:00" } });

        await _app.DrainAfterAsync(TimeSpan.FromHours(1));
        (await CopyAsync()).Reason.ShouldBe(Reasons.QuietHours);
        await _app.DrainAfterAsync(TimeSpan.FromHours(2));
        Sent.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_officer_who_wants_no_sms_gets_none()
    {
        await TellAsync("LOAN_REPAYMENT");
        await _app.Services.GetRequiredService<OptOuts>().TakeReplyAsync(await _app.TenantIdAsync(_tenant), Some.Sender, Msisdn.FromE164(OfficersNumber), "SM1", true);

        await _tenant.RepayAsync();
        await _app.DrainAsync();

        Sent.ShouldHaveSingleItem().To.ShouldBe(Some.Mobile);
        (await CopyAsync()).Reason.ShouldBe(Reasons.OptedOut);
    }

    /// <summary>A copy is of what the client is told: of what never went out there is none, and of what is tried twice there is one.</summary>
    [Fact]
    public async Task What_is_tried_again_is_copied_once()
    {
        await TellAsync("LOAN_REPAYMENT");
        _app.Gateway.Next(new SendResult.Retryable(FailureClass.Transient, "503", null, "Not now."));

        await _tenant.RepayAsync();
        await _app.DrainAsync();
        await _app.DrainAfterAsync(LongEnough);

        Sent.Count(static sms => sms.To == Some.Mobile).ShouldBe(2);
        Sent.Count(static sms => sms.To == OfficersNumber).ShouldBe(1);
    }

    [Fact]
    public async Task Of_a_client_without_a_number_there_is_no_copy_until_it_is_sent_anew()
    {
        await TellAsync("LOAN_REPAYMENT");
        _tenant.Books.AddClient(TestTenant.Client, "Jane Wanjiru", null);
        var told = await _tenant.RepayAsync();
        await _app.DrainAsync();
        Sent.ShouldBeEmpty();

        _tenant.Books.AddClient(TestTenant.Client, "Jane Wanjiru", Some.Mobile);
        for (var again = 0; again < 2; again++)
        {
            _app.Clock.Advance(TimeSpan.FromMinutes(1));
            await _app.Services.GetRequiredService<MessageResend>().ResendAsync(
                await _app.TenantIdAsync(_tenant), [told], new ResendRules(Force: false, Again: true), Sources.Api, static (_, _) => { });
            await _app.DrainAsync();
        }

        Sent.Count(static sms => sms.To == Some.Mobile).ShouldBe(2, "a person wanted it");
        Sent.Count(static sms => sms.To == OfficersNumber).ShouldBe(1);
    }

    [Fact]
    public async Task Receipts_that_are_told_together_are_copied_together()
    {
        var stage = await DigestStage.SetUpAsync(_app);
        stage.Tenant.Books.AddStaff(new StandInStaff(Officer, "Mary Otieno", "0722 000 444"));
        stage.Tenant.Books.AddLoan(new StandInLoan(TestTenant.Loan, TestTenant.Client, 10_000m) { OfficerId = Officer });
        await stage.Tenant.Texts().PutAsync("/LOAN_REPAYMENT", new { enabled = true, copyTo = new[] { "loanOfficer" } });

        await stage.RepayAsync(3);
        await stage.TellAsync();

        Sent.Count.ShouldBe(2);
        Sent[0].Body.ShouldContain("We received 3 payments");
        Sent[1].ShouldBe((OfficersNumber, $"Copy: {Sent[0].Body}"));
    }

    /// <summary>Its class is the tenant's to say, and its officer the client's.</summary>
    [Fact]
    public async Task An_event_of_the_tenants_own_is_copied_as_any_other()
    {
        _tenant.Books.AddClient(new StandInClient(TestTenant.Client, "Jane Wanjiru", Some.Mobile) { StaffId = Officer });
        var made = await _tenant.Texts().PutAsync($"/{OwnEventStage.Hold}", new { enabled = false, @class = "collection", copyTo = new[] { "loanOfficer" } });
        made.GetProperty("copyTo").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldBe("loanOfficer");
        var own = new OwnEventStage(_app, _tenant, OwnEventStage.Hold);
        await own.PublishAsync("{{name}}: {{request.fee}} ({{response.resourceId}}).");
        await TellAsync(OwnEventStage.Hold);

        await own.PostAsync(OwnEventStage.Held());

        Sent.ShouldBe([(Some.Mobile, "Jane Wanjiru: 1500 (904)."), (OfficersNumber, "Copy: Jane Wanjiru: 1500 (904).")]);
        (await CopyAsync()).Type.ShouldBe("OFFICERCOPY COLLECTION");
    }

    /// <summary>Of what the client has not agreed to there is no copy; of what it has the officer's number, which agreed to nothing, gets one.</summary>
    [Fact]
    public async Task Consent_is_asked_of_the_client_and_not_of_the_officer()
    {
        await TellAsync("LOAN_REPAYMENT");
        var consents = _app.Services.GetRequiredService<ConsentVerbs>();
        (await consents.RuleAsync(Caller.CommandLine, _tenant.Id, ConsentStage.Rule("transactional", "optIn"))).ShouldBeOfType<Outcome.Done>();

        await _tenant.RepayAsync();
        await _app.DrainAsync();
        Sent.ShouldBeEmpty();
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM event WHERE dialect = 9")).ShouldBe([0]);

        (await consents.RecordAsync(Caller.CommandLine, _tenant.Id, new ConsentRequest(Some.Mobile, "transactional", true, "form 12"))).ShouldBeOfType<ConsentFound>();
        await _tenant.RepayAsync(700m);
        await _app.DrainAsync();
        Sent.Select(static sms => sms.To).ShouldBe([Some.Mobile, OfficersNumber]);
    }

    [Fact]
    public async Task An_erasure_takes_the_client_out_of_the_copy_and_takes_the_officers_number_for_nobodys()
    {
        await TellAsync("LOAN_REPAYMENT");
        await _tenant.RepayAsync();
        await _app.DrainAsync();
        var export = (await _app.Services.GetRequiredService<ExportVerbs>().ExportAsync(Caller.CommandLine, _tenant.Id, TestTenant.Client, PrivacyStage.Cancellation))
            .ShouldBeOfType<ClientExported>().Export;

        export.Events.Count.ShouldBe(2);
        export.Numbers.ShouldBe([Some.Mobile]);
        System.Text.Json.JsonSerializer.Serialize(export.Events.Select(static each => each.Message)).ShouldNotContain("722000444");

        await _app.EraseAsync(_tenant);
        (await _app.ReadableAsync("audit")).ShouldNotContain("Wanjiru");
        (await _app.QueryAsync<string?>("SELECT text FROM event")).ShouldAllBe(static text => text == null);
    }

    [Fact]
    public async Task It_is_shown_with_the_other_rules_and_ended_by_leaving_it_out()
    {
        await TellAsync("LOAN_REPAYMENT");

        Event(await _tenant.Texts().GetAsync("")).GetProperty("copyTo").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldBe("loanOfficer");
        await _tenant.Texts().PutAsync("/LOAN_REPAYMENT", new { enabled = true, amountFrom = 100 });
        Event(await _tenant.Texts().GetAsync("")).TryGetProperty("copyTo", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""["guarantor"]""")]
    [InlineData("""["loanOfficer","members"]""")]
    [InlineData("[null]")]
    public async Task Nobody_else_can_be_named(string copyTo)
    {
        var (status, body) = await _tenant.Texts().SendAsync(HttpMethod.Put, "/LOAN_REPAYMENT", $$"""{"enabled":true,"copyTo":{{copyTo}}}""");

        status.ShouldBe(System.Net.HttpStatusCode.UnprocessableEntity);
        body.ToString().ShouldContain("copyTo can name loanOfficer alone");
    }

    [Theory]
    [InlineData("en", "Jane Wanjiru", "Thank you, JANE WANJIRU.", "Copy: Thank you, JANE WANJIRU.")]
    [InlineData("en", "Jane Wanjiru", "Thank you, Jane.", "Copy, Jane Wanjiru: Thank you, Jane.")]
    [InlineData("sw-KE", "Jane", "Asante.", "Nakala, Jane: Asante.")]
    [InlineData("am", "", "Selam.", "Copy: Selam.")]
    public void Its_words_are_the_clients_after_a_word_in_the_tenants_language(string language, string name, string body, string words) =>
        SmsBridge.Texts.OfficerText.Of(language, name, body).ShouldBe(words);

    private static System.Text.Json.JsonElement Event(System.Text.Json.JsonElement list) =>
        list.GetProperty("events").EnumerateArray().Single(static each => each.Text("event") == "LOAN_REPAYMENT");

    private Task TellAsync(string name) => _tenant.Texts().PutAsync($"/{name}", new { enabled = true, copyTo = new[] { "loanOfficer" } });

    private void Permit(IReadOnlyList<string> permissions) => _tenant.Books.AddUser(new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password) { Permissions = permissions });

    private async Task<CopyRow> CopyAsync() => (await _app.QueryAsync<CopyRow>(
        """
        SELECT event.id AS Id, event_type.entity || ' ' || event_type.action AS Type, event.resource_id AS Copies, event.client_id AS Client, event.loan_id AS Loan, message.status AS Status,
            message.reason AS Reason, message.detail AS Detail
        FROM event JOIN event_type ON event_type.id = event.type_id JOIN message ON message.event_id = event.id WHERE event_type.entity = 'OFFICERCOPY' ORDER BY event.id DESC
        """))[0];

    private sealed record CopyRow
    {
        public long Id { get; init; }

        public string Type { get; init; } = "";

        public long Copies { get; init; }

        public long? Client { get; init; }

        public long? Loan { get; init; }

        public MessageStatus Status { get; init; }

        public string? Reason { get; init; }

        public string? Detail { get; init; }
    }
}
