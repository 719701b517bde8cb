using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Smpp;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Relay;
using SmsBridge.Simulator.Providers;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways.Contract;

/// <summary>Whose sessions are kept, and what a busy one is not blamed for.</summary>
public sealed partial class SmppContractTests
{
    /// <summary>While the core was away anybody may have registered: a wrong bind that he has the bridge make locks the account of whom it belongs to.</summary>
    [Fact]
    public async Task An_account_that_nobody_has_proved_is_not_bound_and_one_that_no_bind_can_carry_harms_nobody()
    {
        await Here.BoundAsync();
        Here.Smsc.OtherSystemIds.Add("stranger");
        Here.SystemId = "stranger";
        await Stage.RegisterAsync("stranger");
        await MeddleAsync("UPDATE tenant SET trusted_until = @until WHERE identifier = 'stranger'");
        Here.Smsc.Drop();
        await ReboundAsync();
        Here.Smsc.Sessions.ShouldBe(1);
        var binds = Here.Smsc.Binds.Count;

        await MeddleAsync("UPDATE tenant SET trusted_until = NULL, account_id = 'an account id of more than fifteen characters' WHERE identifier = 'stranger'");
        Here.Smsc.Drop();
        await ReboundAsync();

        Here.Smsc.Binds.Skip(binds).ShouldAllBe(bind => bind.SystemId == StandInSmsc.SystemId);
        (await Stage.StatusAsync(await Stage.SendAsync())).ShouldBe(MessageStatus.Sent);
    }

    [Fact]
    public async Task A_bind_that_was_refused_before_is_not_made_by_a_process_that_has_just_begun()
    {
        Here.Smsc.OtherSystemIds.Add("other");
        Here.SystemId = "other";
        await Stage.RegisterAsync("other");
        await Here.BoundAsync(sessions: 2);
        await MeddleAsync("UPDATE tenant SET paused_at = @until, pause_reason = 'provider_credentials' WHERE identifier = 'bank'");
        var binds = Here.Smsc.Binds.Count;
        Here.Smsc.Drop();
        await ReboundAsync();

        Here.Smsc.Binds.Skip(binds).ShouldAllBe(static bind => bind.SystemId == "other");
        await Stage.App.Services.GetRequiredService<TenantAdmin>().ResumeAsync(Stage.App.Services.GetRequiredService<TenantDirectory>().Find("bank")!); // mended
        await Here.BoundAsync(sessions: 2);
    }

