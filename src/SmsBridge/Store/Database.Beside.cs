using Dapper;
using Microsoft.Data.Sqlite;

namespace SmsBridge.Store;

/// <content>For one command beside a service that may be running.</content>
internal sealed partial class Database
{
    /// <summary>Whether a service works on this database now.</summary>
    public bool IsServed => InstanceLock.IsHeld(LockPath);

    /// <summary>Keeps what the service's settings are, for commands; what those before it had goes.</summary>
    public Task NoteSettingsAsync(string settings) =>
        WriteAsync(session => session.Execute(
            "UPDATE node SET settings = CASE WHEN id = @NodeId THEN @settings END WHERE id = @NodeId OR settings IS NOT NULL", new { settings, NodeId }));

    /// <summary>Those of the service that was started last; null: it noted none yet.</summary>
    public string? NotedSettings()
    {
        using var connection = OpenRead();
        return connection.QueryFirstOrDefault<string?>("SELECT settings FROM node ORDER BY id DESC LIMIT 1");
    }

    /// <summary>
    /// Opens it for one command, beside a service that may be running: takes no lock, frees no leases, and changes the schema only where
    /// no service runs and <paramref name="mayCreate"/> says so.
    /// </summary>
    /// <exception cref="StoreUnavailableException">With one plain sentence: none there yet, another version's, held, no permission, damaged.</exception>
    public void OpenBeside(bool mayCreate)
    {
        try
        {
            StoreBirth.Check(FilePath, _options);
            var (schema, newest) = (Exists() ? ReadSchema() : 0, Migrator.Newest(Dialect.Name));
            if (schema > newest)
            {
                throw Migrator.TooNew(schema, newest);
            }

            if (schema < newest)
            {
                BringUpToDate(schema, newest, mayCreate);
            }

            OpenConnections();
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw Explain(exception);
        }
    }

    /// <summary>Unlike <see cref="File.Exists(string?)"/> this does not take "no permission" for "not there".</summary>
    private bool Exists()
    {
        try
        {
            File.GetAttributes(FilePath);
            return true;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private int ReadSchema()
    {
        using var connection = OpenForWriting();
        return Migrator.VersionOf(connection);
    }

    private void BringUpToDate(int schema, int newest, bool mayCreate)
    {
        if (IsServed)
        {
            throw new StoreUnavailableException(schema == 0
                ? "The service is just creating its database: try again in a moment."
                : $"The service that runs here is an older SmsBridge (schema {schema}, this program has {newest}): use its own command line, or restart it with this version.");
        }

        if (!mayCreate)
        {
            throw new StoreUnavailableException(schema == 0
                ? $"There is no database yet at {FilePath}: run this in the service's working directory; or, where there is none yet, start the service once, or add the first tenant with \"tenant add\"."
                : $"The database is an older SmsBridge's (schema {schema}, this program has {newest}): start the service once, it brings it up to date.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        using var alone = InstanceLock.Take(LockPath);
        CreatePrivate(FilePath);
        Migrate();
    }
}
