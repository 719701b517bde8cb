using Dapper;
using SmsBridge.Ledger;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Ledger;

[FileOnly]
public class TakenIdsTests
{
    [Fact]
    public async Task Looking_up_a_thousand_ids_waits_for_no_writer_and_lets_none_wait()
    {
        using var store = await TempStore.OpenAsync();
        await store.Database.WriteAsync(session => session.Execute("""
            INSERT INTO event (id, tenant_id, type_id, verdict, received_at, dialect) VALUES (1, 1, 2, 1, 0, 2), (2, 1, 2, 1, 0, 2);
            INSERT INTO message (event_id, tenant_id, type_id, received_at, status, attempts, tries, queued_at, updated_at, provider_id) VALUES (1, 1, 2, 0, 3, 1, 1, 0, 0, 'SM3');
            INSERT INTO message (event_id, tenant_id, type_id, received_at, status, attempts, tries, queued_at, updated_at) VALUES (2, 1, 2, 0, 1, 1, 1, 0, 0);
            INSERT INTO attempt (event_id, number, started_at, provider_id) VALUES (2, 1, 0, 'SM7')
            """));
        await using var writer = store.Stranger();
        await writer.ExecuteAsync("BEGIN IMMEDIATE");

        var taken = await new MessageOutbox(store.Database, NoCaps.Counts, store.Clock).TakenProviderIdsAsync([.. Enumerable.Range(0, 1_000).Select(number => $"SM{number}")]);

        taken.ShouldBe(["SM3", "SM7"], ignoreOrder: true);
    }
}