    /// <summary>The SMSC's time begins when it has the SMS: with a window of one the third waits long, and is sent again later.</summary>
    [Fact]
    public async Task Who_waits_for_a_place_in_the_window_throws_nobody_into_doubt()
    {
        await using var stage = new SmppStage { More = { ["Window"] = "1" } };
        await stage.SetUpAsync();
        await stage.BoundAsync();
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        stage.Faults.Next(new StandInFault.AcceptThenHold(first.Task), new StandInFault.AcceptThenHold(second.Task));
        var ids = new List<long>();
        foreach (var number in (string[])["+254711000111", "+254711000112", "+254711000113"])
        {
            using var answer = await stage.Tenant.Hooks().PostSmsAsync(number, ProviderStage.Text, TestContext.Current.CancellationToken);
            ids.Add((await HookReply.ReadAsync(answer)).EventId);
        }

        var sending = stage.App.DrainAsync();
        await TakenAsync(stage, 1);
        await Eventually.BecomesAsync(() => stage.App.QueryAsync<long>("SELECT COUNT(*) FROM message WHERE status = 2"), static counts => counts[0] == 3, "all three to be on their way");
        stage.App.Clock.Advance(TimeSpan.FromSeconds(6));
        first.SetResult();
        await TakenAsync(stage, 2);
        stage.App.Clock.Advance(TimeSpan.FromSeconds(6)); // the second waited six for its place and six for its answer
        second.SetResult();
        await sending;

        var binds = stage.Smsc.Binds.Count;
        await stage.PassAsync(TimeSpan.FromHours(1));

        foreach (var id in ids)
        {
            (await stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
        }

        stage.Taken.Count.ShouldBe(3);
        stage.Smsc.Binds.Count.ShouldBe(binds, "no session was lost");
    }

    [Fact]
    public async Task What_waits_for_its_place_when_the_bridge_stops_was_not_sent_and_is_not_in_doubt()
    {
        await using var stage = new SmppStage { More = { ["Window"] = "1" } };
        stage.App.Settings["Relay:Enabled"] = "true";
        await stage.SetUpAsync();
        await stage.BoundAsync();
        var held = new TaskCompletionSource();
        stage.Faults.Next(new StandInFault.AcceptThenHold(held.Task));
        var ids = new List<long>();
        foreach (var number in (string[])["+254711000111", "+254711000112"])
        {
            using var answer = await stage.Tenant.Hooks().PostSmsAsync(number, ProviderStage.Text, TestContext.Current.CancellationToken);
            ids.Add((await HookReply.ReadAsync(answer)).EventId);
        }

        await TakenAsync(stage, 1);
        await Eventually.BecomesAsync(() => stage.App.QueryAsync<long>("SELECT COUNT(*) FROM message WHERE status = 2"), static counts => counts[0] == 2, "both to be on their way");

        var stopping = stage.App.Services.GetRequiredService<RelayWorker>().StopAsync(TestContext.Current.CancellationToken);
        var waits = (await Eventually.BecomesAsync(
            () => stage.App.QueryAsync<(long Id, long Tries, long Attempts)>("SELECT event_id, tries, attempts FROM message WHERE status = 1 AND due_at <= @now", new { now = stage.App.Clock.GetUtcNow().ToUnixTimeMilliseconds() }),
            static rows => rows.Count == 1, "the other to wait again")).Single();
        stopping.IsCompleted.ShouldBeFalse("the first is still to be answered");
        held.SetResult();
        await stopping;

        (waits.Tries, waits.Attempts).ShouldBe((0, 1));
        (await stage.StatusAsync(ids.Single(id => id != waits.Id))).ShouldBe(MessageStatus.Sent);
        (await stage.App.QueryAsync<(long Outcome, string Code)>("SELECT outcome, code FROM attempt WHERE event_id = @Id", new { waits.Id })).ShouldBe([((long)AttemptOutcome.Retryable, GatewayCodes.Stopping)]);
        stage.Taken.Count.ShouldBe(1);
    }

    /// <summary>An account with fewer sessions than there are nodes: the same 0x0D as a wrong password.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bind_that_is_refused_while_another_node_has_a_session_is_not_the_passwords_fault(bool hasAnother)
    {
        await Stage.SendAsync();
        if (hasAnother)
        {
            await MeddleAsync($"INSERT INTO work_lease (name, lease_owner, lease_until, fence) VALUES ('{Elsewhere.NamesOf(Login)[^1]}', 4711, @until, 1)");
        }

        Here.Smsc.AnswerNextBind(SmppStatus.BindFailed);
        Here.Smsc.Drop();
        await Eventually.BecomesAsync(() => Task.FromResult(Here.Smsc.Sessions), static count => count == 0, "the session to end");
        await ClosedAsync();
        var binds = Here.Smsc.Binds.Count;
        var id = await Stage.SendAsync("+254711000111");

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Queued);
        if (!hasAnother)
        {
            Stage.Directory().Pause.ShouldNotBeNull().Reason.ShouldBe(Reasons.ProviderCredentials);
            return;
        }

        Stage.Directory().Pause.ShouldBeNull();
        (await DetailAsync(id)).ShouldNotBeNull().ShouldContain("fewer sessions than there are nodes");
        Stage.App.Clock.Advance(TimeSpan.FromSeconds(15));
        await MeddleAsync("UPDATE work_lease SET lease_until = 0 WHERE lease_owner = 4711 AND @until > 0"); // it has stopped

        await Here.BoundAsync(); // at once
        await Stage.App.DrainAfterAsync(TimeSpan.FromMinutes(1));
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
        Here.Smsc.Binds.Count.ShouldBe(binds + 2, "while the other had it, nobody asked again");
    }

