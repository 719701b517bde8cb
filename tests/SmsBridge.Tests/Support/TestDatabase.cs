using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using SmsBridge.Store.Postgres;

namespace SmsBridge.Tests.Support;

/// <summary>
/// The database of one test: a file in its folder; or, where <c>SMSBRIDGE_TEST_POSTGRES</c> names a server (tests/run.sh starts one for its second run), a
/// database there, which goes with the test.
/// </summary>
internal sealed class TestDatabase(string file) : IDisposable
{
    private static readonly string? Server = Environment.GetEnvironmentVariable("SMSBRIDGE_TEST_POSTGRES");

    private readonly string _name = $"test_{Guid.NewGuid():N}";
    private bool _isMade;

    /// <summary>The tests run on PostgreSQL.</summary>
    public static bool IsPostgres { get; } = !string.IsNullOrEmpty(Server);

    /// <summary>For tests of what only a file has.</summary>
    public const string OnlyOnFile = "It is about SQLite's file; this run is on PostgreSQL.";

    public static string Provider => IsPostgres ? "PostgreSql" : "Sqlite";

    /// <summary>For <c>Storage:ConnectionString</c>.</summary>
    public string ConnectionString
    {
        get
        {
            if (!IsPostgres)
            {
                return $"Data Source={file}";
            }

            if (!_isMade)
            {
                Administrate($"CREATE DATABASE {_name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'");
                _isMade = true;
            }

            return new NpgsqlConnectionStringBuilder(Server) { Database = _name, MaxPoolSize = 8 }.ToString();
        }
    }

    /// <summary>A connection of somebody else's, open.</summary>
    public DbConnection Connect()
    {
        DbConnection connection = IsPostgres
            ? new PostgresConnection(new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ToString()))
            : new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }

    public void Dispose()
    {
        if (_isMade)
        {
            Administrate($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");
        }
    }

    private static void Administrate(string sql)
    {
        using var connection = new NpgsqlConnection(Server);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
