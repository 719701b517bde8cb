using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store.Postgres;

/// <summary>What stops the start names the setting and the remedy, and nothing is changed.</summary>
[PostgresOnly]
public class StartRefusalTests
{
    [Theory]
    [InlineData("ALTER DATABASE {db} SET synchronous_commit = off", "synchronous_commit=off: what it answers may be lost. Set synchronous_commit=on.")]
    [InlineData("CREATE TABLE {db}.public.invoice (id INT)", "belongs to another program (it has a table invoice). Give the bridge a database of its own.")]
    [InlineData("CREATE TABLE {db}.public.schema_version (number BIGINT, name TEXT, applied_at BIGINT); INSERT INTO schema_version VALUES (9999, '', 0)", "run the newer SmsBridge")]
    public async Task A_database_that_will_not_do(string prepare, string remedy)
    {
        using var database = new TestDatabase("");
        database.CreateEmpty();
        using (var connection = database.Connect())
        {
            Dapper.SqlMapper.Execute(connection, prepare.Replace("{db}", connection.Database, StringComparison.Ordinal));
        }

        NpgsqlConnection.ClearAllPools();
        (await RefusalAsync(database.ConnectionString)).ShouldContain(remedy);
    }

    [Fact]
    public async Task An_encoding_that_can_not_hold_every_name()
    {
        using var database = new TestDatabase("");
        database.CreateEmpty("SQL_ASCII");

        (await RefusalAsync(database.ConnectionString)).ShouldContain("Create it with ENCODING 'UTF8'.");
    }

    [Fact]
    public async Task A_database_that_is_not_there()
    {
        using var database = new TestDatabase("");

        var refusal = await RefusalAsync(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "nowhere" }.ToString());

        refusal.ShouldStartWith("Storage:ConnectionString: ");
        refusal.ShouldContain("Create it, owned by the bridge's user.");
    }

    [Fact]
    public async Task A_user_nobody_knows()
    {
        using var database = new TestDatabase("");

        (await RefusalAsync(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = "nobody" }.ToString())).ShouldContain("refuses the user or the password");
    }

    [Fact]
    public async Task A_user_who_may_not_make_tables()
    {
        using var database = new TestDatabase("");
        database.CreateEmpty();
        var role = $"reader_{Guid.NewGuid():N}";
        using (var connection = database.Connect())
        {
            Dapper.SqlMapper.Execute(connection, $"CREATE ROLE {role} LOGIN");
        }

        try
        {
            (await RefusalAsync(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, Pooling = false }.ToString()))
                .ShouldContain("Make it the owner of the database.");
        }
        finally
        {
            using var connection = database.Connect();
            Dapper.SqlMapper.Execute(connection, $"DROP ROLE {role}");
        }
    }

    [Fact]
    public async Task A_server_that_does_not_answer()
    {
        var refusal = await RefusalAsync("Host=127.0.0.1;Port=1;Username=bridge;Database=bridge");

        refusal.ShouldContain("Storage:ConnectionString");
        refusal.ShouldContain("database bridge at 127.0.0.1");
        refusal.ShouldContain("can not be reached");
    }

    private static async Task<string> RefusalAsync(string connectionString)
    {
        using var database = new Database(
            Microsoft.Extensions.Options.Options.Create(new StorageOptions { Provider = "PostgreSql", ConnectionString = connectionString }), [], new TestClock(), NullLogger<Database>.Instance);
        var message = (await Should.ThrowAsync<StoreUnavailableException>(database.OpenAsync)).Message;
        message.ShouldNotContain("\n");
        return message;
    }
}
