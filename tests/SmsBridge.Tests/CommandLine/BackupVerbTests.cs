using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.CommandLine;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tests.Console;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.CommandLine;

/// <summary>A backup beside the running service, and who gets to know how old it is.</summary>
[FileOnly]
public sealed class BackupVerbTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private Cli _cli = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _cli = await Cli.BesideAsync(_app, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _cli.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_copy_made_while_the_service_runs_holds_everything_and_is_private()
    {
        var tenant = await _app.NewTenantAsync();
        var file = Path.Combine(_cli.Folder, "copies", "one.db");

        var made = await _cli.RunAsync("backup", file, "--json");

        made.ExitCode.ShouldBe(ExitCodes.Done);
        made.Json.GetProperty("path").GetString().ShouldBe(file);
        made.Error.ShouldContain("key ring");
        await using var copy = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        (await copy.QueryAsync<string>("SELECT identifier FROM tenant")).ShouldBe([tenant.Id]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task A_backup_never_replaces_another_and_a_failed_one_leaves_nothing()
    {
        var file = Path.Combine(_cli.Folder, "there.db");
        await File.WriteAllTextAsync(file, "precious", Cancellation);

        var again = await _cli.RunAsync("backup", file);
        var nowhere = await _cli.RunAsync("backup", Path.Combine(file, "below.db"));

        again.ExitCode.ShouldBe(ExitCodes.Failed);
        nowhere.ExitCode.ShouldBe(ExitCodes.Failed);
        (await File.ReadAllTextAsync(file, Cancellation)).ShouldBe("precious");
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM backup")).ShouldBe([0L]);
    }

    [Fact]
    public async Task What_a_killed_run_left_is_replaced_and_no_trace_of_it_stays()
    {
        var file = Path.Combine(_cli.Folder, "daily.db");
        await File.WriteAllTextAsync(file + ".partial", "half a copy", Cancellation);

        (await _cli.RunAsync("backup", file)).ExitCode.ShouldBe(ExitCodes.Done);

        Directory.EnumerateFiles(_cli.Folder).ShouldBe([file]);
    }

    [Fact]
    public async Task Nothing_has_the_name_of_a_backup_before_it_is_proved()
    {
        var file = Path.Combine(_cli.Folder, "daily.db");
        Directory.CreateDirectory(file + ".partial"); // in the way of the name it has until then

        var made = await _cli.RunAsync("backup", file);

        made.ExitCode.ShouldBe(ExitCodes.Failed);
        made.Error.ShouldContain("No backup was made");
        File.Exists(file).ShouldBeFalse();
    }

    [Fact]
    public async Task One_that_is_stopped_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(
            () => _app.Services.GetRequiredService<Backups>().MakeAsync(Path.Combine(_cli.Folder, "daily.db"), _ => { }, stop.Token));

        Directory.EnumerateFileSystemEntries(_cli.Folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_copy_that_could_not_be_recorded_is_named()
    {
        var file = Path.Combine(_cli.Folder, "daily.db");
        _cli.Settings["Storage:BusyTimeout"] = "00:00:00.050";
        await using var holder = new SqliteConnection($"Data Source={_app.DatabaseFile};Pooling=False");
        await holder.OpenAsync(Cancellation);
        await holder.ExecuteAsync("BEGIN IMMEDIATE");

        var made = await _cli.RunAsync("backup", file);

        made.ExitCode.ShouldBe(ExitCodes.Failed);
        made.Error.ShouldContain($"The copy {file} is there");
        made.Error.ShouldContain("Another process holds the database.");
        made.Error.ShouldNotContain("Nothing was changed");
        File.Exists(file).ShouldBeTrue();
    }

    [Fact]
    public async Task A_path_that_ends_in_a_separator_is_a_folder_even_before_it_is_there()
    {
        var folder = Path.Combine(_cli.Folder, "not", "yet") + Path.DirectorySeparatorChar;

        var made = await _cli.RunAsync("backup", folder, "--json");

        made.ExitCode.ShouldBe(ExitCodes.Done);
        Path.GetDirectoryName(made.Json.GetProperty("path").GetString()).ShouldBe(Path.TrimEndingDirectorySeparator(folder));
    }

    [Fact]
    public async Task A_folder_is_given_a_copy_with_the_time_in_its_name()
    {
        var made = await _cli.RunAsync("backup", _cli.Folder, "--json");

        Path.GetDirectoryName(made.Json.GetProperty("path").GetString()).ShouldBe(_cli.Folder);
        File.Exists(made.Json.GetProperty("path").GetString()).ShouldBeTrue();
    }

    [Fact]
    public async Task The_console_says_how_old_the_latest_is_and_what_to_do_when_it_is_too_old()
    {
        using var admin = await _app.SignInAsAsync(OperatorRole.Admin);
        var none = await ConsolePages.PageAsync(admin, "/console/operators");
        none.ShouldContain("none is recorded in this database");
        none.ShouldContain("smsbridge backup FOLDER");
        (await SettingsAsync(admin)).TryGetProperty("backup", out _).ShouldBeFalse();

        await _cli.RunAsync("backup", Path.Combine(_cli.Folder, "daily.db"));
        _app.Clock.Advance(TimeSpan.FromMinutes(30));

        var fresh = await ConsolePages.PageAsync(admin, "/console/operators");
        fresh.ShouldContain("30 min ago");
        fresh.ShouldContain("daily.db");
        fresh.ShouldNotContain("smsbridge backup FOLDER");
        (await SettingsAsync(admin)).GetProperty("backup").GetProperty("path").GetString()!.ShouldEndWith("daily.db");
        (await _app.QueryAsync<string>("SELECT actor FROM audit WHERE action = 'backup'")).ShouldBe(["command line"]);

        _app.Clock.Advance(TimeSpan.FromDays(2));
        using var later = await _app.SignInAsAsync(OperatorRole.Admin);
        (await ConsolePages.PageAsync(later, "/console/operators")).ShouldContain("smsbridge backup FOLDER");
    }

    [Fact]
    public async Task What_the_command_line_does_with_a_tenant_is_on_the_audit()
    {
        await _cli.AddAsync();
        foreach (var verb in new[] { "verify", "pause", "resume", "rotate" })
        {
            await _cli.RunAsync("tenant", verb, Some.Tenant);
        }

        await _cli.RunAsync("tenant", "delete", Some.Tenant, "--yes");

        (await _app.QueryAsync<string>("SELECT action FROM audit WHERE actor = 'command line' ORDER BY id"))
            .ShouldBe(["tenant_add", "verify", "tenant_pause", "tenant_resume", "key_rotate", "tenant_delete"]);
    }

    private static async Task<System.Text.Json.JsonElement> SettingsAsync(HttpClient browser) =>
        await Json.ReadAsync(await browser.GetAsync("/api/settings", Cancellation));
}
