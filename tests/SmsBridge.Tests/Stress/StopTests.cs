using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.EndToEnd;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Stress;

/// <summary>SIGTERM to the real process.</summary>
[Collection(BridgeProcesses.Name)]
public sealed class StopTests : IDisposable
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(3);

    /// <summary>For what is no message in work: requests that are answered, the store that is closed.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(6);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-stop-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_under_load_with_calls_that_hang_ends_in_time_and_loses_and_doubles_nothing()
    {
        await using var stage = await StressStage.StartAsync(
            _folder.FullName, ("Relay:DrainTimeout", DrainTimeout.ToString("c")), ("Hooks:SameTextWindow", "01:00:00"));
        var never = new TaskCompletionSource();
        var calls = 0;
        stage.Twilio.Faults.Plan = request => request.IsCreate && Interlocked.Increment(ref calls) % 10 == 0 ? new StandInFault.AcceptThenHold(never.Task) : null;
        var load = stage.PostUntilAsync(refused: 100);
        await Eventually.BecomesAsync(() => Task.FromResult(stage.Twilio.Requests.Accepted), accepted => accepted >= 30, "SMS on their way");

        var began = TimeProvider.System.GetTimestamp();
        stage.Bridge.Terminate();
        var exitCode = await stage.Bridge.WaitForExitAsync(Token).WaitAsync(Eventually.Deadline, TimeProvider.System, Token);

        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(DrainTimeout + Rest);
        exitCode.ShouldBe(0);
        await load;
        stage.Twilio.Faults.Plan = null;
        never.SetResult();
        await stage.Bridge.StartAsync(Token);
        await stage.RepeatRefusedAsync();
        await stage.ShouldBeConservedAsync();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
