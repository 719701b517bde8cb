using System.Diagnostics;
using System.Globalization;

namespace SmsBridge.Simulator.Bridge;

/// <summary>
/// Ends a child when this process is gone, however it went. On Unix a tiny shell waits for our end of a pipe to close, which the
/// operating system does for us even after <c>kill -9</c>; elsewhere an orderly exit is all that is covered.
/// </summary>
internal sealed class ProcessLeash : IDisposable
{
    private const string Script = """exec >/dev/null 2>&1; trap '' INT TERM HUP; read -r _; kill -9 "$1" 2>/dev/null""";

    private readonly Process? _watcher;
    private readonly EventHandler? _onExit;
    private int _released;

    public ProcessLeash(Process child)
    {
        if (OperatingSystem.IsWindows())
        {
            _onExit = (_, _) => child.Kill();
            AppDomain.CurrentDomain.ProcessExit += _onExit;
            return;
        }

        _watcher = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script, "leash", child.Id.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
        });
    }

    /// <summary>Lets go; to be called as soon as the child has ended, because its number may then become another's.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _released, 1) == 1)
        {
            return;
        }

        AppDomain.CurrentDomain.ProcessExit -= _onExit;
        _watcher?.Kill();
        _watcher?.Dispose();
    }
}
