using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace SmsBridge.Store.Postgres;

/// <summary>A command whose parameters are stored as SQLite's client stores them.</summary>
internal sealed class PostgresCommand(PostgresConnection connection) : DbCommand
{
    private readonly NpgsqlCommand _command = connection.Inner.CreateCommand();

    [AllowNull]
    public override string CommandText
    {
        get => _command.CommandText;
        set => _command.CommandText = value;
    }

    public override int CommandTimeout
    {
        get => _command.CommandTimeout;
        set => _command.CommandTimeout = value;
    }

    public override CommandType CommandType
    {
        get => _command.CommandType;
        set => _command.CommandType = value;
    }

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource
    {
        get => _command.UpdatedRowSource;
        set => _command.UpdatedRowSource = value;
    }

    protected override DbConnection? DbConnection
    {
        get => connection;
        set => throw new NotSupportedException();
    }

    protected override DbParameterCollection DbParameterCollection => _command.Parameters;

    /// <summary>A connection has one at a time, and it knows.</summary>
    protected override DbTransaction? DbTransaction { get; set; }

    public override void Cancel() => _command.Cancel();

    public override void Prepare() => _command.Prepare();

    public override int ExecuteNonQuery() => Run(static command => command.ExecuteNonQuery());

    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) => RunAsync(command => command.ExecuteNonQueryAsync(cancellationToken), static command => command.ExecuteNonQuery());

    public override object? ExecuteScalar() => PostgresReader.AsInSqlite(Run(static command => command.ExecuteScalar()));

    public override async Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) =>
        PostgresReader.AsInSqlite(await RunAsync(command => command.ExecuteScalarAsync(cancellationToken), static command => command.ExecuteScalar()));

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => new PostgresReader(Run(command => command.ExecuteReader(behavior)), connection);

    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        new PostgresReader(await RunAsync(command => command.ExecuteReaderAsync(behavior, cancellationToken), command => command.ExecuteReader(behavior)), connection);

    protected override DbParameter CreateDbParameter() => _command.CreateParameter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _command.Dispose();
        }

        base.Dispose(disposing);
    }

    private T Run<T>(Func<NpgsqlCommand, T> run)
    {
        using var ending = Begin();
        try
        {
            return run(_command);
        }
        catch (NpgsqlException) when (connection.WasStale())
        {
            connection.Open();
            return Run(run);
        }
        catch (NpgsqlException exception) when (connection.IsTrouble(exception))
        {
            throw PostgresFailures.Translate(exception);
        }
    }

    private async Task<T> RunAsync<T>(Func<NpgsqlCommand, Task<T>> run, Func<NpgsqlCommand, T> atOnce)
    {
        if (connection.StaysOnThread)
        {
            return Run(atOnce);
        }

        await using var ending = Begin();
        try
        {
            return await run(_command);
        }
        catch (NpgsqlException) when (connection.WasStale())
        {
            await connection.OpenAsync();
            return await RunAsync(run, atOnce);
        }
        catch (NpgsqlException exception) when (connection.IsTrouble(exception))
        {
            throw PostgresFailures.Translate(exception);
        }
    }

    private CancellationTokenRegistration Begin()
    {
        foreach (NpgsqlParameter parameter in _command.Parameters)
        {
            MakeStorable(parameter);
        }

        return connection.Cancelled.UnsafeRegister(static command => ((NpgsqlCommand)command!).Cancel(), _command);
    }

    private static void MakeStorable(NpgsqlParameter parameter)
    {
        if (parameter.DbType == DbType.Boolean)
        {
            parameter.DbType = DbType.Int64;
        }

        parameter.Value = parameter.Value switch
        {
            bool value => value ? 1L : 0L,
            string value => PostgresText.Storable(value),
            ulong value => (long)value,
            uint value => (long)value,
            null => DBNull.Value,
            var value => value,
        };
    }
}
