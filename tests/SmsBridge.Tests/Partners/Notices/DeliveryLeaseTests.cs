using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Partners.Notices;
using SmsBridge.Simulator.Partners;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Partners.Notices;

/// <summary>Of several processes one posts to a subscription, and one that was taken over writes nothing more.</summary>
public class DeliveryLeaseTests(NoticeStage stage) : IClassFixture<NoticeStage>
{
    [Fact]
    public async Task Many_runs_of_a_subscription_write_its_lease_once()
    {
        var (tenant, partner) = await StartAsync();
        await tenant.RepayAsync();
        await stage.TellAsync();
        var first = await LeaseAsync(partner);
        for (var run = 0; run < 5; run++)
        {
            await tenant.RepayAsync();
            await stage.TellAfterAsync(TimeSpan.FromSeconds(10));
        }

        partner.Codes.Count.ShouldBe(6);
        (await LeaseAsync(partner)).ShouldBe(first);
    }

    [Fact]
    public async Task A_subscription_that_another_process_posts_to_is_left_alone_until_that_one_is_gone()
    {
        var (tenant, partner) = await StartAsync();
        await TakeAsync(partner);
        await tenant.RepayAsync();
        await stage.TellAsync();
        partner.Receiver.Count.ShouldBe(0);

        await stage.TellAfterAsync(WorkLeases.Period);

        partner.Codes.ShouldBe(["MR101"]);
        (await LeaseAsync(partner)).Fence.ShouldBe(2);
    }

    [Fact]
    public async Task What_was_posted_by_one_that_was_taken_over_meanwhile_is_not_recorded_and_posted_again_under_its_id()
    {
        var (tenant, partner) = await StartAsync();
        partner.Receiver.Behaviour = number => number == 1 ? StandInBehaviour.Healthy with { Meanwhile = () => TakeAsync(partner) } : StandInBehaviour.Healthy;
        await tenant.RepayAsync();
        await Should.ThrowAsync<WorkLeaseLostException>(stage.TellAsync);
        (await stage.NotificationsAsync(partner)).ShouldHaveSingleItem().State.ShouldBe(NotificationState.Waiting);

        await stage.TellAfterAsync(WorkLeases.Period);

        partner.Receiver.Received.Select(notice => notice.Id).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        var notification = (await stage.NotificationsAsync(partner)).ShouldHaveSingleItem();
        (notification.State, notification.Attempts).ShouldBe((NotificationState.Delivered, 1));
    }

    /// <summary>As another process would.</summary>
    private Task TakeAsync(TestPartner partner) => stage.App.Services.GetRequiredService<Database>().WriteAsync(session => session.Execute(
        """
        INSERT INTO work_lease (name, lease_owner, lease_until, fence) VALUES (@Name, 4711, @Until, 1)
        ON CONFLICT (name) DO UPDATE SET lease_owner = 4711, lease_until = @Until, fence = work_lease.fence + 1
        """, new { Name = NameOf(partner), Until = (stage.App.Clock.GetUtcNow() + WorkLeases.Period).ToUnixTimeMilliseconds() }));

    private async Task<(long Fence, long Until)> LeaseAsync(TestPartner partner) =>
        (await stage.App.QueryAsync<(long, long)>("SELECT fence, lease_until FROM work_lease WHERE name = @Name", new { Name = NameOf(partner) })).ShouldHaveSingleItem();

    private static string NameOf(TestPartner partner) => $"subscription {partner.SubscriptionId}";

    private async Task<(TestTenant Tenant, TestPartner Partner)> StartAsync()
    {
        var tenant = await stage.App.NewTenantAsync();
        return (tenant, await stage.AddPartnerAsync(tenant));
    }
}
