using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using SmsBridge.Store;
using SmsBridge.Store.Sqlite;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store;

[FileOnly]
public sealed class MigratorTests : IDisposable
{
    private static readonly Migration One = new(1, "0001_create_one", "CREATE TABLE one (id INTEGER); INSERT INTO one VALUES (1);");
    private static readonly Migration Two = new(2, "0002_create_two", "CREATE TABLE two (id INTEGER);");
    private static readonly Migration Broken = new(2, "0002_break", "CREATE TABLE half (id INTEGER); INSERT INTO nowhere VALUES (1);");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-migrate-");

    [Fact]
    public void From_empty_every_migration_is_applied_in_order_and_a_second_run_applies_nothing()
    {
        using var connection = Open();
        var known = Migration.All("sqlite");

        Apply(connection, known).ShouldBe(known[^1].Number);
        var applied = Applied(connection);
        Apply(connection, known, at: Some.Instant + TimeSpan.FromDays(1)).ShouldBe(known[^1].Number);

        applied.Select(row => row.Name).ShouldBe(known.Select(migration => migration.Name));
        Applied(connection).ShouldBe(applied);
        known.Select(migration => migration.Number).ShouldBe(Enumerable.Range(1, known.Count));
    }

    [Fact]
    public void A_failing_migration_leaves_nothing_half_done_and_what_went_before_stays()
    {
        using var connection = Open();

        Should.Throw<SqliteException>(() => Apply(connection, [One, Broken]));

        Tables(connection).ShouldBe(["one", "schema_version"]);
        Apply(connection, [One, Two]).ShouldBe(2);
        connection.ExecuteScalar<long>("SELECT COUNT(*) FROM one").ShouldBe(1);
    }

    [Fact]
    public void A_failing_migration_says_which_it_was_and_what_to_do()
    {
        using var connection = Open();

        var failure = Should.Throw<SqliteException>(() => Apply(connection, [One, Broken]));

        failure.Message.ShouldContain("Migration 0002_break failed");
        failure.Message.ShouldContain("the database stays at schema 1");
        failure.Message.ShouldContain("Run the SmsBridge that ran before");
        failure.Message.ShouldContain("no such table: nowhere");
        failure.SqliteErrorCode.ShouldBe(1);
    }

    [Fact]
    public void A_dollar_in_a_script_is_no_variable()
    {
        using var connection = Open();

        Apply(connection, [One, new(2, "0002_price", "CREATE TABLE price (text TEXT DEFAULT '$amount$ and $$'); INSERT INTO price DEFAULT VALUES;")]);

        connection.ExecuteScalar<string>("SELECT text FROM price").ShouldBe("$amount$ and $$");
    }

    [Fact]
    public void A_database_newer_than_the_program_is_refused_in_one_sentence()
    {
        using var connection = Open();
        Apply(connection, [One, Two]);

        Should.Throw<StoreUnavailableException>(() => Apply(connection, [One])).Message
            .ShouldBe("Storage:ConnectionString: the database has schema 2, this program knows up to 1: run the newer SmsBridge.");
    }

    [Fact]
    public async Task Two_that_start_together_apply_each_migration_once()
    {
        using var start = new Barrier(2);
        var starters = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () =>
            {
                using var connection = Open();
                start.SignalAndWait(TestContext.Current.CancellationToken);
                return Apply(connection, Migration.All("sqlite"));
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default));

        var versions = await Task.WhenAll(starters);

        versions.Distinct().ShouldHaveSingleItem();
        using var after = Open();
        Applied(after).Count.ShouldBe(Migration.All("sqlite").Count);
        after.ExecuteScalar<long>("SELECT COUNT(*) FROM event_type WHERE id <= 3").ShouldBe(5);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static int Apply(SqliteConnection connection, IReadOnlyList<Migration> migrations, DateTimeOffset? at = null) =>
        Migrator.Apply(connection, migrations, at ?? Some.Instant, NullLogger.Instance);

    private static List<AppliedRow> Applied(SqliteConnection connection) =>
        connection.Query<AppliedRow>("SELECT number AS Number, name AS Name, applied_at AS AppliedAt FROM schema_version ORDER BY number").AsList();

    private static List<string> Tables(SqliteConnection connection) =>
        connection.Query<string>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").AsList();

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "m.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private sealed record AppliedRow
    {
        public int Number { get; init; }

        public string Name { get; init; } = "";

        public long AppliedAt { get; init; }
    }
}
