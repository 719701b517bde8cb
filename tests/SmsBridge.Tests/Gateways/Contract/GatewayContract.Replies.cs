using System.Net;
using SmsBridge.Messages;
using SmsBridge.Simulator.Providers;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways.Contract;

/// <summary>What clients write back: whichever provider carries it, who asks for no more SMS gets none.</summary>
public abstract partial class GatewayContract
{
    [Fact]
    public async Task Who_replies_stop_gets_nothing_more_until_start()
    {
        await ReplyAsync("Stop.");
        (await Stage.MessageAsync(await Stage.SendAsync())).Reason.ShouldBe(Reasons.OptedOut);
        Stage.Taken.ShouldBeEmpty();

        await ReplyAsync("START");
        (await Stage.StatusAsync(await Stage.SendAsync(text: "Another text."))).ShouldBe(MessageStatus.Sent);
    }

    [Fact]
    public async Task What_is_no_order_is_taken_and_changes_nothing()
    {
        foreach (var text in (string[])["", " ", "HELP", "please do not stop", "stop?", new string('s', 150)])
        {
            await ReplyAsync(text);
        }

        (await OptedOutAsync()).ShouldBe(0);
        (await Stage.StatusAsync(await Stage.SendAsync())).ShouldBe(MessageStatus.Sent);
    }

    /// <summary>Where nothing tells a repeat, the client is rather left alone.</summary>
    [Fact]
    public async Task A_reply_that_comes_again_undoes_no_newer_one()
    {
        foreach (var (text, id) in ((string, string)[])[("STOP", "1"), ("START", "2"), ("STOP", "1")])
        {
            await ReplyAsync(text, id: id);
            Stage.App.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        (await OptedOutAsync()).ShouldBe(Stage.RepliesHaveIds ? 0 : 1);
    }

    [Fact]
    public async Task A_forged_reply_is_refused_and_changes_nothing()
    {
        (await Stage.PostAsync(Stage.ForgedReplyOf(New("STOP")))).ShouldBe(HttpStatusCode.Forbidden);

        (await OptedOutAsync()).ShouldBe(0);
        (await Stage.StatusAsync(await Stage.SendAsync())).ShouldBe(MessageStatus.Sent);
    }

    [Fact]
    public async Task A_stop_holds_for_the_tenant_it_was_said_to()
    {
        await ReplyAsync("STOP");

        var other = await Stage.RegisterAsync("other");
        using var answer = await other.Hooks().PostSmsAsync(Some.Mobile, ProviderStage.Text, TestContext.Current.CancellationToken);
        var id = (await HookReply.ReadAsync(answer)).EventId;
        await Stage.App.DrainAsync();

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
    }

    /// <summary>Who had the account before the tenant left it may be anybody: it says no for those whom it wrote to, and never yes.</summary>
    [Fact]
    public async Task Of_an_account_that_the_tenant_left_a_stop_counts_from_whom_it_wrote_to_and_a_start_never()
    {
        await Stage.SendAsync();
        await Stage.LeaveAsync();

        await ReplyAsync("STOP", from: "+254733000111");
        (await OptedOutAsync()).ShouldBe(0, "it never wrote to that number");
        await ReplyAsync("STOP");
        (await OptedOutAsync()).ShouldBe(1);
        await ReplyAsync("START");
        (await OptedOutAsync()).ShouldBe(1, "yes is said to who asks now");
    }

    private async Task ReplyAsync(string text, string from = Some.Mobile, string? id = null) =>
        ((int)await Stage.ReplyAsync(New(text, from, id))).ShouldBeInRange(200, 299);

    /// <summary>To the tenant's sender, as most replies are.</summary>
    private static StandInReply New(string text, string from = Some.Mobile, string? id = null) => new(id ?? Guid.NewGuid().ToString("N"), from, "22141", text);
}
