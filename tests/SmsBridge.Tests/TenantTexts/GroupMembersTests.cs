using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Holding;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Operators;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Holding.Digests;
using SmsBridge.Tests.Privacy;
using SmsBridge.Tests.Support;
using SmsBridge.Tests.TenantTexts.OwnEvents;

namespace SmsBridge.Tests.TenantTexts;

/// <summary>The rule groupTo: of a group's loan or account each active member is told, by a message of its own.</summary>
public sealed class GroupMembersTests : IAsyncLifetime
{
    private const long Group = 3;
    private const long Grace = 8;
    private const long Peter = 9;
    private const long GroupLoan = 32;
    private const string GracesNumber = "+254712345679";

    private static readonly DateOnly Day = new(2026, 11, 21);

    private readonly SmsBridgeApp _app = new();
    private TestTenant _tenant = null!;

    private IEnumerable<string> Receivers => _app.Gateway.Sent.Select(static sms => sms.To.Value).Order(StringComparer.Ordinal);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _tenant = await _app.NewTenantAsync();
        _tenant.Books.AddClient(Grace, "Grace Achieng", "0712 345 679");
        _tenant.Books.AddClient(Peter, "Peter Otieno", null);
        Join(TestTenant.Client, Grace, Peter);
        _tenant.Books.AddLoan(new StandInLoan(GroupLoan, null, 5_000m) { GroupId = Group, GroupName = "Umoja" });
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Each_active_member_is_told_by_its_name_and_has_a_record_of_its_own()
    {
        await TellAsync();
        _tenant.Books.AddClient(new StandInClient(10, "Ann Left", "0712 345 670") { StatusId = 600 });
        Join(TestTenant.Client, Grace, Peter, 10);

        var group = await RepayAsync();

        Receivers.ShouldBe([Some.Mobile, GracesNumber]);
        _app.Gateway.Sent.Single(static sms => sms.To.Value == GracesNumber).Body.ShouldStartWith("Thank you, Grace Achieng. We received KES 500.00 for loan 000000032");
        _app.Gateway.Sent.Single(static sms => sms.To.Value == Some.Mobile).Body.ShouldStartWith("Thank you, Jane Wanjiru.");
        (await OfClientAsync(Grace)).ShouldBe((MessageStatus.Sent, null));
        (await OfClientAsync(Peter)).ShouldBe((MessageStatus.DeadLettered, Reasons.NoNumber));
        var parts = await PartsAsync(group);
        parts.Count.ShouldBe(3);
        (await ReasonAsync(group)).ShouldBe(Reasons.ToldToMembers);
        (await _tenant.EventAsync(group)).ToString().ShouldContain(FormattableString.Invariant($"Active members of the group: 3. Their messages: {parts[0]} to {parts[^1]}."));
        (await _tenant.EventAsync(parts[0])).Text("dialect").ShouldBe("member");
    }

