using System.Data.Common;
using Dapper;

namespace SmsBridge.Store;

/// <summary>
/// The number of what is kept in memory as a whole, in a table of its own with one row: counted up in the transaction of each change, so that every process
/// that looks at it sees that somebody has changed something.
/// </summary>
internal sealed class DirectoryVersion(string table)
{
    /// <summary>Of tenants, their keys and their former accounts.</summary>
    public static readonly DirectoryVersion OfTenants = new("directory_version");

    /// <summary>Of tenants' texts.</summary>
    public static readonly DirectoryVersion OfTexts = new("text_directory");

    /// <summary>Of tenants' routes and further accounts.</summary>
    public static readonly DirectoryVersion OfRoutes = new("route_directory");

    /// <summary>Of what is held, and by which rules.</summary>
    public static readonly DirectoryVersion OfHolds = new("hold_directory");

    /// <summary>Of the backup that was put back, and how far each tenant is since; the table has the rest of it too.</summary>
    public static readonly DirectoryVersion OfRestores = new("restore_mark");

    public async Task<long> ReadAsync(Database database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(Sql, cancellationToken: cancellationToken));
    }

    /// <summary>To be called with the change, in its transaction.</summary>
    public void Raise(WriteSession session) => session.Execute($"UPDATE {table} SET version = version + 1 WHERE id = 1");

    /// <summary>Whether nobody has changed anything since.</summary>
    public bool Is(WriteSession session, long seen) => session.Scalar<long>(Sql) == seen;

    /// <summary>Everything as it is at one moment, with its number.</summary>
    public async Task<DirectoryMoment> OpenAsync(Database database, CancellationToken cancellationToken)
    {
        var connection = await database.OpenBriefReadAsync();
        try
        {
            var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancellationToken);
            var version = await connection.ExecuteScalarAsync<long>(new CommandDefinition(Sql, transaction: transaction, cancellationToken: cancellationToken));
            return new DirectoryMoment(connection, transaction, version, cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private string Sql => $"SELECT version FROM {table} WHERE id = 1";
}

/// <summary>Reads see what was committed when it began, whatever is changed meanwhile.</summary>
internal sealed class DirectoryMoment(DbConnection connection, DbTransaction transaction, long version, CancellationToken cancellationToken) : IAsyncDisposable
{
    public long Version => version;

    public async Task<List<T>> QueryAsync<T>(string sql) =>
        (await connection.QueryAsync<T>(new CommandDefinition(sql, transaction: transaction, cancellationToken: cancellationToken))).AsList();

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
