using System.Text;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Ledger;

public class EventInboxTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_repeat_is_stored_as_a_duplicate_of_its_twin_and_waits_for_nobody()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);

        var first = await driver.HookAsync(1, 7);
        var again = await driver.HookAsync(1, 7);

        first.TwinId.ShouldBeNull();
        again.TwinId.ShouldBe(first.Id);
        again.Id.ShouldNotBe(first.Id);
        var row = store.One<EventRow>("SELECT verdict AS Verdict, pending AS Pending, twin_id AS TwinId, reason AS Reason FROM event WHERE id = @Id", new { again.Id });
        row.ShouldBe(new EventRow { Verdict = Verdict.Duplicate, TwinId = first.Id, Reason = Reasons.Repeated });
    }

    [Fact]
    public async Task The_same_resource_is_no_repeat_in_another_tenant_or_of_another_type()
    {
        using var store = await TempStore.OpenAsync();
        var inbox = new OutboxDriver(store).Inbox;

        var stored = new List<StoredEvent>
        {
            await inbox.AppendAsync(Hook(1, 7, EventType.LoanRepayment)),
            await inbox.AppendAsync(Hook(2, 7, EventType.LoanRepayment)),
            await inbox.AppendAsync(Hook(1, 7, EventType.ClientCreate)),
        };

        stored.ShouldAllBe(one => one.TwinId == null);
    }

    [Fact]
    public async Task Two_hooks_of_one_transaction_that_come_at_once_are_never_both_accepted()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);

        var stored = await Task.WhenAll(Enumerable.Range(0, 200).Select(index => Task.Run(() => driver.HookAsync(1, index / 4).AsTask())));

        stored.Count(one => one.TwinId is null).ShouldBe(50);
        store.One<long>("SELECT COUNT(*) FROM event WHERE verdict = 1").ShouldBe(50);
        store.Count("event").ShouldBe(200);
    }

    [Theory]
    [InlineData((int)Verdict.Ignored)]
    [InlineData((int)Verdict.Refused)]
    public async Task What_was_not_accepted_does_not_make_a_later_event_a_duplicate(int code)
    {
        var verdict = (Verdict)code;
        using var store = await TempStore.OpenAsync();
        var inbox = new OutboxDriver(store).Inbox;

        await inbox.AppendAsync(Hook(1, 7, EventType.LoanRepayment) with { Verdict = verdict });
        var accepted = await inbox.AppendAsync(Hook(1, 7, EventType.LoanRepayment));
        var after = await inbox.AppendAsync(Hook(1, 7, EventType.LoanRepayment) with { Verdict = verdict });

        accepted.TwinId.ShouldBeNull();
        after.TwinId.ShouldBeNull();
        store.Query<Verdict>("SELECT verdict FROM event ORDER BY id").ShouldBe([verdict, Verdict.Accepted, verdict]);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(31, false)]
    [InlineData(-1, true)] // two that come at once may be stored in either order
    [InlineData(-86_400, false)] // the clock was a day ahead and has been set back
    public async Task A_text_without_a_key_of_its_own_repeats_within_the_window_only(int secondsLater, bool repeats)
    {
        using var store = await TempStore.OpenAsync();
        var inbox = new OutboxDriver(store).Inbox;
        var first = await inbox.AppendAsync(Text(1, "a", Some.Instant));

        var second = await inbox.AppendAsync(Text(1, "a", Some.Instant + TimeSpan.FromSeconds(secondsLater)));

        second.TwinId.ShouldBe(repeats ? first.Id : null);
    }

    [Fact]
    public async Task A_repeat_of_a_repeat_names_the_accepted_event_and_another_text_or_tenant_is_none()
    {
        using var store = await TempStore.OpenAsync();
        var inbox = new OutboxDriver(store).Inbox;
        var first = await inbox.AppendAsync(Text(1, "a", Some.Instant));
        await inbox.AppendAsync(Text(1, "a", Some.Instant));

        (await inbox.AppendAsync(Text(1, "a", Some.Instant))).TwinId.ShouldBe(first.Id);
        (await inbox.AppendAsync(Text(1, "b", Some.Instant))).TwinId.ShouldBeNull();
        (await inbox.AppendAsync(Text(2, "a", Some.Instant))).TwinId.ShouldBeNull();
    }

    [Fact]
    public async Task Ten_thousand_hooks_from_64_tasks_are_each_stored_intact_under_their_own_id()
    {
        using var store = await TempStore.OpenAsync();
        var inbox = new OutboxDriver(store).Inbox;
        var next = 0;

        var ids = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            var mine = new List<(long Id, int Number)>();
            while (Interlocked.Increment(ref next) is var number and <= 10_000)
            {
                var stored = await inbox.AppendAsync(Hook(1 + (number % 3), number, EventType.LoanRepayment) with { Body = Body(number) });
                mine.Add((stored.Id, number));
            }

            return mine;
        }, TestContext.Current.CancellationToken)));

        var rows = store.Query<StoredHook>("SELECT id AS Id, tenant_id AS TenantId, resource_id AS ResourceId, body AS Body FROM event")
            .ToDictionary(row => row.Id);
        rows.Count.ShouldBe(10_000);
        foreach (var (id, number) in ids.SelectMany(mine => mine))
        {
            var row = rows[id];
            if (row.ResourceId != number || row.TenantId != 1 + (number % 3) || !row.Body.AsSpan().SequenceEqual(Body(number)))
            {
                Assert.Fail($"Event {id} should be hook {number}, but holds {row.ResourceId}.");
            }
        }
    }

    private static byte[] Body(int number) => Encoding.UTF8.GetBytes(new string('x', number % 97) + number);

    private static NewEvent Hook(long tenant, long resource, EventType type) => new()
    {
        TenantId = tenant, Type = type, Verdict = Verdict.Accepted, ReceivedAt = Some.Instant.ToUnixTimeMilliseconds(), ResourceId = resource,
    };

    private static NewEvent Text(long tenant, string digest, DateTimeOffset at) => new()
    {
        TenantId = tenant, Type = EventType.SmsSend, Verdict = Verdict.Accepted, ReceivedAt = at.ToUnixTimeMilliseconds(),
        Digest = Encoding.UTF8.GetBytes(digest), DigestSince = (at - Window).ToUnixTimeMilliseconds(), MobileNo = Some.Mobile, Text = digest,
    };

    private sealed record EventRow
    {
        public Verdict Verdict { get; init; }

        public int? Pending { get; init; }

        public long? TwinId { get; init; }

        public string? Reason { get; init; }
    }

    private sealed record StoredHook
    {
        public long Id { get; init; }

        public long TenantId { get; init; }

        public long ResourceId { get; init; }

        public byte[] Body { get; init; } = [];
    }
}
