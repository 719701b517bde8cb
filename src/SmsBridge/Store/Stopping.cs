namespace SmsBridge.Store;

/// <summary>Whose a cancellation is.</summary>
internal static class Stopping
{
    /// <summary>
    /// It ends because whoever holds this token asked for it. Every other cancellation is a failure like any: a time-out of somebody's own, a connection that was given up. A job
    /// that takes it for the stop ends its run in the middle, or for ever, and says nothing.
    /// </summary>
    /// <param name="asked">The token that the caught call was given.</param>
    public static bool IsStopOf(this Exception exception, CancellationToken asked) => exception is OperationCanceledException && asked.IsCancellationRequested;
}
