using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SmsBridge.Store.Sqlite;

/// <summary>The file of an installation that moves: held as by a service that runs, and only read.</summary>
internal sealed class CopySource : IDisposable
{
    private readonly StorageOptions _options;
    private readonly string _file;
    private readonly InstanceLock _lock;
    private readonly SqliteConnection _connection;
    private readonly long _version;
    private readonly SqliteTransaction _moment;

    private CopySource(StorageOptions options, string file, InstanceLock held, SqliteConnection connection)
    {
        (_options, _file, _lock, _connection) = (options, file, held, connection);
        _version = Version();
        _moment = connection.BeginTransaction(deferred: true); // one moment for all reads: a command beside it may write
        IsMoved = MovedMark.Of(file) is not null;
        Identity = (string)Scalar("SELECT (SELECT SUM(applied_at) FROM schema_version) || '/' || (SELECT COALESCE(MAX(id), 0) FROM node)")!;
    }

    public string File => _file;

    /// <summary>The same as long as no service has run on it.</summary>
    public string Identity { get; }

    /// <summary>A copy of it was complete once.</summary>
    public bool IsMoved { get; }

    /// <exception cref="StoreUnavailableException">There is none, it is served, or of another version.</exception>
    public static CopySource Open(StorageOptions options)
    {
        var file = StorePlace.FileOf(options);
        if (!System.IO.File.Exists(file))
        {
            throw Refused($"Storage:ConnectionString: there is no database at {file}. Run this with the settings, and in the working directory, of the service.");
        }

        InstanceLock held;
        try
        {
            held = InstanceLock.Take(file + ".lock");
        }
        catch (IOException exception)
        {
            throw new StoreUnavailableException($"The service runs on {file}: stop it first. {exception.Message}", exception);
        }

        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        try
        {
            connection.Open();
            var (schema, newest) = (Migrator.VersionOf(connection), Migrator.Newest("sqlite"));
            return schema == newest
                ? new CopySource(options, file, held, connection)
                : throw (schema > newest
                    ? Migration.TooNew(schema, newest)
                    : Refused($"{file} is an older SmsBridge's (schema {schema}, this program has {newest}): start this version's service on it once, stop it, and run this again."));
        }
        catch (Exception exception)
        {
            connection.Dispose();
            held.Dispose();
            if (exception is SqliteException trouble)
            {
                throw new StoreUnavailableException($"{file}: {trouble.Message}", trouble) { IsLasting = true };
            }

            throw;
        }
    }

    public bool HasRowNumbers(string table) =>
        !((string)Scalar("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = @name", ("@name", table))!).Contains("WITHOUT ROWID", StringComparison.OrdinalIgnoreCase);

    public bool Has(string table) => Scalar("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = @name", ("@name", table)) is not null;

    /// <summary>The highest number ever given to a row, as far as the file remembers.</summary>
    public long HighestGiven(string table) =>
        Has("sqlite_sequence") && Scalar("SELECT seq FROM sqlite_sequence WHERE name = @name", ("@name", table)) is long given ? given : 0;

    /// <param name="after">Row number to go on behind; null: all.</param>
    public DbDataReader Read(CopyTable table, string columns, long? after, int? most)
    {
        var part = after is null ? "" : string.Create(CultureInfo.InvariantCulture, $" WHERE rowid > {after} ORDER BY rowid LIMIT {most}");
        return Command($"SELECT {columns} FROM \"{table.Name}\"{part}").ExecuteReader(); // disposed of, a command closes its reader
    }

    /// <summary>The key ring's files.</summary>
    /// <exception cref="StoreUnavailableException">There are secrets and no key.</exception>
    public IReadOnlyList<(string Name, string Xml)> Keys()
    {
        var folder = StorePlace.KeyRingOf(_options);
        var keys = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.xml").Order(StringComparer.Ordinal).Select(path => (Path.GetFileNameWithoutExtension(path), System.IO.File.ReadAllText(path))).ToList()
            : [];
        return keys.Count > 0 || Scalar("SELECT 1 WHERE EXISTS (SELECT 1 FROM tenant WHERE provider_token IS NOT NULL) OR EXISTS (SELECT 1 FROM partner)") is null
            ? keys
            : throw Refused($"Storage:KeyRing: {folder} holds no keys, but the database holds secrets only they open. Put the folder keys of the service there.");
    }

    /// <summary>From now on neither service nor commands use it.</summary>
    /// <exception cref="StoreUnavailableException">A command wrote to it after it was read: that would be lost.</exception>
    public void Mark(string to)
    {
        MovedMark.Set(_file, to);
        _moment.Dispose();
        if (Version() != _version)
        {
            Unmark();
            throw Refused($"{_file} was written to while it was copied (by a command?). Drop the target database, create it anew and run this again, and nothing beside it.");
        }
    }

    /// <summary>The move did not take place.</summary>
    public void Unmark() => MovedMark.Remove(_file);

    public void Dispose()
    {
        _moment.Dispose();
        _connection.Dispose();
        _lock.Dispose();
    }

    private object? Scalar(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(sql);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        var found = command.ExecuteScalar();
        return found is DBNull ? null : found;
    }

    /// <summary>Another one after each commit of another connection.</summary>
    private long Version()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "PRAGMA data_version";
        return (long)command.ExecuteScalar()!;
    }

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = _moment;
        command.CommandTimeout = 0;
        return command;
    }

    private static StoreUnavailableException Refused(string why) => new(why) { IsLasting = true };
}
