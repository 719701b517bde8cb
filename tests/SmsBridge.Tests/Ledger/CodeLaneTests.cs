using Dapper;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Ledger;

/// <summary>Two-factor codes are claimed before everything else, whatever waits, and cost nothing where there are none.</summary>
public sealed class CodeLaneTests
{
    private static readonly CodeLane Open = new(Places: 32, RoomOf: static _ => CodeLane.OfTenant);

    [Fact]
    public async Task One_behind_a_backlog_that_nobody_has_looked_at_is_in_the_next_claim_also_without_room()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        foreach (var some in Enumerable.Range(0, 2_000).Chunk(1_000))
        {
            await Task.WhenAll(some.Select(index => driver.HookAsync(1, index).AsTask()));
        }

        await driver.ClaimAsync(limit: 8, room: 8);
        await CodeAsync(store, driver, tenant: 1, 1);
        await CodeAsync(store, driver, tenant: 2, 2);

        var claimed = await ClaimAsync(store, driver, Open, limit: 0);

        claimed.Select(message => message.ShouldBeOfType<ClaimedMessage.Code>()).Select(code => (code.TenantId, code.Sealed, code.MobileNo)).ShouldBe(
            [(1, "sealed 1", Some.Mobile), (2, "sealed 2", Some.Mobile)], ignoreOrder: true);
        (await ClaimAsync(store, driver, Open, limit: 0)).ShouldBeEmpty(); // they are leased
        claimed.ShouldAllBe(code => code.IsCode && !code.IsResent);
    }

    [Fact]
    public async Task They_come_before_the_others_of_a_claim()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.HookAsync(1, 1);
        await CodeAsync(store, driver, tenant: 9, 1);

        (await ClaimAsync(store, driver, Open, limit: 10)).Select(message => message.IsCode).ShouldBe([true, false]);
    }

    [Fact]
    public async Task A_tenant_with_thousands_of_them_takes_no_more_than_its_part_and_one_that_is_paused_none()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        for (var code = 1; code <= 50; code++)
        {
            await CodeAsync(store, driver, tenant: 1, code);
        }

        await CodeAsync(store, driver, tenant: 2, 51);
        await CodeAsync(store, driver, tenant: 3, 52);

        var claimed = await ClaimAsync(store, driver, Open with { RoomOf = static tenant => tenant == 3 ? 0 : CodeLane.OfTenant }, limit: 0);

        claimed.Count(code => code.TenantId == 1).ShouldBe(CodeLane.OfTenant);
        claimed.Count(code => code.TenantId == 2).ShouldBe(1);
        claimed.ShouldNotContain(code => code.TenantId == 3);
        (await ClaimAsync(store, driver, new CodeLane(Places: 0, RoomOf: static _ => CodeLane.OfTenant), limit: 0)).ShouldBeEmpty();
        (await driver.ClaimAsync()).Count(code => code.TenantId == 1).ShouldBeGreaterThan(CodeLane.OfTenant); // the others wait with all texts, as due as they are
    }

    [Fact]
    public async Task The_claim_says_whether_there_are_any()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var claim = New(store, Open, limit: 10);
        await driver.Outbox.ClaimAsync(claim);
        claim.SawCodes.ShouldBeFalse();

        await CodeAsync(store, driver, tenant: 1, 1);
        await driver.Outbox.ClaimAsync(claim);
        claim.SawCodes.ShouldBeTrue();
    }

    [Fact]
    public async Task Its_text_is_not_in_the_message_and_goes_when_the_provider_has_it()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await CodeAsync(store, driver, tenant: 1, 1);
        var code = (await ClaimAsync(store, driver, Open, limit: 0)).ShouldHaveSingleItem();

        (await driver.IntendAsync(code, "Your code is 1234.")).ShouldBeTrue();
        store.One<string?>("SELECT body FROM message WHERE event_id = @EventId", new { code.EventId }).ShouldBeNull();
        store.Count("code_text").ShouldBe(1);

        (await driver.AcceptedAsync(code, "SM1")).ShouldBeTrue();
        store.Count("code_text").ShouldBe(0);
    }

    [Fact]
    public async Task The_claim_of_codes_walks_no_table()
    {
        using var store = await TempStore.OpenAsync();
        var args = new { owner = 1L, leaseUntil = 1L, tenantId = 1L, now = 1L, room = 4L };
        if (!TestDatabase.IsPostgres)
        {
            foreach (var sql in new[] { Transitions.CodesClaimed.Sql, ClaimStatements.TenantsSql })
            {
                var plan = store.Explain(sql, args);
                plan.ShouldNotContain(
                    step => step.StartsWith("SCAN", StringComparison.Ordinal) && (step.Contains("message", StringComparison.Ordinal) || step.Contains("code_text", StringComparison.Ordinal)), string.Join('\n', plan));
                plan.ShouldNotContain(step => step.Contains("message_due", StringComparison.Ordinal) && sql == Transitions.CodesClaimed.Sql, string.Join('\n', plan));
            }

            return;
        }

        await using var connection = store.Database.OpenRead();
        await connection.ExecuteAsync("SET enable_seqscan = off"); // the tables are empty here
        var steps = (await connection.QueryAsync<string>($"EXPLAIN {Transitions.CodesClaimed.Sql}", args)).ToList();
        steps.Where(step => step.Contains("Seq Scan", StringComparison.Ordinal) || step.Contains("message_due", StringComparison.Ordinal)).ShouldBeEmpty(string.Join('\n', steps));
    }

    private static ClaimMessages New(TempStore store, CodeLane lane, int limit) =>
        new(store.Database.NodeId, store.Clock.GetUtcNow(), store.Clock.GetUtcNow() + TimeSpan.FromMinutes(2), limit, 0, static _ => 100) { Codes = lane };

    private static Task<List<ClaimedMessage>> ClaimAsync(TempStore store, OutboxDriver driver, CodeLane lane, int limit) => driver.Outbox.ClaimAsync(New(store, lane, limit));

    private static async Task CodeAsync(TempStore store, OutboxDriver driver, long tenant, int number) => (await driver.Inbox.AppendAllAsync(
    [
        new NewEvent
        {
            TenantId = tenant, Type = EventType.SmsCode, Verdict = Verdict.Accepted, ReceivedAt = store.Clock.GetUtcNow().ToUnixTimeMilliseconds(), Dialect = Dialect.Gateway,
            InternalId = number, MobileNo = Some.Mobile, Sealed = FormattableString.Invariant($"sealed {number}"), Digest = BitConverter.GetBytes(number),
        },
    ])).ShouldHaveSingleItem();
}
