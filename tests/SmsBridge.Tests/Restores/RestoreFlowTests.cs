using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Operators;
using SmsBridge.Restores;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Restores;

/// <summary>An old backup is put back: nobody gets a second SMS, nobody goes without, and all of it is on the record.</summary>
public sealed class RestoreFlowTests : IAsyncLifetime
{
    private const string Mobile = "0712345678";

    private static readonly TimeSpan Minutes = TimeSpan.FromMinutes(3);

    private readonly SmsBridgeApp _app = new();
    private RestoreStage _stage = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _stage = new RestoreStage(_app);
        await _stage.RegisterAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task What_was_sent_since_the_backup_is_not_sent_again_and_what_was_not_is()
    {
        await WaitingAsync("One", "Two");
        await _stage.CreateClientAsync(107); // three wait
        await _stage.BackUpAsync();
        await _stage.App.DrainAsync();     // they go out
        await _stage.CreateClientAsync(108); // so does one that the backup has never heard of
        await _stage.App.DrainAsync();
        _stage.Sent.ShouldBe(4);
        var sent = _stage.App.Gateway.Taken.Select(sms => sms.ProviderId).ToList();
        _stage.AddClient(109);               // the bridge is down: its hook is lost
        await _stage.PutBackAsync();

        (await _stage.ReconcileAsync()).ShouldBeFalse();
        await _stage.Relay.SmsAsync(Mobile, "New"); // taken, and kept
        await _stage.App.DrainAsync();
        _stage.Sent.ShouldBe(4);
        _stage.Messages()[^1].ShouldBe((MessageStatus.Queued, Reasons.Reconciling));
        (await _stage.StandingAsync()).State.ShouldBe("closed");

        await _stage.RestartAsync(); // killed in the middle
        await _stage.GoOnAsync(Minutes);

        (await _stage.StandingAsync()).ShouldSatisfyAllConditions(
            standing => standing.State.ShouldBe("open"),
            standing => standing.MadeUp.ShouldBe(2),
            standing => standing.ForAPerson.ShouldBe(0));
        _stage.App.Gateway.Sent.Skip(4).Select(sms => sms.Body).ShouldBe(["New", _stage.App.Gateway.Sent.Single(sms => sms.To.Value.EndsWith("109", StringComparison.Ordinal)).Body], ignoreOrder: true);
        _stage.Messages().ShouldAllBe(message => message.Status == MessageStatus.Sent);
        _stage.Relay.Messages().Select(message => message.ProviderId).Intersect(sent, StringComparer.Ordinal).Count().ShouldBe(4, "each SMS of before is one message's");
        (await _stage.App.QueryAsync<string>("SELECT detail FROM status_change WHERE source = 'resolver'")).Count(words => words.Contains("it was sent before the backup was put back", StringComparison.Ordinal)).ShouldBe(4);
    }

    [Fact]
    public async Task It_is_done_with_only_when_every_act_of_before_the_restore_could_be_told_from_a_hook_on_its_way()
    {
        await _stage.BackUpAsync();
        await _stage.PutBackAsync();
        _stage.AddClient(109); // a moment after the restore would be told by its hook; this one is taken for such
        await _stage.GoOnAsync(Minutes);
        (await _stage.StandingAsync()).State.ShouldBe("open");
        _stage.Restores.Unfinished.ShouldHaveSingleItem();

        await _stage.GoOnAsync(TimeSpan.FromMinutes(12));

        (await _stage.ReconcileAsync()).ShouldBeTrue();
        _stage.Sent.ShouldBe(1, "no hook came, and it was made up");
    }

