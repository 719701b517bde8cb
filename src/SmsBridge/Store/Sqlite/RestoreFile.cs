using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace SmsBridge.Store.Sqlite;

/// <summary>
/// Puts a copy of a database in the place of the database. It is copied and proved beside that place first, and what stood there is moved aside, never deleted: whoever is cut off anywhere
/// begins anew, and until the last step nothing has changed.
/// </summary>
internal sealed class RestoreFile : IDisposable
{
    /// <summary>A database, and what SQLite may have put beside it.</summary>
    private static readonly string[] Parts = ["", "-wal", "-shm"];

    private readonly string _partial;
    private readonly InstanceLock _lock;

    private RestoreFile(string path, InstanceLock instance) => (Path, _partial, _lock) = (path, path + ".restoring", instance);

    /// <summary>The place of the database.</summary>
    public string Path { get; }

    /// <summary>Keeps every service from starting meanwhile.</summary>
    /// <exception cref="StoreUnavailableException">With one plain sentence: it runs, or there is no room for its lock.</exception>
    public static RestoreFile Take(StorageOptions options)
    {
        var path = StorePlace.FileOf(options);
        MovedMark.Check(path, options);
        return Try(() =>
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            return new RestoreFile(path, InstanceLock.Take(path + ".lock"));
        });
    }

    /// <summary>Before anything is taken: whether that file can be a copy of the database at all.</summary>
    /// <exception cref="StoreUnavailableException">With one plain sentence: there is no such file, it is not whole.</exception>
    public static void Check(StorageOptions options, string source)
    {
        var (path, copy) = (StorePlace.FileOf(options), System.IO.Path.GetFullPath(source));
        if (!File.Exists(copy))
        {
            throw new StoreUnavailableException($"There is no file {copy}.");
        }

        if (copy == path || (FileIdentity.Of(copy) is { } one && FileIdentity.Of(path) is { } other && one.IsSame(other)))
        {
            throw new StoreUnavailableException($"{copy} is the database itself, not a copy of it.");
        }

        if (new FileInfo(copy + "-wal") is { Exists: true, Length: > 0 })
        {
            throw new StoreUnavailableException($"{copy} is not whole: what was written last is in {copy}-wal. Put back a copy that smsbridge backup made.");
        }
    }

    /// <summary>Copies it beside the place, and looks at all of it.</summary>
    /// <returns>By which the copy is opened, to be brought up to date.</returns>
    /// <exception cref="StoreUnavailableException">With one plain sentence: damaged, another program's, a newer bridge's, no room.</exception>
    public StorageOptions Copy(string source) => Try(() =>
    {
        Discard();
        PrivateFile.Create(_partial);
        using (var input = File.OpenRead(source))
        using (var output = new FileStream(_partial, FileMode.Open, FileAccess.Write))
        {
            input.CopyTo(output);
            output.Flush(flushToDisk: true);
        }

        return Proved(System.IO.Path.GetFullPath(source));
    });

    /// <summary>Has it brought beside the place from elsewhere, and looks at all of it.</summary>
    /// <param name="said">What it is called in words.</param>
    /// <param name="bring">Writes the file, which is not there, whole and to the disk, or throws.</param>
    /// <inheritdoc cref="Copy"/>
    public async Task<StorageOptions> BringAsync(string said, Func<string, Task> bring)
    {
        Try(() =>
        {
            Discard();
            return true;
        });
        await bring(_partial);
        return Try(() => Proved(said));
    }

    /// <summary>The copy becomes the database.</summary>
    /// <returns>Where the one is now that stood there; null: none did.</returns>
    public string? Put(DateTimeOffset at) => Try(() =>
    {
        if (new FileInfo(_partial + "-wal") is { Exists: true, Length: > 0 })
        {
            throw new StoreUnavailableException("The copy could not be closed, so nothing was put back: try again.");
        }

        var aside = string.Create(CultureInfo.InvariantCulture, $"{Path}.before-{at.UtcDateTime:yyyyMMdd-HHmmss}");
        var former = File.Exists(Path) ? aside : null;
        foreach (var part in Parts.Where(part => File.Exists(Path + part))) // first the database: its log alone starts no service
        {
            File.Move(Path + part, aside + part);
        }

        File.Move(_partial, Path);
        return former;
    });

    public void Dispose()
    {
        Discard();
        _lock.Dispose();
    }

    /// <summary>What it made, or a run that was killed; also in the middle of bringing it.</summary>
    private void Discard()
    {
        foreach (var left in Parts.Append(".lock").Append("-journal").Append(".partial"))
        {
            File.Delete(_partial + left);
        }
    }

    private StorageOptions Proved(string said)
    {
        Prove(said);
        return new StorageOptions { ConnectionString = new SqliteConnectionStringBuilder { DataSource = _partial }.ToString(), StartAnew = true };
    }

    private void Prove(string said)
    {
        using var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _partial, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        copy.Open();
        if (copy.ExecuteScalar<string>("PRAGMA quick_check(1)", commandTimeout: 0) is var verdict && verdict != "ok")
        {
            throw new StoreUnavailableException($"{said} is not sound ({verdict}): take another backup.");
        }

        var (schema, newest) = (Migrator.VersionOf(copy), Migrator.Newest(new SqliteDialect().Name));
        if (schema == 0)
        {
            throw new StoreUnavailableException($"{said} is no database of SmsBridge's.");
        }

        if (schema > newest)
        {
            throw Migration.TooNew(schema, newest);
        }
    }

    private static T Try<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new StoreUnavailableException($"Nothing was put back: {exception.Message}", exception);
        }
    }
}
