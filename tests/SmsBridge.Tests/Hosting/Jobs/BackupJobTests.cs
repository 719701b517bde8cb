using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SmsBridge.Hosting.Jobs;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Hosting.Jobs;

/// <summary>Backups on the timetable: one a day, the last three kept, and nobody else's file touched.</summary>
[FileOnly]
public sealed class BackupJobTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-backup-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_folder.FullName, "backups"); // made by the first one

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        using var start = _app.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task One_is_made_when_the_latest_is_a_day_old_and_the_oldest_go()
    {
        var tenant = await _app.NewTenantAsync();
        var job = Job(new BackupOptions { Folder = Folder, Keep = 3 });
        (await job.RunAsync(Cancellation)).ShouldBeTrue();
        (await job.RunAsync(Cancellation)).ShouldBeFalse();
        await File.WriteAllTextAsync(Path.Combine(Folder, "smsbridge-mine.db"), "precious", Cancellation);
        var first = Files()[0];

        for (var day = 0; day < 4; day++)
        {
            _app.Clock.Advance(TimeSpan.FromHours(23));
            (await job.RunAsync(Cancellation)).ShouldBeFalse();
            _app.Clock.Advance(TimeSpan.FromHours(1));
            (await job.RunAsync(Cancellation)).ShouldBeTrue();
        }

        Files().Count.ShouldBe(4);
        Files().ShouldContain("smsbridge-mine.db", StringComparer.Ordinal);
        Files().ShouldNotContain(first, StringComparer.Ordinal);
        await using var newest = new SqliteConnection($"Data Source={Path.Combine(Folder, Files()[2])};Mode=ReadOnly;Pooling=False");
        await newest.OpenAsync(Cancellation);
        await using var read = new SqliteCommand("SELECT identifier FROM tenant", newest);
        (await read.ExecuteScalarAsync(Cancellation)).ShouldBe(tenant.Id);
        (await _app.QueryAsync<string>("SELECT DISTINCT actor FROM audit WHERE action = 'backup'")).ShouldBe(["timetable"]);
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM backup")).ShouldBe([5L]);
    }

    [Fact]
    public async Task Without_a_folder_none_is_made() => (await Job(new BackupOptions()).RunAsync(Cancellation)).ShouldBeFalse();

    [Fact]
    public async Task One_that_fails_deletes_none_and_is_tried_again()
    {
        await File.WriteAllTextAsync(Folder, "a file in the way", Cancellation);
        var job = Job(new BackupOptions { Folder = Folder, Keep = 1 });
        (await job.RunAsync(Cancellation)).ShouldBeFalse();

        File.Delete(Folder);

        (await job.RunAsync(Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_clock_that_was_set_back_does_not_stop_them()
    {
        var job = Job(new BackupOptions { Folder = Folder, Keep = 1 });
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, BackupFolder.NameAt(_app.Clock.GetUtcNow().AddYears(1))), "", Cancellation);

        (await job.RunAsync(Cancellation)).ShouldBeTrue();
        Files().ShouldBe([BackupFolder.NameAt(_app.Clock.GetUtcNow())]); // what was just made is never what goes
        (await job.RunAsync(Cancellation)).ShouldBeFalse();
    }

    private BackupJob Job(BackupOptions options) => new(
        _app.Services.GetRequiredService<Backups>(), _app.Services.GetRequiredService<AuditLog>(), Options.Create(options), _app.Clock, NullLogger<BackupJob>.Instance);

    private List<string> Files() => [.. Directory.EnumerateFiles(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
