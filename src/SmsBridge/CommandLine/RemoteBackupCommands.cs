using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Options;
using SmsBridge.Operators;
using SmsBridge.RemoteBackups;
using SmsBridge.Store;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge backup send|list|fetch</c>: backups in the bucket of the settings. To list and to fetch needs no database, which may be lost.</summary>
internal static class RemoteBackupCommands
{
    public static void AddTo(Command backup, VerbHost host)
    {
        backup.Add(Send(host));
        backup.Add(List(host));
        backup.Add(Fetch(host));
    }

    private static Command Send(VerbHost host)
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "A backup, or what pg_dump wrote. It stays where it is. The latest of Backup:Folder, when not given.", Arity = ArgumentArity.ZeroOrOne,
        };
        return host.Define(
            new Command("send", "Puts a backup into the bucket Backup:S3, and deletes the oldest that this bridge put there, beyond Backup:S3:Keep. On the audit.") { file },
            (call, cancellationToken) => TryAsync(call, () => SendAsync(call, call.Parsed.GetValue(file), cancellationToken)), judgesBy: ServiceSettings.OfBackup);
    }

    private static Command List(VerbHost host) => host.Define(
        new Command("list", "Which backups are in the bucket, newest first."),
        (call, cancellationToken) => TryAsync(call, async () =>
        {
            var fetching = call.Service<BackupFetching>();
            var found = await fetching.ListAsync(cancellationToken);
            var view = new RemoteBackupListView(fetching.Place, [.. found.Select(backup => new RemoteBackupView(backup.Name, backup.At, backup.Bytes))]);
            call.Output.Result(view, ResultJson.Of.RemoteBackupListView, it =>
            {
                call.Output.Field("In", it.Place);
                if (it.Backups.Count == 0)
                {
                    call.Output.Line("There is no backup.");
                    return;
                }

                call.Output.Table(["Name", "Of", "Size"], it.Backups.Select(backup => new[] { backup.Name, VerbOutput.At(backup.At), Size(backup.Bytes) }));
            });
            return ExitCodes.Done;
        }),
        opens: false);

    private static Command Fetch(VerbHost host)
    {
        var name = new Argument<string>("NAME") { Description = "As backup list has it; latest: the newest there is." };
        var to = new Argument<string>("FILE") { Description = "Where to put it; it must not exist. A folder, or a name that ends in /: under its own name in it." };
        return host.Define(
            new Command("fetch", "Brings a backup back from the bucket, and compares it with what was sent. smsbridge restore puts it in place; restore s3:NAME does both.") { name, to },
            (call, cancellationToken) => TryAsync(call, () => FetchAsync(call, call.Parsed.GetRequiredValue(name), call.Parsed.GetRequiredValue(to), cancellationToken)),
            opens: false);
    }

    private static async Task<int> SendAsync(VerbCall call, string? file, CancellationToken cancellationToken)
    {
        var folder = call.Service<IOptions<BackupOptions>>().Value.Folder;
        var path = file is { Length: > 0 } ? file : folder.Length > 0 ? BackupFolder.Newest(folder, call.Service<TimeProvider>().GetUtcNow()) : null;
        if (path is null)
        {
            return call.Output.Refuse(folder.Length > 0 ? $"There is no backup in {folder}: say which FILE, or make one." : "Say which FILE: there is no Backup:Folder to take the latest of.");
        }

        var sent = await call.Service<BackupSending>().SendAsync(Actor.CommandLine, path, cancellationToken);
        if (sent is null)
        {
            return call.Output.Refuse("The service is putting one into the bucket just now: try again when it is done.", ExitCodes.TryAgain);
        }

        var view = new BackupSentView(call.Service<BackupFetching>().Place, sent.Name, StoredTime.At(sent.At), sent.Bytes, sent.Sha256);
        call.Output.Result(view, ResultJson.Of.BackupSentView, it => call.Output.Line($"{it.Name} is in {it.Place}: {Size(it.Bytes)}, whole."));
        call.Output.Hint("The key ring (the folder keys) is not in it: keep that elsewhere, apart from the backups.");
        return ExitCodes.Done;
    }

    private static async Task<int> FetchAsync(VerbCall call, string name, string to, CancellationToken cancellationToken)
    {
        var fetching = call.Service<BackupFetching>();
        name = await fetching.NameAsync(name, ending: "", cancellationToken);
        var path = Directory.Exists(to) || Path.EndsInDirectorySeparator(to) ? Path.Combine(to, name) : to;
        var fetched = await fetching.FetchAsync(name, path, cancellationToken);
        call.Output.Result(new BackupFetchedView(fetched.Path, fetched.Bytes, fetched.Sha256), ResultJson.Of.BackupFetchedView, it =>
            call.Output.Line($"{it.Path}: {Size(it.Bytes)}, what was sent."));
        call.Output.Hint(Path.GetExtension(name) == ".db" ? $"To put it in place: {Verbs.Program} restore {fetched.Path}" : $"To put it in place: pg_restore or psql, then {Verbs.Program} restore mark.");
        return ExitCodes.Done;
    }

    /// <summary>Where the settings name a bucket; else that is said.</summary>
    internal static Task<int> WithBucketAsync(VerbCall call, Func<Task<int>> work) => call.Service<BackupFetching>().IsUsed ? work()
        : Task.FromResult(call.Output.Refuse("There is no bucket in the settings (Backup:S3:Bucket).", ExitCodes.Settings));

    private static Task<int> TryAsync(VerbCall call, Func<Task<int>> work) => WithBucketAsync(call, async () =>
    {
        try
        {
            return await work();
        }
        catch (BucketException exception)
        {
            return call.Output.Refuse(exception.Message);
        }
    });

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024.0:0.0} MiB");
}
