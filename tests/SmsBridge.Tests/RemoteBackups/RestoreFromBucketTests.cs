using SmsBridge.CommandLine;
using SmsBridge.Tests.CommandLine;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.RemoteBackups;

/// <summary><c>smsbridge restore s3:NAME</c>: what is in the bucket takes the place of the database as a file does, or nothing has changed.</summary>
[FileOnly]
public sealed class RestoreFromBucketTests : IAsyncLifetime
{
    private readonly BucketStage _stage = new();
    private Cli _cli = null!;

    private static CancellationToken Cancellation => BucketStage.Cancellation;

    private string Database => Path.Combine(_cli.Folder, "smsbridge.db");

    public async ValueTask InitializeAsync()
    {
        await _stage.InitializeAsync();
        _cli = await Cli.AloneAsync(Cancellation);
        _stage.Set(_cli);
        (await _cli.AddAsync()).ExitCode.ShouldBe(ExitCodes.Done);
    }

    public async ValueTask DisposeAsync()
    {
        await _cli.DisposeAsync();
        await _stage.DisposeAsync();
    }

    [Fact]
    public async Task Where_machine_and_database_are_lost_the_latest_is_put_back_and_closed()
    {
        var backedUp = _cli.Clock.GetUtcNow();
        var name = await SendAsync();
        _cli.Clock.Advance(TimeSpan.FromHours(3));
        foreach (var file in Directory.EnumerateFiles(_cli.Folder, "smsbridge.db*").Concat(Directory.EnumerateFiles(_stage.Folder)))
        {
            File.Delete(file);
        }

        var restored = await _cli.RunAsync("restore", "s3:latest", "--json");

        restored.ExitCode.ShouldBe(ExitCodes.Done, restored.All);
        restored.Json.GetProperty("backupAt").GetDateTimeOffset().ShouldBe(backedUp);
        (await _cli.RunAsync("tenant", "show", Some.Tenant)).ExitCode.ShouldBe(ExitCodes.Done);
        (await _cli.RunAsync("verify")).ExitCode.ShouldBe(ExitCodes.Done);
        (await _cli.RunAsync("restore", "status", "--json")).Json.GetProperty("state").GetString().ShouldBe("reconciling");
        (await AuditedAsync()).ShouldStartWith($"{name} in s3://backups/");
        Left().ShouldBeEmpty();
    }

    [Fact]
    public async Task By_its_name_one_is_put_back_and_what_stood_there_is_moved_aside()
    {
        var name = await SendAsync();
        await _cli.RunAsync("tenant", "pause", Some.Tenant);
        await File.WriteAllTextAsync(Database + ".restoring.partial", "of a run that was killed", Cancellation);

        var restored = await _cli.RunAsync("restore", $"s3:{name}", "--json");

        restored.ExitCode.ShouldBe(ExitCodes.Done, restored.All);
        restored.Json.GetProperty("former").GetString().ShouldNotBeNull();
        (await _cli.RunAsync("tenant", "show", Some.Tenant, "--json")).Json.GetProperty("state").GetString().ShouldBe("active");
        Left().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("s3:smsbridge-20200101-000000.db", "There is no smsbridge-20200101-000000.db in s3://")]
    [InlineData("s3:../../etc/passwd", "is not the name of a backup")]
    [InlineData("s3:", "is not the name of a backup")]
    [InlineData("s3:smsbridge-20261121-021500.dump", "what pg_dump wrote")]
    [InlineData("s3:latest", "is damaged: it is not what was sent")]
    public async Task What_is_not_there_or_not_whole_changes_nothing(string wanted, string words)
    {
        await _stage.DamageAsync(await SendAsync());

        await RefusesAsync(wanted, words);
    }

    [Fact]
    public async Task A_bucket_that_is_empty_or_does_not_know_the_key_changes_nothing()
    {
        await RefusesAsync("s3:latest", "There is no backup in s3://");
        _cli.Settings["Backup:S3:AccessKeyId"] = "NOBODY";
        await RefusesAsync("s3:latest", "does not know the key NOBODY");
        await RefusesAsync("s3:smsbridge-20200101-000000.db", "does not know the key NOBODY");
        _cli.Settings["Backup:S3:Bucket"] = "";

        var off = await _cli.RunAsync("restore", "s3:latest");

        off.ExitCode.ShouldBe(ExitCodes.Settings);
        off.Error.ShouldContain("Backup:S3:Bucket");
    }

    [Fact]
    public async Task Beside_a_service_that_runs_nothing_is_fetched()
    {
        var name = await SendAsync();
        await using var beside = await Cli.BesideAsync(_stage.App, Cancellation);
        _stage.Set(beside);

        var refused = await beside.RunAsync("restore", $"s3:{name}");

        refused.ExitCode.ShouldBe(ExitCodes.Failed);
        refused.Error.ShouldContain("already runs on this database");
    }

    private async Task<string> SendAsync()
    {
        (await _cli.RunAsync("backup", _stage.Folder)).ExitCode.ShouldBe(ExitCodes.Done);
        var sent = await _cli.RunAsync("backup", "send", "--json");
        sent.ExitCode.ShouldBe(ExitCodes.Done, sent.All);
        return sent.Json.GetProperty("name").GetString()!;
    }

    private async Task RefusesAsync(string wanted, string words)
    {
        var before = await File.ReadAllBytesAsync(Database, Cancellation);

        var refused = await _cli.RunAsync("restore", wanted);

        refused.ExitCode.ShouldBe(ExitCodes.Failed, refused.All);
        refused.Error.ShouldContain(words);
        refused.Error.ShouldContain("Nothing was put back.");
        (await File.ReadAllBytesAsync(Database, Cancellation)).ShouldBe(before);
        Left().ShouldBeEmpty();
    }

    private IEnumerable<string> Left() => Directory.EnumerateFiles(_cli.Folder, "*.restoring*");

    private async Task<string> AuditedAsync()
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Database};Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT after FROM audit WHERE action = 'restore'";
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
