using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Hosting.Jobs;
using SmsBridge.Simulator.Partners;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Partners.Notices;

/// <summary>A clock that is set back by hours: nothing that waits, waits for the difference as well.</summary>
public sealed class ClockSetBackTests(NoticeStage stage) : IClassFixture<NoticeStage>
{
    private static readonly TimeSpan TwoHours = TimeSpan.FromHours(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string WithoutForeignKeys => TestDatabase.IsPostgres ? "SET session_replication_role = replica" : "PRAGMA foreign_keys = OFF";

    private ClockFollower Follower => stage.App.Services.GetRequiredService<ClockFollower>();

    [Theory]
    [InlineData("notification", "due_at", "INSERT INTO notification (subscription_id, event_id, occasion, webhook_id, body, created_at, due_at, state) VALUES (1, 1, 1, 'w', '', 0, @due, 1)")]
    [InlineData("money_transaction", "due_at", "INSERT INTO money_transaction (event_id, tenant_id, kind, received_at, code, message, due_at) VALUES (1, 1, 1, 0, 'MR103', '', @due)")]
    [InlineData("subscription", "logged_at", "INSERT INTO subscription (partner_id, reference, callback_url, method, secret, logged_at, updated_at) VALUES (1, 'r', '', '', '', @due, 0)")]
    [InlineData("tenant", "registered_at", "INSERT INTO tenant (identifier, provider, account_id, provider_token, sender, created_at, updated_at, registered_at) VALUES ('t', 'log', '', '', '', 0, 0, @due)")]
    [InlineData("message", "sent_at", "INSERT INTO message (event_id, tenant_id, type_id, received_at, status, queued_at, updated_at, sent_at) VALUES (1, 1, 1, 0, 3, 0, 0, @due)")]
    public async Task What_bears_a_time_of_the_clock_as_it_was_is_moved_along_and_what_does_not_is_left(string table, string column, string insert)
    {
        await Follower.FollowAsync(Token);
        var now = stage.App.Clock.GetUtcNow();
        await stage.App.MeddleAsync($"{WithoutForeignKeys}; DELETE FROM {table}; {insert}", new { due = (now + TimeSpan.FromMinutes(5)).ToUnixTimeMilliseconds() });
        stage.App.Clock.Jump(-TwoHours);

        (await Follower.FollowAsync(Token)).ShouldBeTrue();

        var moved = (now + TimeSpan.FromMinutes(5) - TwoHours).ToUnixTimeMilliseconds();
        (await stage.App.QueryAsync<long>($"SELECT {column} FROM {table}")).ShouldBe([moved]);
        (await Follower.FollowAsync(Token)).ShouldBeFalse();
        (await stage.App.QueryAsync<long>($"SELECT {column} FROM {table}")).ShouldBe([moved]);
        await stage.App.MeddleAsync($"{WithoutForeignKeys}; DELETE FROM {table}");
    }

    [Fact]
    public async Task A_partner_is_told_when_the_next_try_is_due_not_after_the_difference_too()
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        partner.Receiver.Behaviour = _ => new StandInBehaviour(500);
        await tenant.RepayAsync();
        await stage.TellAsync();
        partner.Receiver.Count.ShouldBe(1);
        await Follower.FollowAsync(Token);

        stage.App.Clock.Jump(-TwoHours);
        (await Follower.FollowAsync(Token)).ShouldBeTrue();
        await stage.TellAfterAsync(TimeSpan.FromMinutes(1));

        partner.Receiver.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-7200)]
    public async Task A_clock_that_is_set_forward_or_hardly_moves_nothing(int seconds)
    {
        await Follower.FollowAsync(Token);
        stage.App.Clock.Jump(TimeSpan.FromSeconds(-seconds));

        (await Follower.FollowAsync(Token)).ShouldBeFalse();
    }
}
