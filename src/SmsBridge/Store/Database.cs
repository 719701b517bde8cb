using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace SmsBridge.Store;

/// <summary>
/// The store: many readers, one <see cref="GroupCommitWriter"/>. Opened once, before the first request, by
/// <see cref="StoreStarter"/>, or for one command beside a running service; every write a caller awaited is on disk (WAL,
/// <c>synchronous=FULL</c>).
/// </summary>
internal sealed partial class Database(
    IOptions<StorageOptions> options, IEnumerable<IAtOpening> atOpening, TimeProvider time, ILogger<Database> logger) : IDisposable
{
    private readonly StorageOptions _options = options.Value;
    private readonly SqliteConnectionStringBuilder _connectionString = new(options.Value.ConnectionString);
    private InstanceLock? _lock;
    private GroupCommitWriter? _writer;
    private ReadThreads? _readers;
    private string? _readConnectionString;

    /// <summary>What differs from store to store in SQL.</summary>
    public SqlDialect Dialect { get; } = new SqliteDialect();

    /// <summary>Full path of the database file.</summary>
    public string FilePath { get; } = StorePlace.FileOf(options.Value);

    /// <summary>Id of this process in <c>node</c>: the owner of its leases.</summary>
    public long NodeId { get; private set; }

    /// <summary>Creates what is missing, takes the instance lock, applies migrations and lets each <see cref="IAtOpening"/> put right what a dead process left.</summary>
    /// <exception cref="StoreUnavailableException">With one plain sentence: another bridge runs on it, no permission, damaged.</exception>
    public async Task OpenAsync()
    {
        try
        {
            StoreBirth.Check(FilePath, _options);
            Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
            StoreBirth.Warn(FilePath, _options, logger);
            _lock = await InstanceLock.TakeAsync(LockPath);
            CreatePrivate(FilePath);
            var version = Migrate();
            OpenConnections();
            NodeId = await WriteAsync(RegisterNode);
            logger.StoreOpened(FilePath, version);
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw Explain(exception);
        }
    }

    /// <summary>Runs <paramref name="work"/> in the next transaction; done means on disk.</summary>
    public Task<T> WriteAsync<T>(Func<WriteSession, T> work)
    {
        var operation = new DelegateOperation<T>(work);
        Writer.Enqueue(operation);
        return operation.Task;
    }

    /// <summary>
    /// As <see cref="WriteAsync{T}(Func{WriteSession, T})"/>, for what nobody outside waits for and many do at once: it may wait a millisecond for
    /// others to share its commit with. What the caller does until its next await must be brief: the others' turn comes after it.
    /// </summary>
    public Task<T> WriteSoonAsync<T>(Func<WriteSession, T> work)
    {
        var operation = new DelegateOperation<T>(work, completesTogether: true);
        Writer.Enqueue(operation, mayWait: true);
        return operation.Task;
    }

    /// <inheritdoc cref="WriteAsync{T}(Func{WriteSession, T})"/>
    public Task WriteAsync(Action<WriteSession> work) =>
        WriteAsync(session =>
        {
            work(session);
            return true;
        });

    /// <summary>Queues a pooled operation of a hot path.</summary>
    public ValueTask<T> WriteAsync<T>(PooledOperation<T> operation)
    {
        Writer.Enqueue(operation);
        return operation.AsValueTask();
    }

    /// <summary>Proves that a write reaches the disk; throws <see cref="StoreUnavailableException"/> with the reason when not.</summary>
    public Task ProveWritableAsync() =>
        WriteAsync(session => Node(session).See(NodeId, time.GetUtcNow().ToUnixTimeMilliseconds()));

    public void Dispose()
    {
        // Readers first: the last connection to close moves the WAL into the database, and a read-only one can not.
        _readers?.Dispose();
        if (_readConnectionString is not null)
        {
            using var forPool = new SqliteConnection(_readConnectionString);
            SqliteConnection.ClearPool(forPool);
            _readConnectionString = null;
        }

        _writer?.Dispose();
        _writer = null;
        _lock?.Dispose();
        _lock = null;
    }

    private GroupCommitWriter Writer => _writer ?? throw NotOpen();

    private static InvalidOperationException NotOpen() => new("The store is not open.");

    private string LockPath => FilePath + ".lock";

    private static Exception Explain(Exception exception) =>
        exception is SqliteException sqlite
            ? StoreFailures.Translate(sqlite)
            : new StoreUnavailableException($"Storage:ConnectionString: {exception.Message}", exception);

    private int Migrate()
    {
        using var connection = OpenForWriting();
        return Migrator.Apply(connection, Dialect.Name, time.GetUtcNow(), logger);
    }

    private void OpenConnections()
    {
        _readConnectionString = new SqliteConnectionStringBuilder(_connectionString.ConnectionString)
        {
            DataSource = FilePath,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = true,
        }.ToString();
        _readers = new ReadThreads(_options.Readers);
        _writer = new GroupCommitWriter(OpenForWriting, _options.MaxBatch, logger, new StoreFile(FilePath));
    }

    private SqliteConnection OpenForWriting()
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
                PRAGMA busy_timeout = {(int)_options.BusyTimeout.TotalMilliseconds};
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

    private long RegisterNode(WriteSession session)
    {
        var start = Node(session).Register($"{Environment.MachineName}:{Environment.ProcessId}", time.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var it in atOpening)
        {
            it.Begin(session, start);
        }

        return start.Node;
    }

    private static NodeStatements Node(WriteSession session) => session.Statements(static session => new NodeStatements(session));

    /// <summary>Names and numbers of clients are in it: for this user's eyes only. SQLite gives WAL and shared memory the same mode.</summary>
    private static void CreatePrivate(string path)
    {
        if (!OperatingSystem.IsWindows() && !File.Exists(path))
        {
            PrivateFile.Create(path);
        }
    }
}
