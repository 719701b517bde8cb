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
    public Task<RestoredFile> RunAsync(string file, DateTimeOffset? backupAt)
    {
        RestoreFile.Check(storage.Value, file);
        return PutAsync(place => Task.FromResult(place.Copy(file)), file, backupAt);
    }

    /// <summary>The same with one that is not on this machine. The service is kept from starting from before it is brought: that may take hours.</summary>
    /// <param name="said">What it is called, for words and the audit.</param>
    /// <param name="bring">Writes it where it is told to, whole, or throws; then nothing has changed.</param>
    /// <inheritdoc cref="RunAsync(string, DateTimeOffset?)"/>
    public Task<RestoredFile> RunAsync(string said, Func<string, Task> bring, DateTimeOffset? backupAt) => PutAsync(place => place.BringAsync(said, bring), said, backupAt);

    private async Task<RestoredFile> PutAsync(Func<RestoreFile, Task<StorageOptions>> take, string said, DateTimeOffset? backupAt)
    {
        using var place = RestoreFile.Take(storage.Value);
        var mark = await MarkAsync(await take(place), said, backupAt);
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
