using System.Diagnostics;
using SmsBridge.Simulator.Bridge;

namespace SmsBridge.Faults.Ha;

/// <summary>Somebody else's program, with its words in a file of its own; ends with this process at the latest.</summary>
internal sealed class Daemon : IAsyncDisposable
{
    private const string Run = """exec "$@" >>"$LOG" 2>&1""";

    /// <summary>What refuses to run as root runs as the user that Debian's package made.</summary>
    private static readonly string[] AsPostgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"];

    private readonly Process _process;
    private readonly ProcessLeash _leash;

    private Daemon(Process process) => (_process, _leash) = (process, new ProcessLeash(process));

    public int Id => _process.Id;

    public bool IsRunning => !_process.HasExited;

    public static Daemon Start(string log, IEnumerable<KeyValuePair<string, string>> environment, params IEnumerable<string> command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Run, "daemon", .. Environment.IsPrivilegedProcess ? AsPostgres : [], .. command])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetDirectoryName(log)!,
        };
        start.Environment["LOG"] = log;
        start.Environment["HOME"] = Path.GetDirectoryName(log)!;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new Daemon(process);
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and SIGKILL when that has not ended it in time.</summary>
    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
        {
            Machine.Terminate(_process);
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
            try
            {
                await _process.WaitForExitAsync(late.Token);
            }
            catch (OperationCanceledException)
            {
                await KillAsync();
            }
        }

        _leash.Dispose();
        _process.Dispose();
    }
}
