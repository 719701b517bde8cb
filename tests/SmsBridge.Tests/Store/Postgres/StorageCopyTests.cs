using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using SmsBridge.Store;
using SmsBridge.Store.Postgres;
using SmsBridge.Store.Sqlite;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store.Postgres;

/// <summary>An installation that moves: every row arrives once, and never can both sides be started.</summary>
[PostgresOnly]
public sealed class StorageCopyTests : IDisposable
{
    private readonly FilledFile _file = new();
    private readonly TestDatabase _target = new("");

    public StorageCopyTests() => _target.CreateEmpty();

    [Fact]
    public async Task Every_row_arrives_and_from_then_on_only_the_target_starts()
    {
        using (var filled = _file.Connect())
        {
            _file.Tables.ShouldAllBe(table => filled.ExecuteScalar<long>($"SELECT COUNT(*) FROM \"{table}\"") > 0, "a table nobody fills is a table nobody tries");
        }

        var copied = Copy();

        copied.Select(table => table.Table).Order(StringComparer.Ordinal).ShouldBe(_file.Tables.Order(StringComparer.Ordinal));
        using (var source = _file.Connect())
        using (var target = _target.Connect())
        {
            target.Query<(string, string, string)>("SELECT actor, action, before FROM audit WHERE id > 5").ShouldBe([("command line", "storage_copy", _file.File)]);
            copied.ShouldAllBe(table => table.Rows == source.ExecuteScalar<long>($"SELECT COUNT(*) FROM \"{table.Table}\""));
            const string Waiting = "SELECT id FROM waiting_event ORDER BY id";
            target.Query<long>(Waiting).ShouldBe(source.Query<long>(Waiting));
            target.ExecuteScalar<string>("SELECT xml FROM key_ring").ShouldBe("<key id=\"1\" />");
            target.Query<(long, long)>("SELECT position, position_id FROM partner_cursor").Distinct().ShouldBe([(0L, 4L)]);
        }

        (await Should.ThrowAsync<StoreUnavailableException>(() => OpenAsync(_file.Options))).Message.ShouldContain("Storage:StartMoved=true");
        (await OpenAsync(TargetOptions)).ShouldBe(6, "the node after those of the file");
        _file.Options.StartMoved = true;
        (await OpenAsync(_file.Options)).ShouldBe(6);
    }

    [Fact]
    public async Task Cut_off_it_goes_on_where_it_was_and_until_then_only_the_file_starts()
    {
        var cut = Should.Throw<StoreUnavailableException>(() => Copy(line =>
        {
            if (line.StartsWith("event:", StringComparison.Ordinal))
            {
                using var other = _target.Connect();
                other.Execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
            }
        }));

        cut.Message.ShouldContain("run this again and it goes on");
        (await Should.ThrowAsync<StoreUnavailableException>(() => OpenAsync(TargetOptions))).Message.ShouldContain("a copy that is not complete");
        File.Exists(_file.File + ".moved").ShouldBeFalse();

        var lines = new List<string>();
        Copy(lines.Add).Single(table => table.Table == "event").Rows.ShouldBe((StorageCopy.Batch * 2) + 7);

        lines.ShouldContain("event: 0 rows copied", StringComparer.Ordinal);
        lines.ShouldContain($"message: {(StorageCopy.Batch * 2) + 7} rows copied", StringComparer.Ordinal);
    }

    [Fact]
    public void Stopped_in_the_middle_of_a_table_no_row_comes_twice()
    {
        using (var source = _file.Connect())
        {
            source.Execute("UPDATE event SET detail = 'a' || char(0) || 'b' WHERE id = @Row", new { Row = (StorageCopy.Batch * 2) + 1 }); // no text of PostgreSQL
            source.Execute("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @Most) INSERT INTO peer_answer (event_id, peer, at, took) SELECT i, 'core', i, 1 FROM n", new { Most = StorageCopy.ToldEvery + 1 });
        }

        Should.Throw<StoreUnavailableException>(() => Copy());
        using (var source = _file.Connect())
        {
            source.Execute("UPDATE event SET detail = 'ab' WHERE id = @Row", new { Row = (StorageCopy.Batch * 2) + 1 });
        }

        var lines = new List<string>();
        Copy(lines.Add);

        lines.ShouldContain("event: 7 rows copied", StringComparer.Ordinal);
        lines.ShouldContain($"peer_answer: {StorageCopy.ToldEvery} rows so far", StringComparer.Ordinal);
    }