    [Fact]
    public async Task Who_the_members_are_is_asked_once_for_the_message_of_the_group_and_shared_by_theirs()
    {
        await TellAsync();

        await RepayAsync();

        _app.Core.Requests.Count(static request => request.Path.Contains("/groups/", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task However_often_it_is_told_each_member_has_one()
    {
        await TellAsync();
        var payment = _tenant.Books.AddRepayment(GroupLoan, 500m, Day);
        for (var time = 0; time < 3; time++)
        {
            await PostAsync(payment);
            await _app.DrainAsync();
            _app.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Receivers.ShouldBe([Some.Mobile, GracesNumber]);
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM event WHERE dialect = 10")).ShouldBe([3]);
    }

    /// <summary>Between the group's message and the member's, as in quiet hours or where the core does not answer.</summary>
    [Fact]
    public async Task Who_has_left_the_group_by_its_turn_is_not_told_and_the_others_are()
    {
        await TellAsync();
        _app.Core.Faults.Add(new CoreFault(FormattableString.Invariant($"/clients/{Grace}")) { Status = 500 });
        await RepayAsync();
        Receivers.ShouldBe([Some.Mobile]);

        _app.Core.Faults.Clear();
        Join(TestTenant.Client, Peter);
        await _app.DrainAfterAsync(TimeSpan.FromMinutes(10));

        Receivers.ShouldBe([Some.Mobile]);
        (await OfClientAsync(Grace)).ShouldBe((MessageStatus.DeadLettered, Reasons.NotSoInCore));
    }

    [Fact]
    public async Task Who_has_joined_since_is_not_told_of_it()
    {
        await TellAsync();
        Join(TestTenant.Client);
        _app.Core.Faults.Add(new CoreFault(FormattableString.Invariant($"/clients/{TestTenant.Client}")) { Status = 500 });
        await RepayAsync();

        _app.Core.Faults.Clear();
        Join(TestTenant.Client, Grace);
        await _app.DrainAfterAsync(TimeSpan.FromMinutes(10));

        Receivers.ShouldBe([Some.Mobile]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Leader")]
    public async Task Where_the_rule_is_taken_away_who_still_waits_is_not_told(string? role)
    {
        await TellAsync();
        _app.Core.Faults.Add(new CoreFault(FormattableString.Invariant($"/clients/{Grace}")) { Status = 500 });
        await RepayAsync();
        _app.Core.Faults.Clear();

        await _tenant.Texts().PutAsync("/LOAN_REPAYMENT", new { enabled = true, groupRole = role });
        var asked = _app.Core.Requests.Count;
        await _app.DrainAfterAsync(TimeSpan.FromMinutes(10));

        Receivers.ShouldBe([Some.Mobile]);
        (await OfClientAsync(Grace)).ShouldBe((MessageStatus.DeadLettered, Reasons.HeldByRule));
        _app.Core.Requests.Count.ShouldBe(asked, "the core need not be asked");
    }

    [Fact]
    public async Task A_group_without_members_and_one_with_too_many_are_told_to_nobody()
    {
        await TellAsync();
        Join();
        (await ReasonAsync(await RepayAsync())).ShouldBe(Reasons.NoClient);

        _app.Clock.Advance(TimeSpan.FromHours(1));
        Join([.. Enumerable.Range(1_000, 501).Select(static number => (long)number)]);
        foreach (var number in Enumerable.Range(1_000, 501))
        {
            _tenant.Books.AddClient(number, FormattableString.Invariant($"Member {number}"), null);
        }

        var group = await RepayAsync();
        (await ReasonAsync(group)).ShouldBe(Reasons.HeldByRule);
        (await _tenant.EventAsync(group)).ToString().ShouldContain("501 active members");
        _app.Gateway.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_rule_is_against_is_closed_once_and_for_all()
    {
        await _tenant.Texts().PutAsync("/LOAN_REPAYMENT", new { enabled = true, groupTo = "members", amountFrom = 1_000 });

        var group = await RepayAsync();

        (await ReasonAsync(group)).ShouldBe(Reasons.HeldByRule);
        (await PartsAsync(group)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_members_message_is_sent_anew_and_the_groups_is_not()
    {
        await TellAsync();
        var group = await RepayAsync();
        _tenant.Books.AddClient(Peter, "Peter Otieno", "0712 345 678");
        var peters = (await PartsAsync(group))[^1];
        _app.Clock.Advance(TimeSpan.FromMinutes(1));

        var outcome = await _app.Services.GetRequiredService<MessageResend>().ResendAsync(
            await _app.TenantIdAsync(_tenant), [group, peters], new ResendRules(Force: true, Again: true), Sources.Api, static (_, _) => { });
        await _app.DrainAsync();

        outcome.Requeued.ShouldBe([peters]);
        outcome.Left.ShouldHaveSingleItem().Why.ShouldContain("each member has a message of its own");
        Receivers.ShouldBe([Some.Mobile, "+254712345678", GracesNumber], ignoreOrder: true);
    }

    /// <summary>By a node of the version before, whose resend knows nothing of members.</summary>
    [Fact]
    public async Task A_groups_message_that_is_reopened_all_the_same_tells_nobody_a_second_time()
    {
        await TellAsync();
        var group = await RepayAsync();
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        await _app.MeddleAsync(
            "UPDATE message SET status = @queued, reason = NULL, detail = NULL, final_at = NULL, queued_at = @now, due_at = @now WHERE event_id = @group",
            new { queued = (int)MessageStatus.Queued, now = _app.Clock.GetUtcNow().ToUnixTimeMilliseconds(), group });

        await _app.DrainAfterAsync(TimeSpan.FromMinutes(1));

        Receivers.ShouldBe([Some.Mobile, GracesNumber]);
        (await ReasonAsync(group)).ShouldBe(Reasons.ToldToMembers);
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM event WHERE dialect = 10 AND verdict = 1")).ShouldBe([3]);
        (await _tenant.EventAsync(group)).ToString().ShouldContain("Active members of the group: 3. Each has a message of it already.");
    }

    [Fact]
    public async Task A_groups_act_that_was_too_old_is_told_to_its_members_when_a_person_sends_it_anew()
    {
        await TellAsync();
        var group = await PostAsync(_tenant.Books.AddRepayment(GroupLoan, 500m, Day.AddMonths(-2)));
        await _app.DrainAsync();
        (await ReasonAsync(group)).ShouldBe(Reasons.BookedBack);

        await ResendAsync(group);

        Receivers.ShouldBe([Some.Mobile, GracesNumber]);
    }

    [Fact]
    public async Task A_groups_act_of_an_import_is_told_to_its_members_when_a_person_sends_it_anew_within_the_pause()
    {
        await TellAsync();
        await PauseAsync();
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        var group = await RepayAsync();
        (await ReasonAsync(group)).ShouldBe(Reasons.ImportPause);

        await ResendAsync(group);

        Receivers.ShouldBe([Some.Mobile, GracesNumber]);
    }

    [Fact]
    public async Task An_act_of_just_before_an_import_is_told_to_the_members_although_they_are_found_in_the_pause()
    {
        await TellAsync();
        await PostAsync(_tenant.Books.AddRepayment(GroupLoan, 500m, Day));
        _app.Clock.Advance(TimeSpan.FromSeconds(10));
        await PauseAsync();
        _app.Clock.Advance(TimeSpan.FromSeconds(10));

        await _app.DrainAsync();

        Receivers.ShouldBe([Some.Mobile, GracesNumber]);
    }

    [Fact]
    public async Task Who_wants_no_sms_gets_none_and_the_others_do()
    {
        await TellAsync();
        await _app.Services.GetRequiredService<OptOuts>().TakeReplyAsync(await _app.TenantIdAsync(_tenant), Some.Sender, Msisdn.FromE164(GracesNumber), "SM1", true);

        await RepayAsync();

        Receivers.ShouldBe([Some.Mobile]);
        (await OfClientAsync(Grace)).Reason.ShouldBe(Reasons.OptedOut);
    }

    [Fact]
    public async Task The_loan_officer_gets_one_copy_for_all_of_them()
    {
        _tenant.Books.AddStaff(new StandInStaff(4, "Mary Otieno", "0722 000 444"));
        _tenant.Books.AddLoan(new StandInLoan(GroupLoan, null, 5_000m) { GroupId = Group, GroupName = "Umoja", OfficerId = 4 });
        await _tenant.Texts().PutAsync("/LOAN_REPAYMENT", new { enabled = true, groupTo = "members", copyTo = new[] { "loanOfficer" } });

        await RepayAsync();

        Receivers.ShouldBe([Some.Mobile, GracesNumber, "+254722000444"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_undoing_is_told_to_those_who_had_the_receipt()
    {
        await TellAsync();
        await _tenant.Texts().PutAsync("/LOAN_ADJUST", new { enabled = true, groupTo = "members" });
        var payment = _tenant.Books.AddRepayment(GroupLoan, 500m, Day);
        await PostAsync(payment);
        await _app.DrainAsync();
        _tenant.Books.AddClient(Peter, "Peter Otieno", "0712 345 678"); // whose receipt had nowhere to go
        _tenant.Books.Reverse(GroupLoan, payment);
        _app.Clock.Advance(TimeSpan.FromMinutes(1));

        using var answer = await _tenant.Hooks().PostAsync(new HookEvent("LOAN", "ADJUST") { GroupId = Group, LoanId = GroupLoan, ResourceId = payment }, Cancellation);
        await _app.DrainAsync();

        Receivers.ShouldBe([Some.Mobile, Some.Mobile, GracesNumber, GracesNumber], ignoreOrder: true);
        (await OfClientAsync(Peter)).Reason.ShouldBe(Reasons.ReceiptNotSent);
    }

    [Fact]
    public async Task Deposits_of_a_groups_account_and_a_tenants_own_event_are_told_to_its_members()
    {
        await _tenant.Texts().PutAsync("/SAVINGSACCOUNT_DEPOSIT", new { enabled = true, groupTo = "members" });
        _tenant.Books.Accounts.Add(new StandInAccount(StandInAccount.Savings, 55, null) { GroupId = Group, GroupName = "Umoja" });
        using var answer = await _tenant.Hooks().PostAsync(
            new HookEvent("SAVINGSACCOUNT", "DEPOSIT") { GroupId = Group, SavingsId = 55, ResourceId = _tenant.Books.AddDeposit(55, 50m, Day) }, Cancellation);
        await _app.DrainAsync();
        Receivers.ShouldBe([Some.Mobile, GracesNumber]);

        var own = await OwnEventStage.ToldAsync(_app, "{{name}}: {{request.fee}}.", of: _tenant);
        await _tenant.Texts().PutAsync("/" + OwnEventStage.Hold, new { enabled = true, groupTo = "members" });
        await own.PostAsync(OwnEventStage.Held(client: null));

        _app.Gateway.Sent.Skip(2).Select(static sms => sms.Body).Order(StringComparer.Ordinal).ShouldBe(["Grace Achieng: 1500.", "Jane Wanjiru: 1500."]);
    }

    [Fact]
    public async Task A_group_s_receipt_is_no_part_of_a_members_digest()
    {
        var stage = await DigestStage.SetUpAsync(_app);
        stage.Tenant.Books.AddGroup(new StandInGroup(Group, "Umoja") { Members = [TestTenant.Client] });
        stage.Tenant.Books.AddLoan(new StandInLoan(40, null, 5_000m) { GroupId = Group, GroupName = "Umoja" });
        await stage.Tenant.Texts().PutAsync("/LOAN_REPAYMENT", new { enabled = true, groupTo = "members" });
        await stage.RepayAsync(2);
        var payment = stage.Tenant.Books.AddRepayment(40, 70m, Day);
        using var answer = await stage.Tenant.Hooks().PostRepaymentAsync(new HookRepayment(40, payment, 70m) { GroupId = Group }, Cancellation);
        await _app.DrainAsync();

        stage.Bodies.ShouldHaveSingleItem().ShouldContain("KES 70.00");
        await stage.TellAsync();

        stage.Bodies.Last().ShouldContain("2 payments");
    }

    /// <summary>It waited to be told with the leader's own when the rule was another.</summary>
    [Fact]
    public async Task A_groups_receipt_that_waits_in_the_leaders_digest_is_told_to_all_once_all_are_to_be_told()
    {
        var stage = await DigestStage.SetUpAsync(_app);
        stage.Tenant.Books.AddGroup(new StandInGroup(Group, "Umoja") { Members = [TestTenant.Client, DigestStage.OtherClient], Roles = [("Leader", TestTenant.Client)] });
        stage.Tenant.Books.AddLoan(new StandInLoan(40, null, 5_000m) { GroupId = Group, GroupName = "Umoja" });
        await stage.Tenant.Texts().PutAsync("/LOAN_REPAYMENT", new { enabled = true, groupRole = "Leader" });
        await stage.RepayAsync(1);
        var payment = stage.Tenant.Books.AddRepayment(40, 70m, Day);
        using var answer = await stage.Tenant.Hooks().PostRepaymentAsync(new HookRepayment(40, payment, 70m) { GroupId = Group }, Cancellation);
        await _app.DrainAsync();
        stage.Bodies.ShouldBeEmpty();

        await stage.Tenant.Texts().PutAsync("/LOAN_REPAYMENT", new { enabled = true, groupTo = "members" });
        await stage.TellAsync();
        await stage.SettleAsync();

        _app.Gateway.Sent.Where(static sms => sms.Body.Contains("KES 70.00", StringComparison.Ordinal)).Select(static sms => sms.To.Value).Order(StringComparer.Ordinal).ShouldBe([Some.Mobile, GracesNumber]);
        stage.Bodies.Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_rehearsal_counts_them()
    {
        await TellAsync();
        await RepayAsync();

        var view = await _tenant.Texts().PostAsync("/LOAN_REPAYMENT/en/_rehearse");

        (view.GetProperty("found").GetInt32(), view.GetProperty("wouldBeSent").GetInt32(), view.GetProperty("sms").GetInt32(), view.GetProperty("parts").GetInt32()).ShouldBe((1, 1, 3, 3));

        await _tenant.Texts().PutAsync("/LOAN_REPAYMENT", new { enabled = true, groupTo = "members", amountFrom = 1_000 });
        (await _tenant.Texts().PostAsync("/LOAN_REPAYMENT/en/_rehearse")).GetProperty("wouldBeSent").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task The_permission_that_the_cores_user_lacks_is_named_and_it_goes_out_once_it_is_given()
    {
        await TellAsync();
        Permit([.. StandInUser.ReadEverything.Where(static permission => permission != "READ_GROUP")]);
        var group = await RepayAsync();
        (await ReasonAsync(group)).ShouldBe(Reasons.CoreForbidden);

        Permit(StandInUser.ReadEverything);
        await _app.DrainAfterAsync(TimeSpan.FromHours(1));
        Receivers.ShouldBe([Some.Mobile, GracesNumber]);
    }

    [Fact]
    public async Task The_loan_of_a_client_in_a_group_is_told_to_the_client_alone()
    {
        await TellAsync();
        _tenant.Books.AddLoan(new StandInLoan(GroupLoan, TestTenant.Client, 5_000m) { GroupId = Group, GroupName = "Umoja" });

        await RepayAsync();

        Receivers.ShouldBe([Some.Mobile]);
    }

    [Fact]
    public async Task It_is_shown_with_the_other_rules_and_ended_by_leaving_it_out()
    {
        await TellAsync();
        Event(await _tenant.Texts().GetAsync("")).Text("groupTo").ShouldBe("members");

        await _tenant.Texts().PutAsync("/LOAN_REPAYMENT", new { enabled = true });
        Event(await _tenant.Texts().GetAsync("")).Text("groupTo").ShouldBeNull();
    }

    [Theory]
    [InlineData("CLIENT_CREATE", """{"enabled":true,"groupTo":"members"}""", "is never of a group")]
    [InlineData("LOAN_REPAYMENT", """{"enabled":true,"groupTo":"guarantors"}""", "groupTo can be members alone")]
    [InlineData("LOAN_REPAYMENT", """{"enabled":true,"groupTo":"members","groupRole":"Leader"}""", "leave one of them out")]
    public async Task What_can_not_be_a_rule_is_refused(string name, string body, string words)
    {
        var (status, answer) = await _tenant.Texts().SendAsync(HttpMethod.Put, $"/{name}", body);

        status.ShouldBe(System.Net.HttpStatusCode.UnprocessableEntity);
        answer.ToString().ShouldContain(words);
    }

    private static JsonElement Event(JsonElement list) => list.GetProperty("events").EnumerateArray().Single(static each => each.Text("event") == "LOAN_REPAYMENT");

    private Task TellAsync() => _tenant.Texts().PutAsync("/LOAN_REPAYMENT", new { enabled = true, groupTo = "members" });

    private void Join(params long[] members) => _tenant.Books.AddGroup(new StandInGroup(Group, "Umoja") { Members = members });

    private void Permit(IReadOnlyList<string> permissions) => _tenant.Books.AddUser(new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password) { Permissions = permissions });

    private async Task PauseAsync() =>
        (await _app.Services.GetRequiredService<ImportPauseVerbs>().StartAsync(Caller.CommandLine, _tenant.Id, new ImportPauseRequest(null, null, "branch 7"))).ShouldBeOfType<Outcome.Done>();

    private async Task ResendAsync(long group)
    {
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        var outcome = await _app.Services.GetRequiredService<MessageResend>().ResendAsync(
            await _app.TenantIdAsync(_tenant), [group], new ResendRules(Force: true, Again: true), Sources.Api, static (_, _) => { });
        outcome.Requeued.ShouldBe([group]);
        await _app.DrainAsync();
    }

    /// <returns>The group's event.</returns>
    private async Task<long> RepayAsync()
    {
        var group = await PostAsync(_tenant.Books.AddRepayment(GroupLoan, 500m, Day));
        await _app.DrainAsync();
        return group;
    }

    private async Task<long> PostAsync(long payment)
    {
        using var answer = await _tenant.Hooks().PostRepaymentAsync(new HookRepayment(GroupLoan, payment, 500m) { GroupId = Group }, Cancellation);
        return (await HookReply.ReadAsync(answer)).EventId;
    }

    private async Task<string?> ReasonAsync(long group) => (await _app.QueryAsync<string?>("SELECT reason FROM message WHERE event_id = @group", new { group })).Single();

    private Task<List<long>> PartsAsync(long group) => _app.QueryAsync<long>("SELECT id FROM event WHERE dialect = 10 AND sub_resource_id = @group ORDER BY client_id, id", new { group });

    /// <summary>The newest of its.</summary>
    private async Task<(MessageStatus Status, string? Reason)> OfClientAsync(long client) =>
        (await _app.QueryAsync<(MessageStatus, string?)>("SELECT status, reason FROM message WHERE client_id = @client ORDER BY event_id DESC LIMIT 1", new { client })).Single();
}
