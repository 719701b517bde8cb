using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Store;
using SmsBridge.Tests.Documents;

namespace SmsBridge.Tests.Store.Postgres;

/// <summary>A PostgreSQL for one class of tests, whose settings they may change: the one of the run is everybody's.</summary>
public sealed class OwnServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("smsbridge-server-").FullName;
    private readonly PostgresServer _server;

    public OwnServer() => _server = new PostgresServer(_folder, DocumentFiles.Root);

    internal PostgresServer Server => _server;

    public string ConnectionString => _server.ConnectionString;

    public async ValueTask InitializeAsync() => await _server.StartAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>A database of its own, empty.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'");
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ToString();
    }

    /// <summary>Each command by itself, as its administrator.</summary>
    public async Task ExecuteAsync(params IEnumerable<string> commands)
    {
        await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        foreach (var sql in commands)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    public Task SetAsync(string setting) => ExecuteAsync($"ALTER SYSTEM SET {setting}", "SELECT pg_reload_conf()");

    public Task ResetAsync(string setting) => ExecuteAsync($"ALTER SYSTEM RESET {setting}", "SELECT pg_reload_conf()");

    /// <summary>As <c>server_version_num</c>.</summary>
    public Task<string> VersionAsync() => ScalarAsync<string>(ConnectionString, "SHOW server_version_num");

    public static async Task<T> ScalarAsync<T>(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    /// <summary>Everybody else is let in without one.</summary>
    public async Task AskForPasswordsOfAsync(string user)
    {
        var file = Path.Combine(_folder, "data", "pg_hba.conf");
        await File.WriteAllTextAsync(file, $"host all {user} all scram-sha-256\n{await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)}", TestContext.Current.CancellationToken);
        await ExecuteAsync("SELECT pg_reload_conf()");
    }

    /// <summary>A store of the bridge on it.</summary>
    internal static Database NewStore(string connectionString, TimeProvider? time = null) => new(
        Microsoft.Extensions.Options.Options.Create(new StorageOptions { Provider = "PostgreSql", ConnectionString = connectionString }),
        [new WorkLeaseRelease()], time ?? TimeProvider.System, NullLogger<Database>.Instance);
}
