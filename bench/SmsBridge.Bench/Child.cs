using System.Diagnostics;
using SmsBridge.Simulator.Bridge;

namespace SmsBridge.Bench;

/// <summary>This program again, in a process of its own, as one of the other sides; ends with the measurement.</summary>
internal sealed class Child : IAsyncDisposable
{
    private readonly Process _process;
    private bool _isDisposed;

    private Child(Process process, string url) => (_process, Url) = (process, url);

    /// <summary>Where it listens: <c>http://127.0.0.1:port</c>.</summary>
    public string Url { get; }

    public int Port => new Uri(Url).Port;

    public int ProcessId => _process.Id;

    /// <summary>Starts a server and waits until it answers.</summary>
    public static async Task<Child> ListenAsync(string verb, CancellationToken cancellationToken)
    {
        var url = $"http://127.0.0.1:{Machine.FreePort()}";
        var child = new Child(Start(verb, url), url);
        using var http = new HttpClient();
        for (var attempt = 0; attempt < 400; attempt++)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"{url}/health/ready"), cancellationToken);
                return child;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, cancellationToken);
            }
        }

        await child.DisposeAsync();
        throw new IOException($"{verb} did not start.");
    }

    /// <summary>Runs to the end and returns what it wrote.</summary>
    public static async Task<string> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        using var process = Start(arguments);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{arguments[0]} failed with {process.ExitCode}.");
    }

    /// <summary>Ends the process; again does nothing: a scenario may end a child before its rig does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(Machine.DotnetHost(), [typeof(Program).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false })!;
}
