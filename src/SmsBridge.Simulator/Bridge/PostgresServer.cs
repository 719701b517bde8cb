using System.Diagnostics;
using System.Globalization;

namespace SmsBridge.Simulator.Bridge;

/// <summary>A database of this run alone, which can be killed and comes back.</summary>
internal interface IDatabaseServer : IAsyncDisposable
{
    /// <summary>As the bridge is given it.</summary>
    string ConnectionString { get; }

    /// <summary>Starts it, or what was killed of it, and waits until it takes writes.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>SIGKILL.</summary>
    Task KillAsync();
}

/// <summary>A PostgreSQL of this run alone, by <c>tests/postgres.sh</c>: can be killed, and started again on the same data and port.</summary>
/// <param name="folder">Of its data; deleted with it.</param>
/// <param name="root">The sources' folder.</param>
internal sealed class PostgresServer(string folder, string root = "") : IDatabaseServer
{
    private int? _process;

    public string ConnectionString { get; private set; } = "";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(root, "tests", "postgres.sh"), folder]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var script = Process.Start(start)!;
        var error = script.StandardError.ReadToEndAsync(cancellationToken);
        var line = await script.StandardOutput.ReadLineAsync(cancellationToken);
        if (line?.Split(' ', 2) is not [var id, var connectionString])
        {
            throw new BridgeProcessException($"PostgreSQL does not start. {await error}");
        }

        (_process, ConnectionString) = (int.Parse(id, CultureInfo.InvariantCulture), connectionString);
    }

    /// <summary>SIGKILL to the server: its processes notice, and end in the middle of what they do.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } id)
        {
            return;
        }

        _process = null;
        try
        {
            using var server = Process.GetProcessById(id);
            server.Kill();
            await server.WaitForExitAsync();
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(folder, recursive: true);
    }
}
