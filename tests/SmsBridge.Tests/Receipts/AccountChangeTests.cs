using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Messages;
using SmsBridge.Receipts;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Receipts;

/// <summary>An SMS keeps the account it was sent with, whatever the tenant does meanwhile.</summary>
public sealed class AccountChangeTests
{
    public enum Change
    {
        OtherAccount,
        SameAccountNewToken,
        ApiKeyInsteadOfToken,
        OtherProvider,
        Deleted,
        DeletedAndRegisteredWithAnotherAccount,
        RegisteredAgainWithAnotherAccount,
    }

    public static TheoryData<Change> Changes() => [.. Enum.GetValues<Change>()];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Its_reports_are_believed_after_a_change(Change change)
    {
        await using var stage = await CallbackStage.SetUpAsync();
        var id = await stage.SendAsync();

        await MakeAsync(stage, change);
        await stage.Twilio.FinishAsync(CallbackStage.Token);

        (await stage.StatusAsync(id)).ShouldBe(MessageStatus.Delivered);
        (await stage.ForgeriesAsync()).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task It_is_asked_for_with_its_own_account_after_a_change(Change change)
    {
        await using var stage = await CallbackStage.SetUpAsync(sendCallbacks: false);
        var id = await stage.SendAsync();

        await MakeAsync(stage, change);
        await stage.Twilio.FinishAsync(CallbackStage.Token);
        await stage.PollAfterAsync(TimeSpan.FromMinutes(11));

        (await stage.StatusAsync(id)).ShouldBe(MessageStatus.Delivered);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Its_doubt_is_settled_with_its_own_account_after_a_change(Change change)
    {
        await using var stage = await CallbackStage.SetUpAsync(sendCallbacks: false);
        var id = await stage.SendAsync();
        await stage.App.MeddleAsync("""
            UPDATE attempt SET finished_at = started_at, outcome = 4, provider_id = NULL;
            UPDATE message SET status = 2, provider_id = NULL, provider_status = NULL, sent_at = NULL, due_at = updated_at
            """);

        await MakeAsync(stage, change);
        await stage.App.DrainAfterAsync(TimeSpan.FromMinutes(5));

        (await stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
        stage.Twilio.Messages.ShouldHaveSingleItem();
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task The_credential_is_kept_sealed_and_goes_with_its_last_sms(Change change)
    {
        await using var stage = await CallbackStage.SetUpAsync();
        var id = await stage.SendAsync();
        await MakeAsync(stage, change);
        (await stage.KeptAsync()).ShouldBe(1);
        stage.App.StoredBytes().ShouldNotContainText(Some.AuthToken);

        await stage.PollAfterAsync(TimeSpan.FromHours(2));
        (await stage.KeptAsync()).ShouldBe(1, "its SMS is not final");
        await stage.Twilio.FinishAsync(CallbackStage.Token);
        (await stage.StatusAsync(id)).ShouldBe(MessageStatus.Delivered);
        await stage.PollAfterAsync(change is Change.SameAccountNewToken or Change.ApiKeyInsteadOfToken ? TimeSpan.FromDays(1) : TimeSpan.FromMinutes(1));

        (await stage.KeptAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_tenant_that_is_deleted_with_nothing_under_way_leaves_no_secret_behind()
    {
        await using var stage = await CallbackStage.SetUpAsync();
        await stage.SendAsync();
        await stage.Twilio.FinishAsync(CallbackStage.Token);

        await MakeAsync(stage, Change.Deleted);

        (await stage.KeptAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task What_never_gets_a_final_status_does_not_keep_the_credential_for_ever()
    {
        await using var stage = await CallbackStage.SetUpAsync(sendCallbacks: false);
        stage.Twilio.SetOutcome(Some.Mobile, StandInOutcome.StaysSent);
        await stage.SendAsync();
        await stage.ChangeToOtherAsync();
        await stage.Twilio.FinishAsync(CallbackStage.Token);

        await stage.PollAfterAsync(TimeSpan.FromHours(2));
        (await stage.KeptAsync()).ShouldBe(1);
        await stage.PollAfterAsync(TimeSpan.FromDays(2));

        (await stage.KeptAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_former_account_says_nothing_about_an_sms_of_the_present_one()
    {
        await using var stage = await CallbackStage.SetUpAsync();
        await stage.SendAsync(1_000m);
        await stage.ChangeToOtherAsync();
        var later = await stage.SendAsync(2_000m);

        (await stage.App.QueryAsync<string>("SELECT status || ' ' || COALESCE(reason, '') || ' ' || COALESCE(detail, '') FROM message")).ShouldBe(["3  ", "3  "]);
        stage.Twilio.Messages.Select(message => message.From).ShouldBe([Some.Sender, CallbackStage.OtherSender]);
        (await stage.ReplyAsync(Some.AccountSid, Some.AuthToken, CallbackStage.OtherSender)).ShouldBe(HttpStatusCode.Forbidden);
        (await stage.ReplyAsync(Some.AccountSid, Some.AuthToken, Some.Sender)).ShouldBe(HttpStatusCode.OK);
        (await stage.ReplyAsync(CallbackStage.OtherSid, CallbackStage.OtherToken, CallbackStage.OtherSender)).ShouldBe(HttpStatusCode.OK);
        (await stage.ReplyAsync(CallbackStage.OtherSid, Some.AuthToken, CallbackStage.OtherSender)).ShouldBe(HttpStatusCode.Forbidden);
        await stage.Twilio.FinishAsync(CallbackStage.Token);
        (await stage.StatusAsync(later)).ShouldBe(MessageStatus.Delivered);
    }

    [Fact]
    public async Task An_earlier_attempt_keeps_its_account_when_the_message_is_sent_anew_with_another()
    {
        await using var stage = await CallbackStage.SetUpAsync(sendCallbacks: false);
        var id = await stage.SendAsync();
        await stage.ChangeToOtherAsync();
        await stage.App.MeddleAsync("UPDATE message SET status = 1, provider_id = NULL, due_at = 0, lease_owner = NULL, sent_at = NULL");
        await stage.App.DrainAsync();

        stage.Twilio.Messages.Count.ShouldBe(2);
        (await stage.App.QueryAsync<string?>("SELECT account_id FROM attempt WHERE event_id = @id ORDER BY number", new { id }))
            .ShouldBe([Some.AccountSid, null]);
    }

    /// <summary>Opt-outs hold for all of a tenant's senders, so who speaks for one speaks for all.</summary>
    [Fact]
    public async Task Of_a_former_account_a_stop_counts_from_whom_it_wrote_to_and_a_start_never()
    {
        await using var stage = await CallbackStage.SetUpAsync(sendCallbacks: false);
        await stage.SendAsync();
        await stage.ChangeToOtherAsync();

        (await stage.ReplyAsync(Some.AccountSid, Some.AuthToken, Some.Sender, from: "+254733000111")).ShouldBe(HttpStatusCode.OK);
        (await OptedOutAsync(stage)).ShouldBeEmpty("it never wrote to that number");
        (await stage.ReplyAsync(Some.AccountSid, Some.AuthToken, Some.Sender)).ShouldBe(HttpStatusCode.OK);
        (await OptedOutAsync(stage)).ShouldBe([Some.Mobile]);
        (await stage.ReplyAsync(Some.AccountSid, Some.AuthToken, Some.Sender, word: "START")).ShouldBe(HttpStatusCode.OK);
        (await OptedOutAsync(stage)).ShouldBe([Some.Mobile], "yes is said to who asks now");

        (await stage.ReplyAsync(CallbackStage.OtherSid, CallbackStage.OtherToken, CallbackStage.OtherSender, word: "START")).ShouldBe(HttpStatusCode.OK);
        (await OptedOutAsync(stage)).ShouldBeEmpty();
        stage.Log.Text.Split("is the tenant's no longer").Length.ShouldBe(3, "two of them are in the log");
    }

    /// <summary>A client answers what it got: the bank is the same to it, whatever became of its registration meanwhile.</summary>
    [Theory]
    [InlineData(Change.Deleted)]
    [InlineData(Change.DeletedAndRegisteredWithAnotherAccount)]
    public async Task A_stop_to_an_earlier_registration_of_the_name_counts_from_whom_it_wrote_to_and_holds_for_the_next(Change change)
    {
        await using var stage = await CallbackStage.SetUpAsync(sendCallbacks: false);
        await stage.SendAsync();
        await MakeAsync(stage, change);

        (await stage.ReplyAsync(Some.AccountSid, "99999999999999999999999999999999", Some.Sender)).ShouldBe(HttpStatusCode.Forbidden);
        (await stage.ReplyAsync(Some.AccountSid, Some.AuthToken, Some.Sender, from: "+254733000111")).ShouldBe(HttpStatusCode.OK);
        (await OptedOutAsync(stage)).ShouldBeEmpty("it never wrote to that number");
        (await stage.ReplyAsync(Some.AccountSid, Some.AuthToken, Some.Sender)).ShouldBe(HttpStatusCode.OK);
        (await OptedOutAsync(stage)).ShouldBe([Some.Mobile]);
        (await stage.ReplyAsync(Some.AccountSid, Some.AuthToken, Some.Sender, word: "START")).ShouldBe(HttpStatusCode.OK);
        (await OptedOutAsync(stage)).ShouldBe([Some.Mobile], "yes is said to who asks now");
        stage.App.Services.GetRequiredService<ForgedReceipts>().Count.ShouldBe(1, "the one that was signed with another token");

        stage.App.Clock.Advance(TimeSpan.FromMinutes(10));
        var tenant = await stage.RegisterAsync("bank", CallbackStage.OtherToken, CallbackStage.OtherSid, CallbackStage.OtherSender);
        var told = await tenant.RepayAsync(2_000m);
        await stage.App.DrainAsync();
        (await stage.StatusAsync(told)).ShouldBe(MessageStatus.DeadLettered);
        stage.Twilio.Messages.Count.ShouldBe(1);
    }

    /// <summary>The account's secret goes with its last SMS: from then on nobody can prove to be it.</summary>
    [Fact]
    public async Task A_stop_to_a_deleted_tenant_is_not_proved_once_its_last_sms_is_settled()
    {
        await using var stage = await CallbackStage.SetUpAsync();
        await stage.SendAsync();
        await MakeAsync(stage, Change.Deleted);
        await stage.Twilio.FinishAsync(CallbackStage.Token);
        await stage.PollAfterAsync(TimeSpan.FromMinutes(1));

        (await stage.KeptAsync()).ShouldBe(0);
        (await stage.ReplyAsync(Some.AccountSid, Some.AuthToken, Some.Sender)).ShouldBe(HttpStatusCode.Forbidden);
    }

    private static Task<List<string>> OptedOutAsync(CallbackStage stage) => stage.App.QueryAsync<string>("SELECT number FROM opt_out WHERE lifted_at IS NULL");

    private static async Task MakeAsync(CallbackStage stage, Change change)
    {
        switch (change)
        {
            case Change.OtherAccount:
                await stage.ChangeToOtherAsync();
                break;
            case Change.SameAccountNewToken:
                stage.Twilio.AddAccount(Some.AccountSid, "99999999999999999999999999999999", [Some.Sender]);
                await stage.ChangeAsync(new { smsProviderToken = "99999999999999999999999999999999" });
                break;
            case Change.ApiKeyInsteadOfToken:
                await stage.ChangeAsync(new { smsProviderToken = $"{CallbackStage.KeySid}:{CallbackStage.KeySecret}" });
                break;
            case Change.OtherProvider:
                await stage.ChangeAsync(new { smsProvider = "log", smsProviderAccountId = "none", smsProviderToken = "none", phoneNo = "Bank" });
                break;
            case Change.RegisteredAgainWithAnotherAccount:
                stage.App.Clock.Advance(TimeSpan.FromMinutes(10));
                await stage.RegisterAsync("bank", CallbackStage.OtherToken, CallbackStage.OtherSid, CallbackStage.OtherSender);
                break;
            default:
                using (var caller = stage.Tenant.CreateCaller())
                {
                    using var answer = await caller.DeleteAsync(new Uri(stage.Tenant.ConfigurationUrl, UriKind.Relative), CallbackStage.Token);
                    answer.IsSuccessStatusCode.ShouldBeTrue();
                    stage.ForgetKey("bank");
                }

                if (change == Change.DeletedAndRegisteredWithAnotherAccount)
                {
                    await stage.RegisterAsync("bank", CallbackStage.OtherToken, CallbackStage.OtherSid, CallbackStage.OtherSender);
                }

                break;
        }
    }
}
