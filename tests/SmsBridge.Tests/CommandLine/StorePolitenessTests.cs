using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using SmsBridge.CommandLine;
using SmsBridge.Store.Sqlite;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.CommandLine;

/// <summary>When the database is not as a verb needs it: one plain sentence, no stack trace, nothing changed.</summary>
[FileOnly]
public sealed class StorePolitenessTests : IAsyncLifetime
{
    private Cli _cli = null!;

    private string DatabaseFile => Path.Combine(_cli.Folder, "smsbridge.db");

    public async ValueTask InitializeAsync() => _cli = await Cli.AloneAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _cli.DisposeAsync();

    [Theory]
    [InlineData("tenant", "list")]
    [InlineData("tenant", "show", "default")]
    [InlineData("tenant", "pause", "default")]
    [InlineData("hook", "list", "--tenant", "default")]
    public async Task Without_a_database_a_verb_says_where_it_looked_and_creates_nothing(params string[] verb)
    {
        var result = await _cli.RunAsync(verb);

        ShouldBeOneSentence(result, "There is no database yet at");
        result.Error.ShouldContain(DatabaseFile);
        Directory.EnumerateFileSystemEntries(_cli.Folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Adding_the_first_tenant_creates_the_database_and_frees_its_lock()
    {
        (await _cli.AddAsync()).ExitCode.ShouldBe(ExitCodes.Done);

        InstanceLock.IsHeld(DatabaseFile + ".lock").ShouldBeFalse();
        (await _cli.RunAsync("tenant", "list", "--json")).Json.GetProperty("tenants").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_newer_schema_is_refused()
    {
        await _cli.AddAsync();
        Execute("INSERT INTO schema_version (number, name, applied_at) VALUES (9999, '9999_from_the_future', 0)");

        ShouldBeOneSentence(await _cli.RunAsync("tenant", "list"), "run the newer SmsBridge");
    }

    [Fact]
    public async Task An_older_schema_is_left_to_the_service()
    {
        await _cli.AddAsync();
        Execute($"DELETE FROM schema_version WHERE number = {Newest}");

        ShouldBeOneSentence(await _cli.RunAsync("tenant", "list"), "start the service once");
    }

    [Fact]
    public async Task An_older_service_that_runs_is_named()
    {
        await _cli.AddAsync();
        Execute($"DELETE FROM schema_version WHERE number = {Newest}");
        using var service = InstanceLock.Take(DatabaseFile + ".lock");

        ShouldBeOneSentence(await _cli.AddAsync("other", []), "The service that runs here is an older SmsBridge");
    }

    [Fact]
    public async Task A_damaged_file_is_refused()
    {
        await File.WriteAllTextAsync(DatabaseFile, new string('x', 8192), TestContext.Current.CancellationToken);

        ShouldBeOneSentence(await _cli.RunAsync("tenant", "list"), "The database file is damaged.");
    }

    [Fact]
    public async Task A_database_held_beyond_the_busy_time_out_is_refused_and_nothing_is_changed()
    {
        await _cli.AddAsync();
        _cli.Settings["Storage:BusyTimeout"] = "00:00:00.050";
        await using (var holder = Open())
        {
            await holder.ExecuteAsync("BEGIN IMMEDIATE");

            ShouldBeOneSentence(await _cli.RunAsync("tenant", "pause", Some.Tenant), "Another process holds the database.");
            (await _cli.RunAsync("tenant", "list")).ExitCode.ShouldBe(ExitCodes.Done);
        }

        (await _cli.RunAsync("tenant", "show", Some.Tenant, "--json")).Json.GetProperty("state").GetString().ShouldBe("active");
    }

    [Theory]
    [InlineData("Storage:ConnectionString", ":memory:", "Storage:ConnectionString")]
    [InlineData("Storage:BusyTimeout", "soon", "Storage:BusyTimeout")]
    [InlineData("Storage:Colour", "blue", "Storage:Colour is not known")]
    [InlineData("Registration:RaceWindow", "00:00:00", "Registration:RaceWindow")]
    public async Task A_wrong_setting_ends_with_78_and_is_named(string setting, string value, string named)
    {
        _cli.Settings[setting] = value;

        var result = await _cli.RunAsync("tenant", "list");

        result.ExitCode.ShouldBe(ExitCodes.Settings);
        result.Out.ShouldBeEmpty();
        result.Error.ShouldContain(named);
        result.Error.ShouldNotContain("   at ");
    }

    private static string Newest => Migrator.Newest("sqlite").ToString(CultureInfo.InvariantCulture);

    private static void ShouldBeOneSentence(CliResult result, string sentence)
    {
        result.ExitCode.ShouldBe(ExitCodes.Failed);
        result.Out.ShouldBeEmpty();
        result.Error.ShouldContain(sentence);
        result.Error.Trim().Split('\n').Length.ShouldBe(1);
        result.Error.ShouldNotContain("Exception");
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={DatabaseFile};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Execute(string sql)
    {
        using var connection = Open();
        connection.Execute(sql);
    }
}
