using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Partners.Notices.Resends;

namespace SmsBridge.Tests.Partners.Notices;

/// <summary>A resend whose process is gone in the middle.</summary>
public class NoticeResendCrashTests(NoticeStage stage) : IClassFixture<NoticeStage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private NoticeResendStore Store => stage.App.Services.GetRequiredService<NoticeResendStore>();

    [Fact]
    public async Task The_next_one_goes_on_and_nothing_is_sent_twice_or_left_out()
    {
        const int Examples = (2 * NoticeResendMoves.Batch) + 10;
        var partner = await stage.AddPartnerAsync(await stage.App.NewTenantAsync());
        for (var index = 0; index < Examples; index++)
        {
            await stage.Actions.SendExampleAsync(partner.SubscriptionId, partner.By);
        }

        await stage.TellAsync();
        stage.App.Clock.Advance(TimeSpan.FromSeconds(1)); // a time ends before now
        var resend = (await stage.App.Services.GetRequiredService<NoticeResendVerbs>().StartAsync(
            Caller.CommandLine, partner.Code, new ResendWish(null, null, null, stage.App.Clock.GetUtcNow().AddHours(-1), null), Guid.NewGuid(), $"resend {Examples}", Cancellation))
            .ShouldBeOfType<ResendStarted>().Resend;

        // What a run does, up to its first batch: then the process is gone.
        var some = await Store.NextAsync(resend, ResendPlace.Of(partner.SubscriptionId), NoticeResendMoves.Batch, Cancellation);
        var place = new ResendPlace(partner.SubscriptionId, some[^1].At, some[^1].Id);
        (await Store.MoveAsync(resend, resend.Place, place, [.. some.Select(each => each.Id)])).ShouldBeTrue();
        await stage.RestartAsync();
        await stage.TellAsync();
        await stage.App.Services.GetRequiredService<NoticeResendMoves>().RunAsync(Cancellation);
        await stage.TellAsync();

        partner.Receiver.Received.GroupBy(notice => notice.Id, StringComparer.Ordinal).Select(notices => notices.Count()).Distinct().ShouldBe([2]);
        partner.Receiver.Count.ShouldBe(2 * Examples);
        var done = (await Store.FindAsync(resend.PartnerId, resend.Id, Cancellation))!;
        (done.Sent, done.LeftOut, done.EndedAt is not null).ShouldBe((Examples, 0, true));
    }
}
