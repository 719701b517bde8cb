using Npgsql;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Tests.Store.Postgres;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.EndToEnd;

/// <summary>A database that will not do stops the start of the real process with one line that names the setting and what to do.</summary>
[PostgresOnly]
[Collection(BridgeProcesses.Name)]
public sealed class WrongDatabaseTests(OwnServer server) : IClassFixture<OwnServer>, IAsyncDisposable
{
    private const int Configuration = 78;

    /// <summary>What a supervisor starts again: the server may be there in a moment.</summary>
    private const int TryAgain = 75;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-e2e-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("Server=;Nonsense=1", "Storage:ConnectionString must be like")]
    [InlineData("Database=smsbridge", "Host is missing")]
    [InlineData("Host=db.example", "Database is missing")]
    [InlineData("Host=db.example;Database=smsbridge;Port=many", "Storage:ConnectionString must be like")]
    public Task A_connection_string_that_is_none(string connectionString, string remedy) => ShouldRefuseAsync(connectionString, Configuration, remedy);

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=smsbridge;Username=bridge", "can not be reached")]
    [InlineData("Host=nowhere.invalid;Database=smsbridge;Username=bridge", "can not be reached")]
    public Task A_server_that_is_not_there_may_be_there_at_the_next_start(string connectionString, string why) => ShouldRefuseAsync(connectionString, TryAgain, why);

    [Fact]
    public async Task A_wrong_password()
    {
        await server.ExecuteAsync("CREATE ROLE locked LOGIN PASSWORD 'right'");
        await server.AskForPasswordsOfAsync("locked");
        var place = new NpgsqlConnectionStringBuilder(await server.NewDatabaseAsync()) { Username = "locked", Password = "wrong" };

        await ShouldRefuseAsync(place.ToString(), Configuration, "refuses the user or the password");
    }

    [Fact]
    public async Task A_user_who_may_not_make_tables()
    {
        await server.ExecuteAsync("CREATE ROLE reader LOGIN");
        var place = new NpgsqlConnectionStringBuilder(await server.NewDatabaseAsync()) { Username = "reader" };

        await ShouldRefuseAsync(place.ToString(), Configuration, "Make it the owner of the database.");
    }

    [Fact]
    public async Task A_database_that_is_not_there()
    {
        var place = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "nowhere" };

        await ShouldRefuseAsync(place.ToString(), Configuration, "Create it, owned by the bridge's user.");
    }

    [Theory]
    [InlineData("CREATE TABLE invoice (id INT)", "Give the bridge a database of its own.")]
    [InlineData("CREATE TABLE schema_version (number BIGINT, name TEXT, applied_at BIGINT); INSERT INTO schema_version VALUES (9999, '', 0)", "run the newer SmsBridge")]
    public async Task A_database_that_is_another_program_s_or_a_newer_one_s(string prepare, string remedy)
    {
        var place = await server.NewDatabaseAsync();
        await using (var connection = new NpgsqlConnection($"{place};Pooling=false"))
        {
            await connection.OpenAsync(Token);
            await using var command = new NpgsqlCommand(prepare, connection);
            await command.ExecuteNonQueryAsync(Token);
        }

        await ShouldRefuseAsync(place, Configuration, remedy);
    }

    [Theory]
    [InlineData("fsync", "Set fsync=on and restart it.")]
    [InlineData("synchronous_commit", "Set synchronous_commit=on.")]
    public async Task A_server_that_does_not_keep_what_it_answers(string setting, string remedy)
    {
        var place = await server.NewDatabaseAsync();
        await server.SetAsync($"{setting} = off");
        try
        {
            await ShouldRefuseAsync(place, Configuration, remedy);
        }
        finally
        {
            await server.ResetAsync(setting);
        }
    }

    [Fact]
    public async Task A_server_that_is_too_old()
    {
        var place = new NpgsqlConnectionStringBuilder(await server.NewDatabaseAsync());
        await using var disguise = new OlderServer(place.Port, await server.VersionAsync());
        place.Port = disguise.Port;

        await ShouldRefuseAsync(place.ToString(), Configuration, "is too old: 15 or newer is needed.");
    }

    /// <summary>Two installations that were given one database: each would send the other's SMS, and have its receipts come to another address.</summary>
    [Fact]
    public async Task A_database_on_which_another_installation_works()
    {
        var place = await server.NewDatabaseAsync();
        await using var first = Bridge(place, Path.Combine(_folder.FullName, "first"));
        await first.StartAsync(Token);
        await Eventually.BecomesAsync(() => OwnServer.ScalarAsync<long>(place, "SELECT COUNT(*) FROM node WHERE settings IS NOT NULL"), count => count == 1, "settings noted");

        await ShouldRefuseAsync(place, Configuration, "Bridge:PublicUrl");

        (await first.StopAsync(Token)).ShouldBe(0);
        await using var second = Bridge(place, Path.Combine(_folder.FullName, "second"));
        await second.StartAsync(Token); // nobody else works there any more: it has moved
        (await second.StopAsync(Token)).ShouldBe(0);
    }

    [Fact]
    public async Task A_node_of_the_same_installation_joins()
    {
        var place = await server.NewDatabaseAsync();
        await using var first = Bridge(place, Path.Combine(_folder.FullName, "first"));
        await using var second = Bridge(place, Path.Combine(_folder.FullName, "second"));
        first.Settings["Bridge:PublicUrl"] = second.Settings["Bridge:PublicUrl"] = "https://sms.example.org";
        await first.StartAsync(Token);
        await Eventually.BecomesAsync(() => OwnServer.ScalarAsync<long>(place, "SELECT COUNT(*) FROM node WHERE settings IS NOT NULL"), count => count == 1, "settings noted");

        await second.StartAsync(Token);

        (await second.StopAsync(Token)).ShouldBe(0);
        (await first.StopAsync(Token)).ShouldBe(0);
    }

    private static BridgeProcess Bridge(string connectionString, string folder) => new(new BridgeProcessOptions(folder)
    {
        Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Storage:Provider"] = "PostgreSql", ["Storage:ConnectionString"] = connectionString },
    });

    private async Task ShouldRefuseAsync(string connectionString, int exitCode, string named)
    {
        await using var bridge = Bridge(connectionString, Path.Combine(_folder.FullName, "refused"));

        await WrongSettingTests.ShouldRefuseToStartAsync(bridge, named, exitCode);

        bridge.StandardError.Lines[0].ShouldContain("Storage:ConnectionString");
    }
}
