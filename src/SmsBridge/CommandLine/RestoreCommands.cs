using System.CommandLine;
using System.Globalization;
using SmsBridge.Operators;
using SmsBridge.RemoteBackups;
using SmsBridge.Restores;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge restore …</c>: puts a backup back, and says how it stands since.</summary>
internal static class RestoreCommands
{
    /// <summary>What follows is the name of a backup in the bucket. A file of such a name: <c>./s3:...</c></summary>
    private const string InBucket = "s3:";

    public static Command Create(VerbHost host)
    {
        var restore = Put(host);
        restore.Add(Mark(host));
        restore.Add(Status(host));
        restore.Add(Open(host));
        return restore;
    }

    private static Command Put(VerbHost host)
    {
        var file = new Argument<string?>("FILE") { Description = "The backup, which stays where it is. s3:NAME: of the bucket Backup:S3, as backup list has it; s3:latest: the newest there is.", Arity = ArgumentArity.ZeroOrOne };
        var backupAt = BackupAt();
        return host.Define(
            new Command("restore", "Puts a backup in the place of the database, while the service is stopped. What was sent since the backup is found out when the service starts, before it sends.") { file, backupAt },
            async (call, cancellationToken) => call.Parsed.GetValue(file) is { Length: > 0 } path
                ? await PutAsync(call, path, call.Parsed.GetValue(backupAt), cancellationToken)
                : call.Output.Refuse($"{Verbs.Program} restore: say which FILE, or one of: mark, status, open.", ExitCodes.Usage),
            opens: false);
    }

    private static Task<int> PutAsync(VerbCall call, string file, DateTimeOffset? backupAt, CancellationToken cancellationToken)
    {
        var (run, isInBucket) = (call.Service<RestoreRun>(), file.StartsWith(InBucket, StringComparison.Ordinal));
        if (!run.IsOurs)
        {
            var first = isInBucket ? $"fetch it with {Verbs.Program} backup fetch {file[InBucket.Length..]} FILE, then " : "";
            return Task.FromResult(call.Output.Refuse($"This database is PostgreSQL's: {first}put it back with pg_restore or psql, while every node is stopped, then run restore mark.", ExitCodes.Settings));
        }

        return isInBucket
            ? RemoteBackupCommands.WithBucketAsync(call, () => FromBucketAsync(call, run, file[InBucket.Length..], backupAt, cancellationToken))
            : ThenTellAsync(call, run.RunAsync(file, backupAt));
    }

    private static async Task<int> FromBucketAsync(VerbCall call, RestoreRun run, string wanted, DateTimeOffset? backupAt, CancellationToken cancellationToken)
    {
        var fetching = call.Service<BackupFetching>();
        try
        {
            var name = await fetching.NameAsync(wanted, ending: ".db", cancellationToken);
            return await ThenTellAsync(call, run.RunAsync($"{name} in {fetching.Place}", target => fetching.FetchAsync(name, target, cancellationToken), backupAt));
        }
        catch (BucketException exception)
        {
            return call.Output.Refuse($"{exception.Message} Nothing was put back.");
        }
    }

    private static async Task<int> ThenTellAsync(VerbCall call, Task<RestoredFile> restoring)
    {
        var restored = await restoring;
        call.Output.Result(new RestoredView(restored.Path, restored.Mark.BackupAt, restored.Mark.RestoredAt, restored.Former), ResultJson.Of.RestoredView, view =>
            call.Output.Line($"{view.Path}: put back, sound. {RestoreVerbs.WordsOf(restored.Mark)}"));
        if (restored.Former is { } former)
        {
            call.Output.Hint($"The database that was in its place is {former}: delete it when it is of no use any more, for clients' numbers are in it.");
        }

        call.Output.Hint("The key ring (the folder keys) belongs to it: put that back too, if it is gone. Then smsbridge verify, and start the service.");
        return ExitCodes.Done;
    }

    private static Command Mark(VerbHost host)
    {
        var backupAt = BackupAt();
        return host.Define(
            new Command("mark", "Says that the database was put back by other means, as on PostgreSQL, before the service is started on it.") { backupAt },
            async (call, cancellationToken) => Tell(call, "", await call.Service<RestoreVerbs>().MarkAsync(Caller.CommandLine, call.Parsed.GetValue(backupAt), cancellationToken)),
            mayCreate: true); // brings an older program's up to date: to start the service for that would be too late
    }

    private static Command Status(VerbHost host) =>
        host.Define(new Command("status", "Who sends again after a restore, and what is still asked of whom. Exit code 3: some tenant is closed."), async (call, cancellationToken) =>
        {
            var view = await call.Service<RestoreViews>().StatusAsync(cancellationToken);
            call.Output.Result(view, ResultJson.Of.RestoreStatusView, told => Show(call, told));
            return view.State == "reconciling" ? ExitCodes.CheckFailed : ExitCodes.Done;
        });

    private static Command Open(VerbHost host)
    {
        var tenant = TenantCommands.Option();
        var reason = new Option<string>("--reason") { HelpName = "TEXT", Description = "Why; it is on the audit.", Required = true };
        return host.Define(
            new Command("open", "Lets a tenant send before it is known what was sent since the backup. What may have been sent is still looked for, each before it goes out.") { tenant, reason },
            async (call, cancellationToken) =>
            {
                var identifier = call.Parsed.GetRequiredValue(tenant);
                return Tell(call, identifier, await call.Service<RestoreVerbs>().OpenAsync(Caller.CommandLine, identifier, call.Parsed.GetRequiredValue(reason), cancellationToken));
            });
    }

    private static int Tell(VerbCall call, string identifier, Outcome outcome) => TextChangeCommands.Tell(call, identifier, outcome);

    private static void Show(VerbCall call, RestoreStatusView view)
    {
        if (view.State == "none")
        {
            call.Output.Line("No backup was ever put back.");
            return;
        }

        call.Output.Field("State", view.State == "open" ? "open: every tenant sends" : "reconciling: what was sent since the backup is being found out");
        call.Output.Field("Backup of", VerbOutput.At(view.BackupAt));
        call.Output.Field("Put back", VerbOutput.At(view.RestoredAt));
        call.Output.Table(["Tenant", "State", "Core asked", "Made up", "Waiting", "Looked for", "For a person", "Open since", "By"], view.Tenants.Select(tenant => new[]
        {
            tenant.TenantId, tenant.State, tenant.ComparedAt is { } compared ? VerbOutput.At(compared) : "not yet", Number(tenant.MadeUp), Number(tenant.Waiting), Number(tenant.LookedFor),
            Number(tenant.ForAPerson), tenant.OpenedAt is { } opened ? VerbOutput.At(opened) : "", tenant.OpenedBy ?? (tenant.OpenedAt is null ? "" : "itself"),
        }));
        foreach (var tenant in view.Tenants.Where(tenant => tenant.Problem is not null))
        {
            call.Output.Line($"{tenant.TenantId}: {tenant.Problem}");
        }
    }

    private static Option<DateTimeOffset?> BackupAt() =>
        ImportCommands.Time("--backup-at", "Of when the backup is, where that is earlier than the last moment it knows of; as it says itself when not given.");

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
