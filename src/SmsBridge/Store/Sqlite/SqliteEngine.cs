using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace SmsBridge.Store.Sqlite;

/// <summary>One file, one process, one writer: WAL with <c>synchronous=FULL</c>.</summary>
internal sealed partial class SqliteEngine(StorageOptions options, TimeProvider time, ILogger logger) : IStoreEngine
{
    private readonly SqliteConnectionStringBuilder _connectionString = new(options.ConnectionString);
    private InstanceLock? _lock;
    private StoreFile? _file;
    private string? _readConnectionString;

    public SqlDialect Dialect { get; } = new SqliteDialect();

    public string FilePath { get; } = StorePlace.FileOf(options);

    public string Place => FilePath;

    private string LockPath => FilePath + ".lock";

    /// <inheritdoc/>
    public async Task<int> OpenAsync()
    {
        StoreBirth.Check(FilePath, options);
        MovedMark.Check(FilePath, options);
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        StoreBirth.Warn(FilePath, options, logger);
        _lock = await InstanceLock.TakeAsync(LockPath);
        CreatePrivate(FilePath);
        var version = Migrate();
        OpenConnections();
        return version;
    }

    /// <summary>The file is looked at first, and a new one never made in its place.</summary>
    public WriteSession OpenWriter()
    {
        _file?.Check();
        _file?.ForgetLog();
        return new SqliteSession(Connect(), _file);
    }

    public DbConnection OpenRead()
    {
        var connection = new SqliteConnection(_readConnectionString ?? throw Database.NotOpen());
        connection.Open();
        return connection;
    }

    public ValueTask<DbConnection> OpenBriefReadAsync() => ValueTask.FromResult(OpenRead()); // a file has no queue

    public DbConnection OpenBounded(CancellationToken cancellationToken) =>
        new ReadConnection(_readConnectionString ?? throw Database.NotOpen(), time, options.ReadTimeout, cancellationToken);

    public void CloseReaders()
    {
        if (_readConnectionString is not null)
        {
            using var forPool = new SqliteConnection(_readConnectionString);
            SqliteConnection.ClearPool(forPool);
            _readConnectionString = null;
        }
    }

    /// <inheritdoc/>
    public bool EmptyLog()
    {
        using var connection = Connect();
        return IsEmptied(connection);
    }

    /// <inheritdoc/>
    public bool Rewrite()
    {
        using var connection = Connect();
        connection.Execute("VACUUM", commandTimeout: 0);
        return IsEmptied(connection) ? true : throw new StoreUnavailableException("The file is written anew, but its log could not be emptied, since somebody reads from it: try again in a moment.");
    }

    /// <summary>In its answer: whether somebody was in the way.</summary>
    private static bool IsEmptied(SqliteConnection connection) => connection.ExecuteScalar<long>("PRAGMA wal_checkpoint(TRUNCATE)") == 0;

    public Exception Explain(Exception exception) =>
        exception is DbException trouble
            ? StoreFailures.Translate(trouble)
            : new StoreUnavailableException($"Storage:ConnectionString: {exception.Message}", exception);

    public void Dispose()
    {
        _lock?.Dispose();
        _lock = null;
    }

    private int Migrate()
    {
        using var connection = Connect();
        return Migrator.Apply(connection, Dialect.Name, time.GetUtcNow(), logger);
    }

    private void OpenConnections()
    {
        _file = new StoreFile(FilePath);
        _readConnectionString = new SqliteConnectionStringBuilder(_connectionString.ConnectionString)
        {
            DataSource = FilePath,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = true,
        }.ToString();
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(_connectionString.ConnectionString)
        {
            DataSource = FilePath,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = 1, // seconds; of commands, not of prepared statements: after SQLite's own wait (below) the library repeats a busy one until this is over; 0 means forever
        }.ToString());
        try
        {
            connection.Open();
            using var pragmas = connection.CreateCommand();
            pragmas.CommandText = $"""
                PRAGMA busy_timeout = {(int)options.BusyTimeout.TotalMilliseconds};
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA foreign_keys = ON;
                PRAGMA journal_size_limit = {WalLimit.Most};
                """;
            pragmas.ExecuteNonQuery();
            return connection;
        }
        catch (SqliteException)
        {
            connection.Dispose(); // it is opened anew for every batch while the disk is in trouble: do not leak a file handle each time
            throw;
        }
    }

    /// <summary>Names and numbers of clients are in it: for this user's eyes only. SQLite gives WAL and shared memory the same mode.</summary>
    private static void CreatePrivate(string path)
    {
        if (!OperatingSystem.IsWindows() && !File.Exists(path))
        {
            PrivateFile.Create(path);
        }
    }
}
