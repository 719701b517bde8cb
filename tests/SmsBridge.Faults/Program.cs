using System.Runtime.InteropServices;
using SmsBridge.Faults.Fuzz;
using SmsBridge.Faults.Ha;
using SmsBridge.Faults.Hostile;
using SmsBridge.Faults.Story;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Simulator.Core;

namespace SmsBridge.Faults;

internal static class Program
{
    private const int NotSetUp = 1;
    private const int WrongUsage = 2;
    private const int Interrupted = 130;

    public static async Task<int> Main(string[] args)
    {
        if (args is ["--help"] or ["-h"])
        {
            await System.Console.Out.WriteLineAsync($"{FaultOptions.Usage}\n\n{FuzzOptions.Usage}\n\n{HostileOptions.Usage}\n\n{HaOptions.Usage}\n\n{StoryOptions.Usage}");
            return 0;
        }

        var (run, problem) = Read(args);
        if (run is null)
        {
            await System.Console.Error.WriteLineAsync($"{problem} Try --help.");
            return WrongUsage;
        }

        using var stopping = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return await run(stopping.Token);
        }
        catch (Exception exception) when (exception is BridgeProcessException or HookRegistrationException)
        {
            await System.Console.Error.WriteLineAsync($"Not even the stage could be set up. {exception.Message}");
            return NotSetUp;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await System.Console.Error.WriteLineAsync("Interrupted: nothing was counted.");
            return Interrupted;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true; // first end what was started
            stopping.Cancel();
        }
    }

    /// <returns>What is asked for, giving its exit code; null, and what is wrong, when that can not be read.</returns>
    private static (Func<CancellationToken, Task<int>>? Run, string? Problem) Read(string[] args)
    {
        var output = System.Console.Out;
        switch (args)
        {
            case ["--fuzz", ..]:
                var (fuzz, fuzzProblem) = FuzzOptions.Parse(args);
                return (fuzz is null ? null : async token => (await new FuzzRun(fuzz, output).RunAsync(token)).ExitCode, fuzzProblem);
            case ["--hostile", ..]:
                var (hostile, hostileProblem) = HostileOptions.Parse(args);
                return (hostile is null ? null : async token => (await new HostileRun(hostile, output).RunAsync(token)).ExitCode, hostileProblem);
            case ["--ha", ..]:
                var (ha, haProblem) = HaOptions.Parse(args);
                return (ha is null ? null : token => new HaRun(ha, output).RunAsync(token), haProblem);
            case ["--story", ..]:
                var (story, storyProblem) = StoryOptions.Parse(args);
                return (story is null ? null : token => new StoryRun(story, output).RunAsync(token), storyProblem);
            default:
                var (faults, problem) = FaultOptions.Parse(args);
                return (faults is null ? null : async token => (await new FaultRun(faults, output).RunAsync(token)).ExitCode, problem);
        }
    }
}
