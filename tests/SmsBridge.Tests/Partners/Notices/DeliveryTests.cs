using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Partners;
using SmsBridge.Partners.Notices;
using SmsBridge.Partners.Notices.Delivery;
using SmsBridge.Simulator.Partners;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Partners.Notices;

/// <summary>How notifications travel: signed, in order, tried again, given up, held, recovered.</summary>
public class DeliveryTests(NoticeStage stage) : IClassFixture<NoticeStage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_try_has_the_same_id_and_body_and_its_own_signed_time()
    {
        var (tenant, partner) = await StartAsync();
        partner.Receiver.Behaviour = number => number == 1 ? new StandInBehaviour(500) { Body = new string('x', 5_000) } : StandInBehaviour.Healthy;

        await tenant.RepayAsync();
        await stage.TellAsync();
        await stage.TellAfterAsync(TimeSpan.FromSeconds(3));
        partner.Receiver.Count.ShouldBe(1);
        await stage.TellAfterAsync(TimeSpan.FromSeconds(4));

        var (first, second) = (partner.Receiver.Received[0], partner.Receiver.Received[1]);
        second.Id.ShouldBe(first.Id);
        second.Id.ShouldStartWith("msg_");
        second.Id.ShouldNotContain('.');
        second.Body.ShouldBe(first.Body);
        second.ContentType.ShouldBe("application/json");
        (long.Parse(second.Timestamp, System.Globalization.CultureInfo.InvariantCulture)
            - long.Parse(first.Timestamp, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(7);
        partner.Codes.ShouldBe(["MR101", "MR101"]); // both signed

        var notification = (await stage.NotificationsAsync(partner)).ShouldHaveSingleItem();
        notification.State.ShouldBe(NotificationState.Delivered);
        var tries = await stage.Queries.TriesAsync(notification.Id, Cancellation);
        tries.ConvertAll(row => row.Status).ShouldBe([500, 200]);
        tries[0].Response.ShouldBe(new string('x', 1_024)); // the first kilobyte
        tries[0].Detail.ShouldNotBeNull();
        tries[1].Detail.ShouldBeNull();
    }

    [Fact]
    public async Task About_one_transaction_order_is_kept_and_others_do_not_wait_for_it()
    {
        var (tenant, partner) = await StartAsync();
        tenant.Books.AddLoan(77, TestTenant.Client, 10_000m);
        stage.App.Core.Faults.Add(new Simulator.Core.CoreFault("/loans/77/transactions/") { Times = 1, Status = 503 });
        partner.Receiver.Behaviour = number => number <= 2 ? new StandInBehaviour(500) : StandInBehaviour.Healthy;
        var payment = tenant.Books.AddRepayment(77, 1m, new DateOnly(2026, 11, 21));
        var late = (await tenant.PostAsync(new RawHook($$"""{"clientId":7,"loanId":77,"resourceId":{{payment}}}"""))).EventId;
        await stage.TellAsync(); // MR103, in vain
        await stage.TellAfterAsync(TimeSpan.FromSeconds(3)); // MR101 is there, and waits behind it
        partner.Codes.ShouldBe(["MR103"]);

        await tenant.RepayAsync(2m);
        await stage.TellAsync();
        await stage.TellAsync();
        partner.Receiver.Behaviour = _ => StandInBehaviour.Healthy;
        await stage.TellAfterAsync(TimeSpan.FromMinutes(7));

        var told = partner.Receiver.Received.Where(notice => notice.Answered == 200).Select(notice => Encoding.UTF8.GetString(notice.Body)).ToList();
        told.Count.ShouldBe(3);
        var ofLate = told.FindAll(body => body.Contains($"\"mfsTransId\":\"{late}\"", StringComparison.Ordinal));
        ofLate.Count.ShouldBe(2);
        ofLate[0].ShouldContain("MR103");
        ofLate[1].ShouldContain("MR101");
    }

    [Fact]
    public async Task Ten_tries_over_three_days_and_then_it_is_given_up_until_somebody_asks()
    {
        var (tenant, partner) = await StartAsync();
        partner.Receiver.Behaviour = _ => new StandInBehaviour(500);
        await tenant.RepayAsync();
        await stage.TellAsync();
        for (var hour = 0; hour < 4 * 24; hour++)
        {
            await stage.TellAfterAsync(TimeSpan.FromHours(1));
        }

        partner.Receiver.Count.ShouldBe(10);
        var notification = (await stage.NotificationsAsync(partner)).ShouldHaveSingleItem();
        notification.State.ShouldBe(NotificationState.GivenUp);
        partner.Receiver.Behaviour = _ => StandInBehaviour.Healthy;
        (await stage.Actions.ResendAsync(notification.Id, partner.By)).ShouldBe(NoticeBar.None);
        await stage.TellAsync();

        partner.Receiver.Count.ShouldBe(11);
        partner.Receiver.Received[^1].Id.ShouldBe(partner.Receiver.Received[0].Id);
        (await stage.NotificationsAsync(partner)).ShouldHaveSingleItem().State.ShouldBe(NotificationState.Delivered);
        (await stage.Queries.TriesAsync(notification.Id, Cancellation)).ConvertAll(row => row.Number).ShouldBe([.. Enumerable.Range(1, 11)]);
    }

    [Fact]
    public async Task A_receiver_that_answers_410_has_unsubscribed()
    {
        var (tenant, partner) = await StartAsync();
        partner.Receiver.Behaviour = _ => new StandInBehaviour(410);
        await tenant.RepayAsync();
        await tenant.RepayAsync();
        await stage.TellAsync();
        await tenant.RepayAsync();
        await stage.TellAfterAsync(TimeSpan.FromDays(1));

        partner.Receiver.Count.ShouldBe(1);
        (await stage.App.QueryAsync<(string?, bool)>(
            "SELECT disabled_reason, deleted_at IS NOT NULL FROM subscription WHERE id = @SubscriptionId", new { partner.SubscriptionId })).ShouldBe([("gone", true)]);
        (await stage.NotificationsAsync(partner)).ConvertAll(row => row.State).ShouldBe([NotificationState.Held, NotificationState.Held]);
    }

    [Fact]
    public async Task A_redirect_is_a_failure_and_is_not_followed()
    {
        var (tenant, partner) = await StartAsync();
        var elsewhere = await stage.AddPartnerAsync(await stage.App.NewTenantAsync());
        partner.Receiver.Behaviour = _ => new StandInBehaviour(307) { Location = elsewhere.Receiver.Url.AbsoluteUri };

        await tenant.RepayAsync();
        await stage.TellAsync();

        elsewhere.Receiver.Count.ShouldBe(0);
        var notification = (await stage.NotificationsAsync(partner)).ShouldHaveSingleItem();
        notification.State.ShouldBe(NotificationState.Waiting);
        (await stage.Queries.TriesAsync(notification.Id, Cancellation)).ShouldHaveSingleItem().Status.ShouldBe(307);
    }

    [Fact]
    public async Task An_overloaded_receiver_is_left_alone_as_long_as_it_asks()
    {
        var (tenant, partner) = await StartAsync();
        partner.Receiver.Behaviour = number => number == 1 ? new StandInBehaviour(429) { RetryAfter = "600" } : StandInBehaviour.Healthy;
        await tenant.RepayAsync();
        await tenant.RepayAsync();
        await tenant.RepayAsync();

        await stage.TellAsync();
        await stage.TellAfterAsync(TimeSpan.FromMinutes(9));
        partner.Receiver.Count.ShouldBe(1);
        await stage.TellAfterAsync(TimeSpan.FromMinutes(2));
        partner.Receiver.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_receiver_that_is_down_does_not_use_up_a_backlogs_tries()
    {
        var (tenant, partner) = await StartAsync();
        partner.Receiver.Behaviour = _ => StandInBehaviour.Broken;
        for (var payment = 0; payment < 20; payment++)
        {
            await tenant.RepayAsync();
        }

        await stage.TellAsync();
        partner.Receiver.Count.ShouldBe(5);
        await stage.TellAfterAsync(TimeSpan.FromSeconds(6));
        partner.Receiver.Count.ShouldBe(6);

        partner.Receiver.Behaviour = _ => StandInBehaviour.Healthy;
        await stage.TellAfterAsync(TimeSpan.FromHours(1));
        (await stage.NotificationsAsync(partner)).ShouldAllBe(row => row.State == NotificationState.Delivered);
    }

    [Fact]
    public async Task Five_days_of_failures_disable_and_what_was_missed_is_recovered_by_window()
    {
        await using var alarms = await StandInPartner.StartAsync(Cancellation);
        await using var own = new NoticeStageWithAlarm(alarms.Url.AbsoluteUri);
        await own.Stage.InitializeAsync();
        var tenant = await own.Stage.App.NewTenantAsync();
        var partner = await own.Stage.AddPartnerAsync(tenant);
        partner.Receiver.Behaviour = _ => new StandInBehaviour(503);
        await tenant.RepayAsync(1m);
        await own.Stage.TellAsync();
        for (var day = 0; day < 5; day++)
        {
            (await DisabledAsync(own.Stage, partner)).ShouldBeNull();
            await own.Stage.TellAfterAsync(TimeSpan.FromDays(1));
            await tenant.RepayAsync(2m + day);
            await own.Stage.TellAsync();
        }

        (await DisabledAsync(own.Stage, partner)).ShouldBe("failing");
        var alarm = Encoding.UTF8.GetString(alarms.Received.ShouldHaveSingleItem().Body);
        alarm.ShouldContain(partner.Code);
        alarm.ShouldContain("subscription.disabled");
        var tries = partner.Receiver.Count;
        var (held, disabledAt) = (await own.Stage.NotificationsAsync(partner), own.Stage.App.Clock.GetUtcNow());
        held.ShouldAllBe(row => row.State == NotificationState.Held);
        await own.Stage.TellAfterAsync(TimeSpan.FromHours(1));
        await tenant.RepayAsync(100m); // meanwhile: on the record, and held
        await own.Stage.TellAsync();
        partner.Receiver.Count.ShouldBe(tries);

        partner.Receiver.Behaviour = _ => StandInBehaviour.Healthy;
        (await own.Stage.Actions.RecoverSinceAsync(partner.SubscriptionId, Some.Instant, own.Stage.App.Clock.GetUtcNow(), partner.By)).Sent.ShouldBe(0); // still disabled
        (await own.Stage.Actions.EnableAsync(partner.SubscriptionId, partner.By)).ShouldBeTrue();
        await own.Stage.TellAsync();
        partner.Receiver.Count.ShouldBe(tries);
        (await own.Stage.Actions.RecoverSinceAsync(partner.SubscriptionId, Some.Instant + TimeSpan.FromHours(12), disabledAt + TimeSpan.FromMinutes(1), partner.By)).ShouldBe(new NoticesRecovered(5, 0, 0));
        await own.Stage.TellAsync();

        var sent = partner.Told.GetRange((int)tries, 5).ConvertAll(body => body.GetProperty("receiveAmount").GetProperty("amount").GetDecimal());
        sent.ShouldBe([2m, 3m, 4m, 5m, 6m]); // oldest first; not the one before the window nor the one after it
        partner.Receiver.Received.Select(notice => notice.Id).Distinct(StringComparer.Ordinal).Count().ShouldBeLessThanOrEqualTo(held.Count);
    }

    [Fact]
    public async Task A_success_ends_the_count_of_failing_days()
    {
        var (tenant, partner) = await StartAsync();
        for (var day = 0; day < 8; day++)
        {
            partner.Receiver.Behaviour = day == 3 ? _ => StandInBehaviour.Healthy : _ => new StandInBehaviour(503);
            await tenant.RepayAsync();
            await stage.TellAfterAsync(TimeSpan.FromDays(1));
        }

        (await DisabledAsync(stage, partner)).ShouldBeNull();
    }

    [Fact]
    public async Task After_a_rotation_both_secrets_sign_for_a_day()
    {
        var (tenant, partner) = await StartAsync();
        partner.Receiver.Secrets = [];
        var fresh = (await stage.RotateSecretAsync(partner)).ShouldNotBeNull();
        await tenant.RepayAsync();
        await stage.TellAsync();
        await tenant.RepayAsync();
        await stage.TellAfterAsync(TimeSpan.FromHours(25));

        var (during, after) = (partner.Receiver.Received[0], partner.Receiver.Received[1]);
        StandInPartner.IsSignedBy(during, partner.Secret).ShouldBeTrue();
        StandInPartner.IsSignedBy(during, fresh).ShouldBeTrue();
        StandInPartner.IsSignedBy(after, partner.Secret).ShouldBeFalse();
        StandInPartner.IsSignedBy(after, fresh).ShouldBeTrue();
        stage.App.StoredBytes().ShouldNotContainText(fresh);
    }

    [Fact]
    public async Task A_restart_between_any_two_steps_loses_and_doubles_nothing()
    {
        await using var own = new NoticeStageWithAlarm("");
        await own.Stage.InitializeAsync();
        var tenant = await own.Stage.App.NewTenantAsync();
        var partner = await own.Stage.AddPartnerAsync(tenant);
        await tenant.RepayAsync();
        await own.Stage.RestartAsync();
        await own.Stage.TellAsync();
        await own.Stage.RestartAsync();
        await own.Stage.TellAsync();

        partner.Codes.ShouldBe(["MR101"]);
    }

    [Fact]
    public async Task A_new_url_and_a_disabling_take_effect_at_once()
    {
        var (tenant, partner) = await StartAsync();
        var other = await stage.AddPartnerAsync(await stage.App.NewTenantAsync());
        other.Receiver.Secrets = [];
        await stage.App.MeddleAsync("UPDATE subscription SET callback_url = @Url WHERE id = @SubscriptionId", new { Url = other.Receiver.Url.AbsoluteUri, partner.SubscriptionId });
        await tenant.RepayAsync();
        await stage.TellAsync();
        (await stage.Actions.DisableAsync(partner.SubscriptionId, partner.By)).ShouldBeTrue();
        await tenant.RepayAsync();
        await stage.TellAsync();

        (partner.Receiver.Count, other.Receiver.Count).ShouldBe((0, 1));
        (await stage.NotificationsAsync(partner))[^1].State.ShouldBe(NotificationState.Held);
        (await stage.Actions.SendExampleAsync(partner.SubscriptionId, partner.By)).ShouldBeNull();
    }

    [Fact]
    public async Task A_slow_receiver_that_is_disabled_is_not_told_the_rest_of_what_was_read()
    {
        var (tenant, partner) = await StartAsync();
        await tenant.RepayAsync(1m);
        await tenant.RepayAsync(2m);
        partner.Receiver.Behaviour = _ => StandInBehaviour.Healthy with
        {
            Meanwhile = () =>
            {
                stage.App.Clock.Advance(TimeSpan.FromSeconds(2));
                return stage.App.MeddleAsync("UPDATE subscription SET disabled_at = 1 WHERE id = @SubscriptionId", new { partner.SubscriptionId });
            },
        };
        await stage.TellAsync();

        partner.Receiver.Count.ShouldBe(1);
        (await stage.NotificationsAsync(partner)).ConvertAll(row => row.State).ShouldBe([NotificationState.Delivered, NotificationState.Held]);
    }

    [Fact]
    public async Task What_is_due_is_held_only_while_its_subscription_is_told_nothing()
    {
        var (tenant, partner) = await StartAsync();
        partner.Receiver.Behaviour = _ => new StandInBehaviour(500);
        await tenant.RepayAsync();
        await stage.TellAsync();
        var outbox = stage.App.Services.GetRequiredService<DeliveryOutbox>();

        await outbox.HoldAllAsync(partner.SubscriptionId);
        (await stage.NotificationsAsync(partner)).ShouldHaveSingleItem().State.ShouldBe(NotificationState.Waiting);
        (await stage.Actions.DisableAsync(partner.SubscriptionId, partner.By)).ShouldBeTrue();
        var held = (await stage.NotificationsAsync(partner)).ShouldHaveSingleItem(); // at once, not when its next try is due
        held.State.ShouldBe(NotificationState.Held);
        held.DueAt.ShouldBeNull();
        (await stage.Actions.ResendAsync(held.Id, partner.By)).ShouldBe(NoticeBar.Disabled);
    }

    [Fact]
    public async Task A_tenant_taken_away_takes_along_what_waits_and_what_is_held()
    {
        var (tenant, partner) = await StartAsync();
        partner.Receiver.Behaviour = _ => new StandInBehaviour(500);
        await tenant.RepayAsync(1m);
        await stage.TellAsync();
        await stage.App.MeddleAsync("UPDATE notification SET state = 4, due_at = NULL WHERE subscription_id = @SubscriptionId", new { partner.SubscriptionId });
        await tenant.RepayAsync(2m);
        await stage.TellAsync();
        (await stage.NotificationsAsync(partner)).ConvertAll(row => row.State).ShouldBe([NotificationState.Held, NotificationState.Waiting]);
        var told = partner.Receiver.Count;

        var partners = stage.App.Services.GetRequiredService<PartnerStore>();
        (await partners.SetTenantsAsync((await partners.FindAsync(partner.Code, Cancellation))!, ["another"], partner.By)).ShouldBeTrue();
        partner.Receiver.Behaviour = _ => StandInBehaviour.Healthy;

        var rows = await stage.NotificationsAsync(partner);
        rows.ShouldAllBe(row => row.State == NotificationState.GivenUp);
        (await stage.Actions.ResendAsync(rows[0].Id, partner.By)).ShouldBe(NoticeBar.NotTold);
        (await stage.Actions.RecoverSinceAsync(partner.SubscriptionId, Some.Instant, stage.App.Clock.GetUtcNow().AddDays(1), partner.By))
            .ShouldBe(new NoticesRecovered(0, NotTold: 2, 0));
        await stage.TellAfterAsync(TimeSpan.FromDays(1));
        partner.Receiver.Count.ShouldBe(told);
    }

    [Fact]
    public async Task That_it_is_pending_is_not_sent_again_once_its_end_is_known()
    {
        var (tenant, partner) = await StartAsync();
        tenant.Books.AddLoan(78, TestTenant.Client, 10_000m);
        stage.App.Core.Faults.Add(new Simulator.Core.CoreFault("/loans/78/transactions/") { Times = 1, Status = 503 });
        (await stage.Actions.DisableAsync(partner.SubscriptionId, partner.By)).ShouldBeTrue();
        var payment = tenant.Books.AddRepayment(78, 1m, new DateOnly(2026, 11, 21));
        await tenant.PostAsync(new RawHook($$"""{"clientId":7,"loanId":78,"resourceId":{{payment}}}"""));
        await stage.TellAsync();
        await stage.TellAfterAsync(TimeSpan.FromSeconds(30));
        var held = await stage.NotificationsAsync(partner);
        held.ConvertAll(row => row.State).ShouldBe([NotificationState.Held, NotificationState.Held]);
        (await stage.Actions.EnableAsync(partner.SubscriptionId, partner.By)).ShouldBeTrue();

        (await stage.Actions.ResendAsync(held[0].Id, partner.By)).ShouldBe(NoticeBar.Outdated);
        (await stage.Actions.RecoverSinceAsync(partner.SubscriptionId, Some.Instant, stage.App.Clock.GetUtcNow().AddDays(1), partner.By))
            .ShouldBe(new NoticesRecovered(1, 0, Outdated: 1));
        await stage.TellAsync();
        partner.Codes.ShouldBe(["MR101"]);
    }

    [Fact]
    public async Task How_a_receiver_is_doing_is_seen_from_its_latest_tries()
    {
        var (tenant, partner) = await StartAsync();
        partner.Receiver.Behaviour = number => number == 2 ? new StandInBehaviour(400) { Body = "no" } : StandInBehaviour.Healthy;
        await tenant.RepayAsync();
        await stage.TellAsync();
        await tenant.RepayAsync();
        await stage.TellAsync();
        stage.App.Clock.Advance(TimeSpan.FromSeconds(2));

        var standing = await stage.Queries.StandingAsync(partner.SubscriptionId, Cancellation);

        (standing.Tries, standing.SuccessShare, standing.Waiting, standing.OldestWaits).ShouldBe((2, 0.5, 1, TimeSpan.FromSeconds(2)));
        standing.LastFailure.ShouldNotBeNull().Response.ShouldBeNull(); // not asked for here
        standing.LastFailure!.Status.ShouldBe(400);
    }

    private async Task<(TestTenant Tenant, TestPartner Partner)> StartAsync()
    {
        var tenant = await stage.App.NewTenantAsync();
        return (tenant, await stage.AddPartnerAsync(tenant));
    }

    private static async Task<string?> DisabledAsync(NoticeStage stage, TestPartner partner) =>
        (await stage.App.QueryAsync<string?>("SELECT disabled_reason FROM subscription WHERE id = @SubscriptionId", new { partner.SubscriptionId })).ShouldHaveSingleItem();

    private sealed class NoticeStageWithAlarm : IAsyncDisposable
    {
        public NoticeStageWithAlarm(string url) => Stage.App.Settings["Notices:AlarmUrl"] = url;

        public NoticeStage Stage { get; } = new();

        public ValueTask DisposeAsync() => Stage.DisposeAsync();
    }
}
