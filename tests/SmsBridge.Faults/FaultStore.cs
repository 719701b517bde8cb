using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace SmsBridge.Faults;

/// <summary>Where the bridge keeps its rows, to be read by somebody else.</summary>
/// <param name="connectionString">PostgreSQL's; null: the file.</param>
internal sealed class FaultStore(string file, string? connectionString)
{
    public bool IsPostgres => connectionString is not null;

    /// <summary>One who only reads. Pooled by neither: the server may have been killed.</summary>
    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        DbConnection connection = connectionString is { } server
            ? new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false, TargetSessionAttributes = server.Contains(',', StringComparison.Ordinal) ? "primary" : null }.ToString())
            : new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}