    [Fact]
    [PostgresOnly] // a file is one process's
    public async Task A_second_node_that_the_smsc_lets_in_no_further_knows_of_the_first()
    {
        await Here.BoundAsync();
        await using var node = Stage.App.Beside();
        Here.Smsc.AnswerNextBind(SmppStatus.BindFailed);
        var options = node.Services.GetRequiredService<IOptions<SmppOptions>>().Value.Providers[SmppStage.Name];

        (await node.Services.GetRequiredService<SmppSessions>().GetAsync(Login, options, TestContext.Current.CancellationToken)).ShouldBeOfType<SmppEntry.NoFurther>();
        (await Elsewhere.IsAnyAsync(Login)).ShouldBeFalse("the second has none");
        (await Elsewhere.IsAnyAsync(Login with { Password = "other" })).ShouldBeFalse();
    }

    /// <summary>The note is an excuse for a refusal, never a condition: the intent of the SMS is stored by then, and nobody could resolve a doubt.</summary>
    [Fact]
    [PostgresOnly] // on a file nothing is noted
    public async Task A_session_that_can_not_be_noted_is_made_all_the_same_and_puts_nothing_in_doubt()
    {
        await Elsewhere.NoteAsync(Login);
        await Stage.App.MeddleAsync("ALTER TABLE work_lease ADD CONSTRAINT no_notes CHECK (name NOT LIKE 'smpp %') NOT VALID");
        try
        {
            await Elsewhere.ForgetAsync(Login);
            await Elsewhere.NoteAsync(Login);
            var id = await Stage.SendAsync();

            (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
        }
        finally
        {
            await Stage.App.MeddleAsync("ALTER TABLE work_lease DROP CONSTRAINT no_notes");
        }
    }

    /// <summary>Of two tenants with one account: whose it is nobody can say before the answers do.</summary>
    [Fact]
    public async Task A_receipt_before_the_answers_is_of_neither_tenant_until_they_tell()
    {
        var other = await Stage.RegisterAsync("other");
        var held = new TaskCompletionSource();
        Stage.Faults.Next(new StandInFault.AcceptThenHold(held.Task), new StandInFault.AcceptThenHold(held.Task), new StandInFault.AcceptThenHold(held.Task));
        var ids = new List<long>();
        foreach (var (tenant, text) in ((TestTenant, string)[])[(Stage.Tenant, "First."), (Stage.Tenant, "Second."), (other, "Theirs.")])
        {
            using var answer = await tenant.Hooks().PostSmsAsync(Some.Mobile, text, TestContext.Current.CancellationToken);
            ids.Add((await HookReply.ReadAsync(answer)).EventId);
        }

        var sending = Stage.App.DrainAsync();
        await TakenAsync(Here, 3);
        var at = Stage.Taken.Select(static (sms, index) => (sms.Text, index)).ToDictionary(static sms => sms.Text, static sms => sms.index, StringComparer.Ordinal);
        await Stage.ReportAsync(at["First."], StandInNews.Failed);
        held.SetResult();
        await sending;
        await Stage.LookAgainAsync();

        (await Stage.StatusAsync(ids[0])).ShouldBe(MessageStatus.Undelivered);
        (await Stage.StatusAsync(ids[1])).ShouldBe(MessageStatus.Sent);
        (await Stage.StatusAsync(ids[2])).ShouldBe(MessageStatus.Sent);
    }

    private static SmppLogin Login => new(SmppStage.Name, StandInSmsc.SystemId, StandInSmsc.Password);

    private SmppElsewhere Elsewhere => Stage.App.Services.GetRequiredService<SmppElsewhere>();

    private static Task TakenAsync(SmppStage stage, int count) => Eventually.BecomesAsync(() => Task.FromResult(stage.Taken.Count), taken => taken == count, "the SMSC to take it");

    private async Task MeddleAsync(string sql)
    {
        await Stage.App.MeddleAsync(sql, new { until = Stage.App.Clock.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds() });
        await Stage.App.Services.GetRequiredService<TenantDirectory>().ReloadAsync(TestContext.Current.CancellationToken);
    }

    private async Task ReboundAsync()
    {
        await Eventually.BecomesAsync(() => Task.FromResult(Here.Smsc.Sessions), static count => count == 0, "the sessions to end");
        await Here.BoundAsync();
    }
}
