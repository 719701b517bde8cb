using Microsoft.Extensions.DependencyInjection;
using SmsBridge.CommandLine;
using SmsBridge.Operators;
using SmsBridge.RemoteBackups;
using SmsBridge.Tests.CommandLine;
using SmsBridge.Tests.Console;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.RemoteBackups;

/// <summary><c>smsbridge backup send|list|fetch</c>, also where the database is lost.</summary>
public sealed class RemoteBackupVerbTests : IAsyncLifetime
{
    private readonly BucketStage _stage = new();

    private static CancellationToken Cancellation => BucketStage.Cancellation;

    public ValueTask InitializeAsync() => _stage.InitializeAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task What_is_sent_is_listed_and_fetched_without_a_database()
    {
        await using var cli = await Cli.BesideAsync(_stage.App, Cancellation);
        await using var alone = await Cli.AloneAsync(Cancellation);
        _stage.Set(cli);
        _stage.Set(alone);
        alone.Settings["Storage:Provider"] = "Sqlite";
        alone.Settings["Storage:ConnectionString"] = $"Data Source={Path.Combine(alone.Folder, "nothing.db")}";
        alone.Settings["Backup:Folder"] = alone.Folder;
        var path = _stage.Backup(1, 5000);

        var sent = await cli.RunAsync("backup", "send", path, "--json");
        var listed = await alone.RunAsync("backup", "list", "--json");
        var fetched = await alone.RunAsync("backup", "fetch", "latest", alone.Folder);

        sent.ExitCode.ShouldBe(ExitCodes.Done, sent.All);
        sent.Json.GetProperty("name").GetString().ShouldBe(Path.GetFileName(path));
        listed.ExitCode.ShouldBe(ExitCodes.Done, listed.All);
        listed.Json.GetProperty("backups")[0].GetProperty("bytes").GetInt64().ShouldBe(5000);
        fetched.ExitCode.ShouldBe(ExitCodes.Done, fetched.All);
        fetched.Error.ShouldContain("smsbridge restore");
        (await File.ReadAllBytesAsync(Path.Combine(alone.Folder, Path.GetFileName(path)), Cancellation)).ShouldBe(await File.ReadAllBytesAsync(path, Cancellation));
        File.Exists(Path.Combine(alone.Folder, "nothing.db")).ShouldBeFalse();
        (await _stage.App.QueryAsync<string>("SELECT actor FROM audit WHERE action = 'backup_send'")).ShouldBe(["command line"]);
    }

    [Fact]
    public async Task What_is_missing_is_said()
    {
        await using var cli = await Cli.BesideAsync(_stage.App, Cancellation);

        (await cli.RunAsync("backup")).ExitCode.ShouldBe(ExitCodes.Usage);
        var off = await cli.RunAsync("backup", "list");
        _stage.Set(cli);
        var nothing = await cli.RunAsync("backup", "fetch", "latest", cli.Folder);
        var gone = await cli.RunAsync("backup", "send", Path.Combine(cli.Folder, "gone.db"));

        off.ExitCode.ShouldBe(ExitCodes.Settings);
        off.Error.ShouldContain("Backup:S3:Bucket");
        nothing.ExitCode.ShouldBe(ExitCodes.Failed);
        nothing.Error.ShouldContain("There is no backup in s3://");
        gone.ExitCode.ShouldBe(ExitCodes.Failed);
        gone.Error.ShouldContain("gone.db");
    }

    [PostgresOnly]
    [Fact]
    public async Task On_postgresql_its_own_tools_put_it_back_and_what_to_do_is_said()
    {
        await using var cli = await Cli.BesideAsync(_stage.App, Cancellation);
        _stage.Set(cli);

        var refused = await cli.RunAsync("restore", "s3:latest");

        refused.ExitCode.ShouldBe(ExitCodes.Settings);
        refused.Error.ShouldContain("smsbridge backup fetch latest FILE, then put it back with pg_restore or psql");
        refused.Error.ShouldContain("restore mark");
    }

    [Fact]
    public async Task The_console_says_what_is_there_and_what_is_wrong()
    {
        var s3 = _stage.Options.S3;
        await using var app = new SmsBridgeApp
        {
            Settings =
            {
                ["Backup:S3:Bucket"] = s3.Bucket, ["Backup:S3:Endpoint"] = s3.Endpoint, ["Backup:S3:Prefix"] = s3.Prefix, ["Backup:S3:AccessKeyId"] = s3.AccessKeyId,
                ["Backup:S3:SecretAccessKey"] = "hunter2hunter2", ["Backup:Folder"] = TestDatabase.IsPostgres ? "" : _stage.Folder,
            },
        };
        await app.InitializeAsync();
        using var admin = await app.SignInAsAsync(OperatorRole.Admin);
        var store = app.Services.GetRequiredService<RemoteBackupStore>();

        var none = await ConsolePages.PageAsync(admin, "/console/operators");
        await store.AddAsync(s3.Place, new SentBackup { Name = "smsbridge-20261121-021500.db", At = app.Clock.GetUtcNow().AddHours(-3).ToUnixTimeMilliseconds(), Bytes = 1 }, _ => { });
        await store.FailAsync(s3.Place, "The clock is wrong.");
        var shown = await ConsolePages.PageAsync(admin, "/console/operators");

        none.ShouldContain("none yet in");
        none.ShouldNotContain("hunter2");
        shown.ShouldContain("The clock is wrong.");
        shown.ShouldContain("smsbridge-20261121-021500.db");
    }
}
