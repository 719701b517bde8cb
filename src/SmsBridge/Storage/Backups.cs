using Dapper;
using Microsoft.Data.Sqlite;

namespace SmsBridge.Storage;

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

    /// <param name="path">Must not exist: a backup never replaces the one before it.</param>
    /// <param name="alongside">Writes what belongs to it, in the same transaction.</param>
    /// <exception cref="StoreUnavailableException">With one plain sentence: it exists, no room, no permission, the copy is not sound.</exception>
    public async Task<BackupRecord> MakeAsync(string path, Action<WriteSession> alongside)
    {
        var (target, at, started) = (Path.GetFullPath(path), time.GetUtcNow(), time.GetTimestamp());
        await Task.Run(() => Copy(target));
        var made = new BackupRecord(at, time.GetElapsedTime(started), new FileInfo(target).Length, target);
        await database.WriteAsync(session =>
        {
            session.Execute("INSERT INTO backup (at, took, bytes, path) VALUES (@At, @Took, @Bytes, @Path)", new
            {
                At = made.At.ToUnixTimeMilliseconds(), Took = (long)made.Took.TotalMilliseconds, made.Bytes, made.Path,
            });
            alongside(session);
        });
        return made;
    }

    /// <summary>The latest; null: none was ever made with this program.</summary>
    public async Task<BackupRecord?> LatestAsync(CancellationToken cancellationToken)
    {
        await using var connection = database.OpenRead();
        var rows = await connection.QueryAsync<(long At, long Took, long Bytes, string Path)>(new CommandDefinition(
            "SELECT at, took, bytes, path FROM backup ORDER BY id DESC LIMIT 1", cancellationToken: cancellationToken));
        return rows.Select(row => new BackupRecord(StoredTime.At(row.At), TimeSpan.FromMilliseconds(row.Took), row.Bytes, row.Path)).FirstOrDefault();
    }

    private void Copy(string target)
    {
        var isOurs = false;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using (var created = new FileStream(target, Private())) // SQLite takes an empty file for a place to write to
            {
                isOurs = true;
            }

            using (var source = (SqliteConnection)database.OpenRead())
            {
                source.Execute("VACUUM INTO @target", new { target }, commandTimeout: 0);
            }

            Prove(target);
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            if (isOurs)
            {
                File.Delete(target);
            }

            throw new StoreUnavailableException($"No backup was made: {exception.Message}", exception);
        }
    }

    /// <summary>A copy nobody ever read is a hope, not a backup.</summary>
    private static void Prove(string target)
    {
        using var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = target, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        copy.Open();
        if (copy.ExecuteScalar<string>("PRAGMA quick_check(1)", commandTimeout: 0) is var verdict && verdict != "ok")
        {
            throw new IOException($"The copy is not sound ({verdict}).");
        }
    }

    private static FileStreamOptions Private()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
