using Microsoft.Data.Sqlite;
using SmsBridge.CommandLine;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.CommandLine;

/// <summary>A backup takes the place of the database, marked as what it is, and nothing is lost by it.</summary>
[FileOnly]
public sealed class RestoreVerbTests : IAsyncLifetime
{
    private Cli _cli = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Database => Path.Combine(_cli.Folder, "smsbridge.db");

    private string Backup => Path.Combine(_cli.Folder, "copies", "old.db");

    public async ValueTask InitializeAsync()
    {
        _cli = await Cli.AloneAsync(Cancellation);
        (await _cli.AddAsync()).ExitCode.ShouldBe(ExitCodes.Done);
        (await _cli.RunAsync("backup", Backup)).ExitCode.ShouldBe(ExitCodes.Done);
    }

    public ValueTask DisposeAsync() => _cli.DisposeAsync();

    [Fact]
    public async Task The_database_is_what_it_was_knows_of_when_and_is_closed()
    {
        var backedUp = _cli.Clock.GetUtcNow();
        _cli.Clock.Advance(TimeSpan.FromHours(3));
        await _cli.RunAsync("tenant", "pause", Some.Tenant);

        var restored = await _cli.RunAsync("restore", Backup, "--json");

        restored.ExitCode.ShouldBe(ExitCodes.Done, restored.All);
        restored.Json.GetProperty("backupAt").GetDateTimeOffset().ShouldBe(backedUp);
        restored.Json.GetProperty("restoredAt").GetDateTimeOffset().ShouldBe(_cli.Clock.GetUtcNow());
        restored.Error.ShouldContain("key ring");
        (await _cli.RunAsync("tenant", "show", Some.Tenant, "--json")).Json.GetProperty("state").GetString().ShouldBe("active");
        (await _cli.RunAsync("verify")).ExitCode.ShouldBe(ExitCodes.Done);
        var status = await _cli.RunAsync("restore", "status", "--json");
        status.ExitCode.ShouldBe(ExitCodes.CheckFailed);
        status.Json.GetProperty("state").GetString().ShouldBe("reconciling");
        status.Json.GetProperty("tenants")[0].GetProperty("state").GetString().ShouldBe("closed");
        (await _cli.RunAsync("restore", "status")).Out.ShouldContain(Some.Tenant);
        Scalar(Database, "SELECT COUNT(*) FROM audit WHERE action = 'restore'").ShouldBe(1);
    }

    [Fact]
    public async Task What_stood_in_its_place_is_moved_aside_whole()
    {
        await _cli.RunAsync("tenant", "pause", Some.Tenant);

        var restored = await _cli.RunAsync("restore", Backup, "--json");

        var former = restored.Json.GetProperty("former").GetString()!;
        Scalar(former, "SELECT COUNT(*) FROM tenant WHERE paused_at IS NOT NULL").ShouldBe(1);
        File.Exists(Backup).ShouldBeTrue("the backup stays");
        Directory.EnumerateFiles(_cli.Folder, "*.restoring*").ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_the_database_is_gone_it_is_put_back_all_the_same()
    {
        foreach (var file in Directory.EnumerateFiles(_cli.Folder, "smsbridge.db*"))
        {
            File.Delete(file);
        }

        (await _cli.RunAsync("restore", Backup)).All.ShouldNotContain(".before-");
        (await _cli.RunAsync("tenant", "show", Some.Tenant)).ExitCode.ShouldBe(ExitCodes.Done);
    }

    [Theory]
    [InlineData("not a database at all", "Nothing was put back")]
    [InlineData("", "no database of SmsBridge's")]
    public async Task What_is_no_backup_changes_nothing(string content, string words)
    {
        var file = Path.Combine(_cli.Folder, "other.db");
        await File.WriteAllTextAsync(file, content, Cancellation);
        var before = await File.ReadAllBytesAsync(Database, Cancellation);

        var restored = await _cli.RunAsync("restore", file);

        restored.ExitCode.ShouldBe(ExitCodes.Failed);
        restored.Error.ShouldContain(words);
        (await File.ReadAllBytesAsync(Database, Cancellation)).ShouldBe(before);
        Directory.EnumerateFiles(_cli.Folder, "*.restoring*").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_database_itself_is_no_backup_of_it_nor_is_what_is_not_there()
    {
        (await _cli.RunAsync("restore", Database)).Error.ShouldContain("is the database itself");
        (await _cli.RunAsync("restore", Database + ".none")).Error.ShouldContain("There is no file");
        (await _cli.RunAsync("restore")).ExitCode.ShouldBe(ExitCodes.Usage);
        (await _cli.RunAsync("restore", "status")).Out.ShouldContain("No backup was ever put back.");
    }

    [Fact]
    public async Task One_that_was_put_back_by_hand_is_marked_once()
    {
        (await _cli.RunAsync("restore", "mark")).Out.ShouldContain("Marked.");
        (await _cli.RunAsync("restore", "mark")).Out.ShouldContain("marked already");

        (await _cli.RunAsync("restore", "open", "--tenant", Some.Tenant)).ExitCode.ShouldBe(ExitCodes.Usage, "it is to be said why");
        (await _cli.RunAsync("restore", "open", "--tenant", Some.Tenant, "--reason", "Payday")).Out.ShouldContain("sends again");
        (await _cli.RunAsync("restore", "open", "--tenant", "nobody", "--reason", "Payday")).ExitCode.ShouldBe(ExitCodes.Failed);
        (await _cli.RunAsync("restore", "status")).ExitCode.ShouldBe(ExitCodes.Done);
        Scalar(Database, "SELECT COUNT(*) FROM audit WHERE action = 'restore_open' AND reason = 'Payday'").ShouldBe(1);
    }

    [Fact]
    public async Task Beside_a_service_that_runs_nothing_is_put_back_or_marked()
    {
        await using var app = new SmsBridgeApp();
        await app.InitializeAsync();
        await using var beside = await Cli.BesideAsync(app, Cancellation);

        var restored = await beside.RunAsync("restore", Backup);
        var marked = await beside.RunAsync("restore", "mark");

        restored.ExitCode.ShouldBe(ExitCodes.Failed);
        restored.Error.ShouldContain("already runs on this database");
        marked.ExitCode.ShouldBe(ExitCodes.TryAgain);
        (await app.QueryAsync<long>("SELECT COUNT(*) FROM restore_mark WHERE restored_at IS NOT NULL")).ShouldBe([0L]);
    }

    private static long Scalar(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
