using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SmsBridge.Insight.EventLog;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Store;

namespace SmsBridge.Bench;

/// <summary>
/// The same work on a store with a page of history, with 1 M and with 5 M events, in turns: does anything grow with history? In this process,
/// against the bridge's own classes, so that HTTP does not hide what the store costs.
/// </summary>
internal static class GrowthScenario
{
    private const int Page = 1_000; // "0": enough that every list has its page to show

    private static readonly int[] Sizes = [Page, 1_000_000, 5_000_000];

    public static async Task<IReadOnlyList<ResultRow>> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("smsbridge-bench-");
        var stores = new List<Store>();
        try
        {
            foreach (var size in Sizes)
            {
                ProgressBar.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  filling a store with {size:N0} events ..."));
                stores.Add(await Store.OpenAsync(options, Path.Combine(folder.FullName, $"{size}.db"), size, cancellationToken));
            }

            (string Name, Func<Store, Task<double>> Rate)[] works =
            [
                ("ingest", store => store.AppendAsync()), ("claim", store => store.ClaimAsync()), ("list by tenant", store => store.ListAsync(filter => filter)),
                ("list by number", store => store.ListAsync(filter => filter with { Mobile = Msisdn.FromE164("+254700000007") })),
                ("list by status", store => store.ListAsync(filter => filter with { Status = MessageStatus.Delivered })),
            ];
            var rates = new Dictionary<(string, Store), List<double>>();
            for (var round = -1; round < options.Rounds; round++) // the first one warms up
            {
                foreach (var (name, rate) in works)
                {
                    foreach (var store in stores)
                    {
                        var value = await rate(store);
                        if (round >= 0)
                        {
                            (rates.TryGetValue((name, store), out var list) ? list : rates[(name, store)] = []).Add(value);
                        }
                    }
                }
            }

            return
            [
                .. from work in works
                   from store in stores.Skip(1)
                   let pairs = rates[(work.Name, stores[0])].Zip(rates[(work.Name, store)]).ToList()
                   select ResultRow.Of(string.Create(CultureInfo.InvariantCulture, $"growth, {work.Name}, {store.Size / 1_000_000} M"), "per s", pairs, must: options.OnPostgres ? 0.85 : 0.90, aim: options.OnPostgres ? 0.95 : 0.98),
            ];
        }
        finally
        {
            foreach (var store in stores)
            {
                await store.DisposeAsync();
            }

            folder.Delete(recursive: true);
        }
    }

    private sealed class Store(BenchStore place, Database database, int size) : IAsyncDisposable
    {
        private readonly EventInbox _inbox = new(database, new EventTypeCodes(), new EventNumbers());
        private readonly MessageOutbox _outbox = new(database, new SpendCounts(new NoCaps()), TimeProvider.System);
        private readonly EventQueries _queries = new(database);
        private long _resource;

        public int Size => size;

        public static async Task<Store> OpenAsync(BenchOptions bench, string path, int size, CancellationToken cancellationToken)
        {
            var place = await BenchStore.StartAsync(bench, path, cancellationToken);
            var options = place.Options;
            using (var empty = New(options))
            {
                await empty.OpenAsync(); // the schema
            }

            await place.ExecuteAsync(Filler.Delivered(size, bench.OnPostgres), cancellationToken);
            await place.ExecuteAsync(Filler.Settle(bench.OnPostgres), cancellationToken);
            var database = New(options);
            await database.OpenAsync();
            return new Store(place, database, size);
        }

        /// <summary>Hooks stored per second, 64 at a time.</summary>
        public async Task<double> AppendAsync()
        {
            const int Count = 20_000;
            var left = Count;
            return await PerSecondAsync(Count, () => Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
            {
                while (Interlocked.Decrement(ref left) >= 0)
                {
                    await _inbox.AppendAsync(new NewEvent
                    {
                        TenantId = 1, Type = EventType.LoanRepayment, Verdict = Verdict.Accepted,
                        ReceivedAt = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), ResourceId = Interlocked.Increment(ref _resource), ClientId = 7, LoanId = 31,
                    });
                }
            }))));
        }

        /// <summary>Events claimed per second, 200 at a time; then closed, so that the next round finds the same.</summary>
        public async Task<double> ClaimAsync()
        {
            const int Count = 10_000;
            var claimed = new List<ClaimedMessage>();
            var rate = await PerSecondAsync(Count, async () =>
            {
                while (claimed.Count < Count)
                {
                    var now = TimeProvider.System.GetUtcNow();
                    claimed.AddRange(await _outbox.ClaimAsync(new ClaimMessages(database.NodeId, now, now + TimeSpan.FromMinutes(2), 200, 0, static _ => 200)));
                }
            });
            await database.WriteAsync(session => session.Execute("UPDATE message SET status = 4, due_at = NULL, lease_owner = NULL WHERE due_at IS NOT NULL"));
            await database.WriteAsync(session => session.Execute("UPDATE event SET pending = NULL WHERE pending = 1; UPDATE inbox_cursor SET event_id = (SELECT MAX(id) FROM event)"));
            return rate;
        }

        /// <summary>Pages of 50 per second.</summary>
        public async Task<double> ListAsync(Func<EventFilter, EventFilter> narrow)
        {
            const int Count = 300;
            var filter = narrow(new EventFilter(1, 50, null, null, null, null, null, null));
            return await PerSecondAsync(Count, async () =>
            {
                for (var index = 0; index < Count; index++)
                {
                    await _queries.ListAsync(filter, CancellationToken.None);
                }
            });
        }

        public async ValueTask DisposeAsync()
        {
            database.Dispose();
            await place.DisposeAsync();
        }

        private static Database New(StorageOptions options) => new(Options.Create(options), [], TimeProvider.System, NullLogger<Database>.Instance);

        private static async Task<double> PerSecondAsync(int count, Func<Task> work)
        {
            var start = TimeProvider.System.GetTimestamp();
            await work();
            return count / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        }
    }
}
