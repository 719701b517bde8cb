using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SmsBridge.Operators;
using SmsBridge.RemoteBackups;
using SmsBridge.Store;
using SmsBridge.Tests.CommandLine;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.RemoteBackups;

/// <summary>A store of objects by somebody else, a folder of backups, and the bridge between them.</summary>
public sealed class BucketStage : IAsyncLifetime
{
    internal const string Bucket = "backups";
    internal const int PartBytes = 5 * 1024 * 1024; // no store takes smaller ones

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-s3-");
    private NpmProgram? _store;

    internal SmsBridgeApp App { get; } = new();

    internal BackupOptions Options { get; private set; } = new();

    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal string Folder => Directory.CreateDirectory(Path.Combine(_folder.FullName, "backups")).FullName;

    /// <summary>What the store keeps its files in.</summary>
    internal string Kept => Path.Combine(_folder.FullName, "kept");

    public async ValueTask InitializeAsync()
    {
        await App.InitializeAsync();
        using var start = App.CreateClient();
        _store = await NpmProgram.StartAsync("s3rver", "s3.mjs", Directory.CreateDirectory(Kept).FullName, Bucket);
        Options = OptionsOf(_store.Port);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        await App.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Each test has a prefix, as installations have.</summary>
    internal BackupOptions OptionsOf(int port) => new()
    {
        Folder = Folder,
        S3 = new S3Options
        {
            Bucket = Bucket, Endpoint = $"http://127.0.0.1:{port}", Prefix = $"{Guid.NewGuid():N}/", AccessKeyId = "S3RVER", SecretAccessKey = "S3RVER", PartBytes = PartBytes,
        },
    };

    internal S3Bucket Connect() => new(Microsoft.Extensions.Options.Options.Create(Options), TimeProvider.System);

    internal RemoteBackupStore Store => App.Services.GetRequiredService<RemoteBackupStore>();

    internal BackupSending Sending(BackupOptions? options = null)
    {
        var its = Microsoft.Extensions.Options.Options.Create(options ?? Options);
        return new BackupSending(
            new S3Bucket(its, TimeProvider.System), Store, App.Services.GetRequiredService<WorkLeases>(), App.Services.GetRequiredService<AuditLog>(), its, App.Clock, NullLogger<BackupSending>.Instance);
    }

    internal BackupFetching Fetching()
    {
        var its = Microsoft.Extensions.Options.Options.Create(Options);
        return new BackupFetching(new S3Bucket(its, TimeProvider.System), its);
    }

    /// <summary>A file of chance, under the name of a backup of that hour.</summary>
    internal string Backup(int hour, int bytes = 1000, string ending = "db")
    {
        var path = Path.Combine(Folder, BackupFolder.NameAt(App.Clock.GetUtcNow().AddDays(-100).AddHours(hour), ending));
        File.WriteAllBytes(path, RandomNumberGenerator.GetBytes(bytes));
        return path;
    }

    internal async Task<IReadOnlyList<string>> NamesAsync()
    {
        using var bucket = Connect();
        return [.. (await bucket.ListAsync(Cancellation)).Select(backup => backup.Name)];
    }

    /// <summary>The command line has this bucket in its settings.</summary>
    internal void Set(Cli cli)
    {
        var s3 = Options.S3;
        if (!TestDatabase.Provider.Equals("PostgreSql", StringComparison.OrdinalIgnoreCase))
        {
            cli.Settings["Backup:Folder"] = Folder;
        }

        (cli.Settings["Backup:S3:Bucket"], cli.Settings["Backup:S3:Endpoint"], cli.Settings["Backup:S3:Prefix"]) = (s3.Bucket, s3.Endpoint, s3.Prefix);
        (cli.Settings["Backup:S3:AccessKeyId"], cli.Settings["Backup:S3:SecretAccessKey"]) = (s3.AccessKeyId, s3.SecretAccessKey);
    }

    /// <summary>A bit of it is another one.</summary>
    internal async Task DamageAsync(string name)
    {
        var kept = Directory.EnumerateFiles(Kept, "*._S3rver_object", SearchOption.AllDirectories).Single(path => path.Contains(name, StringComparison.Ordinal));
        var content = await File.ReadAllBytesAsync(kept, Cancellation);
        content[500] ^= 1;
        await File.WriteAllBytesAsync(kept, content, Cancellation);
    }

    /// <summary>Somebody else puts a file there.</summary>
    internal async Task PutAsync(string name, byte[] content)
    {
        using var bucket = Connect();
        using var file = new MemoryStream(content);
        await bucket.PutAsync(name, file, Convert.ToHexStringLower(SHA256.HashData(content)), Cancellation);
    }
}
