using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Store;

namespace SmsBridge.Bench;

/// <summary>Where the measured bridge keeps its rows: the file of its folder, or a PostgreSQL of its own on the same cores.</summary>
internal sealed class BenchStore : IAsyncDisposable
{
    private readonly string _file;
    private readonly PostgresServer? _server;

    private BenchStore(string file, PostgresServer? server) => (_file, _server) = (file, server);

    /// <summary>What the bridge is told.</summary>
    public IEnumerable<(string Name, string Value)> Settings =>
        _server is null ? [] : [("Storage:Provider", "PostgreSql"), ("Storage:ConnectionString", _server.ConnectionString)];

    /// <summary>For the bridge's own classes.</summary>
    public StorageOptions Options => _server is null
        ? new StorageOptions { ConnectionString = $"Data Source={_file}" }
        : new StorageOptions { Provider = "PostgreSql", ConnectionString = _server.ConnectionString };

    public static async Task<BenchStore> StartAsync(BenchOptions options, string file, CancellationToken cancellationToken)
    {
        if (!options.OnPostgres)
        {
            return new BenchStore(file, null);
        }

        var server = new PostgresServer(Directory.CreateTempSubdirectory("smsbridge-postgres-").FullName, Repository.Root);
        await server.StartAsync(cancellationToken);
        return new BenchStore(file, server);
    }

    /// <returns>The first column of the first row; 0 when there is none.</returns>
    public async Task<long> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using DbConnection connection = _server is { ConnectionString: var place }
            ? new NpgsqlConnection(new NpgsqlConnectionStringBuilder(place) { Pooling = false }.ToString())
            : new SqliteConnection($"Data Source={_file};Pooling=False");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandTimeout = 600;
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(cancellationToken) is { } value and not DBNull ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : 0;
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
