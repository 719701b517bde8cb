using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using SmsBridge.Store;
using SmsBridge.Store.Postgres;

namespace SmsBridge.Tests.Support;

/// <summary>
/// The database of one test: a file in its folder; or, where <c>SMSBRIDGE_TEST_POSTGRES</c> names a server (tests/run.sh starts one for its second run), a
/// database there, which goes with the test.
/// </summary>
internal sealed class TestDatabase(string file) : IDisposable
{
    private static readonly string? Server = Environment.GetEnvironmentVariable("SMSBRIDGE_TEST_POSTGRES");

    private static readonly Lazy<string> Migrated = new(MakeTemplate);

    private static readonly Lazy<byte[]> MigratedFile = new(MakeFile);

    private readonly string _name = $"test_{Guid.NewGuid():N}";
    private bool _isMade;

    /// <summary>The tests run on PostgreSQL.</summary>
    public static bool IsPostgres { get; } = !string.IsNullOrEmpty(Server);

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
                Make($"TEMPLATE {Migrated.Value}");
            }

            return Of(_name).ToString();
        }
    }

    /// <summary>What each test would spend most of its start on: the tables, as the migrations make them.</summary>
    public void MakeTables()
    {
        if (IsPostgres || File.Exists(file))
        {
            return; // there a database is made from a template
        }

        File.WriteAllBytes(file, MigratedFile.Value);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    /// <summary>On PostgreSQL: one without tables.</summary>
    public void CreateEmpty(string encoding = "UTF8") => Make($"TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C'");

    /// <summary>A connection of somebody else's, open.</summary>
    public DbConnection Connect()
    {
        DbConnection connection = IsPostgres
            ? new PostgresConnection(new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ToString()))
            : new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>Keeps everybody from writing until disposed: the file by its lock, as a backup or an administrator's shell could; the server takes no connections.</summary>
    public IDisposable Hold() => IsPostgres ? new Closed(_name) : Locked();

    /// <summary>
    /// What was written is there for those who follow. On PostgreSQL they see nothing that is younger than the oldest transaction of the whole server, which
    /// here may be another test's: waits for those that run now.
    /// </summary>
    public static async Task SettleAsync()
    {
        if (!IsPostgres)
        {
            return;
        }

        await using var connection = new NpgsqlConnection(Server);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var newest = await connection.ExecuteScalarAsync<decimal>("SELECT CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS numeric)");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (await connection.ExecuteScalarAsync<decimal>("SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS numeric)") < newest)
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>What callers are told of <see cref="Hold"/>; a connection may end before it, or at once.</summary>
    public static string Held => IsPostgres ? "The database " : "Another process holds the database.";

    /// <summary>Keeps it as it is now, while no bridge works on it: a backup, by whatever means.</summary>
    public void Keep()
    {
        if (!IsPostgres)
        {
            File.Delete(file + ".kept");
            using var source = new SqliteConnection($"Data Source={file};Pooling=False");
            source.Open();
            using var copy = source.CreateCommand();
            copy.CommandText = "VACUUM INTO $kept"; // the file alone lacks what is still in its log
            copy.Parameters.AddWithValue("$kept", file + ".kept");
            copy.ExecuteNonQuery();
            return;
        }

        using var closed = new Closed(_name);
        Administrate($"CREATE DATABASE {_name}_kept TEMPLATE {_name}");
    }

    /// <summary>Puts back what was kept, while no bridge works on it.</summary>
    public void PutBack()
    {
        if (!IsPostgres)
        {
            foreach (var old in new[] { file, file + "-wal", file + "-shm" })
            {
                File.Delete(old); // not overwritten: a reader of the bridge that was stopped may still hold it open, and writes its log back into it when it closes
            }

            File.Copy(file + ".kept", file);
            return;
        }

        Administrate($"DROP DATABASE {_name} WITH (FORCE)");
        Administrate($"CREATE DATABASE {_name} TEMPLATE {_name}_kept");
    }

    public void Dispose()
    {
        if (_isMade)
        {
            Administrate($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");
            Administrate($"DROP DATABASE IF EXISTS {_name}_kept WITH (FORCE)");
        }
    }

    private void Make(string how)
    {
        Administrate($"CREATE DATABASE {_name} {how}");
        _isMade = true;
    }

    private DbConnection Locked()
    {
        var connection = Connect();
        connection.Execute("BEGIN IMMEDIATE");
        return connection;
    }

    /// <summary>Migrated once; each test begins with a copy of it.</summary>
    private static string MakeTemplate()
    {
        var name = $"template_{Guid.NewGuid():N}";
        Administrate($"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'");
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Of(name).ToString()) { Pooling = false }.ToString());
        connection.Open();
        PostgresMigrator.Apply(connection, Migration.All("postgres"), DateTimeOffset.UnixEpoch, NullLogger.Instance);
        return name;
    }

    /// <inheritdoc cref="MakeTemplate"/>
    private static byte[] MakeFile()
    {
        var folder = Directory.CreateTempSubdirectory("smsbridge-template-");
        try
        {
            var path = Path.Combine(folder.FullName, "smsbridge.db");
            using (var database = new Database(Options.Create(new StorageOptions { ConnectionString = $"Data Source={path}" }), [], TimeProvider.System, NullLogger<Database>.Instance))
            {
                database.OpenBeside(mayCreate: true);
            }

            using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
            {
                connection.Open();
                connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }

            return File.ReadAllBytes(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static NpgsqlConnectionStringBuilder Of(string database) => new(Server) { Database = database, MaxPoolSize = 8, IncludeErrorDetail = true };

    private static void Administrate(string sql)
    {
        using var connection = new NpgsqlConnection(Server);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private sealed class Closed : IDisposable
    {
        private readonly string _database;

        public Closed(string database)
        {
            _database = database;
            Administrate($"ALTER DATABASE {database} ALLOW_CONNECTIONS false");
            Administrate($"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{database}'");
        }

        public void Dispose() => Administrate($"ALTER DATABASE {_database} ALLOW_CONNECTIONS true");
    }
}
