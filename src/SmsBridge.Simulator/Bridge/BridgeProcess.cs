using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SmsBridge.Simulator.Bridge;

/// <summary>
/// The real bridge as a process of its own, on 127.0.0.1, with its data in a folder: can be started, killed, stopped and started again
/// on the same data and port. Not for concurrent use; ends with this process at the latest.
/// </summary>
internal sealed class BridgeProcess : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly BridgeProcessOptions _options;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private Process? _process;
    private ProcessLeash? _leash; // let go as soon as the process has ended

    public BridgeProcess(BridgeProcessOptions options)
    {
        _options = options;
        Assembly = options.Assembly;
        Url = new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", options.Port > 0 ? options.Port : Machine.FreePort()).Uri;
        Settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Urls"] = Url.GetLeftPart(UriPartial.Authority),
            ["Bridge:PublicUrl"] = Url.GetLeftPart(UriPartial.Authority),
            ["Storage:ConnectionString"] = $"Data Source={DatabaseFile}",
            ["Core:AllowThisMachine"] = "true", // stand-in cores are on any port
            ["Holding:OldestAct"] = "00:00:00", // and book on a day of their own, however long ago that is by now
        };
        foreach (var (name, value) in options.Settings)
        {
            Settings[Canonical(name)] = value;
        }

        StandardOutput = new BridgeOutput(options.KeepLines);
        StandardError = new BridgeOutput(options.KeepLines);
    }

    public Uri Url { get; }

    public string Folder => _options.Folder;

    /// <summary>What the next start runs.</summary>
    public string Assembly { get; set; }

    public string DatabaseFile => Path.Combine(_options.Folder, "smsbridge.db");

    /// <summary>What the next start is given, as <c>Section:Name</c>.</summary>
    public Dictionary<string, string> Settings { get; }

    /// <summary>Lines of the current run, or the last one.</summary>
    public BridgeOutput StandardOutput { get; }

    /// <inheritdoc cref="StandardOutput"/>
    public BridgeOutput StandardError { get; }

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Null before the first start; the last one's after an exit.</summary>
    public int? ProcessId { get; private set; }

    /// <summary>Starts it and waits until it is ready for hooks.</summary>
    /// <exception cref="BridgeProcessException">It exited or took too long; the message holds what it wrote.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Launch();
        using var late = new CancellationTokenSource(_options.StartTimeout, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            while (!await IsReadyAsync(either.Token))
            {
                if (!IsRunning)
                {
                    var exitCode = await WaitForExitAsync(either.Token);
                    throw new BridgeProcessException(Tell($"The bridge ended with exit code {exitCode} instead of starting."));
                }

                await Task.Delay(PollInterval, TimeProvider.System, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await KillAsync(cancellationToken);
            throw new BridgeProcessException(Tell($"The bridge was not ready within {_options.StartTimeout.TotalSeconds:0} s."));
        }
    }

    /// <summary>Runs a verb of the command line on the same folder and settings, beside the service or without it.</summary>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="BridgeProcessException">It failed; with what it said.</exception>
    public async Task<string> RunVerbAsync(CancellationToken cancellationToken, params IEnumerable<string> arguments)
    {
        var start = StartInfo();
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? await output : throw new BridgeProcessException($"{string.Join(' ', arguments)}: {await error}{await output}");
    }

    /// <summary>Starts it and waits for nothing.</summary>
    public void Launch()
    {
        if (IsRunning)
        {
            throw new InvalidOperationException("The bridge runs already.");
        }

        Release();
        Directory.CreateDirectory(_options.Folder);
        StandardOutput.Clear();
        StandardError.Clear();

        var process = new Process { StartInfo = StartInfo(_options.MostFiles) };
        process.OutputDataReceived += (_, line) => StandardOutput.Add(line.Data);
        process.ErrorDataReceived += (_, line) => StandardError.Add(line.Data);
        process.Start();
        var leash = new ProcessLeash(process);
        (_process, ProcessId, _leash) = (process, process.Id, leash);
        process.Exited += (_, _) => leash.Dispose();
        process.EnableRaisingEvents = true;
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Waits until it has ended by itself and its output is complete; returns the exit code.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        var process = _process ?? throw new InvalidOperationException("The bridge was never started.");
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    /// <summary>SIGKILL: no chance to finish anything. Nothing happens when it does not run.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (IsRunning)
        {
            _process!.Kill();
            await WaitForExitAsync(cancellationToken);
        }
    }

    /// <summary>It stands still until <see cref="Resume"/> or its end: others take it for dead, and it does not know.</summary>
    public void Pause()
    {
        if (IsRunning)
        {
            Machine.Pause(_process!.Id);
        }
    }

    public void Resume()
    {
        if (IsRunning)
        {
            Machine.Resume(_process!.Id);
        }
    }

    /// <summary>SIGHUP: reads its settings again.</summary>
    public void Reload() => Machine.HangUp(_process!);

    /// <summary>SIGTERM, without waiting.</summary>
    public void Terminate()
    {
        if (IsRunning)
        {
            Machine.Terminate(_process!);
        }
    }

    /// <summary>SIGTERM, then waits for its end; returns the exit code.</summary>
    /// <exception cref="BridgeProcessException">It hung, and was killed.</exception>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        Terminate();
        using var late = new CancellationTokenSource(_options.StopTimeout, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await KillAsync(cancellationToken);
            throw new BridgeProcessException(Tell($"The bridge did not stop within {_options.StopTimeout.TotalSeconds:0} s."));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync(CancellationToken.None);
        Release();
        _http.Dispose();
    }

    /// <param name="mostFiles">Set by a shell that then becomes the bridge: the process is the same one.</param>
    private ProcessStartInfo StartInfo(int? mostFiles = null)
    {
        string[] command = mostFiles is { } most
            ? ["/bin/sh", "-c", string.Create(CultureInfo.InvariantCulture, $"ulimit -n {most} && exec \"$0\" \"$@\""), Machine.DotnetHost(), Assembly]
            : [Machine.DotnetHost(), Assembly];
        command = [.. command, .. _options.Arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = _options.Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Only what is set here counts: no setting of the caller's shell or container image may leak in.
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in Settings)
        {
            start.Environment[Canonical(name).Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return start;
    }

    private static bool IsSetting(string name) =>
        name.Contains("__", StringComparison.Ordinal)
        || name.Equals("URLS", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
        || name.Equals("DOTNET_ENVIRONMENT", StringComparison.OrdinalIgnoreCase)
        || name.Equals("DOTNET_URLS", StringComparison.OrdinalIgnoreCase);

    private static string Canonical(string name) => name.Replace("__", ":", StringComparison.Ordinal);

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(Url, "/health/ready"), cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException)
        {
            return false; // it does not listen yet
        }
    }

    /// <summary>Whether it runs, and what it said.</summary>
    public string Describe() => Tell(_process switch
    {
        null => "The bridge was never started, or was given up.",
        { HasExited: true } process => string.Create(CultureInfo.InvariantCulture, $"The bridge has ended with exit code {process.ExitCode}."),
        _ => "The bridge runs.",
    });

    private string Tell(string what) => string.Join(Environment.NewLine, [what, .. StandardError.Lines, .. StandardOutput.Lines]);

    private void Release()
    {
        _leash?.Dispose();
        _process?.Dispose();
        (_leash, _process) = (null, null);
    }
}
