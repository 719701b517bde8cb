using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways.Smpp;
using SmsBridge.Messages;
using SmsBridge.Simulator.Providers;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways.Contract;

/// <summary>An SMSC: what every provider keeps to, by a session instead of HTTP.</summary>
public sealed partial class SmppContractTests : GatewayContract
{
    private SmppStage Here => (SmppStage)Stage;

    internal override ProviderStage Create() => new SmppStage();

    [Fact]
    public async Task A_part_that_is_refused_after_others_were_taken_is_said_and_the_sms_is_never_sent_again_by_itself()
    {
        Here.Smsc.AnswerNext(SmppStatus.Ok, SmppStatus.SystemError);
        var id = await Stage.SendAsync(text: new string('a', 400));
        await Stage.PassAsync(TimeSpan.FromHours(2));

        (await Stage.MessageAsync(id)).ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.DeadLettered), message => message.Reason.ShouldBe(Reasons.ProviderRejected));
        (await DetailAsync(id)).ShouldNotBeNull().ShouldContain("1 of 3 parts were taken");
        Here.Smsc.Parts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_part_that_is_refused_after_others_were_taken_sends_the_whole_by_no_other_route()
    {
        using var caller = Stage.Tenant.CreateCaller();
        using var set = await caller.PutAsJsonAsync($"/modules/sms/routes/{Stage.Tenant.Id}", new
        {
            routes = new object[] { new { name = "one", account = "registered" }, new { name = "two", account = "registered", sender = "Other" } },
        }, TestContext.Current.CancellationToken);
        set.EnsureSuccessStatusCode();
        Here.Smsc.AnswerNext(SmppStatus.Ok, SmppStatus.SystemError);
        var id = await Stage.SendAsync(text: new string('a', 400));
        await Stage.PassAsync(TimeSpan.FromHours(2));

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.DeadLettered);
        Here.Smsc.Parts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_part_that_comes_too_fast_after_others_were_taken_waits_and_goes_out()
    {
        Here.Smsc.AnswerNext(SmppStatus.Ok, SmppStatus.Throttled);
        using var answer = await Stage.Tenant.Hooks().PostSmsAsync(Some.Mobile, new string('a', 300), TestContext.Current.CancellationToken);
        var id = (await HookReply.ReadAsync(answer)).EventId;

        var sending = Stage.App.DrainAsync();
        await Eventually.BecomesAsync(
            () =>
            {
                Stage.App.Clock.Advance(TimeSpan.FromMilliseconds(200));
                return Task.FromResult(sending.IsCompleted);
            }, isDone => isDone, "the second part to go out");
        await sending;

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
        Here.Smsc.Parts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_smsc_that_does_not_answer_leaves_it_in_doubt_and_gets_a_new_session()
    {
        Stage.Faults.Next(new StandInFault.AcceptThenHold(new TaskCompletionSource().Task));
        using var answer = await Stage.Tenant.Hooks().PostSmsAsync(Some.Mobile, ProviderStage.Text, TestContext.Current.CancellationToken);
        var id = (await HookReply.ReadAsync(answer)).EventId;

        var sending = Stage.App.DrainAsync();
        await Eventually.BecomesAsync(() => Task.FromResult(Stage.Taken.Count), count => count == 1, "the SMSC to take it");
        Stage.App.Clock.Advance(TimeSpan.FromSeconds(11));
        await sending;

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sending);
        var next = await Stage.SendAsync("+254711000111");
        (await Stage.StatusAsync(next)).ShouldBe(MessageStatus.Sent);
        await Stage.ReportAsync(0, StandInNews.Delivered);
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Delivered);
    }

    [Theory]
    [InlineData("stat:DELIVRD err:000")]
    [InlineData("stat:UNDELIV err:027")]
    public async Task A_receipt_of_another_programs_sms_to_the_same_number_settles_nothing_that_is_in_doubt(string says)
    {
        Stage.Faults.Next(new StandInFault.AcceptThenDropConnection());
        var id = await Stage.SendAsync();
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sending);

        (await Here.DeliverAsync(StandInSmsc.ReceiptOf(Here.Smsc.Taken[0], $"id:another {says} text:Your code is 123456"))).ShouldBe(SmppStatus.Ok);
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sending);

        await Here.DeliverAsync(StandInSmsc.ReceiptOf(Here.Smsc.Taken[0], StandInNews.Delivered));
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Delivered);
    }

    /// <summary>What a receipt repeats of its text tells which it is, as long as only one begins so.</summary>
    [Fact]
    public async Task Of_several_in_doubt_to_one_number_the_text_tells()
    {
        string[] texts = ["Dear Jane, welcome.", "We received KES 100.", "We received KES 200."];
        var ids = new List<long>();
        foreach (var text in texts)
        {
            Stage.Faults.Next(new StandInFault.AcceptThenDropConnection());
            ids.Add(await Stage.SendAsync(text: text));
            await Here.BoundAsync();
        }

        foreach (var (says, id) in new[] { ("We received KES", "0a"), ("", "0b"), ("Dear Jane, w", "0c"), ("We received KES 2", "0d") })
        {
            (await Here.DeliverAsync(StandInSmsc.ReceiptOf(Here.Smsc.Taken[0], $"id:{id} stat:DELIVRD err:000 text:{says}"))).ShouldBe(SmppStatus.Ok);
        }

        (await Stage.MessageAsync(ids[0])).ShouldBe((MessageStatus.Delivered, null, "smpp:0c"));
        (await Stage.StatusAsync(ids[1])).ShouldBe(MessageStatus.Sending);
        (await Stage.MessageAsync(ids[2])).ShouldBe((MessageStatus.Delivered, null, "smpp:0d"));
    }

    [Fact]
    public async Task A_try_that_failed_ends_nothing_while_the_smsc_goes_on_trying()
    {
        var id = await Stage.SendAsync();

        await Here.DeliverAsync(StandInSmsc.ReceiptOf(Here.Smsc.Taken[0], StandInNews.Failed) with { EsmClass = 0x20 });
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);

        await Here.DeliverAsync(StandInSmsc.ReceiptOf(Here.Smsc.Taken[0], StandInNews.Failed));
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Undelivered);
    }

    [Fact]
    public async Task A_bind_that_is_refused_holds_the_tenant_and_is_not_tried_again_by_itself()
    {
        await Stage.SendAsync();
        Here.Smsc.AnswerNextBind(SmppStatus.InvalidPassword);
        Here.Smsc.Drop();
        await Eventually.BecomesAsync(() => Task.FromResult(Here.Smsc.Sessions), count => count == 0, "the session to end");
        await ClosedAsync();

        var id = await Stage.SendAsync("+254711000111");
        var binds = Here.Smsc.Binds.Count;
        Stage.App.Clock.Advance(TimeSpan.FromHours(1));

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Queued);
        Stage.Directory().Pause.ShouldNotBeNull().Reason.ShouldBe(Reasons.ProviderCredentials);
        Here.Smsc.Binds.Count.ShouldBe(binds);
        await Stage.App.Services.GetRequiredService<TenantAdmin>().ResumeAsync(Stage.Directory()); // mended
        await Stage.App.DrainAfterAsync(TimeSpan.FromMinutes(1));
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
    }

    [Theory]
    [InlineData("1f", "31")]
    [InlineData("1F", "0000001f")]
    [InlineData("31", "1F")]
    [InlineData("0000000031", "31")]
    public async Task A_receipt_is_known_by_another_spelling_of_the_id(string answered, string reported)
    {
        Here.Smsc.IdOf = _ => answered;
        var id = await Stage.SendAsync();

        await Here.DeliverAsync(StandInSmsc.ReceiptOf(Here.Smsc.Taken[0] with { To = "+254711000111" }, StandInNews.Failed, reported)); // of another program's SMS
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
        await Here.DeliverAsync(StandInSmsc.ReceiptOf(Here.Smsc.Taken[0], StandInNews.Delivered, reported));

        (await Stage.MessageAsync(id)).ShouldBe((MessageStatus.Delivered, null, $"smpp:{answered}"));
    }

    [Fact]
    public async Task A_receipt_that_overtakes_the_answer_and_spells_the_id_in_another_way_is_of_the_one_sms()
    {
        Here.Smsc.IdOf = _ => "FF";
        var early = new TaskCompletionSource();
        Stage.Faults.Next(new StandInFault.AcceptThenHold(early.Task));
        using var answer = await Stage.Tenant.Hooks().PostSmsAsync(Some.Mobile, ProviderStage.Text, TestContext.Current.CancellationToken);
        var id = (await HookReply.ReadAsync(answer)).EventId;
        var sending = Stage.App.DrainAsync();
        await Eventually.BecomesAsync(() => Task.FromResult(Stage.Taken.Count), count => count == 1, "the SMSC to take it");

        await Here.DeliverAsync(StandInSmsc.ReceiptOf(Here.Smsc.Taken[0], StandInNews.OnItsWay, "0000000255"));
        early.SetResult();
        await sending;
        await Here.DeliverAsync(StandInSmsc.ReceiptOf(Here.Smsc.Taken[0], StandInNews.Delivered, "0000000255"));

        (await Stage.MessageAsync(id)).ShouldBe((MessageStatus.Delivered, null, "smpp:0000000255"));
        (await Stage.App.QueryAsync<string>("SELECT detail FROM status_change WHERE event_id = @id AND detail LIKE '%may get two%'", new { id })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_accounts_session_can_not_report_about_it()
    {
        var id = await Stage.SendAsync();
        Here.Smsc.OtherSystemIds.Add("other");
        Here.SystemId = "other";
        await Stage.RegisterAsync("other");
        await Here.BoundAsync(sessions: 2);

        (await Here.Smsc.DeliverAsync(StandInSmsc.ReceiptOf(Here.Smsc.Taken[0], StandInNews.Failed), "other")).ShouldBe(SmppStatus.Ok);

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
    }

    [Fact]
    public async Task A_receipt_is_answered_when_it_is_on_disk_and_not_before()
    {
        var id = await Stage.SendAsync();
        Task<uint> delivering;
        using (Stage.App.HoldStore())
        {
            delivering = Here.DeliverAsync(StandInSmsc.ReceiptOf(Here.Smsc.Taken[0], StandInNews.Delivered));
            await Task.WhenAny(delivering, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken));
            (delivering.IsCompleted ? await delivering : SmppStatus.TemporaryApplicationError).ShouldBe(SmppStatus.TemporaryApplicationError, "it waits for the store, or is to come again");
        }

        if (await delivering != SmppStatus.Ok)
        {
            (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
            await Eventually.BecomesAsync(() => Stage.ReportAsync(0, StandInNews.Delivered), static status => status == System.Net.HttpStatusCode.OK, "it is taken, as an SMSC sends it again");
        }

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Delivered);
    }

    [Fact]
    public async Task A_receipt_that_says_nothing_to_us_is_answered_and_changes_nothing()
    {
        var id = await Stage.SendAsync();

        (await Here.DeliverAsync(StandInSmsc.ReceiptOf(Here.Smsc.Taken[0], StandInNews.Failed, "another"))).ShouldBe(SmppStatus.Ok);
        (await Here.DeliverAsync(StandInSmsc.ReceiptOf(Here.Smsc.Taken[0], "no receipt at all"))).ShouldBe(SmppStatus.Ok);
        (await Here.DeliverAsync(StandInSmsc.ReceiptOf(Here.Smsc.Taken[0], $"id:{Here.Smsc.Taken[0].Id} stat:UNKNOWN"))).ShouldBe(SmppStatus.Ok);

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
    }

    [Theory]
    [InlineData("LongTexts", "Sar")]
    [InlineData("LongTexts", "Payload")]
    public async Task A_long_text_arrives_whole_by_the_other_ways_too(string setting, string value)
    {
        await using var stage = new SmppStage { More = { [setting] = value } };
        await stage.SetUpAsync();
        var text = new string('ж', 200);

        await stage.SendAsync(text: text);

        stage.Taken.ShouldHaveSingleItem().Text.ShouldBe(text);
    }

    /// <summary>Of an account that only a route leads to: its session is kept, and what comes by it is the tenant's.</summary>
    [Fact]
    public async Task What_a_further_account_brings_is_told_of_its_sms()
    {
        const string Other = "second";
        Here.Smsc.OtherSystemIds.Add(Other);
        using (var caller = Stage.Tenant.CreateCaller())
        {
            using var set = await caller.PutAsJsonAsync($"/modules/sms/routes/{Stage.Tenant.Id}", new
            {
                accounts = new[] { new { name = Other, provider = SmppStage.Name, accountId = Other, token = StandInSmsc.Password, sender = "22142" } },
                routes = new[] { new { name = "by-second", account = Other } },
            }, TestContext.Current.CancellationToken);
            set.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, await set.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        await Here.BoundAsync(sessions: 2);
        var id = await Stage.SendAsync();
        Here.Smsc.Parts.ShouldHaveSingleItem().Source.Value.ShouldBe("22142");

        (await Here.Smsc.DeliverAsync(StandInSmsc.ReceiptOf(Here.Smsc.Taken[0], StandInNews.Delivered), Other)).ShouldBe(SmppStatus.Ok);
        (await Here.Smsc.DeliverAsync(StandInSmsc.ReplyOf(new StandInReply("", Some.Mobile, "22142", "STOP")), Other)).ShouldBe(SmppStatus.Ok);

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Delivered);
        (await Stage.App.QueryAsync<string>("SELECT sender FROM opt_out WHERE lifted_at IS NULL")).ShouldBe(["22142"]);
    }

    [Theory]
    [InlineData("A sender of more than twenty characters")]
    [InlineData("Банк")]
    public async Task An_smpp_route_with_a_sender_that_does_not_fit_is_refused_and_in_no_doubt(string sender)
    {
        (await SetSenderAsync(sender)).ShouldBe(System.Net.HttpStatusCode.UnprocessableEntity);
        (await SetSenderAsync("22142")).ShouldBe(System.Net.HttpStatusCode.OK);
        await Stage.App.MeddleAsync("UPDATE route SET sender = @sender", new { sender }); // as it was taken before senders of routes were proved
        await Stage.App.Services.GetRequiredService<SmsBridge.Routes.RouteDirectory>().ReloadAsync(TestContext.Current.CancellationToken);

        var id = await Stage.SendAsync();

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Queued);
        Stage.Directory().Pause.ShouldNotBeNull().Reason.ShouldBe(Reasons.ProviderConfiguration);
        Here.Smsc.Parts.ShouldBeEmpty();
    }

    private async Task<System.Net.HttpStatusCode> SetSenderAsync(string sender)
    {
        using var caller = Stage.Tenant.CreateCaller();
        using var set = await caller.PutAsJsonAsync(
            $"/modules/sms/routes/{Stage.Tenant.Id}", new { routes = new[] { new { name = "own", account = "registered", sender } } }, TestContext.Current.CancellationToken);
        return set.StatusCode;
    }

    private async Task<string?> DetailAsync(long id) =>
        (await Stage.App.QueryAsync<string?>("SELECT detail FROM message WHERE event_id = @id", new { id })).ShouldHaveSingleItem();

    /// <summary>Until the bridge, too, has seen that its session ended.</summary>
    private Task ClosedAsync() => Eventually.BecomesAsync(
        () => Task.FromResult(Stage.App.Services.GetRequiredService<SmppSessions>().HasOpen(new SmppLogin(SmppStage.Name, StandInSmsc.SystemId, StandInSmsc.Password))),
        isOpen => !isOpen, "the bridge to see the end of its session");
}
