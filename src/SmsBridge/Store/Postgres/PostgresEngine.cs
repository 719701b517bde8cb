using System.Data.Common;
using Dapper;
using Npgsql;

namespace SmsBridge.Store.Postgres;

/// <summary>A server with several bridges on one database. Every connection it hands out is open.</summary>
internal sealed class PostgresEngine(StorageOptions options, TimeProvider time, ILogger logger) : IStoreEngine
{
    private readonly NpgsqlConnectionStringBuilder _connectionString = PostgresPlace.Of(options.ConnectionString);
    private NpgsqlDataSource? _source;

    public SqlDialect Dialect { get; } = new PostgresDialect();

    public string Place => $"database {_connectionString.Database} at {_connectionString.Host}";

    public string? FilePath => null;

    /// <summary>A service notes that it lives (<see cref="NodeHeartbeat"/>).</summary>
    public bool IsServed
    {
        get
        {
            using var connection = OpenRead();
            return connection.ExecuteScalar<long>(NodeHeartbeat.CountLiving, new { livingSince = NodeHeartbeat.LivingSince(time.GetUtcNow()) }) > 0;
        }
    }

    /// <inheritdoc/>
    public Task<int> OpenAsync()
    {
        Connect();
        using var connection = Direct();
        PostgresChecks.Run(connection);
        CopyMark.Check(connection);
        return Task.FromResult(PostgresMigrator.Apply(connection, Migration.All(Dialect.Name), time.GetUtcNow(), logger));
    }

    /// <inheritdoc/>
    public void OpenBeside(bool mayCreate)
    {
        Connect();
        using var connection = Direct();
        PostgresChecks.Run(connection);
        CopyMark.Check(connection);
        var (schema, newest) = (PostgresMigrator.VersionOf(connection), Migration.Newest(Dialect.Name));
        if (schema > newest)
        {
            throw Migration.TooNew(schema, newest);
        }

        if (schema < newest)
        {
            if (!mayCreate || schema > 0)
            {
                throw new StoreUnavailableException(schema == 0
                    ? $"There are no tables yet in {Place}: start the service once, or add the first tenant with \"tenant add\"."
                    : $"The database is an older SmsBridge's (schema {schema}, this program has {newest}): start the service once, it brings it up to date.");
            }

            PostgresMigrator.Apply(connection, Migration.All(Dialect.Name), time.GetUtcNow(), logger);
        }
    }

    /// <summary>Not one of the pool: it lives as long as it works.</summary>
    public WriteSession OpenWriter() => new PostgresSession(Direct());

    public DbConnection OpenRead() => Reader(default);

    public async ValueTask<DbConnection> OpenBriefReadAsync()
    {
        var connection = Pooled(default);
        await connection.OpenAsync();
        return connection;
    }

    public DbConnection OpenBounded(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var connection = Reader(cancellationToken);
        try
        {
            using var bound = connection.CreateCommand();
            bound.CommandText = $"SET statement_timeout = {(int)options.ReadTimeout.TotalMilliseconds}"; // until it goes back to the pool, which resets it
            bound.ExecuteNonQuery();
            connection.Settle();
            return connection;
        }
        catch (DbException)
        {
            connection.Dispose();
            throw;
        }
    }

    public void CloseReaders()
    {
        // They go back to the pool, which goes with the store.
    }

    /// <inheritdoc/>
    public bool EmptyLog() => true;

    /// <inheritdoc/>
    public bool Rewrite() => false;

    public Exception Explain(Exception exception) =>
        exception is DbException trouble && StoreFailures.Translate(trouble) is StoreUnavailableException known
            ? known.Message.StartsWith("Storage:", StringComparison.Ordinal) || ReferenceEquals(known, trouble)
                ? known
                : new StoreUnavailableException($"Storage:ConnectionString: {Place}: {known.Message} {Innermost(exception)}", exception) { IsLasting = known.IsLasting }
            : exception;

    public void Dispose() => _source?.Dispose();

    private static string Innermost(Exception exception) => exception.GetBaseException().Message;

    private PostgresConnection Reader(CancellationToken cancellationToken)
    {
        var connection = Pooled(cancellationToken);
        connection.Open();
        return connection;
    }

    /// <summary>Not open yet.</summary>
    private PostgresConnection Pooled(CancellationToken cancellationToken) =>
        new((_source ?? throw Database.NotOpen()).CreateConnection(), isReading: true, cancellationToken);

    /// <summary>Not one of the pool, and may write.</summary>
    private NpgsqlConnection Direct()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_connectionString.ConnectionString) { Pooling = false }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch (NpgsqlException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The pool is of those that only read.</summary>
    private void Connect() => _source ??= new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(_connectionString.ConnectionString)
    {
        Options = $"{_connectionString.Options} -c default_transaction_read_only=on".TrimStart(),
    }.ToString()).Build();
}
