using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SmsBridge.Operators;
using SmsBridge.Partners;
using SmsBridge.Partners.Notices;
using SmsBridge.Partners.Notices.Resends;
using SmsBridge.Simulator.Partners;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Partners.Notices;

/// <summary>Notifications sent again together: counted before, once each.</summary>
public class NoticeResendTests(NoticeStage stage) : IClassFixture<NoticeStage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private NoticeResendVerbs Verbs => stage.App.Services.GetRequiredService<NoticeResendVerbs>();

    private NoticeResendStore Store => stage.App.Services.GetRequiredService<NoticeResendStore>();

    private NoticeResendMoves Moves => stage.App.Services.GetRequiredService<NoticeResendMoves>();

    private ResendWish LastHour => new(null, null, null, stage.App.Clock.GetUtcNow().AddHours(-1), null);

    [Fact]
    public async Task What_was_delivered_is_counted_and_sent_again_under_the_same_webhook_id()
    {
        var (tenant, partner) = await StartAsync();
        partner.Receiver.Behaviour = number => number == 1 ? new StandInBehaviour(400) : StandInBehaviour.Healthy;
        await tenant.RepayAsync(1m);
        await stage.TellAsync();
        await stage.App.MeddleAsync("UPDATE notification SET state = 3, due_at = NULL WHERE subscription_id = @SubscriptionId", new { partner.SubscriptionId }); // given up
        await tenant.RepayAsync(2m);
        await tenant.RepayAsync(3m);
        await stage.TellAfterAsync(TimeSpan.FromSeconds(1));
        partner.Receiver.Count.ShouldBe(3);
        stage.App.Clock.Advance(TimeSpan.FromSeconds(1)); // a time ends before now

        var plan = await PlanAsync(partner, LastHour);
        plan.Sent.ShouldBe([(NotificationState.Delivered, 2), (NotificationState.GivenUp, 1)]);
        plan.Left.ShouldBeEmpty();
        partner.Receiver.Count.ShouldBe(3); // nothing was done
        var started = await StartAsync(partner, LastHour, Guid.NewGuid(), plan.Confirmation);
        await Moves.RunAsync(Cancellation);
        await stage.TellAsync();

        partner.Receiver.Received.GroupBy(notice => notice.Id, StringComparer.Ordinal).Select(notices => notices.Count()).ShouldBe([2, 2, 2]);
        partner.Codes.Count.ShouldBe(6); // each signed
        var done = (await Store.FindAsync(started.PartnerId, started.Id, Cancellation))!;
        (done.Sent, done.LeftOut, done.EndedAt is not null, done.IsStopped).ShouldBe((3, 0, true, false));
        (await AuditAsync(partner)).ShouldHaveSingleItem().ShouldContain("3 to be sent");
    }

    [Fact]
    public async Task Pressed_twice_it_is_one_and_another_one_waits_its_turn()
    {
        var (_, partner) = await StartAsync(examples: 3);
        var (id, wish) = (Guid.NewGuid(), LastHour);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Verbs.StartAsync(Caller.CommandLine, partner.Code, wish, id, "resend 3", Cancellation)));
        var other = await Verbs.StartAsync(Caller.CommandLine, partner.Code, wish, Guid.NewGuid(), "resend 3", Cancellation);
        await Moves.RunAsync(Cancellation);
        await stage.TellAsync();
        var late = await Verbs.StartAsync(Caller.CommandLine, partner.Code, wish, id, "resend 3", Cancellation);
        await Moves.RunAsync(Cancellation);
        await stage.TellAsync();

        answers.ShouldAllBe(answer => answer is ResendStarted);
        other.ShouldBeOfType<Outcome.Refused>().Words.ShouldContain(id.ToString());
        late.ShouldBeOfType<ResendStarted>().Words.ShouldContain("has ended");
        partner.Receiver.Count.ShouldBe(6);
        (await AuditAsync(partner)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Who_was_overtaken_moves_nothing()
    {
        var (_, partner) = await StartAsync(examples: 2);
        var resend = await StartAsync(partner, LastHour, Guid.NewGuid(), "resend 2");
        var some = await Store.NextAsync(resend, ResendPlace.Of(partner.SubscriptionId), 10, Cancellation);
        var place = new ResendPlace(partner.SubscriptionId, some[^1].At, some[^1].Id);
        List<long> ids = [.. some.Select(each => each.Id)];

        (await Store.MoveAsync(resend, resend.Place, place, ids)).ShouldBeTrue();
        await stage.TellAsync();
        (await Store.MoveAsync(resend, resend.Place, place, ids)).ShouldBeFalse(); // by what it knew
        await stage.TellAsync();

        partner.Receiver.Count.ShouldBe(4);
    }

    [Fact]
    public async Task What_is_new_does_not_wait_behind_all_that_is_old()
    {
        const int Examples = NoticeResendMoves.MostDue + 100;
        var (_, partner) = await StartAsync(Examples);
        await StartAsync(partner, LastHour, Guid.NewGuid(), $"resend {Examples}");
        var moves = new NoticeResendMoves(
            Store, stage.App.Services.GetRequiredService<SubscriptionLineStore>(), stage.App.Services.GetRequiredService<DeliveryBell>(),
            Options.Create(new NoticeOptions { Enabled = true }), NullLogger<NoticeResendMoves>.Instance);

        await moves.RunAsync(Cancellation);
        (await Store.DueAsync(partner.SubscriptionId, 10_000)).ShouldBe(NoticeResendMoves.MostDue);
        await moves.RunAsync(Cancellation);
        (await Store.DueAsync(partner.SubscriptionId, 10_000)).ShouldBe(NoticeResendMoves.MostDue);
        await stage.TellAsync();
        await moves.RunAsync(Cancellation);
        await stage.TellAsync();

        partner.Receiver.Count.ShouldBe(2 * Examples);
    }

    [Fact]
    public async Task What_can_not_be_sent_is_counted_apart_and_left_as_it_is()
    {
        var (tenant, partner) = await StartAsync(examples: 1);
        await tenant.RepayAsync();
        await stage.TellAsync();
        await stage.App.MeddleAsync("DELETE FROM partner_tenant WHERE identifier = @Id", new { tenant.Id });
        stage.App.Clock.Advance(TimeSpan.FromSeconds(1));

        var plan = await PlanAsync(partner, LastHour);
        await StartAsync(partner, LastHour, Guid.NewGuid(), plan.Confirmation);
        await Moves.RunAsync(Cancellation);
        await stage.TellAsync();

        (plan.Count, plan.Left.ShouldHaveSingleItem()).ShouldBe((1, (NoticeBar.NotTold, 1)));
        partner.Receiver.Count.ShouldBe(3); // the example twice
    }

    [Fact]
    public async Task It_is_stopped_by_a_person_and_those_that_were_picked_go_alone()
    {
        var (_, partner) = await StartAsync(examples: 5);
        var first = await StartAsync(partner, LastHour, Guid.NewGuid(), "resend 5");
        (await Verbs.StopAsync(Caller.CommandLine, partner.Code, first.Id, Cancellation)).ShouldBeOfType<Outcome.Done>();
        (await Verbs.StopAsync(Caller.CommandLine, partner.Code, first.Id, Cancellation)).ShouldBeOfType<Outcome.Unchanged>();
        await Moves.RunAsync(Cancellation);
        await stage.TellAsync();
        partner.Receiver.Count.ShouldBe(5);

        var picked = (await stage.NotificationsAsync(partner)).Take(2).Select(row => row.Id).ToList();
        var (_, stranger) = await StartAsync(examples: 1);
        var foreign = (await stage.NotificationsAsync(stranger)).ShouldHaveSingleItem().Id;
        var wish = new ResendWish(null, null, null, null, null, [.. picked, foreign]);
        await StartAsync(partner, wish, Guid.NewGuid(), "resend 2");
        await Moves.RunAsync(Cancellation);
        await stage.TellAsync();

        partner.Receiver.Count.ShouldBe(7);
        stranger.Receiver.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_is_sent_that_was_not_confirmed_or_is_not_there()
    {
        var (_, partner) = await StartAsync(examples: 2);
        var now = stage.App.Clock.GetUtcNow();

        (await RefusedAsync(LastHour, "resend 3")).Field.ShouldBe("confirm");
        (await RefusedAsync(LastHour, null)).Field.ShouldBe("confirm");
        (await RefusedAsync(LastHour with { From = null }, "resend 2")).Field.ShouldBe("from");
        (await RefusedAsync(LastHour with { From = now.AddHours(1), To = now.AddHours(2) }, "resend 2")).Words.ShouldContain("None of them");
        (await RefusedAsync(LastHour with { Chosen = [] }, "resend 0")).Words.ShouldContain("Pick 1 to");
        (await RefusedAsync(LastHour with { Code = "NONSENSE" }, "resend 0")).Field.ShouldBe("code");
        var picked = new ResendWish(null, null, null, null, null, [1]);
        foreach (var narrowed in new[]
        {
            picked with { Reference = "ReconM12" }, picked with { State = NotificationState.Held }, picked with { Code = "MR101" }, picked with { From = now.AddHours(-1) }, picked with { To = now },
        })
        {
            (await RefusedAsync(narrowed, "resend 1")).Words.ShouldContain("Picked notifications are sent as they are picked");
        }

        (await Verbs.PlanAsync(Caller.CommandLine, partner.Code, LastHour with { Reference = "none" }, Cancellation)).ShouldBeOfType<Outcome.NotFound>();
        (await Verbs.PlanAsync(Caller.CommandLine, "nobody", LastHour, Cancellation)).ShouldBeOfType<Outcome.NotFound>();
        await Moves.RunAsync(Cancellation);
        await stage.TellAsync();
        partner.Receiver.Count.ShouldBe(2);

        async Task<Outcome.Refused> RefusedAsync(ResendWish wish, string? confirm) =>
            (Outcome.Refused)await Verbs.StartAsync(Caller.CommandLine, partner.Code, wish, Guid.NewGuid(), confirm, Cancellation);
    }

    [Fact]
    public async Task More_than_one_resend_takes_are_refused_as_a_whole()
    {
        var (_, partner) = await StartAsync();
        await stage.App.MeddleAsync($"""
            INSERT INTO notification (subscription_id, event_id, occasion, webhook_id, body, created_at, state)
            SELECT @SubscriptionId, 0, 4, 'many_' || number, @Body, @At, 2 FROM (
                WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number <= {NoticeResendPlan.Most}) SELECT number FROM numbers) AS many
            """, new { partner.SubscriptionId, Body = "{}"u8.ToArray(), At = stage.App.Clock.GetUtcNow().AddMinutes(-5).ToUnixTimeMilliseconds() });

        var plan = await PlanAsync(partner, LastHour);

        (plan.IsTooMany, plan.Count).ShouldBe((true, 0));
        ((Outcome.Refused)await Verbs.StartAsync(Caller.CommandLine, partner.Code, LastHour, Guid.NewGuid(), "resend 0", Cancellation)).Field.ShouldBe("from");
    }

    private async Task<(TestTenant Tenant, TestPartner Partner)> StartAsync(int examples = 0)
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        for (var index = 0; index < examples; index++)
        {
            await stage.Actions.SendExampleAsync(partner.SubscriptionId, partner.By);
        }

        await stage.TellAsync();
        stage.App.Clock.Advance(TimeSpan.FromSeconds(1)); // a time ends before now
        return (tenant, partner);
    }

    private async Task<NoticeResendPlan> PlanAsync(TestPartner partner, ResendWish wish) =>
        (await Verbs.PlanAsync(Caller.CommandLine, partner.Code, wish, Cancellation)).ShouldBeOfType<ResendPlanned>().Plan;

    private async Task<NoticeResend> StartAsync(TestPartner partner, ResendWish wish, Guid id, string confirm) =>
        (await Verbs.StartAsync(Caller.CommandLine, partner.Code, wish, id, confirm, Cancellation)).ShouldBeOfType<ResendStarted>().Resend;

    private Task<List<string>> AuditAsync(TestPartner partner) =>
        stage.App.QueryAsync<string>("SELECT after FROM audit WHERE action = 'partner_recover' AND subject = @Subject", new { Subject = $"partner {partner.Code}" });
}