    [Fact]
    public void A_row_that_differs_is_told_with_its_table()
    {
        var refused = Should.Throw<StoreUnavailableException>(() => Copy(line =>
        {
            if (line.StartsWith("audit:", StringComparison.Ordinal))
            {
                using var other = _target.Connect();
                other.Execute("UPDATE note SET text = 'x' WHERE id = 1; UPDATE tenant SET sender = 'x' WHERE id = 1");
            }
        }));

        refused.Message.ShouldStartWith("Table tenant differs: 5 rows");
        File.Exists(_file.File + ".moved").ShouldBeFalse();
    }

    [Fact]
    public void What_a_command_writes_to_the_file_meanwhile_is_not_lost()
    {
        var refused = Should.Throw<StoreUnavailableException>(() => Copy(line =>
        {
            if (line.StartsWith("work_lease:", StringComparison.Ordinal))
            {
                using var command = _file.Connect();
                command.Execute("UPDATE tenant SET sender = 'x' WHERE id = 1");
            }
        }));

        refused.Message.ShouldContain("was written to while it was copied");
        File.Exists(_file.File + ".moved").ShouldBeFalse();
        Should.Throw<StoreUnavailableException>(() => Copy()).Message.ShouldStartWith("Table tenant differs");
    }

    [Fact]
    public void Ended_after_the_tables_were_made_it_begins_in_them()
    {
        using (var connection = new Npgsql.NpgsqlConnection(_target.ConnectionString + ";Pooling=false"))
        {
            connection.Open();
            PostgresMigrator.Apply(connection, Migration.All("postgres"), DateTimeOffset.UnixEpoch, NullLogger.Instance);
        }

        Copy().Count.ShouldBe(_file.Tables.Count);
    }

    [Theory]
    [InlineData("CREATE TABLE invoice (id INT)", "belongs to another program")]
    [InlineData("CREATE TABLE schema_version (number BIGINT, name TEXT, applied_at BIGINT); INSERT INTO schema_version VALUES (9999, '', 0)", "run the newer SmsBridge")]
    [InlineData("CREATE TABLE schema_version (number BIGINT, name TEXT, applied_at BIGINT); INSERT INTO schema_version VALUES (31, '', 0)", "--to: it holds tables of an older SmsBridge")]
    public void A_target_that_will_not_do(string prepare, string why)
    {
        using (var connection = _target.Connect())
        {
            connection.Execute(prepare);
        }

        Should.Throw<StoreUnavailableException>(() => Copy()).Message.ShouldContain(why);
    }

    [Fact]
    public async Task A_target_in_use_and_a_file_in_use_are_left_alone()
    {
        using (InstanceLock.Take(_file.File + ".lock"))
        {
            Should.Throw<StoreUnavailableException>(() => Copy()).Message.ShouldContain("stop it first");
        }

        await OpenAsync(TargetOptions);

        Should.Throw<StoreUnavailableException>(() => Copy()).Message.ShouldContain("it is not empty: table node has rows");
    }

    [Fact]
    public async Task A_file_on_which_the_service_ran_meanwhile_begins_anew()
    {
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => Copy(_ => stop.Cancel(), stop.Token));
        await OpenAsync(_file.Options);

        Should.Throw<StoreUnavailableException>(() => Copy()).Message.ShouldContain("before the service ran on it again");
    }

    public void Dispose()
    {
        _target.Dispose();
        _file.Dispose();
    }

    private StorageOptions TargetOptions => new() { Provider = "PostgreSql", ConnectionString = _target.ConnectionString };

    private IReadOnlyList<CopiedTable> Copy(Action<string>? tell = null, CancellationToken? cancellationToken = null) =>
        new StorageCopy(_file.Options, new TestClock(), NullLogger<StorageCopy>.Instance)
            .Run(_target.ConnectionString, new CopyNote("command line", "storage_copy"), tell ?? (_ => { }), cancellationToken ?? TestContext.Current.CancellationToken);

    /// <returns>The node's id.</returns>
    private static async Task<long> OpenAsync(StorageOptions options)
    {
        using var database = new Database(Microsoft.Extensions.Options.Options.Create(options), [], new TestClock(), NullLogger<Database>.Instance);
        await database.OpenAsync();
        return database.NodeId;
    }
}
