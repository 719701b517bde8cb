using System.Collections.Concurrent;
using Dapper;
using Npgsql;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store.Postgres;

/// <summary>Connections that are cut, a server that is killed, no connections left, a session that forgot its transaction.</summary>
[PostgresOnly]
public sealed class ServerTroubleTests(OwnServer server) : IClassFixture<OwnServer>
{
    private const int Writers = 8;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_answered_is_there_once_however_often_connections_are_cut()
    {
        using var store = OwnServer.NewStore(await server.NewDatabaseAsync());
        await store.OpenAsync();
        await using var administrator = new NpgsqlConnection($"{server.ConnectionString};Pooling=false");
        await administrator.OpenAsync(Token);

        var (kept, doubtful) = await WriteWhileAsync(store, async kept =>
        {
            for (var cut = 0; cut < 30; cut++)
            {
                await administrator.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'SmsBridge'");
                await MoreAsync(kept);
            }
        });

        await ShouldHoldAsync(store, kept, doubtful);
    }

    [Fact]
    public async Task What_was_answered_is_there_once_though_the_server_is_killed()
    {
        using var store = OwnServer.NewStore(await server.NewDatabaseAsync());
        await store.OpenAsync();

        var (kept, doubtful) = await WriteWhileAsync(store, async kept =>
        {
            for (var kill = 0; kill < 2; kill++)
            {
                await MoreAsync(kept);
                await server.Server.KillAsync();
                await server.Server.StartAsync(Token);
                await MoreAsync(kept);
            }
        });

        await ShouldHoldAsync(store, kept, doubtful);
    }

    [Fact]
    public async Task Without_a_connection_left_who_has_one_writes_on_and_readers_are_told_why_not()
    {
        var role = $"limited_{Guid.NewGuid():N}";
        var owner = new NpgsqlConnectionStringBuilder(await server.NewDatabaseAsync());
        await server.ExecuteAsync($"CREATE ROLE {role} LOGIN", $"ALTER DATABASE {owner.Database} OWNER TO {role}");
        owner.Username = role;
        using var store = OwnServer.NewStore($"{owner};Maximum Pool Size=4");
        await store.OpenAsync();
        await server.ExecuteAsync($"ALTER ROLE {role} CONNECTION LIMIT 1");

        await store.ProveWritableAsync();
        Should.Throw<StoreUnavailableException>(() => store.OpenRead().Dispose()).Message.ShouldContain("takes no more connections");

        await server.ExecuteAsync($"ALTER ROLE {role} CONNECTION LIMIT -1");
        await using var connection = store.OpenRead();
        connection.ExecuteScalar<long>("SELECT COUNT(*) FROM node").ShouldBe(1);
    }

    [Fact]
    public async Task A_session_that_forgot_its_transaction_keeps_nobody_from_writing()
    {
        var place = await server.NewDatabaseAsync();
        using var store = OwnServer.NewStore(place);
        await store.OpenAsync();
        await using var forgetful = new NpgsqlConnection($"{place};Pooling=false");
        await forgetful.OpenAsync(Token);
        await using var forgotten = await forgetful.BeginTransactionAsync(Token);
        await forgetful.ExecuteAsync("INSERT INTO event_type (entity, action) VALUES ('LEFT', 'OPEN')", transaction: forgotten);

        for (var number = 1; number <= 200; number++)
        {
            await WriteAsync(store, number);
        }

        await using var connection = store.OpenRead();
        connection.ExecuteScalar<long>("SELECT COUNT(*) FROM event_type WHERE entity = 'SOME'").ShouldBe(200);
    }

    /// <summary>Writes rows of numbers nobody else has, each once, until the trouble is over.</summary>
    private static async Task<(ConcurrentBag<int> Kept, ConcurrentBag<int> Doubtful)> WriteWhileAsync(Database store, Func<ConcurrentBag<int>, Task> trouble)
    {
        var (kept, doubtful, last, isOver) = (new ConcurrentBag<int>(), new ConcurrentBag<int>(), 0, false);
        var writers = Enumerable.Range(0, Writers).Select(_ => Task.Run(
            async () =>
            {
                while (!Volatile.Read(ref isOver))
                {
                    var number = Interlocked.Increment(ref last);
                    try
                    {
                        await WriteAsync(store, number);
                        kept.Add(number);
                    }
                    catch (StoreUnavailableException exception)
                    {
                        if (exception.IsInDoubt)
                        {
                            doubtful.Add(number);
                        }
                    }
                }
            },
            Token)).ToList();
        await trouble(kept);
        Volatile.Write(ref isOver, true);
        await Task.WhenAll(writers);
        return (kept, doubtful);
    }

    /// <summary>It goes on by itself.</summary>
    private static Task MoreAsync(ConcurrentBag<int> kept)
    {
        var before = kept.Count;
        return Eventually.BecomesAsync(() => Task.FromResult(kept.Count), count => count > before + 20, "writes that are kept");
    }

    private static Task WriteAsync(Database store, int number) =>
        store.WriteAsync(session => session.Execute("INSERT INTO event_type (entity, action) VALUES ('SOME', @action)", new { action = FormattableString.Invariant($"{number}") }));

    /// <summary>All that was kept, once; of the others only those of which nobody could be sure.</summary>
    private static async Task ShouldHoldAsync(Database store, ConcurrentBag<int> kept, ConcurrentBag<int> doubtful)
    {
        await store.ProveWritableAsync();
        await using var connection = store.OpenRead();
        var there = connection.Query<string>("SELECT action FROM event_type WHERE entity = 'SOME'").Select(action => int.Parse(action, System.Globalization.CultureInfo.InvariantCulture)).ToHashSet();

        kept.Count.ShouldBeGreaterThan(10);
        kept.Except(there).ShouldBeEmpty();
        there.Except(kept).Except(doubtful).ShouldBeEmpty("it was told as not written");
    }
}