    [Fact]
    public async Task While_the_provider_can_not_be_asked_nothing_goes_out_and_a_person_may_open()
    {
        await WaitingAsync("One");
        await _stage.BackUpAsync();
        await _stage.App.DrainAsync();
        await _stage.PutBackAsync();
        _stage.App.Gateway.ListingUnavailable = "No answer.";
        await _stage.Relay.SmsAsync(Mobile, "New");
        await _stage.GoOnAsync(Minutes);

        _stage.Sent.ShouldBe(1);
        (await _stage.StandingAsync()).ShouldSatisfyAllConditions(standing => standing.State.ShouldBe("closed"), standing => standing.LookedFor.ShouldBe(1));
        _stage.Messages().ShouldBe([(MessageStatus.Queued, Reasons.LookedFor), (MessageStatus.Queued, Reasons.Reconciling)]);

        var verbs = _stage.App.Services.GetRequiredService<RestoreVerbs>();
        (await verbs.OpenAsync(Caller.CommandLine, _stage.Relay.Core.Id, " ", Cancellation)).ShouldBeOfType<Outcome.Refused>();
        (await verbs.OpenAsync(Caller.CommandLine, _stage.Relay.Core.Id, "Payday", Cancellation)).ShouldBeOfType<Outcome.Done>();
        await _stage.GoOnAsync(Minutes);

        _stage.App.Gateway.Sent.Select(sms => sms.Body).ShouldBe(["One", "New"], "what may have been sent is still looked for");
        (await _stage.App.QueryAsync<string>("SELECT reason FROM audit WHERE action = 'restore_open'")).ShouldBe(["Payday"]);

        _stage.App.Gateway.ListingUnavailable = null;
        await _stage.GoOnAsync(Minutes);
        _stage.Sent.ShouldBe(2);
        _stage.Messages().ShouldAllBe(message => message.Status == MessageStatus.Sent);
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_a_person_is()
    {
        _app.Gateway.CanBeAsked = false;
        await WaitingAsync("One");
        await _stage.BackUpAsync();
        await _stage.App.DrainAsync();
        await _stage.PutBackAsync();
        await _stage.GoOnAsync(Minutes);

        _stage.Sent.ShouldBe(1);
        _stage.Messages().ShouldBe([(MessageStatus.DeadLettered, Reasons.ClosedAfterRestore)]);
        (await _stage.StandingAsync()).ShouldSatisfyAllConditions(standing => standing.State.ShouldBe("open"), standing => standing.ForAPerson.ShouldBe(1));
        var resend = _stage.App.Services.GetRequiredService<MessageResend>();
        await resend.ResendAsync(1, [_stage.Relay.LastEvent()], new ResendRules(Force: true, Again: false), Sources.Api, static (_, _) => { });
        await _stage.App.DrainAsync();
        _stage.Sent.ShouldBe(2, "what a person sends anew goes out");
    }

    [Fact]
    public async Task A_tenant_that_takes_repeats_upon_itself_has_it_sent_again()
    {
        _app.Gateway.CanBeAsked = false;
        using (var caller = _app.CreateCaller())
        {
            caller.DefaultRequestHeaders.Add("X-Fineract-API-Key", _stage.Relay.Hooks.ApiKey);
            using var ruled = await caller.PutAsJsonAsync($"/modules/sms/routes/{_stage.Relay.Core.Id}", new { repeatInDoubt = true, confirm = true }, Cancellation);
            ruled.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        }

        await WaitingAsync("One");
        await _stage.BackUpAsync();
        await _stage.App.DrainAsync();
        await _stage.PutBackAsync();
        await _stage.GoOnAsync(Minutes);

        _stage.Sent.ShouldBe(2);
        _stage.Messages().ShouldBe([(MessageStatus.Sent, null)]);
    }

    [Fact]
    public async Task A_provider_that_knows_our_references_alone_proves_nothing_by_not_knowing_one()
    {
        await WaitingAsync("One");
        await _stage.BackUpAsync();
        await _stage.PutBackAsync();
        _stage.App.Gateway.ListsByRecipient = false;
        await _stage.GoOnAsync(Minutes);

        _stage.Sent.ShouldBe(0);
        _stage.Messages().ShouldBe([(MessageStatus.DeadLettered, Reasons.ClosedAfterRestore)]);
    }

    [Fact]
    public async Task An_sms_to_the_same_number_in_other_words_may_be_this_one()
    {
        await WaitingAsync("Your balance is 100");
        await _stage.BackUpAsync();
        _stage.App.Gateway.Take(new OutgoingSms(0, new SenderAccount("twilio", Some.AccountSid, Some.AuthToken, Some.Sender), Msisdn.FromE164("+254712345678"), "Your balance is 90", null));
        await _stage.PutBackAsync();
        await _stage.GoOnAsync(Minutes);

        _stage.Sent.ShouldBe(0);
        _stage.Messages().ShouldBe([(MessageStatus.DeadLettered, Reasons.ClosedAfterRestore)]);
        (await _stage.StandingAsync()).State.ShouldBe("open");
    }

    [Fact]
    public async Task What_the_provider_had_put_off_before_the_backup_is_found_too()
    {
        _app.Gateway.Next(new SendResult.Retryable(FailureClass.Throttled, "20429", TimeSpan.FromHours(6), "Busy."));
        await WaitingAsync("Put off");
        await _app.DrainAsync();
        await _stage.BackUpAsync();
        await _stage.App.DrainAfterAsync(TimeSpan.FromHours(7)); // it goes out then
        _stage.Sent.ShouldBe(2);
        await _stage.PutBackAsync();
        await _stage.GoOnAsync(Minutes);

        _stage.Sent.ShouldBe(2);
        var message = _stage.Relay.Message();
        (message.Status, message.Attempts, message.ProviderId).ShouldBe((MessageStatus.Sent, 2, _stage.App.Gateway.Taken.ShouldHaveSingleItem().ProviderId));
    }

    [Fact]
    public async Task One_that_was_in_doubt_at_the_backup_is_found_by_that()
    {
        _app.Gateway.NextTakenWithoutAnswer();
        await WaitingAsync("In doubt");
        await _app.DrainAsync();
        await _stage.BackUpAsync();
        await _stage.PutBackAsync();
        await _stage.GoOnAsync(Minutes);

        _stage.Sent.ShouldBe(1);
        _stage.Messages().ShouldBe([(MessageStatus.Sent, null)]);
        (await _stage.StandingAsync()).State.ShouldBe("open");
    }

    [Fact]
    public async Task A_tenant_whose_core_is_away_stays_closed_and_says_so()
    {
        await _stage.BackUpAsync();
        await _stage.PutBackAsync();
        _stage.App.Core.Faults.Add(new SmsBridge.Simulator.Core.CoreFault("/audits") { Status = 503 });
        await _stage.GoOnAsync(Minutes);
        (await _stage.StandingAsync()).ShouldSatisfyAllConditions(standing => standing.State.ShouldBe("closed"), standing => standing.Problem.ShouldNotBeNullOrEmpty());
        (await _stage.AttentionAsync()).ShouldContain(item => item.Kind == "reconciling" && item.IsUrgent);

        _stage.App.Core.Faults.Clear();
        await _stage.GoOnAsync(Minutes);

        (await _stage.StandingAsync()).ShouldSatisfyAllConditions(standing => standing.State.ShouldBe("open"), standing => standing.Problem.ShouldBeNull());
        (await _stage.AttentionAsync()).ShouldNotContain(item => item.Kind == "reconciling");
    }

    /// <summary>Of these none can be asked about: what can not have been sent before goes out all the same.</summary>
    [Theory]
    [InlineData((int)Dialect.External, 10)]
    [InlineData((int)Dialect.Audit, 15 * 60)]
    [InlineData((int)Dialect.Schedule, 30 * 60)]
    [InlineData((int)Dialect.Report, 30 * 60)]
    public async Task What_comes_later_than_anything_that_could_be_found_again_is_sent_without_a_look(int dialect, int minutes)
    {
        _app.Gateway.CanBeAsked = false;
        await _stage.BackUpAsync();
        await _stage.PutBackAsync();
        await _stage.GoOnAsync(Minutes);
        _stage.App.Clock.Advance(TimeSpan.FromMinutes(minutes));
        await _stage.CreateClientAsync(110);
        await _stage.App.MeddleAsync("UPDATE event SET dialect = @dialect WHERE id = @id", new { dialect, id = _stage.Relay.LastEvent() });

        await _stage.App.DrainAsync();

        _stage.Sent.ShouldBe(1);
    }

    [Theory]
    [InlineData((int)Dialect.Audit, 30)]
    [InlineData((int)Dialect.Schedule, 30)]
    public async Task What_may_be_found_again_is_put_to_a_person_where_nobody_can_be_asked(int dialect, int minutes)
    {
        _app.Gateway.CanBeAsked = false;
        await _stage.BackUpAsync();
        await _stage.PutBackAsync();
        await _stage.GoOnAsync(Minutes);
        _stage.App.Clock.Advance(TimeSpan.FromMinutes(minutes));
        await _stage.CreateClientAsync(110);
        await _stage.App.MeddleAsync("UPDATE event SET dialect = @dialect WHERE id = @id", new { dialect, id = _stage.Relay.LastEvent() });

        await _stage.App.DrainAsync();

        _stage.Sent.ShouldBe(0);
        _stage.Messages()[^1].ShouldBe((MessageStatus.DeadLettered, Reasons.ClosedAfterRestore));
    }

    /// <summary>The SMS that it copies is told again, where the provider had not taken it; the copy may have gone all the same.</summary>
    [Fact]
    public async Task A_copy_of_what_was_queued_before_is_put_to_a_person_where_nobody_can_be_asked()
    {
        _app.Gateway.CanBeAsked = false;
        await _stage.BackUpAsync();
        await _stage.PutBackAsync();
        await _stage.GoOnAsync(Minutes);
        _stage.App.Clock.Advance(TimeSpan.FromMinutes(30));
        await _stage.CreateClientAsync(109);
        var copied = _stage.Relay.LastEvent();
        await _stage.App.DrainAsync();
        _stage.Sent.ShouldBe(1);
        await _stage.App.MeddleAsync("UPDATE message SET queued_at = @before WHERE event_id = @copied", new { copied, before = _stage.App.Clock.GetUtcNow().AddHours(-2).ToUnixTimeMilliseconds() });
        await _stage.CreateClientAsync(110);
        await _stage.App.MeddleAsync("UPDATE event SET dialect = @copy, resource_id = @copied WHERE id = @id", new { copy = (int)Dialect.Copy, copied, id = _stage.Relay.LastEvent() });

        await _stage.App.DrainAsync();

        _stage.Sent.ShouldBe(1);
        _stage.Messages()[^1].ShouldBe((MessageStatus.DeadLettered, Reasons.ClosedAfterRestore));
    }

    /// <summary>The act, told in time, is found again on the core's trail, whose times are of its zone; and so are its copy and the messages of a group's members.</summary>
    [Theory]
    [InlineData((int)Dialect.Copy)]
    [InlineData((int)Dialect.Member)]
    public async Task A_part_of_what_may_be_found_again_is_put_to_a_person_where_nobody_can_be_asked(int dialect)
    {
        _app.Gateway.CanBeAsked = false;
        await _stage.BackUpAsync();
        await _stage.PutBackAsync();
        await _stage.GoOnAsync(Minutes);
        _stage.App.Clock.Advance(TimeSpan.FromMinutes(30));
        await _stage.CreateClientAsync(109);
        var origin = _stage.Relay.LastEvent();
        await _stage.App.DrainAsync();
        await PartAsync(110, dialect, origin);
        _stage.Sent.ShouldBe(2, "what a hook told after the backup was put back can not have been told before");

        await _stage.App.MeddleAsync("UPDATE event SET dialect = @audit WHERE id = @origin", new { audit = (int)Dialect.Audit, origin });
        await PartAsync(111, dialect, origin);

        _stage.Sent.ShouldBe(2);
        _stage.Messages()[^1].ShouldBe((MessageStatus.DeadLettered, Reasons.ClosedAfterRestore));
    }

    [Fact]
    public async Task A_two_factor_code_waits_for_no_comparison_and_one_of_before_is_not_sent()
    {
        await CodeAsync("Old code");
        await _stage.BackUpAsync();
        await _stage.PutBackAsync();

        await CodeAsync("New code");
        await _stage.App.DrainAsync();

        _stage.App.Gateway.Sent.Select(sms => sms.Body).ShouldBe(["New code"]);
        _stage.Messages().ShouldBe([(MessageStatus.DeadLettered, Reasons.ClosedAfterRestore), (MessageStatus.Sent, null)]);
    }

    /// <summary>Tells a client something that is a copy of another event's SMS, or one member's part of it.</summary>
    private async Task PartAsync(long client, int dialect, long origin)
    {
        await _stage.CreateClientAsync(client);
        var part = _stage.Relay.LastEvent();
        await _stage.App.MeddleAsync("UPDATE event SET dialect = @dialect, resource_id = @origin, sub_resource_id = @origin WHERE id = @part", new { dialect, origin, part });
        await _stage.App.DrainAsync();
        await _stage.App.MeddleAsync("UPDATE event SET resource_id = @client WHERE id = @part", new { client, part }); // the next one has it
    }

    private async Task CodeAsync(string text)
    {
        var tenantId = _stage.App.Services.GetRequiredService<SmsBridge.Tenants.TenantDirectory>().Find(_stage.Relay.Core.Id)!.Id;
        await _stage.App.Services.GetRequiredService<EventInbox>().AppendAllAsync(
        [
            new NewEvent
            {
                TenantId = tenantId, Type = EventType.SmsCode, Verdict = Verdict.Accepted, ReceivedAt = _stage.App.Clock.GetUtcNow().ToUnixTimeMilliseconds(), Dialect = Dialect.Gateway, MobileNo = Mobile,
                Sealed = _stage.App.Services.GetRequiredService<SmsBridge.Store.SecretBox>().Seal(text, CodeTexts.Purpose(tenantId)), Digest = System.Text.Encoding.UTF8.GetBytes(text),
            },
        ]);
    }

    private async Task WaitingAsync(params string[] texts)
    {
        foreach (var text in texts)
        {
            await _stage.Relay.SmsAsync(Mobile, text);
        }
    }
}
