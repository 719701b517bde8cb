using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Options;
using SmsBridge.Store.Postgres;
using SmsBridge.Store.Sqlite;
using SmsBridge.Telemetry;

namespace SmsBridge.Store;

/// <summary>
/// The store: many readers, one <see cref="GroupCommitWriter"/>. Opened once, before the first request, by
/// <see cref="StoreStarter"/>, or for one command beside a running service; every write a caller awaited is on disk.
/// </summary>
internal sealed class Database(
    IOptions<StorageOptions> options, IEnumerable<IAtOpening> atOpening, TimeProvider time, ILogger<Database> logger, StoreMeter? meter = null) : IDisposable
{
    private readonly StorageOptions _options = options.Value;
    private readonly IStoreEngine _engine = options.Value.IsPostgreSql ? new PostgresEngine(options.Value, time, logger) : new SqliteEngine(options.Value, time, logger);
    private GroupCommitWriter? _writer;
    private ReadThreads? _readers;
    private readonly AsyncLocal<string?> _reader = new(); // of a request, and of all that is called for it

    /// <summary>What differs from store to store in SQL.</summary>
    public SqlDialect Dialect => _engine.Dialect;

    /// <summary>Where it is, for people.</summary>
    public string Place => _engine.Place;

    /// <summary>Full path of the database file; null: it is not one.</summary>
    public string? FilePath => _engine.FilePath;

    /// <summary>Whether a service works on this database now.</summary>
    public bool IsServed => _engine.IsServed;

    /// <summary>Id of this process in <c>node</c>: the owner of its leases.</summary>
    public long NodeId { get; private set; }

    /// <summary>Creates what is missing, applies migrations and lets each <see cref="IAtOpening"/> put right what a dead process left.</summary>
    /// <exception cref="StoreUnavailableException">With one plain sentence: another bridge runs on it, no permission, damaged.</exception>
    public async Task OpenAsync()
    {
        try
        {
            var version = await _engine.OpenAsync();
            Begin();
            NodeId = await WriteAsync(RegisterNode);
            logger.StoreOpened(Place, version);
        }
        catch (Exception exception) when (exception is DbException or IOException or UnauthorizedAccessException)
        {
            throw _engine.Explain(exception);
        }
    }

    /// <summary>Opens it for one command, beside a service that may be running.</summary>
    /// <inheritdoc cref="IStoreEngine.OpenBeside"/>
    /// <exception cref="StoreUnavailableException">With one plain sentence: none there yet, another version's, held, no permission, damaged.</exception>
    public void OpenBeside(bool mayCreate)
    {
        try
        {
            _engine.OpenBeside(mayCreate);
            Begin();
        }
        catch (Exception exception) when (exception is DbException or IOException or UnauthorizedAccessException)
        {
            throw _engine.Explain(exception);
        }
    }

    /// <summary>
    /// A read-only connection, for a look-up that is brief however much there is; sees everything committed. All else is for
    /// <see cref="OpenReadAsync"/>: it would hold its caller's thread, and on SQLite keep the WAL from shrinking.
    /// </summary>
    public DbConnection OpenRead() => _engine.OpenRead();

    /// <inheritdoc cref="IStoreEngine.OpenBriefReadAsync"/>
    public ValueTask<DbConnection> OpenBriefReadAsync() => _engine.OpenBriefReadAsync();

    /// <summary>
    /// For whatever somebody asked for and may be long or many: to be awaited, and disposed of with <c>await using</c>. What lies between runs on one of a few threads of
    /// the store's own, with a read-only connection; it ends as interrupted when <paramref name="cancellationToken"/> says so or after
    /// <see cref="StorageOptions.ReadTimeout"/>. Nothing else may be waited for meanwhile.
    /// </summary>
    /// <param name="reader">Whose read it is; null: of whom <see cref="ReadFor"/> named, or the bridge's own.</param>
    /// <exception cref="StoreUnavailableException">Too many wait already.</exception>
    public ReadTurn OpenReadAsync(CancellationToken cancellationToken, string? reader = null)
    {
        var readers = _readers ?? throw NotOpen();
        var whose = reader ?? _reader.Value;
        return readers.HasRoomFor(whose)
            ? new ReadTurn(readers, whose, _engine.OpenBounded, cancellationToken)
            : throw new StoreUnavailableException("Too many searches wait already: try again in a moment.");
    }

    /// <summary>What is read from now on, in this request, is somebody's: a tenant's by its key, an operator's. He has a share of the readers, and waits for his own reads alone.</summary>
    public void ReadFor(string reader) => _reader.Value = reader;

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
    public Task<T> WriteSoonAsync<T>(Func<WriteSession, T> work) => WriteSoonAsync(new DelegateOperation<T>(work, completesTogether: true));

    /// <inheritdoc cref="WriteSoonAsync{T}(Func{WriteSession, T})"/>
    public Task<T> WriteSoonAsync<T>(TaskOperation<T> operation)
    {
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

    /// <summary>To be called when this process holds nothing any more.</summary>
    public Task NoteEndAsync() => WriteAsync(session => Node(session).End(NodeId, time.GetUtcNow().ToUnixTimeMilliseconds()));

    /// <summary>Keeps what the service's settings are, for commands and for nodes that come; what those had that are gone goes.</summary>
    public Task NoteSettingsAsync(string settings) =>
        WriteAsync(session => session.Execute(
            $"UPDATE node SET settings = CASE WHEN id = @NodeId THEN @settings END WHERE id = @NodeId OR (settings IS NOT NULL AND id NOT IN ({NodeHeartbeat.Living}))",
            new { settings, NodeId, livingSince = NodeHeartbeat.LivingSince(time.GetUtcNow()) }));

    /// <summary>Those of the service that was started last; null: it noted none yet.</summary>
    public string? NotedSettings()
    {
        using var connection = OpenRead();
        return connection.QueryFirstOrDefault<string?>("SELECT settings FROM node ORDER BY id DESC LIMIT 1");
    }

    /// <inheritdoc cref="IStoreEngine.EmptyLog"/>
    public Task<bool> EmptyLogAsync() => Task.Run(_engine.EmptyLog);

    /// <inheritdoc cref="IStoreEngine.Rewrite"/>
    public Task<bool> RewriteAsync() => Task.Run(_engine.Rewrite);

    public void Dispose()
    {
        // Readers first: the last connection to close moves SQLite's WAL into the database, and a read-only one can not.
        _readers?.Dispose();
        _engine.CloseReaders();
        _writer?.Dispose();
        _writer = null;
        _engine.Dispose();
    }

    private GroupCommitWriter Writer => _writer ?? throw NotOpen();

    internal static InvalidOperationException NotOpen() => new("The store is not open.");

    private void Begin()
    {
        _readers = new ReadThreads(_options.Readers);
        _writer = new GroupCommitWriter(_engine.OpenWriter, _options.MaxBatch, logger, meter);
    }

    private long RegisterNode(WriteSession session)
    {
        var now = time.GetUtcNow();
        var livingSince = FilePath is null ? NodeHeartbeat.LivingSince(now) : long.MaxValue; // on a file there is nobody else
        var start = Node(session).Register($"{Environment.MachineName}:{Environment.ProcessId}", now.ToUnixTimeMilliseconds(), livingSince);
        foreach (var it in atOpening)
        {
            it.Begin(session, start);
        }

        return start.Node;
    }

    private static NodeStatements Node(WriteSession session) => session.Statements(static session => new NodeStatements(session));
}
