using System.Globalization;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Simulator.Core;

namespace SmsBridge.Simulator.Demo;

/// <summary>The demo from start to exit code.</summary>
internal sealed class DemoRun(DemoArguments arguments, TextWriter output, TextWriter errors)
{
    private const int Failed = 1;
    private const int Interrupted = 130;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <returns>0; 1 when something is missing or late; 130 when interrupted before the tour's end.</returns>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        using var late = new CancellationTokenSource(Longest, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopping);
        DemoStage? stage = null;
        try
        {
            await output.WriteLineAsync("SmsBridge demo. Everything here is made up and stays on this machine: no SMS is sent to anybody.");
            stage = await DemoStage.SetUpAsync(PickPort, either.Token);
            await output.WriteLineAsync(stage.Describe());
            var apiKey = await new DemoTour(stage, output).TakeAsync(either.Token);
            return arguments.Once ? 0 : await StayAsync(stage, apiKey, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Interrupted;
        }
        catch (OperationCanceledException exception)
        {
            return await FailAsync($"Not done after {Longest.TotalSeconds:0} s. {exception.Message}", stage);
        }
        catch (HookRegistrationException exception)
        {
            return await FailAsync($"{exception.Message} {exception.Body}", stage);
        }
        catch (Exception exception) when (exception is DemoException or BridgeProcessException or HttpRequestException)
        {
            return await FailAsync(exception.Message, stage);
        }
        finally
        {
            await (stage?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private async Task<int> StayAsync(DemoStage stage, string apiKey, CancellationToken stopping)
    {
        await output.WriteLineAsync(DemoHints.For(stage, apiKey));
        try
        {
            var exitCode = await stage.Bridge.WaitForExitAsync(stopping);
            return stopping.IsCancellationRequested ? 0 : await FailAsync($"The bridge ended by itself with exit code {exitCode}.", stage);
        }
        catch (OperationCanceledException)
        {
            await output.WriteLineAsync("Stopping; the data of this demo is deleted.");
            return 0;
        }
    }

    /// <summary>One clear line, then what the bridge wrote last.</summary>
    private async Task<int> FailAsync(string what, DemoStage? stage)
    {
        await errors.WriteLineAsync($"The demo failed: {what}");
        foreach (var line in stage is null ? [] : stage.Bridge.StandardError.Lines.Concat(stage.Bridge.StandardOutput.Lines).TakeLast(20))
        {
            await errors.WriteLineAsync($"  bridge: {line}");
        }

        return Failed;
    }

    private int PickPort(string name, int wished)
    {
        if (arguments.Once)
        {
            return 0;
        }

        if (Machine.IsPortFree(wished))
        {
            return wished;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Port {wished} is taken: the {name} gets a free one."));
        return 0;
    }
}
