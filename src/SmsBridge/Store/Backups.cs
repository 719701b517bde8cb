using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SmsBridge.Store;

/// <summary>A copy of the database that was made.</summary>
/// <param name="At">It holds what was committed until then.</param>
/// <param name="Path">Where it was put; it may be gone since.</param>
internal sealed record BackupRecord(DateTimeOffset At, TimeSpan Took, long Bytes, string Path);

/// <summary>
/// Copies the database while the service runs, and remembers it. The copy is one consistent, compacted file; it is read back before it counts, and
/// for this user's eyes only. The key ring is not in it: together they open the stored passwords.
/// </summary>
internal sealed class Backups(Database database, TimeProvider time)
{
    /// <summary>Older than this is worth a word.</summary>
    public static readonly TimeSpan Old = TimeSpan.FromHours(26); // once a day, with room for a slow one

    /// <summary>False: the database is a server's, which is backed up by its own tools.</summary>
    public bool IsOurs => database.FilePath is not null;

    /// <param name="path">Must not exist: a backup never replaces the one before it.</param>
    /// <param name="alongside">Writes what belongs to it, in the same transaction.</param>
    /// <exception cref="StoreUnavailableException">
    /// With one plain sentence: it exists, no room, no permission, the copy is not sound; or the copy is there and that it was made could not be recorded.
    /// </exception>
    public async Task<BackupRecord> MakeAsync(string path, Action<WriteSession> alongside, CancellationToken cancellationToken)
    {
        if (database.FilePath is null)
        {
            throw new StoreUnavailableException("This database is PostgreSQL's: back it up with pg_dump, or with the server's own continuous archiving.") { IsLasting = true };
        }

        var (target, at, started) = (Path.GetFullPath(path), time.GetUtcNow(), time.GetTimestamp());
        await Task.Run(() => Copy(target, at, cancellationToken), cancellationToken);
        var made = new BackupRecord(at, time.GetElapsedTime(started), new FileInfo(target).Length, target);
        try
        {
            await database.WriteAsync(session =>
            {
                session.Execute("INSERT INTO backup (at, took, bytes, path) VALUES (@At, @Took, @Bytes, @Path)", new
                {
                    At = made.At.ToUnixTimeMilliseconds(), Took = (long)made.Took.TotalMilliseconds, made.Bytes, made.Path,
                });
                alongside(session);
            });
        }
        catch (StoreUnavailableException exception)
        {
            throw new StoreUnavailableException(
                $"The copy {target} is there, whole and sound, but it could not be recorded, so the console does not know of it: {exception.Message}", exception);
        }

        return made;
    }

    /// <summary>The latest; null: none was ever made with this program.</summary>
    public async Task<BackupRecord?> LatestAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await LatestAsync(connection, cancellationToken);
    }

    /// <inheritdoc cref="LatestAsync(CancellationToken)"/>
    public static async Task<BackupRecord?> LatestAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<(long At, long Took, long Bytes, string Path)>(new CommandDefinition(
            "SELECT at, took, bytes, path FROM backup ORDER BY id DESC LIMIT 1", cancellationToken: cancellationToken));
        return rows.Select(row => new BackupRecord(StoredTime.At(row.At), TimeSpan.FromMilliseconds(row.Took), row.Bytes, row.Path)).FirstOrDefault();
    }

    /// <summary>Those that were made with this program at that moment or later and are still where they were put, newest first.</summary>
    public async Task<IReadOnlyList<string>> KeptAsync(long since, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var paths = await connection.QueryAsync<string>(new CommandDefinition("SELECT path FROM backup WHERE at >= @since ORDER BY id DESC LIMIT 1000", new { since }, cancellationToken: cancellationToken));
        return [.. paths.Where(File.Exists)];
    }

    /// <summary>Under another name until it is proved: a process that is killed must not leave something that passes for a backup.</summary>
    private void Copy(string target, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var (partial, isOurs) = (target + ".partial", false);
        try
        {
            if (Path.Exists(target))
            {
                throw new IOException($"{target} exists already.");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Delete(partial); // of a run that was killed, and its journal, which SQLite would take for the new one's
            File.Delete(partial + "-journal");
            PrivateFile.Create(partial); // SQLite takes an empty file for a place to write to
            isOurs = true;
            CopyInto(partial, cancellationToken);
            Date(partial, target, at);
            Prove(partial);
            File.Move(partial, target, overwrite: false);
        }
        catch (Exception exception)
        {
            if (isOurs)
            {
                File.Delete(partial);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (exception is SqliteException or IOException or UnauthorizedAccessException)
            {
                throw new StoreUnavailableException($"No backup was made: {exception.Message}", exception);
            }

            throw;
        }
    }

    private void CopyInto(string partial, CancellationToken cancellationToken)
    {
        using var source = (SqliteConnection)database.OpenRead();
        using (cancellationToken.Register(() => raw.sqlite3_interrupt(source.Handle))) // a command's own Cancel does nothing in SQLite's client
        {
            cancellationToken.ThrowIfCancellationRequested();
            source.Execute("VACUUM INTO @partial", new { partial }, commandTimeout: 0);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The copy says itself of when it is: put back, that is from when on nothing of it is known. Nobody knows better later, and a file's own time is not kept by every copy.</summary>
    private static void Date(string partial, string target, DateTimeOffset at)
    {
        using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = partial, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString()))
        {
            connection.Open();
            connection.Execute("INSERT INTO backup (at, took, bytes, path) VALUES (@At, 0, @Length, @target)", new { At = at.ToUnixTimeMilliseconds(), new FileInfo(partial).Length, target });
        }

        using var copy = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite);
        copy.Flush(flushToDisk: true); // before it gets its name, or the name could outlive a power cut and the bytes not
    }

    /// <summary>A copy nobody ever read is a hope, not a backup. An empty file is a sound database too, so it must hold something.</summary>
    private static void Prove(string partial)
    {
        using var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = partial, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        copy.Open();
        if (copy.ExecuteScalar<string>("PRAGMA quick_check(1)", commandTimeout: 0) is var verdict && verdict != "ok")
        {
            throw new IOException($"The copy is not sound ({verdict}).");
        }

        if (copy.ExecuteScalar<long>("SELECT COUNT(*) FROM sqlite_schema") == 0)
        {
            throw new IOException("The copy is empty.");
        }
    }
}
