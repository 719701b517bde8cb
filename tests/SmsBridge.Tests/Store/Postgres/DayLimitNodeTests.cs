using SmsBridge.Ledger;
using SmsBridge.Tests.Ledger;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store.Postgres;

/// <summary>The rule atMost, with two bridges on one database.</summary>
[PostgresOnly]
public class DayLimitNodeTests
{
    [Fact]
    public async Task Of_two_nodes_that_send_to_a_number_at_once_one_is_the_last()
    {
        const int Rounds = 25;
        using var store = await TempStore.OpenAsync();
        using var other = store.New();
        await other.OpenAsync();
        var driver = new OutboxDriver(store);
        for (var resource = 1; resource <= Rounds * 2; resource++)
        {
            await driver.HookAsync(1, resource);
        }

        var now = store.Clock.GetUtcNow();
        var here = await driver.ClaimAsync(limit: Rounds);
        var outbox = new MessageOutbox(other, NoCaps.Counts, store.Clock);
        var there = await outbox.ClaimAsync(new ClaimMessages(other.NodeId, now, now + TimeSpan.FromMinutes(2), Rounds, 1, static _ => Rounds));
        (here.Count, there.Count).ShouldBe((Rounds, Rounds));

        var limit = new DayLimit(1, (now - TimeSpan.FromHours(1)).ToUnixTimeMilliseconds(), "Rule atMost.");
        for (var round = 0; round < Rounds; round++)
        {
            var to = FormattableString.Invariant($"+2547123456{round:00}");
            var outcomes = await Task.WhenAll(
                driver.Outbox.StoreIntentAsync(here[round], DayLimitIntentTests.Intent(here[round], limit, to), now + TimeSpan.FromMinutes(2)),
                outbox.StoreIntentAsync(there[round], DayLimitIntentTests.Intent(there[round], limit, to), now + TimeSpan.FromMinutes(2)));

            outcomes.ShouldBe([IntentOutcome.Stored, IntentOutcome.DayLimitReached], ignoreOrder: true);
        }
    }
}
