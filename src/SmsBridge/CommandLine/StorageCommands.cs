using System.CommandLine;
using Microsoft.Extensions.Options;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge storage</c>.</summary>
internal static class StorageCommands
{
    public static Command Create(VerbHost host)
    {
        var to = new Option<string>("--to")
        {
            Required = true,
            Description = "The empty PostgreSQL database: \"Host=...;Database=...;Username=...\". Give the password in the environment, as PGPASSWORD: others can read arguments.",
        };
        var copy = host.Define(
            new Command("copy", "Moves the installation from its SQLite file to PostgreSQL, while the service is stopped. Cut off, it goes on when run again.") { to },
            (call, cancellationToken) => Task.FromResult(Copy(call, call.Parsed.GetRequiredValue(to), cancellationToken)),
            opens: false);
        return new Command("storage", "Where everything is kept.") { copy };
    }

    private static int Copy(VerbCall call, string to, CancellationToken cancellationToken)
    {
        var options = call.Service<IOptions<StorageOptions>>().Value;
        if (options.IsPostgreSql)
        {
            return call.Output.Refuse("Storage:Provider: the installation is on PostgreSQL already. Its own tools copy it: pg_dump.", ExitCodes.Settings);
        }

        if (StorageCopy.WhyNone(to) is { } why)
        {
            return call.Output.Refuse(why, ExitCodes.Usage);
        }

        var copy = new StorageCopy(options, call.Service<TimeProvider>(), call.Service<ILogger<StorageCopy>>());
        var tables = copy.Run(to, new CopyNote(Actor.CommandLine.Name, AuditActions.StorageCopy), call.Output.Hint, cancellationToken);
        call.Output.Result(new StorageCopiedView([.. tables.Select(table => new CopiedTableView(table.Table, table.Rows, table.Checksum))]), ResultJson.Of.StorageCopiedView, view =>
        {
            call.Output.Table(["Table", "Rows", "Checksum"], view.Tables.Select(table => new[] { table.Table, table.Rows.ToString(System.Globalization.CultureInfo.InvariantCulture), table.Checksum }));
            call.Output.Line("Moved: both sides agree on every table.");
        });
        call.Output.Hint("Now set Storage:Provider=PostgreSql and Storage:ConnectionString, and start. The file stays as it was, and the service no longer starts on it.");
        return ExitCodes.Done;
    }
}
