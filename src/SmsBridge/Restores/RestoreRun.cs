using Microsoft.Extensions.Options;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Store.Sqlite;

namespace SmsBridge.Restores;

/// <summary>A backup that was put back.</summary>
/// <param name="Former">Where the database is that was in its place; null: there was none.</param>
internal sealed record RestoredFile(string Path, RestoreMark Mark, string? Former);

/// <summary>Puts a backup in the place of the database, marked before it is there: a database that does not know that it is a backup would send anew what went out since.</summary>
internal sealed class RestoreRun(IOptions<StorageOptions> storage, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>On PostgreSQL its own tools put a database back.</summary>
    public bool IsOurs => !storage.Value.IsPostgreSql;

    /// <param name="backupAt">Of when the backup is; null, or later than anything in it: as it says itself.</param>
    /// <exception cref="StoreUnavailableException">With one plain sentence: the service runs, it is not sound, no room.</exception>
    public async Task<RestoredFile> RunAsync(string file, DateTimeOffset? backupAt)
    {
        using var place = RestoreFile.Take(storage.Value, file);
        var mark = await MarkAsync(place.Copy(), file, backupAt);
        return new RestoredFile(place.Path, mark, place.Put(mark.RestoredAt));
    }

    private async Task<RestoreMark> MarkAsync(StorageOptions copy, string file, DateTimeOffset? backupAt)
    {
        using var database = new Database(Options.Create(copy), [], time, loggers.CreateLogger<Database>());
        database.OpenBeside(mayCreate: true); // and brings the schema of an older program up to date
        return await new RestoreStore(database, time).MarkAsync(
            backupAt, (session, mark) => new AuditLog(database, time).Record(session, Actor.CommandLine.Did(AuditActions.Restore, after: RestoreVerbs.WordsOf(mark, file))));
    }
}
