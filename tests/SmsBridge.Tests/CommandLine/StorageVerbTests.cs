using System.Diagnostics;
using Dapper;
using SmsBridge.CommandLine;
using SmsBridge.Tests.Store.Postgres;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.CommandLine;

/// <summary><c>storage copy</c> as an operator runs it.</summary>
[PostgresOnly]
public sealed class StorageVerbTests : IDisposable
{
    private readonly FilledFile _file = new();
    private readonly TestDatabase _target = new("");

    public StorageVerbTests() => _target.CreateEmpty();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_what_is_wrong_then_moves_and_no_command_uses_the_file_again()
    {
        await using var cli = await Cli.AloneAsync(Token);
        (await CopyAsync(cli)).ExitCode.ShouldBe(ExitCodes.Settings, "it is on PostgreSQL");
        cli.Settings["Storage:Provider"] = "Sqlite";
        cli.Settings["Storage:ConnectionString"] = _file.Options.ConnectionString;

        var unreadable = await cli.RunAsync("storage", "copy", "--to", "nonsense");
        (unreadable.ExitCode, unreadable.Error.StartsWith("--to", StringComparison.Ordinal)).ShouldBe((ExitCodes.Usage, true), unreadable.Error);
        var stranger = await cli.RunAsync("storage", "copy", "--to", _target.ConnectionString + ";Username=stranger");
        stranger.ExitCode.ShouldBe(ExitCodes.Failed);
        stranger.Error.ShouldStartWith("--to: the database server refuses the user or the password");
        stranger.Error.ShouldNotContain("goes on");

        var moved = await CopyAsync(cli, "--json");

        moved.ExitCode.ShouldBe(ExitCodes.Done, moved.Error);
        moved.Error.ShouldContain("tenant: 5 rows copied");
        moved.Json.GetProperty("tables").EnumerateArray().Single(table => table.Text("table") == "tenant").GetProperty("rows").GetInt64().ShouldBe(5);
        var after = await cli.RunAsync("tenant", "list");
        (after.ExitCode, after.Error.Contains("was moved to", StringComparison.Ordinal)).ShouldBe((ExitCodes.Failed, true), after.Error);
        (await CopyAsync(cli)).Error.ShouldContain("nothing is left to copy");
    }

    [Fact]
    public async Task Killed_in_the_middle_it_goes_on_when_run_again()
    {
        using (var process = Start())
        {
            using var hold = _target.Connect();
            await Eventually.BecomesAsync(() => hold.ExecuteScalarAsync<bool>("SELECT to_regclass('storage_copy') IS NOT NULL"), there => there, "the copy to begin");
            hold.Execute("BEGIN; LOCK TABLE work_lease IN EXCLUSIVE MODE"); // the last table: it can not come to its end
            await Eventually.BecomesAsync(
                () => hold.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND relation = CAST('work_lease' AS regclass) AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"), waiting => waiting == 1, "the copy to wait");
            process.HasExited.ShouldBeFalse();
            process.Kill();
            await process.WaitForExitAsync(Token);
        }

        using var again = Start();
        var result = again.StandardOutput.ReadToEndAsync(Token);
        var progress = await again.StandardError.ReadToEndAsync(Token);
        await again.WaitForExitAsync(Token);

        again.ExitCode.ShouldBe(ExitCodes.Done, progress);
        progress.ShouldContain("message: 0 rows copied");
        progress.ShouldContain("work_lease: 5 rows copied");
        (await result).ShouldContain("both sides agree on every table");
    }

    public void Dispose()
    {
        _target.Dispose();
        _file.Dispose();
    }

    private Task<CliResult> CopyAsync(Cli cli, params string[] more) => cli.RunAsync(["storage", "copy", "--to", _target.ConnectionString, .. more]);

    private Process Start()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SmsBridge.dll"), "storage", "copy", "--to", _target.ConnectionString])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.Environment["Storage__ConnectionString"] = _file.Options.ConnectionString;
        return Process.Start(start)!;
    }
}
