using System.Runtime.InteropServices;
using SmsBridge.Simulator.Demo;

namespace SmsBridge.Simulator;

internal static class Program
{
    private const int WrongUsage = 2;

    public static async Task<int> Main(string[] args)
    {
        if (!DemoArguments.TryParse(args, out var arguments, out var problem))
        {
            await System.Console.Error.WriteLineAsync($"{problem} Try --help.");
            return WrongUsage;
        }

        if (arguments.Help)
        {
            await System.Console.Out.WriteLineAsync(DemoArguments.Usage);
            return 0;
        }

        using var stopping = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        if (arguments.Gateway)
        {
            return await GatewayRun.RunAsync(System.Console.Out, System.Console.Error, stopping.Token);
        }

        return await new DemoRun(arguments, System.Console.Out, System.Console.Error).RunAsync(stopping.Token);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true; // first tidy up, then end
            stopping.Cancel();
        }
    }
}
