using System.Runtime.InteropServices;
using SmsBridge.Faults.Fuzz;
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
            await System.Console.Out.WriteLineAsync($"{FaultOptions.Usage}\n\n{FuzzOptions.Usage}");
            return 0;
        }

        var isFuzz = args is ["--fuzz", ..];
        var (fuzz, fuzzProblem) = isFuzz ? FuzzOptions.Parse(args) : default;
        var (options, problem) = isFuzz ? (null, fuzzProblem) : FaultOptions.Parse(args);
        if (options is null && fuzz is null)
        {
            await System.Console.Error.WriteLineAsync($"{problem} Try --help.");
            return WrongUsage;
        }

        using var stopping = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return fuzz is not null
                ? (await new FuzzRun(fuzz, System.Console.Out).RunAsync(stopping.Token)).ExitCode
                : (await new FaultRun(options!, System.Console.Out).RunAsync(stopping.Token)).ExitCode;
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
}
