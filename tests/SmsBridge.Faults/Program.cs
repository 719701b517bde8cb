using System.Runtime.InteropServices;
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
            await System.Console.Out.WriteLineAsync(FaultOptions.Usage);
            return 0;
        }

        var (options, problem) = FaultOptions.Parse(args);
        if (options is null)
        {
            await System.Console.Error.WriteLineAsync($"{problem} Try --help.");
            return WrongUsage;
        }

        using var stopping = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            var result = await new FaultRun(options, System.Console.Out).RunAsync(stopping.Token);
            return result.ExitCode;
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
