using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Hosting.Telemetry;
using SmsBridge.Insight.Statistics;
using SmsBridge.Operators;
using SmsBridge.RemoteBackups;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.RemoteBackups;

/// <summary>Backups that the settings ask for and that are not there: on the overview, and how old they are in the metrics. Nothing is asked of the bucket for it.</summary>
public sealed class OldBackupTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-old-");
    private readonly SmsBridgeApp _app = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private S3Options Bucket { get; } = new() { Bucket = "backups", Endpoint = "http://127.0.0.1:1", Prefix = "nairobi/", AccessKeyId = "AKIA1", SecretAccessKey = "hunter2hunter2" };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Without_folder_and_bucket_nothing_is_expected()
    {
        await StartAsync(hasFolder: false, hasBucket: false);

        (await AfterAsync(TimeSpan.FromDays(30))).ShouldBeEmpty();
        (await AgesAsync()).ShouldBe((null, null));
    }

    [Fact]
    [FileOnly]
    public async Task One_that_is_not_made_in_the_folder_is_told_once_there_was_time_for_it()
    {
        await StartAsync(hasFolder: true, hasBucket: true);

        (await AfterAsync(TimeSpan.FromMinutes(59))).ShouldBeEmpty("it has just been started");
        var none = (await AfterAsync(TimeSpan.FromMinutes(1))).ShouldHaveSingleItem("that it is not in the bucket either has the same cause");
        none.Words.ShouldStartWith($"There is no backup, although one is to be made in {_folder.FullName}");
        none.IsUrgent.ShouldBeFalse();
        await MakeAsync("one.db");
        await SentAsync(_app.Clock.GetUtcNow());
        (await AfterAsync(TimeSpan.FromHours(25))).ShouldBeEmpty();

        (await AfterAsync(TimeSpan.FromHours(2))).ShouldHaveSingleItem().Words.ShouldStartWith("The latest backup is 27 hours old");
        (await AgesAsync()).Local.ShouldNotBeNull().ShouldBe(TimeSpan.FromHours(27).TotalSeconds, tolerance: 1);
    }

    [Fact]
    public async Task One_that_does_not_get_into_the_bucket_is_told_unless_why_not_is_told_already()
    {
        await StartAsync(hasFolder: !TestDatabase.IsPostgres, hasBucket: true);
        (await AgesAsync()).Remote.ShouldBe(double.PositiveInfinity, "there is none");
        await MakeAsync("one.db");
        await SentAsync(_app.Clock.GetUtcNow());
        await SentAsync(_app.Clock.GetUtcNow().AddYears(1)); // by a machine with another clock
        (await AfterAsync(TimeSpan.FromHours(25))).ShouldBeEmpty();
        _app.Clock.Advance(TimeSpan.FromHours(2));
        await MakeAsync("two.db");

        var old = (await ItemsAsync()).ShouldHaveSingleItem();
        old.Words.ShouldBe($"The latest backup is 27 hours old in {Bucket.Place}.");
        old.Remedy.ShouldNotBeNull().ShouldContain(TestDatabase.IsPostgres ? "pg_dump" : "smsbridge backup send");

        var store = _app.Services.GetRequiredService<RemoteBackupStore>();
        await store.FailAsync(Bucket.Place, "It has no room left.");
        await store.FailAsync(Bucket.Place, "It has no room left.");
        (await ItemsAsync()).ShouldBeEmpty();
        await store.SettleAsync(Cancellation);
        await SentAsync(_app.Clock.GetUtcNow());
        (await ItemsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_age_in_the_bucket_is_that_of_what_it_holds()
    {
        await StartAsync(hasFolder: !TestDatabase.IsPostgres, hasBucket: true);
        await SentAsync(_app.Clock.GetUtcNow().AddHours(-3));

        (await AgesAsync()).Remote.ShouldNotBeNull().ShouldBe(TimeSpan.FromHours(3).TotalSeconds, tolerance: 1);
    }

    private async Task StartAsync(bool hasFolder, bool hasBucket)
    {
        _app.Settings["Telemetry:MetricsUrls"] = "http://127.0.0.1:0";
        if (hasFolder)
        {
            _app.Settings["Backup:Folder"] = _folder.FullName;
        }

        if (hasBucket)
        {
            (_app.Settings["Backup:S3:Bucket"], _app.Settings["Backup:S3:Endpoint"], _app.Settings["Backup:S3:Prefix"]) = (Bucket.Bucket, Bucket.Endpoint, Bucket.Prefix);
            (_app.Settings["Backup:S3:AccessKeyId"], _app.Settings["Backup:S3:SecretAccessKey"]) = (Bucket.AccessKeyId, Bucket.SecretAccessKey);
        }

        await _app.InitializeAsync();
        using var start = _app.CreateClient();
        _app.Services.GetRequiredService<OldBackups>(); // it counts from the start
    }

    /// <summary>Of a server's database none is made here.</summary>
    private Task MakeAsync(string name) => TestDatabase.IsPostgres ? Task.CompletedTask
        : _app.Services.GetRequiredService<Backups>().MakeAsync(Path.Combine(_folder.FullName, name), _ => { }, Cancellation);

    private Task SentAsync(DateTimeOffset of) => _app.Services.GetRequiredService<RemoteBackupStore>().AddAsync(
        Bucket.Place, new SentBackup { Name = BackupFolder.NameAt(of), At = of.ToUnixTimeMilliseconds(), SentAt = of.ToUnixTimeMilliseconds(), Bytes = 1, Sha256 = "00" }, _ => { });

    private async Task<IReadOnlyList<AttentionItem>> AfterAsync(TimeSpan wait)
    {
        _app.Clock.Advance(wait);
        return await ItemsAsync();
    }

    private async Task<IReadOnlyList<AttentionItem>> ItemsAsync() =>
    [
        .. (await _app.Services.GetRequiredService<Attention>().ListAsync(new SignedInOperator(0, "admin", OperatorRole.Admin, TenantScope.All, "", null), Cancellation)).Where(item => item.Kind == "backup_old"),
    ];

    private async Task<(double? Local, double? Remote)> AgesAsync() => await _app.Services.GetRequiredService<BackupAges>().ReadAsync(_app.Clock.GetUtcNow(), Cancellation);
}
