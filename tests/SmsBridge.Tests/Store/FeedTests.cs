using System.Data;
using CsCheck;
using Dapper;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store;

/// <summary>A follower of a record takes up each row once, whatever happens to it.</summary>
public sealed class FeedTests : IAsyncLifetime
{
    private TempStore _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await TempStore.OpenAsync();
        await _store.Database.WriteAsync(session => session.Execute("""
            CREATE TABLE happening (id INTEGER PRIMARY KEY);
            CREATE TABLE place (record TEXT PRIMARY KEY, position BIGINT NOT NULL);
            CREATE TABLE other_place (record TEXT PRIMARY KEY, position BIGINT NOT NULL);
            CREATE TABLE told (follower TEXT NOT NULL, id BIGINT NOT NULL);
            INSERT INTO place VALUES ('happening', 0);
            INSERT INTO other_place VALUES ('happening', 0);
            """));
    }

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_follower_that_fails_half_way_takes_up_where_it_was()
    {
        await HappenAsync(5);
        await FollowAsync("place", most: 2);

        await Should.ThrowAsync<TimeoutException>(FollowAsync("place", most: 2, fails: true));
        await _store.RestartAsync();
        await FollowAllAsync("place", most: 2);

        Told("place").ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task Two_followers_know_nothing_of_each_other()
    {
        await HappenAsync(3);
        await FollowAllAsync("place", most: 10);
        await HappenAsync(2);
        await FollowAllAsync("other_place", most: 1);

        Told("place").ShouldBe([1, 2, 3]);
        Told("other_place").ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task A_stretch_somebody_else_has_taken_up_is_nobody_elses()
    {
        await HappenAsync(3);
        var (feed, slow) = await NextAsync("place", most: 2);
        await FollowAsync("place", most: 3);

        await Should.ThrowAsync<InvalidOperationException>(TakeUpAsync("place", feed, slow, fails: false));

        Told("place").ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_gap_in_the_numbers_is_stepped_over_at_once()
    {
        await HappenAsync(1);
        await _store.Database.WriteAsync(session => session.Execute("INSERT INTO happening (id) VALUES (9000000000)"));
        await HappenAsync(1);

        (await FollowAsync("place", most: 2)).ShouldBeTrue();
        (await FollowAsync("place", most: 2)).ShouldBeFalse();

        Told("place").ShouldBe([1, 9_000_000_000, 9_000_000_001]);
    }

    [Fact]
    public async Task To_the_end_passes_over_all_there_is_and_nothing_that_comes()
    {
        await HappenAsync(3);
        FeedStretch all;
        await using (var connection = _store.Database.OpenRead())
        {
            await using var moment = await connection.BeginTransactionAsync(IsolationLevel.Serializable, Cancellation);
            await HappenAsync(1);
            all = await _store.Database.Dialect.FeedOf("place", "happening").ToEndAsync(moment, Cancellation);
        }

        await _store.Database.WriteAsync(all.Move);
        await FollowAllAsync("place", most: 10);

        Told("place").ShouldBe([4]);
    }

    [Fact]
    public async Task Nothing_is_passed_over_and_nothing_told_twice() =>
        await Gen.Select(Gen.Int[0, 4], Gen.Int[1, 4]).Array[40].SampleAsync(
            async steps =>
            {
                foreach (var (what, size) in steps)
                {
                    await (what switch
                    {
                        0 or 1 => HappenAsync(size),
                        2 => FollowAsync("place", size),
                        3 => FollowAsync("other_place", size),
                        _ => FollowAsync("place", size, fails: true).ContinueWith(static failed => failed.Exception is null, TaskScheduler.Default),
                    });
                }

                await FollowAllAsync("place", most: 3);
                await FollowAllAsync("other_place", most: 2);
                var happened = _store.Query<long>("SELECT id FROM happening ORDER BY id");
                Told("place").ShouldBe(happened);
                Told("other_place").ShouldBe(happened);
            },
            iter: 20, threads: 1);

    private Task<bool> HappenAsync(int times) => _store.Database.WriteAsync(session =>
    {
        for (; times > 0; times--)
        {
            session.Execute("INSERT INTO happening DEFAULT VALUES");
        }

        return true;
    });

    private async Task FollowAllAsync(string follower, int most)
    {
        while (await FollowAsync(follower, most))
        {
        }
    }

    private async Task<bool> FollowAsync(string follower, int most, bool fails = false)
    {
        var (feed, stretch) = await NextAsync(follower, most);
        await TakeUpAsync(follower, feed, stretch, fails);
        return stretch.HasMore;
    }

    private async Task<(Feed Feed, FeedStretch Stretch)> NextAsync(string follower, int most)
    {
        var feed = _store.Database.Dialect.FeedOf(follower, "happening");
        await using var connection = _store.Database.OpenRead();
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.Serializable, Cancellation);
        return (feed, await feed.NextAsync(moment, most, Cancellation));
    }

    private async Task TakeUpAsync(string follower, Feed feed, FeedStretch stretch, bool fails)
    {
        List<long> found;
        await using (var connection = _store.Database.OpenRead())
        {
            found = (await connection.QueryAsync<long>($"SELECT id FROM happening WHERE {feed.Within} ORDER BY id", stretch.AddTo(new()))).AsList();
            (await connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM happening WHERE {feed.UpTo}", stretch.AddTo(new())))
                .ShouldBe(found.Count + await connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM happening WHERE {feed.Before}", stretch.AddTo(new())));
        }

        await _store.Database.WriteAsync(session =>
        {
            found.ForEach(id => session.Execute("INSERT INTO told (follower, id) VALUES (@follower, @id)", new { follower, id }));
            stretch.Move(session);
            if (fails)
            {
                throw new TimeoutException();
            }
        });
    }

    private List<long> Told(string follower) => _store.Query<long>("SELECT id FROM told WHERE follower = @follower ORDER BY id", new { follower });
}
