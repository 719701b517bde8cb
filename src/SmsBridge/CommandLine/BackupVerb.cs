using System.CommandLine;
using System.Globalization;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge backup</c>: on the audit as "command line".</summary>
internal sealed class BackupVerb(Backups backups, AuditLog audit)
{
    public static Command Create(VerbHost host)
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "Where to put the copy; it must not exist. A folder, or a name that ends in /: a file named after the time is made in it.", Arity = ArgumentArity.ZeroOrOne,
        };
        var backup = host.Define(
            new Command("backup", "Copies the database, while the service runs, and remembers when. The key ring is copied by you, to another place.") { file },
            async (call, cancellationToken) => call.Parsed.GetValue(file) is { Length: > 0 } path
                ? await call.Service<BackupVerb>().RunAsync(call.Output, path, call.Service<TimeProvider>(), cancellationToken)
                : call.Output.Refuse($"{Verbs.Program} backup: say which FILE, or one of: send, list, fetch.", ExitCodes.Usage));
        RemoteBackupCommands.AddTo(backup, host);
        return backup;
    }

    private async Task<int> RunAsync(VerbOutput output, string file, TimeProvider time, CancellationToken cancellationToken)
    {
        var path = Directory.Exists(file) || Path.EndsInDirectorySeparator(file)
            ? Path.Combine(file, BackupFolder.NameAt(time.GetUtcNow()))
            : file;
        if (File.Exists(path))
        {
            return output.Refuse($"{path} exists already; a backup never replaces another one.");
        }

        var made = await backups.MakeAsync(path, session => audit.Record(session, Actor.CommandLine.Did(AuditActions.Backup, subject: null, after: path)), cancellationToken);
        output.Result(
            new BackupView(made.Path, made.At, made.Bytes, (long)made.Took.TotalMilliseconds), ResultJson.Of.BackupView,
            view => output.Line(string.Create(CultureInfo.InvariantCulture, $"{view.Path}: {view.Bytes / 1024.0 / 1024.0:0.0} MiB, read back and sound.")));
        output.Hint("The key ring (the folder keys) is not in it: copy it too, to another place. It changes rarely.");
        return ExitCodes.Done;
    }
}
