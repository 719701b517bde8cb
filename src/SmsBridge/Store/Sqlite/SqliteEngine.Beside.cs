namespace SmsBridge.Store.Sqlite;

/// <content>For one command beside a service that may be running.</content>
internal sealed partial class SqliteEngine
{
    /// <inheritdoc/>
    public bool IsServed => InstanceLock.IsHeld(LockPath);

    /// <inheritdoc/>
    public void OpenBeside(bool mayCreate)
    {
        StoreBirth.Check(FilePath, options);
        MovedMark.Check(FilePath, options);
        var (schema, newest) = (Exists() ? ReadSchema() : 0, Migrator.Newest(Dialect.Name));
        if (schema > newest)
        {
            throw Migration.TooNew(schema, newest);
        }

        if (schema < newest)
        {
            BringUpToDate(schema, newest, mayCreate);
        }

        OpenConnections();
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
        using var connection = Connect();
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
