using System.Data.Common;
using Dapper;

namespace SmsBridge.Store;

/// <summary>How far what others write at the same time can be seen. A store with one writer has no others.</summary>
internal enum Isolation
{
    /// <summary>Each statement sees what was committed before it. For those that decide nothing by what an earlier one read.</summary>
    ReadCommitted,

    /// <summary>As if alone; fails and is run again where that can not be.</summary>
    Serializable,
}

/// <summary>By which a transaction can be asked for on another connection.</summary>
/// <param name="History">The line of the server's history it ran on, which a failover ends; null: not known.</param>
/// <param name="Id">Its number, on that line alone.</param>
internal readonly record struct TransactionMark(string? History, long Id);

/// <summary>The writer's connection as an operation sees it: always inside a transaction, never used by two at once.</summary>
internal abstract class WriteSession(DbConnection connection, SqlDialect dialect) : IDisposable
{
    private readonly Dictionary<Type, IDisposable> _statements = [];

    public SqlDialect Dialect => dialect;

    /// <summary>Whether what is deleted or replaced from now on is overwritten on the disk; where the store leaves that to its server, nothing changes.</summary>
    public virtual void OverwriteFreed(bool on)
    {
    }

    public int Execute(string sql, object? parameters = null) => connection.Execute(sql, parameters);

    public T? QueryFirst<T>(string sql, object? parameters = null) => connection.QueryFirstOrDefault<T>(sql, parameters);

    public List<T> Query<T>(string sql, object? parameters = null) => connection.Query<T>(sql, parameters).AsList();

    public T Scalar<T>(string sql, object? parameters = null) => connection.ExecuteScalar<T>(sql, parameters)!;

    /// <summary>A set of prepared commands that lives as long as the connection, for the hot paths.</summary>
    public TStatements Statements<TStatements>(Func<WriteSession, TStatements> create)
        where TStatements : class, IDisposable
    {
        if (!_statements.TryGetValue(typeof(TStatements), out var statements))
        {
            statements = create(this);
            _statements.Add(typeof(TStatements), statements);
        }

        return (TStatements)statements;
    }

    /// <summary>For <see cref="Statements"/>.</summary>
    /// <param name="names">The parameters, without the <c>@</c>, in the order they are bound in.</param>
    public abstract PreparedStatement Prepare(string sql, params ReadOnlySpan<string> names);

    /// <summary>An <c>INSERT</c> of one row into a table whose ids the store gives, for <see cref="PreparedStatement.Insert"/>.</summary>
    /// <inheritdoc cref="Prepare"/>
    public abstract PreparedStatement PrepareInsert(string sql, params ReadOnlySpan<string> names);

    /// <summary>Rows are written by sets, see <see cref="PrepareRows"/>.</summary>
    public virtual bool TakesSets => false;

    /// <summary>
    /// An <c>INSERT</c> of many rows into a table whose ids the store gives, for a session that <see cref="TakesSets"/>. Says the id of each, which rise in
    /// the order they were added; null: none was inserted, as a unique row is there already, or stands before it among these.
    /// </summary>
    /// <param name="columns">In the order they are bound in.</param>
    public virtual PreparedMany<long?> PrepareRows(string table, params ReadOnlySpan<string> columns) =>
        throw new NotSupportedException("In the same process a statement for each row is as quick as it gets.");

    /// <summary>A change of many rows, for a session that <see cref="TakesSets"/>. Says of each whether the change found its row.</summary>
    /// <param name="change"><c>UPDATE … FROM given WHERE …</c>, with a row for each parameter of <c>given</c>; null: nothing decides, and <paramref name="then"/> is for all.</param>
    /// <param name="then">For each whose row was changed: an <c>UPDATE</c> in the same form, or <c>INSERT INTO … SELECT … FROM given</c>.</param>
    /// <inheritdoc cref="Prepare"/>
    public virtual PreparedMany<bool> PrepareSet(string? change, string then, params ReadOnlySpan<string> names) =>
        throw new NotSupportedException("In the same process a statement for each row is as quick as it gets.");

    /// <summary>For the store alone, and for tests that look at what it executes.</summary>
    internal DbConnection Connection => connection;

    internal abstract void Begin(Isolation isolation);

    internal abstract void Commit();

    internal abstract void Rollback();

    /// <summary>Nothing can be done with the connection any more.</summary>
    internal virtual bool IsBroken => false;

    /// <summary>Of the running transaction, where one that was cut off at its commit can be asked for later; null: a failed commit did not take place.</summary>
    internal virtual TransactionMark? Mark => null;

    /// <summary>Whether another session's transaction took place; null: that can not be found out now.</summary>
    internal virtual bool? HasCommitted(TransactionMark mark) => false;

    /// <summary>To be called between transactions.</summary>
    internal virtual void Tidy()
    {
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        foreach (var statements in _statements.Values)
        {
            statements.Dispose();
        }

        connection.Dispose();
    }
}
