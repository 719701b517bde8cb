using System.Globalization;
using SmsBridge.Faults.Ways;

namespace SmsBridge.Faults;

/// <summary>Waits until everything that waits in the bridge has come to its end, or nothing moves any more.</summary>
internal static class Drain
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestStandstill = TimeSpan.FromMinutes(1);

    /// <summary>What a killed node held is free only when its work leases have ended.</summary>
    private static readonly TimeSpan LongestStandstillOfNodes = TimeSpan.FromMinutes(3);

    /// <param name="countLeft">What still waits.</param>
    public static async Task RunAsync(
        FaultStage stage, Func<CancellationToken, Task<long>> countLeft, Func<string, Task> say, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var (began, lastProgress, fewest, said) = (time.GetTimestamp(), time.GetTimestamp(), long.MaxValue, TimeSpan.Zero);
        while (time.GetElapsedTime(began) < Longest && time.GetElapsedTime(lastProgress) < Standstill(stage))
        {
            var left = await countLeft(cancellationToken);
            if (left == 0 && stage.IsIdle)
            {
                return;
            }

            if (left < fewest || !stage.IsIdle)
            {
                (fewest, lastProgress) = (Math.Min(left, fewest), time.GetTimestamp());
            }

            if (time.GetElapsedTime(began) - said > TimeSpan.FromSeconds(10))
            {
                said = time.GetElapsedTime(began);
                await say(string.Create(CultureInfo.InvariantCulture, $"draining: {left:N0} left, {stage.Twilio.Requests.Accepted:N0} SMS"));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellationToken);
        }
    }

    private static TimeSpan Standstill(FaultStage stage) =>
        stage.Brokers is not null ? OtherWays.LongestStandstill : stage.Nodes.Count == 1 ? LongestStandstill : LongestStandstillOfNodes;
}
