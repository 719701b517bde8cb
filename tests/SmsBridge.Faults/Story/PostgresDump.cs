using System.Diagnostics;
using Npgsql;
using SmsBridge.Simulator.Bridge;

namespace SmsBridge.Faults.Story;

/// <summary>With PostgreSQL's own tools, as an administrator does it.</summary>
internal static class PostgresDump
{
    /// <param name="to">A server of its own: its transactions count from the beginning.</param>
    public static async Task MoveAsync(string from, string to, CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        try
        {
            await RunAsync("pg_dump", ["--format=custom", $"--file={file}", $"--dbname={Place(from)}"], cancellationToken);
            await RunAsync("pg_restore", ["--exit-on-error", $"--dbname={Place(to)}", file], cancellationToken);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Place(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return $"host={parts.Host} port={parts.Port} user={parts.Username} dbname={parts.Database}";
    }

    private static async Task RunAsync(string tool, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new BridgeProcessException($"{tool}: {error}");
        }
    }
}
