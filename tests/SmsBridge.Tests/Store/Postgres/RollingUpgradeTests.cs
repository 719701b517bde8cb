using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Store.Postgres;
using SmsBridge.Tests.Relay;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store.Postgres;

/// <summary>Old and new side by side for one version: a script only adds, what runs goes on beside what was added, and one that does more waits until nobody runs.</summary>
[PostgresOnly]
public sealed partial class RollingUpgradeTests
{
    /// <summary>The newest script that came before this contract.</summary>
    private const int Before = 35;

    /// <summary>Makes room for a name of ours: only of a tenant that had posted hooks under it is there a row, and an older node goes on by that row's id.</summary>
    private const string NameOfCodes = "UPDATE event_type SET action = 'CODE (' || id || ')' WHERE entity = 'SMS' AND action = 'CODE'";

    private static readonly IReadOnlyList<Migration> Ours = Migration.All("postgres");

    [Fact]
    public void Every_script_only_adds_or_says_that_all_nodes_must_be_stopped() =>
        Ours.Where(migration => migration.Number > Before && !migration.NeedsStop).SelectMany(migration => Statements(migration).Where(sql => sql != NameOfCodes && !Adds().IsMatch(sql))
            .Select(sql => $"{migration.Name}: {sql}")).ShouldBeEmpty($"\"{Migration.StopMark}: why.\" as first line of the script, if nodes of the version before can not go on beside this");

    [Theory]
    [InlineData("ALTER TABLE event ADD COLUMN more TEXT NULL", true)]
    [InlineData("ALTER TABLE event ADD COLUMN more BIGINT NOT NULL DEFAULT 0", true)]
    [InlineData("ALTER TABLE event ADD COLUMN more BIGINT DEFAULT 0 NOT NULL", true)]
    [InlineData("ALTER TABLE event ADD COLUMN more BIGINT NOT NULL", false)]
    [InlineData("ALTER TABLE event DROP COLUMN body", false)]
    [InlineData("ALTER TABLE event RENAME COLUMN body TO text", false)]
    [InlineData("CREATE TABLE one (id BIGINT NOT NULL)", true)]
    [InlineData("CREATE INDEX one ON event (id)", true)]
    [InlineData("DROP INDEX one", true)]
    [InlineData("CREATE OR REPLACE TRIGGER audit_never_changes BEFORE UPDATE ON audit EXECUTE FUNCTION audit_is_append_only()", true)] // what nobody does is forbidden by it
    [InlineData("CREATE TRIGGER one BEFORE UPDATE ON event EXECUTE FUNCTION one()", false)]
    [InlineData("DROP TABLE event", false)]
    [InlineData("UPDATE event SET body = NULL", false)]
    public void What_only_adds(string sql, bool adds) => Adds().IsMatch(sql).ShouldBe(adds);

    [Fact]
    public async Task A_node_goes_on_when_a_newer_one_has_added_to_every_table()
    {
        await using var app = new SmsBridgeApp();
        await app.InitializeAsync();
        var relay = await RelayDriver.RegisterAsync(app);
        await relay.ClientAsync(7, "0712345678");
        await app.DrainAsync(); // its statements are prepared

        await AddAsync(app.ConnectionString, await NextAsync(app));
        await relay.ClientAsync(8, "0712345679");
        await relay.SmsAsync("0712345670", "Hello");
        app.Gateway.NextTakenWithoutAnswer();
        await app.DrainAsync();
        await app.DrainAfterAsync(TimeSpan.FromMinutes(10));

        relay.Messages().Select(message => message.Status).ShouldBe([MessageStatus.Sent, MessageStatus.Sent, MessageStatus.Sent]);
        app.Gateway.Taken.Count.ShouldBe(3);
        await app.Services.GetRequiredService<Database>().ProveWritableAsync();
    }

    [Fact]
    public async Task One_that_was_stopped_does_not_start_again_beside_the_newer()
    {
        using var store = await TempStore.OpenAsync();
        await AddAsync(store.Options.ConnectionString, new Migration(Ours[^1].Number + 1, "9999_add_more", "CREATE TABLE more (id BIGINT)"));

        using var older = store.New();

        (await Should.ThrowAsync<StoreUnavailableException>(older.OpenAsync)).Message.ShouldContain("run the newer SmsBridge");
        await store.Database.ProveWritableAsync(); // the one that runs goes on
    }

    [Fact]
    public async Task A_script_that_does_more_waits_until_nobody_runs()
    {
        using var store = await TempStore.OpenAsync();
        var breaking = new Migration(Ours[^1].Number + 1, "9999_drop_backup", $"{Migration.StopMark}: it goes.\nDROP TABLE backup");

        var refusal = await Should.ThrowAsync<StoreUnavailableException>(() => AddAsync(store.Options.ConnectionString, breaking));

        refusal.IsLasting.ShouldBeTrue();
        refusal.Message.ShouldStartWith("Storage:ConnectionString: nodes of an older version work on database");
        await store.Database.NoteEndAsync();
        await AddAsync(store.Options.ConnectionString, breaking);
    }

    [Fact]
    public async Task It_does_not_hold_up_hooks_for_a_lock_it_does_not_get()
    {
        using var store = await TempStore.OpenAsync();
        await using var reader = store.Connect();
        await using var reading = await reader.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await reader.ExecuteAsync("SELECT 1 FROM event", transaction: reading);

        var failure = await Should.ThrowAsync<PostgresException>(() => AddAsync(
            store.Options.ConnectionString, new Migration(Ours[^1].Number + 1, "9999_add_more", "ALTER TABLE event ADD COLUMN more TEXT NULL")));

        PostgresFailures.Translate(failure).ShouldBeOfType<StoreUnavailableException>().IsLasting.ShouldBeFalse("it is tried again");
        await store.Database.ProveWritableAsync();
    }

    /// <summary>What a next version may add, to every table there is.</summary>
    private static async Task<Migration> NextAsync(SmsBridgeApp app)
    {
        var tables = await app.QueryAsync<string>("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'schema_version'");
        var added = tables.Select(table => $"ALTER TABLE {table} ADD COLUMN later_text TEXT NULL; ALTER TABLE {table} ADD COLUMN later_number BIGINT NOT NULL DEFAULT 0;");
        return new Migration(Ours[^1].Number + 1, "9999_add_to_all", string.Join('\n', added) + "CREATE TABLE later (id BIGINT)");
    }

    private static async Task AddAsync(string connectionString, Migration next)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        PostgresMigrator.Apply(connection, [.. Ours, next], Some.Instant, NullLogger.Instance);
    }

    private static IEnumerable<string> Statements(Migration migration) =>
        Comment().Replace(migration.Sql, "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex("--[^\\n]*", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Comment();

    /// <summary>New things, and rows; a column that may be left out; an index less.</summary>
    [GeneratedRegex(
        @"^\s*(CREATE\s+TABLE\b|CREATE\s+INDEX\b|CREATE\s+UNIQUE\s+INDEX\b|CREATE\s+FUNCTION\b|CREATE\s+SEQUENCE\b|CREATE\s+(OR\s+REPLACE\s+)?TRIGGER\s+audit_|DROP\s+INDEX\b|INSERT\s+INTO\b|SELECT\s+setval\b|ALTER\s+TABLE\s+\S+\s+SET\s*\(|ALTER\s+TABLE\s+\S+\s+ADD\s+COLUMN\b(?!(?![\s\S]*\bDEFAULT\b)[\s\S]*\bNOT\s+NULL\b))",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Adds();
}
