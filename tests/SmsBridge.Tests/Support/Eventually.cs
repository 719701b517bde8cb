namespace SmsBridge.Tests.Support;

/// <summary>Waits for what another process does: looks again and again, and fails with what it saw last once the deadline has passed.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    public static async Task<T> BecomesAsync<T>(Func<Task<T>> look, Predicate<T> isRight, string what, TimeSpan? deadline = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (isRight(seen))
            {
                return seen;
            }

            if (TimeProvider.System.GetElapsedTime(started) > (deadline ?? Deadline))
            {
                throw new ShouldAssertException($"Waited {(deadline ?? Deadline).TotalSeconds:0} s for: {what}. Last seen: {seen}");
            }

            await Task.Delay(Interval, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
