using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using SmsBridge.Ledger;
using SmsBridge.Store;

namespace SmsBridge.Tests.Support;

/// <summary>A store in a folder of its own, with a clock that stands still; opened again as after a crash with <see cref="RestartAsync"/>.</summary>
internal sealed class TempStore : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-store-");

    public TestClock Clock { get; } = new();

    public Database Database { get; private set; } = null!;

    public EventNumbers Numbers { get; } = new();

    public string DatabaseFile => Path.Combine(_folder.FullName, "data", "smsbridge.db");

    public StorageOptions Options { get; }

    private readonly TestDatabase _database;

    private TempStore()
    {
        _database = new TestDatabase(DatabaseFile);
        Options = new StorageOptions { Provider = TestDatabase.Provider, ConnectionString = _database.ConnectionString, BusyTimeout = TimeSpan.Zero };
    }

    public static async Task<TempStore> OpenAsync()
    {
        var store = new TempStore();
        store.Database = store.New();
        await store.Database.OpenAsync();
        return store;
    }

    /// <summary>Another instance on the same file, not opened.</summary>
    public Database New() => new(Microsoft.Extensions.Options.Options.Create(Options), [Numbers, new LeaseRelease(), new WorkLeaseRelease()], Clock, NullLogger<Database>.Instance);

    public async Task RestartAsync()
    {
        Database.Dispose();
        Database = New();
        await Database.OpenAsync();
    }

    /// <summary>A connection of somebody else's, who may hold locks.</summary>
    public SqliteConnection Stranger()
    {
        var connection = new SqliteConnection($"Data Source={DatabaseFile};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <inheritdoc cref="TestDatabase.Connect"/>
    public System.Data.Common.DbConnection Connect() => _database.Connect();

    /// <inheritdoc cref="TestDatabase.Hold"/>
    public IDisposable Hold() => _database.Hold();

    public List<T> Query<T>(string sql, object? parameters = null)
    {
        using var connection = Database.OpenRead();
        return Dapper.SqlMapper.AsList(Dapper.SqlMapper.Query<T>(connection, sql, parameters));
    }

    public T One<T>(string sql, object? parameters = null) => Query<T>(sql, parameters).ShouldHaveSingleItem();

    public List<string> Columns(string table) => Query<string>(
        TestDatabase.IsPostgres ? "SELECT column_name FROM information_schema.columns WHERE table_name = @table" : "SELECT name FROM pragma_table_info(@table)", new { table });

    /// <summary>The plan of a query, one line per step.</summary>
    public List<string> Explain(string sql, object? parameters = null) =>
        Query<PlanStep>("EXPLAIN QUERY PLAN " + sql, parameters).ConvertAll(step => step.Detail);

    public long Count(string table) => One<long>(string.Create(CultureInfo.InvariantCulture, $"SELECT COUNT(*) FROM {table}"));

    public void Dispose()
    {
        Database.Dispose();
        _database.Dispose();
        _folder.Delete(recursive: true);
    }

    private sealed record PlanStep
    {
        public string Detail { get; init; } = "";
    }
}
